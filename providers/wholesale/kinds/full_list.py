"""The customer's full-list PUT: wishes of several records, one write (wholesale-api §3.5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wholesale.api.ids import uuid_of
from wholesale.errors import ApiError
from wholesale.kinds.order import known, parameters
from wholesale.kinds.phases import is_busy
from wholesale.kinds.polls import looked_at
from wholesale.stacks.models.packages import CALLING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wholesale.api.answers import Row
    from wholesale.vocabulary.context import Context


@dataclass(frozen=True, slots=True)
class Wish:
    """What one record wants of the customer's full-list PUT (wholesale-api §3.5).

    Args:
        add: packages that have to be there.
        remove: packages that have to leave.
        limits: the most assignments, by package.
        values: externalId and address, where they change.
    """

    add: frozenset[str] = frozenset()
    remove: frozenset[str] = frozenset()
    limits: Mapping[str, int] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)


async def write(context: Context, customer_id: str, wish: Wish) -> Row:
    """Carry out a wish in one PUT with all others of this customer, built from a fresh GET."""

    async def carry_out(wishes: Sequence[Wish]) -> Row:
        return await _write(context, customer_id, wishes)

    return await context.together.gather(("customer", uuid_of(customer_id)), wish, carry_out)


async def _write(context: Context, customer_id: str, wishes: Sequence[Wish]) -> Row:
    row = await settled(context, customer_id)
    body = merged(row, wishes)
    added = set(body["packages"]) - set(row["packages"])
    first_calling = added & CALLING and not set(row["packages"]) & CALLING
    limits = {name: limit for wish in wishes for name, limit in wish.limits.items()}
    if not added and not limits and len(body) == 1 and len(body["packages"]) == len(row["packages"]):
        return row
    body["provisioningParameters"] = parameters(context, added if first_calling else set(), limits)
    row = await _send(context, customer_id, known(body))
    remember(context, customer_id, limits)
    await put(context, row)
    return row


def merged(row: Row, wishes: Sequence[Wish]) -> Row:
    """The PUT body that fulfils all wishes: what no wish speaks of stays (wholesale-api §3.5)."""
    packages = set(row["packages"])
    body: Row = {}
    for wish in wishes:
        packages = (packages - wish.remove) | wish.add
        body |= wish.values
    return {**body, "packages": sorted(packages)}


async def _send(context: Context, customer_id: str, body: Row) -> Row:
    context.say("writing the customer, with its packages " + ", ".join(body["packages"]))
    try:
        await context.api.put(f"/wholesale/customers/{customer_id}", body, context.acting)
    except ApiError:
        row = await settled(context, customer_id)
        if not _is_done(row, body):
            raise
        return row
    return await settled(context, customer_id)


def _is_done(row: Row, body: Row) -> bool:
    """Whether a customer is seen to be as a PUT asked for; of a limit that can never be seen."""
    values = {name: body[name] for name in ("externalId", "address") if name in body}
    unseen = body.get("provisioningParameters", {}).get("packages")
    packages = set(row["packages"]) == set(body["packages"])
    return not unseen and packages and all(row.get(name) == value for name, value in values.items())


async def settled(context: Context, customer_id: str) -> Row:
    """The customer's row, as soon as the API is done with it, or as it is when the time is over."""
    return await context.settle(lambda: looked_at(context, customer_id), is_busy)


async def put(context: Context, row: Row) -> None:
    """Let the rest of the run see this row."""
    if external_id := row.get("externalId"):
        (await context.estate.customers(external_id, context.behalf)).put(row)


def remember(context: Context, customer_id: str, limits: Mapping[str, int]) -> None:
    """Note the limits that were sent: the API does not give them back (wholesale-api §3.7)."""
    for name, limit in limits.items():
        context.estate.written["limit", uuid_of(customer_id), name] = limit
