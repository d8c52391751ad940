"""What of a stack file this release acts on, and what it refuses to act on (design §5).

A key that no kind claims is reported as "not applied". A key that changes where, whether or how destructively
something is written is never merely reported: it is acted on, or its customer's writes are refused.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Literal

from wholesale.desired.registry import KINDS
from wholesale.stacks.findings import NotApplied
from wholesale.stacks.written import field_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wholesale.stacks.stack import Customer, Stack
    from wholesale.stacks.written import Field

NEVER_SENT = frozenset({"order", "owner", "ticket", "notes", "contacts", "prices", "reserved"})
"""Never sent to the API, and never reported."""

OF_THE_FILE = frozenset({"version", "customers", "defaults", "profiles", "allow", "subPartner"})
"""Keys of a file that it is made of, or that say on whose behalf it acts."""

OF_A_CUSTOMER = frozenset(
    {"extends", "lock", "orgId", "manage", "ensure", "previously", "numbers", "deleteOrganization"}
)
"""Keys of a customer that say where, whether or how destructively it is written: acted on, or refused."""


def not_applied(stack: Stack) -> tuple[NotApplied, ...]:
    """What the stack file and its profiles say and this release does not act on, in file order.

    Of a block that is not acted on at all, only the block is named.
    """
    return tuple(
        NotApplied(source.place(*path), ".".join(path))
        for source, root in stack.written_in()
        for path in _ignored(stack, root, source.written_at(*root), field_at(root))
    )


def _ignored(stack: Stack, path: tuple[str, ...], value: Any, field: Field) -> Iterator[tuple[str, ...]]:
    """The ways to what is not acted on, beneath one node."""
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _ignored(stack, (*path, str(index)), item, field.below(str(index)))
    elif isinstance(value, dict):
        keys = _open_records(field, value) if field.is_keyed else tuple(value)
        for key, below, looked_into in _beyond(field, keys):
            if looked_into and not (below is _LOCATION and _is_a_later_location(stack, (*path, key))):
                yield from _ignored(stack, (*path, key), value[key], below)
            elif value[key] is not None:
                yield (*path, key)


def _open_records(field: Field, records: dict[str, Any]) -> tuple[str, ...]:
    """The records that have keys which are not wholly acted on: nearly none of thousands of users."""
    record = field.below("*")
    settled = frozenset[str]() if record is _LOCATION else _settled(record)
    is_settled = settled.issuperset
    return tuple([key for key, found in records.items() if type(found) is not dict or not is_settled(found)])


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


LATER_OF_THE_PARTNER = frozenset(
    {
        ("templates", "*", "signIn"),
        ("templates", "*", "pstn"),
        ("subPartners", "*", "adminEmail"),
        ("settings", "restrictedModeKey"),
    }
)
"""Keys of partner.yaml that a later release acts on. The other facts of a template describe what Partner Hub
holds: there is nothing to apply."""


def _claimed() -> Iterator[tuple[str, ...]]:
    yield from (("customers", "*", name) for name in OF_A_CUSTOMER)
    for kind in KINDS.values():
        for field in kind.fields:
            yield from (("customers", "*", *path.split(".")) for path in field.paths)


CLAIMED = frozenset(_claimed())
"""What is acted on, with all that lies below it."""

PARENTS = frozenset(path[:length] for path in CLAIMED for length in range(1, len(path)))
"""What only holds together what is acted on."""


@lru_cache(maxsize=2048)
def _beyond(field: Field, keys: tuple[str, ...]) -> tuple[tuple[str, Field, bool], ...]:
    """Of the keys of a map those that are not wholly acted on, and whether what lies beneath is to be seen.

    Most maps of a kind have the same keys, so this is worked out once for thousands of records.
    """
    uses = ((key, below, _use(below)) for key in keys for below in (field.below(key),))
    return tuple((key, below, use == "looked into") for key, below, use in uses if use in _OPEN)


@cache
def _settled(field: Field) -> frozenset[str]:
    """Keys of a record that are wholly acted on, or never are: most records have no others."""
    depth = len(field.pattern)
    keys = {path[depth] for path in CLAIMED if len(path) > depth and path[:depth] == field.pattern}
    return frozenset(key for key in (keys | NEVER_SENT) - {"*"} if _use(field.below(key)) not in _OPEN)


_LOCATION = field_at(("customers", "*", "locations", "*"))
_OPEN = frozenset({"looked into", "ignored"})


@cache
def _use(field: Field) -> Literal["silent", "acted on", "looked into", "ignored"]:
    """What is done with a field: all of it is acted on, or only what lies beneath, or nothing."""
    pattern = field.pattern
    if pattern[-1] in NEVER_SENT:
        return "silent"
    if pattern[0] in {"templates", "subPartners", "settings"}:
        return "ignored" if pattern in LATER_OF_THE_PARTNER else "looked into"
    if pattern[0] in OF_THE_FILE - {"customers"} or pattern in PARENTS:
        return "looked into"
    claimed = any(pattern[:length] in CLAIMED for length in range(1, len(pattern) + 1))
    return "acted on" if claimed else "ignored"


def _is_a_later_location(stack: Stack, path: tuple[str, ...]) -> bool:
    """Whether this is a location other than the main one: those are made by a later release."""
    customer = stack.customers.get(path[1]) if path[2:3] == ("locations",) else None
    location = customer.locations.get(path[3]) if customer else None
    return location is not None and not location.main
