"""What a line may have: a number that is free at its location, and an extension (§13, §14.1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from apisim.areas import owners
from apisim.areas.numbers import state
from apisim.errors import Refusal, calling_error
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.store import Record
    from apisim.world import World

EXTENSION = re.compile(r"[0-9]{2,10}")
EMERGENCY = {"US": ("911",), "CA": ("911",), "MX": ("911",), "AU": ("000",), "GB": ("999", "112")}
EMERGENCY_ELSEWHERE = ("112",)
IN_USE, EXTENSION_IN_USE, ABSENT = 4201, 4202, 4250
INVALID_EXTENSION, NOT_DIGITS, IS_EMERGENCY = 4909, 4910, 4911
VALIDATE = ("Validate_Extensions", "Validate_the_List_of_Extensions")
Trouble = Literal["absent", "taken", "inactive"]


def number_trouble(world: World, location: str, number: str, own: Record | None) -> Trouble | None:
    """Say why a number cannot be given to somebody at a location."""
    record = state.at_location(world, location, number)
    if record is None:
        return "absent"
    owner = state.holder(world, record)
    if owner and (own is None or owner.get("id") != own["id"]):
        return "taken"
    return "inactive" if record["state"] != "ACTIVE" else None


@rule(
    "extensions.form",
    "An extension has 2 to 10 digits and is no emergency number there: 4909, 4910 or 4911.",
    "S §13",
    of=VALIDATE,
)
def extension_trouble(country: str, extension: str) -> Refusal | None:
    """Say what is wrong with an extension by itself; length and emergency numbers are inferred."""
    if not (extension.isdecimal() and extension.isascii()):
        return calling_error(NOT_DIGITS, f"Extension {extension!r} may hold digits only")
    if not EXTENSION.fullmatch(extension):
        return calling_error(INVALID_EXTENSION, f"Extension {extension!r} must have 2 to 10 digits")
    if extension in EMERGENCY.get(country, EMERGENCY_ELSEWHERE):
        return calling_error(IS_EMERGENCY, f"Extension {extension!r} is an emergency number")
    return None


def check_extension(location: Record, extension: str) -> None:
    """Refuse what is not 2 to 10 digits, or an emergency number there."""
    trouble = extension_trouble(location["address"]["country"], extension)
    if trouble:
        raise trouble


def extension_taken(world: World, location: str, extension: str, own: Record | None) -> bool:
    """Tell whether somebody else at the location has the extension (its scope is inferred)."""
    found = (world[table].first("extension", (location, extension)) for table in owners())
    return any(record and (own is None or record["id"] != own["id"]) for record in found)
