"""Which record has a number, an e-mail address or a MAC, and which customer is meant: over all stacks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wholesale.stacks.models.numbers import expanded
from wholesale.stacks.problems import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wholesale.stacks.problems import NodePath, Place
    from wholesale.stacks.stack import Customer, Location, Stack

_MAC = re.compile(r"[0-9A-F]{12}")
_SEPARATORS = re.compile(r"[\s().:/-]")
_LEAST_DIGITS = 7
_NO_LETTERS = re.compile(r"[\W\d_]+")


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """One place where the thing stands.

    Args:
        place: of the value.
        path: the way to it in its file.
        record: the record that has it, as plans name it.
        value: what stands there: the thing itself, or the range that holds it.
        stack: the stack file.
    """

    place: Place
    path: NodePath
    record: str
    value: str
    stack: str


_Told = tuple["NodePath", str, str]
"""A path below a customer, the record that has it, and what is written there."""


def canonical(text: str) -> str:
    """A number, e-mail address or MAC in one spelling, so that equal ones are equal texts."""
    if "@" in text:
        return text.strip().casefold()
    bare = _SEPARATORS.sub("", text)
    if is_mac(text):
        return bare.upper()
    digits = bare.removeprefix("+").removeprefix("00") if not bare.startswith("+") else bare[1:]
    return f"+{digits}" if digits.isdigit() and len(digits) >= _LEAST_DIGITS else bare


def is_mac(text: str) -> bool:
    """Whether a text is a MAC, however it is parted."""
    return bool(_MAC.fullmatch(_SEPARATORS.sub("", text).upper())) and not text.strip().startswith("+")


def where(stacks: Iterable[Stack], text: str) -> tuple[Found, ...]:
    """Every place of the stacks where a number, an e-mail address or a MAC stands."""
    wanted = {canonical(text)}
    if text.strip().isdigit():
        wanted |= {f"+{text.strip()}"}
    return tuple(sorted(found for stack in stacks for found in _in_stack(stack, wanted)))


def customer_meant(handle: str, stacks: Iterable[Stack]) -> str | None:
    """The customer that had this handle before, else the one whose handle is nearest, letters and all."""
    customers = [customer for stack in stacks for customer in stack.customers.values()]
    renamed = [customer.handle for customer in customers if customer.previously == handle]
    letters = _letters(handle)
    near = (one.handle for one in customers if not letters or nearest(letters, [_letters(one.handle)]))
    return renamed[0] if renamed else nearest(handle, near)


def _letters(handle: str) -> str:
    """What tells handles apart that end in numbers: `acme` of `acme-1001`."""
    return _NO_LETTERS.sub("", handle)


def _in_stack(stack: Stack, wanted: set[str]) -> Iterator[Found]:
    for handle, customer in stack.customers.items():
        for path, record, value in _values(stack, customer):
            if wanted & {canonical(number) for number in _numbers(value)}:
                whole = ("customers", handle, *path)
                yield Found(stack.value_place(*whole), whole, record, value, stack.name)


def _numbers(value: str) -> Iterable[str]:
    return expanded(value) if ".." in value else (value,)


def _values(stack: Stack, customer: Customer) -> Iterator[_Told]:
    name = customer.handle
    if customer.primary_email:
        yield ("primaryEmail",), f"customer {name}", customer.primary_email
    for location in customer.locations.values():
        yield from _of_location(stack, name, location)
    for user in customer.users.values():
        record = f"user {name}/{user.handle}"
        if user.email:
            yield ("users", user.handle, "email"), record, user.email
        if user.phone_number:
            yield ("users", user.handle, "phoneNumber"), record, user.phone_number
    for workspace in customer.workspaces.values():
        if workspace.phone_number:
            path = ("workspaces", workspace.handle, "phoneNumber")
            yield path, f"workspace {name}/{workspace.handle}", workspace.phone_number
    for device in customer.devices.values():
        if device.mac:
            yield ("devices", device.handle, "mac"), f"device {name}/{device.handle}", device.mac


def _of_location(stack: Stack, customer: str, location: Location) -> Iterator[_Told]:
    record, path = f"location {customer}/{location.handle}", ("locations", location.handle)
    written = stack.source.written_at("customers", customer, *path, "numbers") if location.numbers else None
    for index, entry in enumerate(written or ()):
        yield (*path, "numbers", str(index)), record, entry if isinstance(entry, str) else entry["range"]
    if not written:
        yield from (((*path, "numbers"), record, number.number) for number in location.numbers or ())
    if location.main_number:
        yield (*path, "mainNumber"), f"{record}, its main number", location.main_number
    for number, holder in (location.reserved or {}).items():
        yield (*path, "reserved", number), f"{record}, reserved for {holder}", number
