"""Numbers: declared once, used where they are declared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholesale.stacks.models.numbers import expanded
from wholesale.stacks.rules.telling import error

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wholesale.stacks.problems import NodePath, Problem
    from wholesale.stacks.stack import Customer, Location, Stack


def numbers_are_declared_once(stack: Stack) -> Iterator[Problem]:
    """A number stands at one location of a file; a range that overlaps is told once."""
    first: dict[str, NodePath] = {}
    for customer in stack.customers.values():
        for location in customer.locations.values():
            for path, numbers in _entries(stack, customer, location):
                yield from _told_once(stack, path, numbers, first)
                for number in numbers:
                    first.setdefault(number, path)


def _told_once(
    stack: Stack, path: NodePath, numbers: list[str], first: Mapping[str, NodePath]
) -> Iterator[Problem]:
    twice = next((number for number in numbers if number in first), None)
    if twice is not None:
        _, customer, _, location, *_ = path
        yield error(
            stack,
            path,
            f"location {location} of customer {customer}: the number {twice} is already declared "
            f"at {stack.value_place(*first[twice])}",
            "a number belongs to one location; remove it from one of the two",
        )


def _entries(stack: Stack, customer: Customer, location: Location) -> Iterator[tuple[NodePath, list[str]]]:
    """The numbers of a location, entry by entry as written."""
    if location.numbers is None:
        return
    path = ("customers", customer.handle, "locations", location.handle, "numbers")
    taken = [entry.number for entry in location.numbers]
    for index, count in enumerate(_lengths(stack, path)):
        yield (*path, str(index)), taken[:count]
        taken = taken[count:]
    if taken:
        yield path, taken


def _lengths(stack: Stack, path: NodePath) -> Iterator[int]:
    for entry in stack.source.written_at(*path) or ():
        text = entry["range"] if isinstance(entry, dict) else entry
        yield len(expanded(text)) if isinstance(text, str) else 1


def numbers_are_used_where_declared(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """A user's or workspace's number is not declared at another location than its own."""
    home = customer.declared_numbers()
    for collection, records in (("users", customer.users), ("workspaces", customer.workspaces)):
        for handle, record in records.items():
            number = record.phone_number
            declared_at = home.get(number) if number is not None else None
            if declared_at is not None and record.location is not None and declared_at != record.location:
                yield error(
                    stack,
                    ("customers", customer.handle, collection, handle, "phoneNumber"),
                    f"{collection[:-1]} {handle} is at location {record.location}, but its number "
                    f"{number} is declared at location {declared_at}",
                    f"give it a number of {record.location}, or declare the number there",
                )


def main_numbers_are_declared(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """A location's main number is among its numbers, where it declares any."""
    for handle, location in customer.locations.items():
        if location.numbers is None or location.main_number is None:
            continue
        if location.main_number not in {entry.number for entry in location.numbers}:
            yield error(
                stack,
                ("customers", customer.handle, "locations", handle, "mainNumber"),
                f"location {handle} of customer {customer.handle}: the main number {location.main_number} "
                "is not among its numbers",
                "add it to `numbers`, or choose one of them",
            )


def reserved_numbers_are_declared(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """A reserved number is among the numbers of its location, where it declares any."""
    for handle, location in customer.locations.items():
        here = {entry.number for entry in location.numbers or ()}
        for number in location.reserved or {} if location.numbers is not None else {}:
            if number not in here:
                yield error(
                    stack,
                    ("customers", customer.handle, "locations", handle, "reserved", number),
                    f"location {handle} of customer {customer.handle}: the reserved number {number} is not "
                    "among its numbers",
                    "add it to `numbers`, or remove the reservation",
                )


def reserved_numbers_are_free(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """A reserved number is used by nobody of this file."""
    holders = {user.phone_number: f"user {handle}" for handle, user in customer.users.items()}
    holders |= {place.phone_number: f"workspace {handle}" for handle, place in customer.workspaces.items()}
    for handle, location in customer.locations.items():
        for number, reserved_for in (location.reserved or {}).items():
            if number in holders:
                yield error(
                    stack,
                    ("customers", customer.handle, "locations", handle, "reserved", number),
                    f"location {handle} of customer {customer.handle}: the number {number} is reserved for "
                    f'"{reserved_for}", but {holders[number]} has it',
                    "give that one another number, or remove the reservation",
                )
