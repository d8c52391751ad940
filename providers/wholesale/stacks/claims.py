"""What a stack file takes that only one record of the whole folder can hold: its *claims*.

They are small, can be stored as JSON, and know no places: a place is looked up for the few that are told. So
a check of many files works on these, and a file that has not changed need not be read again for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args
from zlib import crc32

from wholesale.stacks.inventory import entries

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wholesale.stacks.problems import NodePath, Place
    from wholesale.stacks.source import Source
    from wholesale.stacks.stack import Customer, Stack

ClaimKind = Literal["handle", "externalId", "email", "phoneNumber", "declared", "extension", "mac"]
CLAIM_KINDS: tuple[ClaimKind, ...] = get_args(ClaimKind)


class Claim(NamedTuple):
    """One thing that one record takes.

    Args:
        kind: what sort of thing; `declared` is a number, or a range `FIRST..LAST`, of a location's inventory.
        value: the thing, spelled in one way: an address in small letters, a MAC in capitals.
        customer: handle of the customer.
        path: the node of the stack file that takes it.
    """

    kind: ClaimKind
    value: str
    customer: str
    path: NodePath


class FileClaims(NamedTuple):
    """All that one stack file takes.

    Args:
        file: the stack file, as the user knows it.
        party: the sub-partner on whose behalf it acts; an externalId is unique for one party.
        claims: in the order of the file.
    """

    file: str
    party: str | None
    claims: tuple[Claim, ...]


def claims_of(stack: Stack) -> FileClaims:
    """What a stack takes; a customer that leaves takes nothing, and a former handle is no claim."""
    staying = (customer for customer in stack.customers.values() if customer.ensure == "present")
    claims = (claim for customer in staying for claim in _of_customer(stack, customer))
    return FileClaims(stack.source.file, stack.sub_partner, tuple(claims))


def standing(source: Source, path: NodePath) -> Place:
    """Where a claim stands in its file: a record at its handle, all else at the value."""
    whole = isinstance(source.written_at(*path), dict)
    return source.place(*path) if whole else source.value_place(*path)


def fingerprints(stack: Stack) -> frozenset[int]:
    """What a stack takes as small numbers: equal things have equal ones, and nobody reads a thing off them.

    An extension has none: it can be taken twice only where its customer's handle is. A range has one for
    every ten numbers.
    """
    texts: list[str] = []
    for customer in stack.customers.values():
        texts += _hidden(customer, stack.sub_partner) if customer.ensure == "present" else ()
    return frozenset(map(crc32, "\n".join(texts).encode("utf-8", "surrogatepass").split(b"\n")))


def _hidden(customer: Customer, party: str | None) -> list[str]:
    """What a customer takes, each thing a line: none of them can hold the end of one."""
    users, workspaces = customer.users.values(), customer.workspaces.values()
    macs = [device.mac for device in customer.devices.values() if device.mac is not None]
    declared = [entry.number for location in customer.locations.values() for entry in location.numbers or ()]
    return [
        f"handle {customer.handle}",
        f"externalId {party} {customer.external_id}",
        *[f"email {spelled('email', user.email)}" for user in users if user.email is not None],
        *[f"phoneNumber {user.phone_number}" for user in users if user.phone_number is not None],
        *[f"phoneNumber {place.phone_number}" for place in workspaces if place.phone_number is not None],
        *[f"mac {spelled('mac', mac)}" for mac in macs],
        *[f"declared {ten}" for ten in {int(number) // 10 for number in declared}],
    ]


def as_json(claims: FileClaims) -> dict[str, Any]:
    """The claims of a file as plain JSON values."""
    rows = [[claim.kind, claim.value, claim.customer, list(claim.path)] for claim in claims.claims]
    return {"file": claims.file, "party": claims.party, "claims": rows}


def from_json(stored: Mapping[str, Any]) -> FileClaims:
    """The claims that `as_json` stored."""
    rows = (Claim(kind, value, customer, tuple(path)) for kind, value, customer, path in stored["claims"])
    return FileClaims(stored["file"], stored["party"], tuple(rows))


def spelled(kind: ClaimKind, value: str) -> str:
    """A value as claims spell it, so that equal things are equal texts."""
    if kind == "email":
        return value.lower()
    return value.upper() if kind == "mac" else value


def _of_customer(stack: Stack, customer: Customer) -> Iterator[Claim]:
    at: NodePath = ("customers", customer.handle)
    yield Claim("handle", customer.handle, customer.handle, at)
    yield Claim("externalId", customer.external_id, customer.handle, (*at, "externalId"))
    for where, kind, value in _of_records(customer):
        if value is not None:
            yield Claim(kind, spelled(kind, value), customer.handle, (*at, *where))
    yield from _declared(stack, customer)


def _of_records(customer: Customer) -> Iterator[tuple[NodePath, ClaimKind, str | None]]:
    for handle, user in customer.users.items():
        yield ("users", handle, "email"), "email", user.email
    for collection, records in (("users", customer.users), ("workspaces", customer.workspaces)):
        for handle, record in records.items():
            yield (collection, handle, "phoneNumber"), "phoneNumber", record.phone_number
            if record.extension is not None:
                held = f"{customer.handle}/{record.location or ''}/{record.extension}"
                yield (collection, handle, "extension"), "extension", held
    for handle, device in customer.devices.items():
        yield ("devices", handle, "mac"), "mac", device.mac


def _declared(stack: Stack, customer: Customer) -> Iterator[Claim]:
    """The numbers of each location, entry by entry; those that follow each other as one range."""
    for location in customer.locations.values():
        for path, numbers in entries(stack, customer, location):
            for first, last in _runs(sorted({int(number) for number in numbers})):
                value = f"+{first}" if first == last else f"+{first}..+{last}"
                yield Claim("declared", value, customer.handle, path)


def _runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    start = None
    for index, number in enumerate(numbers):
        start = number if start is None else start
        if index + 1 == len(numbers) or numbers[index + 1] != number + 1:
            yield start, number
            start = None
