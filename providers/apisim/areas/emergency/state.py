"""What emergency calling holds: `callback` on people and workspaces, `emergency` on locations.

A member is a person or workspace with a line at a location.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from apisim.areas import owners
from apisim.areas.numbers import state as numbers
from apisim.ids import decode, key_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apisim.errors import Json
    from apisim.store import Record
    from apisim.world import World

MEMBERS = {"PEOPLE": "people", "PLACE": "workspaces"}
LOCATION_NUMBER, MEMBER_NUMBER = "LOCATION_NUMBER", "LOCATION_MEMBER_NUMBER"
DIRECT_LINE, OF_LOCATION, NOTHING = "DIRECT_LINE", "LOCATION_ECBN", "NONE"
RECOMMENDED, NOT_RECOMMENDED, INVALID = "RECOMMENDED", "NOT_RECOMMENDED", "INVALID"
ELIN_MINUTES = 60


@dataclass(frozen=True, slots=True)
class Callback:
    """A number that emergency services call back: where it comes from, and how good it is."""

    level: str
    number: str | None
    quality: str

    def as_json(self) -> Json:
        """Give the members that answers have for it."""
        shown = {"effectiveLevel": self.level, "quality": self.quality}
        return {**shown, "effectiveValue": self.number} if self.number else shown


def kind_of(member: Record) -> str:
    """Give PEOPLE for a person, PLACE for a workspace."""
    decoded = decode(member["id"])
    return decoded.kind if decoded else "PEOPLE"


def member_of(world: World, member_id: str) -> Record | None:
    """Give the person or workspace with this id."""
    decoded = decode(member_id)
    if decoded is None or decoded.kind not in MEMBERS:
        return None
    return world[MEMBERS[decoded.kind]].get(decoded.key)


def number_of(member: Record) -> str | None:
    """Give the primary number of a member."""
    return owners()[MEMBERS[kind_of(member)]].number(member)


def names(member: Record) -> Json:
    """Give first and last name as answers about numbers have them."""
    return owners()[MEMBERS[kind_of(member)]].named(member)


def of_location(location: Record) -> Json:
    """Give the settings of a location, with their defaults."""
    chosen = {"selected": LOCATION_NUMBER, "memberId": None, "elinExpiryTimeMinutes": ELIN_MINUTES}
    return {**chosen, **location.get("emergency", {}).get("callback", {})}


def of_member(member: Record) -> Json:
    """Give the settings of a member; by default its own number, or that of its location (inferred)."""
    selected = DIRECT_LINE if number_of(member) else OF_LOCATION
    blank = {"memberId": None, "elinEnabled": False, "elinForWebexAppEnabled": False}
    return {"selected": selected, **blank, **(member.get("callback") or {})}


def main_number(location: Record) -> str | None:
    """Give the main number of a location."""
    return location["calling"]["callingLineId"]["phoneNumber"] or None


def main_callback(world: World, location: Record) -> Callback:
    """Give the main number as a callback number; there may be none."""
    number = main_number(location)
    if number is None:
        return Callback(NOTHING, None, INVALID)
    return Callback(LOCATION_NUMBER, number, quality(world, location, number))


def location_callback(world: World, location: Record) -> Callback:
    """Give the number that a location's members fall back to: the chosen member's, or the main one."""
    chosen = of_location(location)
    member = member_of(world, chosen["memberId"]) if chosen["memberId"] else None
    number = number_of(member) if member and chosen["selected"] == MEMBER_NUMBER else None
    if number is None:
        return main_callback(world, location)
    return Callback(MEMBER_NUMBER, number, quality(world, location, number))


def quality(world: World, location: Record, number: str) -> str:
    """Rate a number: an active one of a person or workspace is best, an inactive or unknown one is none."""
    found = numbers.at_location(world, location["id"], number)
    if found is None or found["state"] != "ACTIVE":
        return INVALID
    owner = numbers.holder(world, found)
    return RECOMMENDED if owner and owner.get("type") in MEMBERS else NOT_RECOMMENDED


def members_with_number(world: World, location: Record) -> Iterator[Record]:
    """Give the people and workspaces of a location that have a number."""
    for kind in MEMBERS.values():
        for member in world[kind].find("location", location["id"]):
            if number_of(member):
                yield member


def dependents(world: World, member: Record) -> int:
    """Count the others whose callback number is that of a member."""
    rows = [row for kind in MEMBERS.values() for row in world[kind].find("callback", member["id"])]
    return sum(row["id"] != member["id"] for row in rows)


def serves_location(world: World, member: Record) -> bool:
    """Tell whether a member's number is the callback number of its location."""
    location = world["locations"].get(key_of(member["locationId"])) if member["locationId"] else None
    chosen = of_location(location) if location else {}
    return chosen.get("selected") == MEMBER_NUMBER and chosen["memberId"] == member["id"]


def serves(world: World, location: Record, number: str) -> bool:
    """Tell whether a number of a location is somebody's callback number (observations §9)."""
    if location_callback(world, location).number == number:
        return True
    found = numbers.at_location(world, location["id"], number)
    owner = numbers.holder(world, found) if found else None
    member = member_of(world, owner["id"]) if owner and owner.get("id") else None
    return member is not None and dependents(world, member) > 0
