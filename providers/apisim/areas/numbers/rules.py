"""What is refused about numbers in the inventory (wholesale-api §13, §14.3, observations §3)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from apisim.areas.emergency import rules as emergency
from apisim.areas.numbers import state
from apisim.areas.numbers.codes import worded
from apisim.areas.numbers.lines import (
    ABSENT,
    EXTENSION_IN_USE,
    IN_USE,
    check_extension,
    extension_taken,
    number_trouble,
)
from apisim.checks import PUBLISHED
from apisim.errors import Reason, Refusal, bad_request, calling_error, not_found
from apisim.rulebook import rule
from apisim.switches import switch

if TYPE_CHECKING:
    from apisim.store import Record
    from apisim.world import World

__all__ = [
    "ABSENT",
    "EXTENSION_IN_USE",
    "IN_USE",
    "check_extension",
    "extension_taken",
    "number_trouble",
]
ADD, CHANGE, REMOVE = (
    "Add_Phone_Numbers_to_a_location",
    "Manage_Number_State_in_a_location",
    "Remove_phone_numbers_from_a_location",
)
EXISTING = switch(
    "numbers.existing",
    "refused",
    PUBLISHED,
    says="what adding a number that exists does: 409 with 25223, or nothing (published)",
)
FREED = switch(
    "numbers.freed",
    "0",
    "10",
    says="how many seconds (virtual time) the numbers of a deleted person stay taken",
)
E164 = re.compile(r"\+[1-9][0-9]{6,14}")
INTEGRATED = ("INTEGRATED_CCP", "CISCO_PSTN")
INVALID_NUMBER = 4410
EXISTS, EXISTS_INNER, CANNOT_DELETE = 25223, 8363, "4251"
MOST_DELETED, MOST_DEACTIVATED, MOST_MOBILE = 5, 500, 20


def is_number(text: str) -> bool:
    """Tell whether a text is an E.164 number, dashes allowed."""
    return E164.fullmatch(text.replace("-", "")) is not None


@rule(
    "numbers.form",
    "A number has digits and dashes after a leading plus; anything else is a 400 with 4410.",
    "L §13",
    of=(ADD, CHANGE, REMOVE),
)
def check_numbers(numbers: list[str]) -> list[str]:
    """Give the numbers without dashes; what is no E.164 number is a 400 with 4410."""
    for number in numbers:
        if not is_number(number):
            raise calling_error(INVALID_NUMBER, f"{number} is not a valid phone number")
    if not numbers:
        raise bad_request("phoneNumbers: at least one number is needed")
    return [number.replace("-", "") for number in numbers]


@rule(
    "numbers.connection-first",
    "Numbers of a location without calling or without a connection to the telephone network are a 404.",
    "L2 obs §3",
    of=ADD,
)
def check_connected(location: Record | None, named: str) -> Record:
    """Refuse a location without calling or without a connection (404)."""
    if location is None or not location["calling"] or not location["pstn"]:
        raise not_found(f"Location {named} not found or PSTN for the location is not configured")
    return location


@rule(
    "numbers.managed-elsewhere",
    "A provider that manages its numbers takes none from here: 400 with `ERR.V.TRM.PSP61001`.",
    "L2 obs §3",
    of=ADD,
)
def check_takes_numbers(world: World, location: Record) -> None:
    """Refuse to add numbers at an integrated provider."""
    if location["pstn"]["pstnConnectionType"] in INTEGRATED:
        raise worded(world, 400, "ERR.V.TRM.PSP61001", "Order creation failed on PSTN provider")


@rule(
    "numbers.calling-plan",
    "Numbers of an integrated provider are not removed here: 400 with `ERR.V.TRM.TMN60004`.",
    "L2 obs §3",
    of=REMOVE,
)
@rule(
    "numbers.state-elsewhere",
    "Adding, state and removal are only for local gateways and providers without integration.",
    "S §14.3",
    of=(ADD, CHANGE, REMOVE),
)
def check_own_numbers(world: World, location: Record) -> None:
    """Refuse to change or remove numbers of an integrated provider; the code of a change is inferred."""
    if location["pstn"] and location["pstn"]["pstnConnectionType"] in INTEGRATED:
        raise worded(world, 400, "ERR.V.TRM.TMN60004", "supported only for non-integrated CCP")


@rule(
    "numbers.existing",
    "A number that exists anywhere in the organization is a 409 with 25223, 8363 inside, and nothing "
    "is added.",
    "L §14.3",
    of=ADD,
    switch=EXISTING,
)
@rule("numbers.mobile", "At most 20 mobile numbers are added at a time.", "S §14.3", of=ADD)
def check_addable(world: World, org: str, numbers: list[str], kind: str) -> list[str]:
    """Give the numbers to add; refuse those that exist, or leave them out as published."""
    if kind == "MOBILE" and len(numbers) > MOST_MOBILE:
        raise bad_request(f"phoneNumbers: at most {MOST_MOBILE} mobile numbers at a time")
    doubled = {number for number in numbers if numbers.count(number) > 1}
    known = [n for n in numbers if n in doubled or world["numbers"].first("number", (org, n))]
    if known and world.switches[EXISTING] == PUBLISHED:
        there = {n for n in known if world["numbers"].first("number", (org, n))}
        return [number for number in dict.fromkeys(numbers) if number not in there]
    if known:
        inner = tuple(Reason(f"{number} exists already", EXISTS_INNER) for number in dict.fromkeys(known))
        raise Refusal(409, f"{known[0]} exists already", inner, EXISTS)
    return numbers


def check_state_change(world: World, location: Record, numbers: list[str], action: str) -> list[Record]:
    """Refuse numbers that are not there; to deactivate: assigned or mobile ones, or more than 500."""
    found = [state.at_location(world, location["id"], number) for number in numbers]
    if not all(found):
        raise calling_error(ABSENT, "A number is not in the inventory of the location")
    rows = [record for record in found if record]
    if action == "DEACTIVATE":
        _check_can_rest(world, rows)
        emergency.check_no_callback(world, location, rows)
    return rows


@rule(
    "numbers.deactivate",
    "At most 500 numbers are deactivated at a time, none of them assigned or mobile.",
    "S §14.3",
    of=CHANGE,
)
def _check_can_rest(world: World, rows: list[Record]) -> None:
    if len(rows) > MOST_DEACTIVATED:
        raise bad_request(f"phoneNumbers: at most {MOST_DEACTIVATED} numbers at a time")
    for row in rows:
        if row["numberType"] == "MOBILE" or state.holder(world, row):
            raise calling_error(
                IN_USE, f"{row['phoneNumber']} is assigned or mobile and cannot be deactivated"
            )


@rule("numbers.remove-five", "At most 5 numbers are removed at a time.", "S §14.3", of=REMOVE)
@rule(
    "numbers.remove-unknown",
    "Removing a number that is not there is a 502 without a body and the code 4251 in a header.",
    "L §13",
    of=REMOVE,
)
def check_removable(world: World, location: Record, numbers: list[str]) -> list[Record]:
    """Refuse more than 5, a main number, an assigned one (400); an unknown one is a 502 with 4251 (L)."""
    if len(numbers) > MOST_DELETED:
        raise bad_request(f"phoneNumbers: at most {MOST_DELETED} numbers at a time")
    found = [state.at_location(world, location["id"], number) for number in numbers]
    rows = [record for record in found if record]
    if not all(found) or any(row.get("lingers") for row in rows):
        raise Refusal(502, "Bad Gateway", headers={"cisco-spark-error-codes": CANNOT_DELETE}, empty=True)
    for row in rows:
        _check_loose(world, location, row)
    return rows


@rule("numbers.main-stays", "The main number of a location cannot be removed.", "S §14.3", of=REMOVE)
@rule("numbers.assigned-stays", "An assigned number cannot be removed: 400 with 4201.", "I §14.3", of=REMOVE)
def _check_loose(world: World, location: Record, row: Record) -> None:
    if state.is_main(location, row["phoneNumber"]):
        raise bad_request(f"{row['phoneNumber']} is the main number of the location and cannot be removed")
    if state.holder(world, row):
        raise calling_error(IN_USE, f"{row['phoneNumber']} is assigned and cannot be removed")


@rule(
    "numbers.freed",
    "The number of a deleted person is free at once, or only some seconds later; removing it before is "
    "a 502.",
    "L2 obs §3",
    of=("Delete_a_Person", REMOVE),
    switch=FREED,
)
def linger(world: World, person: Record) -> None:
    """Let the numbers of a person who goes stay taken as long as the switch says."""
    state.linger(world, person, int(world.switches[FREED]))
