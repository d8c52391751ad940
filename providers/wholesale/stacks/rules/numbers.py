"""Numbers: declared once, used where they are declared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholesale.stacks.inventory import entries
from wholesale.stacks.rule import PerCustomer, PerStack, Rule
from wholesale.stacks.rules.telling import found, found_at_key, missing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wholesale.stacks.problems import NodePath, Problem
    from wholesale.stacks.stack import Customer, Stack


DECLARED_TWICE = Rule(
    "WS610",
    "number-declared-twice",
    what="A number is declared at two places, alone or in a range, in one stack file or in two.",
    why="A number belongs to one location.",
    mend="Remove it from one of the two.",
    bad='HQ: {numbers: ["+13125550100..+13125550109"]}\nwarehouse: {numbers: ["+13125550105"]}',
    good='HQ: {numbers: ["+13125550100..+13125550109"]}\nwarehouse: {numbers: ["+13125550110"]}',
    firm="two locations would claim one number",
)
ELSEWHERE = Rule(
    "WS611",
    "number-of-another-location",
    what="A user or workspace has a number that is declared at another location.",
    why="The API assigns only numbers of the own location.",
    mend="Give it a number of its location, or declare the number there.",
    bad='warehouse: {numbers: ["+17085550100"]}\nada: {location: HQ, phoneNumber: "+17085550100"}',
    good='warehouse: {numbers: ["+17085550100"]}\nada: {location: warehouse, phoneNumber: "+17085550100"}',
)
MAIN_NUMBER_UNDECLARED = Rule(
    "WS612",
    "main-number-undeclared",
    what="A location's main number is not among its numbers.",
    why="The API takes only a number of the location.",
    mend="Add it to `numbers`, or choose one of them.",
    bad='HQ: {numbers: ["+13125550100"], mainNumber: "+13125550200"}',
    good='HQ: {numbers: ["+13125550100"], mainNumber: "+13125550100"}',
)
RESERVED_UNDECLARED = Rule(
    "WS613",
    "reserved-number-undeclared",
    what="A reserved number is not among its location's numbers.",
    why="A reservation of a number that is not there keeps nothing free.",
    mend="Add it to `numbers`, or remove the reservation.",
    bad='HQ: {numbers: ["+13125550100"], reserved: {"+13125550200": fax}}',
    good='HQ: {numbers: ["+13125550100"], reserved: {"+13125550100": fax}}',
)
RESERVED_USED = Rule(
    "WS614",
    "reserved-number-used",
    what="A reserved number is somebody's.",
    why="Either the reservation or the assignment is out of date.",
    mend="Give that one another number, or remove the reservation.",
    bad='reserved: {"+13125550101": fax}\nada: {phoneNumber: "+13125550101"}',
    good='reserved: {"+13125550101": fax}\nada: {phoneNumber: "+13125550102"}',
)
NOT_IN_INVENTORY = Rule(
    "WS615",
    "number-not-in-inventory",
    what="A user or workspace has a number that is not among the `numbers` of its location; `[]` has none.",
    why="The API assigns only numbers of the location's inventory.",
    mend="Add it to the location's `numbers`, or give one of them.",
    bad='HQ: {numbers: ["+13125550100..+13125550109"]}\nada: {location: HQ, phoneNumber: "+13125550190"}',
    good='HQ: {numbers: ["+13125550100..+13125550109"]}\nada: {location: HQ, phoneNumber: "+13125550101"}',
)
NO_MAIN_NUMBER = Rule(
    "WS616",
    "no-main-number",
    what="A location of a new customer has phone numbers, and none of them is its main number.",
    why="Until it has one, nobody of the location can call out.",
    mend="Add `mainNumber` with one of its numbers.",
    bad='HQ: {numbers: ["+13125550100..+13125550109"]}',
    good='HQ: {numbers: ["+13125550100..+13125550109"], mainNumber: "+13125550100"}',
)


@PerStack
def numbers_are_declared_once(stack: Stack) -> Iterator[Problem]:
    """A number stands at one location of a file; a range that overlaps is told once."""
    first: dict[str, NodePath] = {}
    for customer in stack.customers.values():
        for location in customer.locations.values():
            for path, numbers in entries(stack, customer, location):
                yield from _told_once(stack, path, numbers, first)
                for number in numbers:
                    first.setdefault(number, path)


def _told_once(
    stack: Stack, path: NodePath, numbers: list[str], first: Mapping[str, NodePath]
) -> Iterator[Problem]:
    twice = next((number for number in numbers if number in first), None)
    if twice is not None:
        _, customer, _, location, *_ = path
        place = stack.value_place(*first[twice])
        yield found(
            DECLARED_TWICE,
            stack,
            path,
            f"location {location} of customer {customer}: the number {twice} is already declared at {place}",
            "a number belongs to one location; remove it from one of the two",
            place,
        )


@PerCustomer
def numbers_are_used_where_declared(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """A user's or workspace's number is not declared at another location than its own."""
    home = customer.declared_numbers()
    for collection, records in (("users", customer.users), ("workspaces", customer.workspaces)):
        for handle, record in records.items() if home else ():
            number = record.phone_number
            declared_at = home.get(number) if number is not None else None
            if record.location in customer.locations and declared_at not in {None, record.location}:
                yield found(
                    ELSEWHERE,
                    stack,
                    ("customers", customer.handle, collection, handle, "phoneNumber"),
                    f"{collection[:-1]} {handle} is at location {record.location}, but its number "
                    f"{number} is declared at location {declared_at}",
                    f"give it a number of {record.location}, or declare the number there",
                )


@PerCustomer
def numbers_are_in_the_inventory(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """Where a location declares its numbers, its users and workspaces have none but those."""
    if customer.manage != "full" or all(place.numbers is None for place in customer.locations.values()):
        return
    home = customer.declared_numbers()
    for collection, records in (("users", customer.users), ("workspaces", customer.workspaces)):
        for handle, record in records.items():
            number, location = record.phone_number, customer.locations.get(record.location or "")
            if number is None or number in home or location is None or location.numbers is None:
                continue
            instead = ", or give one of them" if location.numbers else ""
            yield found(
                NOT_IN_INVENTORY,
                stack,
                ("customers", customer.handle, collection, handle, "phoneNumber"),
                f"{collection[:-1]} {handle}: the number {number} is not among those of location "
                f"{record.location}",
                f"add it to the `numbers` of {record.location}{instead}",
            )


@PerCustomer
def locations_have_a_main_number(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """A location with numbers of an organization that we create has a main number."""
    for handle, location in customer.locations.items():
        if customer.is_new and location.numbers and location.main_number is None:
            yield missing(
                NO_MAIN_NUMBER,
                stack,
                ("customers", customer.handle, "locations", handle, "mainNumber"),
                f"location {handle} of customer {customer.handle} has numbers and no main number: "
                "until it has one, nobody there can call out",
                f'add `mainNumber: "{location.numbers[0].number}"`, or another of its numbers',
            )


@PerCustomer
def main_numbers_are_declared(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """A location's main number is among its numbers, where it declares any."""
    for handle, location in customer.locations.items():
        if location.numbers is None or location.main_number is None:
            continue
        if location.main_number not in {entry.number for entry in location.numbers}:
            yield found(
                MAIN_NUMBER_UNDECLARED,
                stack,
                ("customers", customer.handle, "locations", handle, "mainNumber"),
                f"location {handle} of customer {customer.handle}: the main number {location.main_number} "
                "is not among its numbers",
                "add it to `numbers`, or choose one of them",
            )


