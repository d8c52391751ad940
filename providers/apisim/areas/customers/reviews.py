"""The denied-party check, which blocks a customer or runs beside its provisioning (wholesale-api §11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import ids
from apisim.areas.customers.operations import CREATE, UPDATE
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.store import Record
    from apisim.world import World

PENDING = "pending_rpl_review"


@rule(
    "reviews.background",
    "The denied-party check runs beside provisioning, which goes on: `--review background`.",
    "H §11",
    of=CREATE,
)
@rule(
    "reviews.blocking",
    "With `--review blocking` a customer that the check finds is `pending_rpl_review`, without an"
    " organization.",
    "G §11",
    of=CREATE,
)
@rule(
    "reviews.names",
    "Whom the check finds is decided by an outcome, or by a list of names (`--rules`, `reviewedNames`).",
    "I §11",
    of=CREATE,
)
def begin(world: World, customer: Record) -> Record:
    """Let a customer meet the denied-party check; it blocks, or runs beside provisioning."""
    if customer["review"] is not None or not _is_found(world, customer):
        return customer
    found = {**customer, "review": "pending"}
    if world.settings.review == "background":
        return found
    blocked = world["customers"].change(found, status=PENDING)
    wait(world, blocked)
    return blocked


def _is_found(world: World, customer: Record) -> bool:
    named = customer["customerInfo"].get("name", "").casefold()
    listed = named in map(str.casefold, world.figures["reviewedNames"])
    return bool(customer["outcome"].get("review")) or (listed and customer["status"] == "provisioning")


@rule(
    "reviews.end",
    "A review that nobody ends in 72 hours puts the customer into `error` (`--rules`, `seconds.review`);"
    " in the"
    " background the hours do nothing.",
    "I §11",
    of=CREATE,
)
def wait(world: World, customer: Record) -> None:
    """Let a review that blocks end when nobody ends it."""
    key = ids.key_of(customer["id"])
    if customer["status"] == PENDING:
        world.agenda.after(world.figures["seconds"]["review"], lambda: _expire(world, key))


def _expire(world: World, key: str) -> None:
    customer = world["customers"].get(key)
    if customer and customer["status"] == PENDING:
        fail(world, customer, "The review of the customer did not end within 72 hours.")


@rule(
    "reviews.deny",
    "A denied review puts the customer into `error`, in the background too; one that is being removed"
    " still goes.",
    "I §12",
    of=CREATE,
)
@rule(
    "reviews.again",
    "A customer that a review put into `error` is provisioned by the next update, without a review.",
    "I §12",
    of=UPDATE,
)
def deny(world: World, customer: Record) -> None:
    """Deny a review: the customer ends in error, unless it goes anyway."""
    denied = world["customers"].change(customer, review="deny")
    if denied["status"] != "deleting":
        fail(world, denied, "The denied-party check refused the customer.")


def fail(world: World, customer: Record, why: str) -> None:
    """Put a customer into error."""
    world["customers"].change(customer, status="error", errors=[{"description": why}], outcome={})
