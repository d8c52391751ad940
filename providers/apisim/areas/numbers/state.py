"""The inventory of numbers.

Who holds a number is not written on it: it is the person whose work number it is. `owner` on the record
stands only for holders that the simulator does not know otherwise, such as an auto attendant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim.ids import key_of
from apisim.shapes import Shape
from apisim.store import Record, by

if TYPE_CHECKING:
    from apisim.errors import Json
    from apisim.world import World


def make(org: str, location: str, number: str, **members: object) -> Record:
    """Make the record of a number at a location."""
    plain = {"state": "ACTIVE", "numberType": "DID", "isServiceNumber": False, "owner": None}
    own = {"id": f"{key_of(org)}/{number}", "phoneNumber": number, "orgId": org, "locationId": location}
    return {**own, **plain, **members}


def fill(world: World, record: Record) -> Record:
    """Complete a number made by hand; what is derived from elsewhere is left off."""
    place = record.get("locationId") or record.get("location", {}).get("id")
    location = world["locations"].get(key_of(place)) if place else None
    org = record.get("orgId") or (location["orgId"] if location else "")
    kept = {name: value for name, value in record.items() if name in _OWN}
    kind = {"numberType": "TOLLFREE"} if record.get("tollFreeNumber") else {}
    return make(org, location["id"] if location else str(place), record["phoneNumber"], **kind, **kept)


_OWN = ("state", "numberType", "isServiceNumber", "owner", "id")


def _is_person(owner: Json | None) -> bool:
    return owner is not None and owner.get("type") == "PEOPLE"


def at_location(world: World, location: str, number: str) -> Record | None:
    """Give a number if it is in the inventory of this location."""
    return world["numbers"].first("place", (location, number))


def holder(world: World, record: Record) -> Json | None:
    """Give the owner of a number as the API shows it; None: free."""
    person = world["people"].first("number", (record["orgId"], record["phoneNumber"]))
    if person is None:
        owner: Json | None = record["owner"]
        return owner
    return person_owner(person)


def person_owner(person: Record) -> Json:
    """Give the owner entry of a person."""
    named = {"firstName": person.get("firstName") or "", "lastName": person.get("lastName") or ""}
    return {"id": person["id"], "type": "PEOPLE", **named}


def view(world: World, record: Record) -> Json:
    """Show a number as the list of numbers does (wholesale-api §14.3)."""
    location = world["locations"].get(key_of(record["locationId"])) or {}
    line = (location.get("calling") or {}).get("callingLineId", {})
    owner = holder(world, record)
    person = world["people"].get(key_of(owner["id"])) if owner and owner.get("id") else None
    shown = {
        "phoneNumber": record["phoneNumber"],
        **({"extension": person["extension"]} if person and person.get("extension") else {}),
        "state": record["state"],
        "phoneNumberType": "PRIMARY",
        "mainNumber": line.get("phoneNumber") == record["phoneNumber"],
        "includedTelephonyTypes": "PSTN_NUMBER",
        "tollFreeNumber": record["numberType"] == "TOLLFREE",
        "isServiceNumber": record["isServiceNumber"],
        "location": {"id": record["locationId"], "name": location.get("name", "")},
    }
    return {**shown, "owner": owner} if owner else shown


def _shown(world: World, record: Record) -> Record:
    return {**record, **view(world, record)}


def _edited(world: World, _before: Record | None, after: Record) -> Record:
    """Let an owner set from the side door be the person's number too, and a removed one be taken off."""
    people, wanted = world["people"], after["owner"]
    person = people.get(key_of(wanted["id"])) if _is_person(wanted) else None
    holding = people.first("number", (after["orgId"], after["phoneNumber"]))
    if holding and (person is None or holding["id"] != person["id"]):
        people.change(holding, phoneNumbers=[])
    if person is None:
        return after
    value = [{"type": "work", "value": after["phoneNumber"], "primary": True}]
    people.change(person, phoneNumbers=value, locationId=after["locationId"])
    return world["numbers"].change(after, owner=None)


TABLES = {
    "numbers": {
        "org": by("orgId"),
        "number": by("orgId", "phoneNumber"),
        "location": by("locationId"),
        "place": by("locationId", "phoneNumber"),
        "phoneNumber": by("phoneNumber"),
    }
}
SHAPES = {"numbers": Shape(fill, _shown, _edited, alias="phoneNumber")}