@PerCustomer
def reserved_numbers_are_declared(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """A reserved number is among the numbers of its location, where it declares any."""
    for handle, location in customer.locations.items():
        here = {entry.number for entry in location.numbers or ()}
        for number in location.reserved or {} if location.numbers is not None else {}:
            if number not in here:
                yield found_at_key(
                    RESERVED_UNDECLARED,
                    stack,
                    ("customers", customer.handle, "locations", handle, "reserved", number),
                    f"location {handle} of customer {customer.handle}: the reserved number {number} is not "
                    "among its numbers",
                    "add it to `numbers`, or remove the reservation",
                )


@PerCustomer
def reserved_numbers_are_free(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """A reserved number is used by nobody of this file."""
    if not any(location.reserved for location in customer.locations.values()):
        return
    holders = {user.phone_number: f"user {handle}" for handle, user in customer.users.items()}
    holders |= {place.phone_number: f"workspace {handle}" for handle, place in customer.workspaces.items()}
    for handle, location in customer.locations.items():
        for number, reserved_for in (location.reserved or {}).items():
            if number in holders:
                yield found_at_key(
                    RESERVED_USED,
                    stack,
                    ("customers", customer.handle, "locations", handle, "reserved", number),
                    f"location {handle} of customer {customer.handle}: the number {number} is reserved for "
                    f'"{reserved_for}", but {holders[number]} has it',
                    "give that one another number, or remove the reservation",
                )
