"""The inventory of numbers.

Who holds a number is not written on it: it is the person whose work number it is. `owner` on the record
stands only for holders that the simulator does not know otherwise, such as an auto attendant.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from apisim.areas import owners
from apisim.ids import key_of
from apisim.shapes import Shape
from apisim.store import Record, by

if TYPE_CHECKING:
    from apisim.errors import Json
    from apisim.owners import Owner
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
    gone = {"owner": None} if record.get("lingers") else {}
    own = {**kind, **kept, **gone}
    return make(org, location["id"] if location else str(place), record["phoneNumber"], **own)


_OWN = ("state", "numberType", "isServiceNumber", "owner", "id", "emergencyAddress")


def _is_person(owner: Json | None) -> bool:
    return owner is not None and owner.get("type") == "PEOPLE"


def at_location(world: World, location: str, number: str) -> Record | None:
    """Give a number if it is in the inventory of this location."""
    return world["numbers"].first("place", (location, number))


def holding(world: World, org: str, number: str) -> tuple[Owner, Record] | None:
    """Give the record that holds a number, with how its table does."""
    for table, owner in owners().items():
        found = world[table].first("number", (org, number))
        if found:
            return owner, found
    return None


def holder(world: World, record: Record) -> Json | None:
    """Give the owner of a number as the API shows it; None: free."""
    found = holding(world, record["orgId"], record["phoneNumber"])
    if found is None:
        owner: Json | None = record["owner"]
        return owner
    return entry(*found)


def entry(owner: Owner, record: Record) -> Json:
    """Give the owner entry of a record that holds a number or an extension."""
    return {"id": record["id"], "type": owner.kind, **owner.named(record)}


def prefix_of(location: Record | None) -> str:
    """Give the routing prefix of a location, empty where it has none."""
    return ((location or {}).get("calling") or {}).get("routingPrefix") or ""


def located(location: Record | None, location_id: str, extension: str | None) -> Json:
    """Show location and extension of an entry of the list, with what the routing prefix makes of it."""
    prefix = prefix_of(location)
    shown: Json = {"extension": extension, "esn": prefix + extension} if extension else {}
    shown |= {"routingPrefix": prefix} if prefix else {}
    return {**shown, "location": {"id": location_id, "name": (location or {}).get("name", "")}}


def is_main(location: Record | None, number: str) -> bool:
    """Tell whether a number is the main number of its location."""
    line = ((location or {}).get("calling") or {}).get("callingLineId", {})
    return bool(line.get("phoneNumber") == number)


def view(world: World, record: Record) -> Json:
    """Show a number as the list of numbers does (wholesale-api §14.3)."""
    number, location = record["phoneNumber"], world["locations"].get(key_of(record["locationId"]))
    found = holding(world, record["orgId"], number)
    owner = entry(*found) if found else record["owner"]
    shown = {
        "phoneNumber": number,
        "state": record["state"],
        "phoneNumberType": "ALTERNATE" if found and found[0].number(found[1]) != number else "PRIMARY",
        "mainNumber": is_main(location, number),
        "includedTelephonyTypes": "PSTN_NUMBER",
        "tollFreeNumber": record["numberType"] == "TOLLFREE",
        "isServiceNumber": record["isServiceNumber"],
        **located(location, record["locationId"], found[1].get("extension") if found else None),
    }
    return {**shown, "owner": owner} if owner else shown


def linger(world: World, person: Record, seconds: int) -> None:
    """Let the numbers of a person who goes stay taken for a while (observations §3)."""
    for number in person["phoneNumbers"]:
        record = world["numbers"].first("number", (person["orgId"], number["value"]))
        if record and seconds:
            owner = {"type": "PEOPLE", "id": person["id"]}
            world["numbers"].change(record, owner=owner, lingers=True)
            world.agenda.after(seconds, partial(_free, world, record["id"]))


def _free(world: World, number_id: str) -> None:
    record = world["numbers"].get(key_of(number_id))
    if record and record.get("lingers"):
        world["numbers"].change(record, owner=None, lingers=False)


def _shown(world: World, record: Record) -> Record:
    return {**record, **view(world, record)}


def _edited(world: World, before: Record | None, after: Record) -> Record:
    """Let an owner set from the side door be the person's number too, and a removed one be taken off."""
    people, wanted = world["people"], after["owner"]
    if before is None and wanted is None:
        return after
    person = people.get(key_of(wanted["id"])) if _is_person(wanted) else None
    holding = people.first("number", (after["orgId"], after["phoneNumber"]))
    if holding and (person is None or holding["id"] != person["id"]):
        people.change(holding, phoneNumbers=[])
    place = world["workspaces"].first("number", (after["orgId"], after["phoneNumber"]))
    if place and (wanted or {}).get("id") != place["id"]:
        kept = [entry for entry in place["phoneNumbers"] if entry["directNumber"] != after["phoneNumber"]]
        world["workspaces"].change(place, phoneNumbers=kept)
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
