"""What of a stack file this release acts on, and what it refuses to act on (design §5).

A key that no kind claims is reported as "not applied". A key that changes where, whether or how destructively
something is written is never merely reported: it is acted on, or its customer's writes are refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wholesale.kinds.registry import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wholesale.stacks.problems import Place
    from wholesale.stacks.stack import Customer, Stack, Written

NEVER_SENT = frozenset({"order", "owner", "ticket", "notes", "contacts", "prices", "reserved"})
"""Never sent to the API, and never reported."""

DIRECTING = frozenset({"subPartner", "tokenEnv", "orgId", "manage", "ensure", "previously", "lock"}) | {
    "numbers",
    "deleteOrganization",
    "requireApprovedPlan",
}
"""Keys that say where, whether or how destructively something is written: acted on, or refused."""

STRUCTURE = frozenset(
    {"version", "customers", "defaults", "profiles", "allow", "extends", "firstAdministrator"}
)
"""Keys that the files are made of, and that order the work."""


@dataclass(frozen=True, slots=True, order=True)
class NotApplied:
    """A key that is accepted and not acted on yet.

    Args:
        place: where it stands.
        path: its way in the file, with dots.
    """

    place: Place
    path: str


def not_applied(stack: Stack) -> tuple[NotApplied, ...]:
    """What the stack file and its profiles say and this release does not act on, in file order.

    Of a block that is not acted on at all, only the block is named.
    """
    found: list[NotApplied] = []
    within: tuple[str, ...] | None = None
    for written in stack.written():
        if within is not None and written.path[: len(within)] == within:
            continue
        within = None
        if not _is_acted_on(stack, written):
            within = written.path
            if not written.value_is_null:
                found.append(NotApplied(written.place, ".".join(written.path)))
        elif _is_silent(written):
            within = written.path
    return tuple(found)


def refusal(stack: Stack, customer: Customer) -> str | None:
    """Why this release does not write this customer, and the way out; None when it does."""
    sub_partner = stack.partner.sub_partners.get(stack.sub_partner) if stack.sub_partner else None
    if sub_partner is not None and sub_partner.token_env is not None:
        return (
            f"sub-partner {stack.sub_partner} has a token of its own (tokenEnv), which is not built yet.\n"
            f"    Take tokenEnv out of partner.yaml to act on its behalf with the partner's token."
        )
    if customer.numbers is not None:
        return f"`numbers: {customer.numbers}` is not built yet.\n    Take it out to remove the customer."
    if customer.delete_organization is not None:
        return (
            "`deleteOrganization` is not built yet.\n"
            "    Take it out: the organization stays when its customer is removed."
        )
    return None


def run_refusal(stack: Stack) -> str | None:
    """Why this release writes nothing at all with these files; None when it does."""
    if stack.partner.settings.require_approved_plan:
        return (
            "partner.yaml asks for an approved plan (settings.requireApprovedPlan), which is not built yet.\n"
            "    Nothing is written. Set it to false until approved plans are built."
        )
    return None


def _claimed() -> Iterator[tuple[str, ...]]:
    for kind in KINDS.values():
        for field in kind.fields:
            for path in field.paths:
                yield ("customers", "*", *path.split("."))


CLAIMED = frozenset(_claimed())
PARENTS = frozenset(path[:length] for path in CLAIMED for length in range(1, len(path)))


def _is_acted_on(stack: Stack, written: Written) -> bool:
    pattern, path = written.pattern, written.path
    if _is_directing(written) or _is_silent(written) or pattern[0] == "allow":
        return True
    if len(pattern) <= len(("customers", "*")) or pattern[-1] in STRUCTURE:
        return True
    if "profiles" in path[:1] or pattern in PARENTS:
        return pattern in CLAIMED or pattern in PARENTS
    return pattern in CLAIMED and not _is_of_a_later_location(stack, path)


def _is_of_a_later_location(stack: Stack, path: tuple[str, ...]) -> bool:
    """Whether this is a location other than the main one: those are made by a later release."""
    if len(path) < len(("customers", "acme", "locations", "HQ")) or path[2] != "locations":
        return False
    customer = stack.customers.get(path[1])
    location = customer.locations.get(path[3]) if customer else None
    return location is not None and not location.main


def _is_directing(written: Written) -> bool:
    name, below = written.pattern[-1], written.pattern[:2] == ("customers", "*")
    return name in DIRECTING and len(written.pattern) <= (3 if below and name == "numbers" else 4)


def _is_silent(written: Written) -> bool:
    return written.pattern[-1] in NEVER_SENT
