"""What is refused about numbers and extensions (wholesale-api §13, §14.3, observations §3)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from apisim import ids
from apisim.areas.numbers import state
from apisim.errors import Reason, Refusal, bad_request, calling_error, not_found

if TYPE_CHECKING:
    from collections.abc import Iterable

    from apisim.store import Record
    from apisim.world import World

E164 = re.compile(r"\+[1-9][0-9]{6,14}")
EXTENSION = re.compile(r"[0-9]{2,10}")
EMERGENCY = {"US": ("911",), "CA": ("911",), "MX": ("911",), "AU": ("000",), "GB": ("999", "112")}
EMERGENCY_ELSEWHERE = ("112",)
INTEGRATED = ("INTEGRATED_CCP", "CISCO_PSTN")
INVALID_NUMBER, IN_USE, EXTENSION_IN_USE, ABSENT = 4410, 4201, 4202, 4250
INVALID_EXTENSION, NOT_DIGITS, IS_EMERGENCY = 4909, 4910, 4911
EXISTS, EXISTS_INNER, CANNOT_DELETE = 25223, 8363, "4251"
MOST_DELETED, MOST_DEACTIVATED, MOST_MOBILE = 5, 500, 20
Trouble = Literal["absent", "taken", "inactive"]


def check_numbers(numbers: list[str]) -> list[str]:
    """Give the numbers without dashes; what is no E.164 number is a 400 with 4410."""
    plain = [number.replace("-", "") for number in numbers]
    for number in plain:
        if not E164.fullmatch(number):
            raise calling_error(INVALID_NUMBER, f"{number} is not a valid phone number")
    if not plain:
        raise bad_request("phoneNumbers: at least one number is needed")
    return plain


def check_connected(location: Record | None, named: str) -> Record:
    """Refuse a location without calling or PSTN (404), or of an integrated provider (400, L2)."""
    if location is None or not location["calling"] or not location["pstn"]:
        raise not_found(f"Location {named} not found or PSTN for the location is not configured")
    if location["pstn"]["pstnConnectionType"] in INTEGRATED:
        raise bad_request("ERR.V.TRM.PSP61001 Order creation failed on PSTN provider")
    return location


def check_addable(world: World, org: str, numbers: list[str], kind: str) -> None:
    """Refuse numbers that exist in the organization: 409 with 25223, 8363 inside (wholesale-api §14.3, L)."""
    doubled = {number for number in numbers if numbers.count(number) > 1}
    known = [n for n in numbers if n in doubled or world["numbers"].first("number", (org, n))]
    if known:
        inner = tuple(Reason(f"{number} exists already", EXISTS_INNER) for number in dict.fromkeys(known))
        raise Refusal(409, f"{known[0]} exists already", inner, EXISTS)
    if kind == "MOBILE" and len(numbers) > MOST_MOBILE:
        raise bad_request(f"phoneNumbers: at most {MOST_MOBILE} mobile numbers at a time")


def check_state_change(world: World, location: Record, numbers: list[str], action: str) -> list[Record]:
    """Refuse numbers that are not there; to deactivate: assigned or mobile ones, or more than 500."""
    found = [state.at_location(world, location["id"], number) for number in numbers]
    if not all(found):
        raise calling_error(ABSENT, "A number is not in the inventory of the location")
    rows = [record for record in found if record]
    if action == "DEACTIVATE":
        _check_can_rest(world, rows)
    return rows


def _check_can_rest(world: World, rows: list[Record]) -> None:
    if len(rows) > MOST_DEACTIVATED:
        raise bad_request(f"phoneNumbers: at most {MOST_DEACTIVATED} numbers at a time")
    for row in rows:
        if row["numberType"] == "MOBILE" or state.holder(world, row):
            raise calling_error(
                IN_USE, f"{row['phoneNumber']} is assigned or mobile and cannot be deactivated"
            )


def check_removable(world: World, location: Record, numbers: list[str]) -> list[Record]:
    """Refuse more than 5, a main number, an assigned one (400); an unknown one is a 502 with 4251 (L)."""
    if len(numbers) > MOST_DELETED:
        raise bad_request(f"phoneNumbers: at most {MOST_DELETED} numbers at a time")
    found = [state.at_location(world, location["id"], number) for number in numbers]
    if not all(found):
        raise Refusal(502, "Bad Gateway", headers={"cisco-spark-error-codes": CANNOT_DELETE}, empty=True)
    rows = [record for record in found if record]
    for row in rows:
        if location["calling"]["callingLineId"]["phoneNumber"] == row["phoneNumber"]:
            raise bad_request(
                f"{row['phoneNumber']} is the main number of the location and cannot be removed"
            )
        if state.holder(world, row):
            raise calling_error(IN_USE, f"{row['phoneNumber']} is assigned and cannot be removed")
    return rows


def number_trouble(world: World, location: str, number: str, own: Record | None) -> Trouble | None:
    """Say why a number cannot be given to a person at a location."""
    record = state.at_location(world, location, number)
    if record is None:
        return "absent"
    owner = state.holder(world, record)
    if owner and (own is None or owner.get("id") != own["id"]):
        return "taken"
    return "inactive" if record["state"] != "ACTIVE" else None


def check_extension(location: Record, extension: str) -> None:
    """Refuse what is not 2 to 10 digits, or an emergency number there (§13; numbers inferred)."""
    if not extension.isdecimal():
        raise calling_error(NOT_DIGITS, f"Extension {extension!r} may hold digits only")
    if not EXTENSION.fullmatch(extension):
        raise calling_error(INVALID_EXTENSION, f"Extension {extension!r} must have 2 to 10 digits")
    if extension in EMERGENCY.get(location["address"]["country"], EMERGENCY_ELSEWHERE):
        raise calling_error(IS_EMERGENCY, f"Extension {extension!r} is an emergency number")


def extension_taken(world: World, location: str, extension: str, own: Record | None) -> bool:
    """Tell whether somebody else at the location has the extension (its scope is inferred)."""
    found = world["people"].first("extension", (location, extension))
    return found is not None and (own is None or found["id"] != own["id"])


def matches(record: Record, filters: Iterable[tuple[str, str | None]]) -> bool:
    """Tell whether a shown number fits all filters that are set (observations §3)."""
    facts = {**record, **{f"owner.{n}": v for n, v in record.get("owner", {}).items()}}
    return all(
        wanted is None or str(facts.get(name, "")).lower() == wanted.lower() for name, wanted in filters
    )


def person_key(text: str | None) -> str | None:
    """Give the canonical id behind an `ownerId` filter."""
    decoded = ids.decode(text) if text else None
    return ids.encode(decoded.kind, decoded.key) if decoded else text
