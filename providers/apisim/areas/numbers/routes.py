"""The operations on numbers (wholesale-api §14.3, observations §3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import ids, tenants
from apisim.areas import owners
from apisim.areas.locations import state as locations
from apisim.areas.numbers import checking, rules, state
from apisim.calls import Answer, Call, done
from apisim.paging import by_offset
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.errors import Json
    from apisim.owners import Owner
    from apisim.store import Record
    from apisim.world import World

MOST = 2000


def _location(call: Call) -> Record | None:
    org = tenants.organization(call)
    found = locations.find(call.world, call.params["locationId"])
    return found if found and found["orgId"] == org["id"] else None


def _with_numbers(call: Call) -> Record:
    """Give the location; what it still has after its calling was disabled can be taken away (inferred)."""
    found = _location(call)
    if found is None or found["calling"]:
        found = rules.check_connected(found, call.params["locationId"])
    rules.check_own_numbers(call.world, found)
    return found


def add_numbers(call: Call) -> Answer:
    """Add numbers to a location's inventory, all or none."""
    location, body = rules.check_connected(_location(call), call.params["locationId"]), call.body
    rules.check_takes_numbers(call.world, location)
    kind = body.get("numberType", "DID")
    numbers = rules.check_numbers(body["phoneNumbers"])
    numbers = rules.check_addable(call.world, location["orgId"], numbers, kind)
    members = {"numberType": kind, "state": body.get("state", "ACTIVE")}
    members["isServiceNumber"] = body.get("numberUsageType") == "SERVICE"
    for number in numbers:
        call.world["numbers"].put(state.make(location["orgId"], location["id"], number, **members))
    return Answer(201)


@rule(
    "numbers.states",
    "Numbers are added ACTIVE unless INACTIVE is asked for (201), and activated unless DEACTIVATE is "
    "asked for (204); an inactive one is given to nobody.",
    "S §14.3",
    of=(rules.ADD, rules.CHANGE),
)
def change_state(call: Call) -> Answer:
    """Activate or deactivate numbers."""
    location, action = _with_numbers(call), call.body.get("action", "ACTIVATE")
    numbers = rules.check_numbers(call.body["phoneNumbers"])
    for record in rules.check_state_change(call.world, location, numbers, action):
        call.world["numbers"].change(record, state="ACTIVE" if action == "ACTIVATE" else "INACTIVE")
    return done()


def remove_numbers(call: Call) -> Answer:
    """Take numbers out of the inventory."""
    location = _with_numbers(call)
    numbers = rules.check_numbers(call.body["phoneNumbers"])
    for record in rules.check_removable(call.world, location, numbers):
        call.world["numbers"].remove(record)
    return done()


@rule(
    "numbers.pages",
    "The list has pages of 2000 at most, with `start`, `max` and a `Link` to the next one.",
    "L2 obs §1",
    of=rules.LIST,
)
@rule(
    "numbers.entries",
    "An entry has extension, routing prefix and both together, main number, kind, location and owner; "
    "without an owner it is free.",
    "S §14.3",
    of=rules.LIST,
)
def list_numbers(call: Call) -> Answer:
    """List numbers, and the extensions of people without one (observations §3)."""
    org = tenants.organization(call)["id"]
    place = call.text("locationId")
    place = ids.encode("LOCATION", ids.read(place, "LOCATION")) if place else None
    rows = [row for row in _rows(call.world, org, place, call.text("phoneNumber")) if _wanted(call, row)]
    if (call.text("order") or "").lower() in ("asc", "desc"):
        rows.sort(key=lambda row: row.get("phoneNumber", ""), reverse=call.text("order") in ("desc", "DESC"))
    answer = by_offset(call, rows, dict, key="phoneNumbers", start="start", size=MOST, most=MOST)
    if not call.truth("details"):
        return answer
    return Answer(200, {**answer.body, "count": _count(rows)}, answer.headers)


def _rows(world: World, org: str, place: str | None, number: str | None) -> list[Json]:
    index = ("location", place) if place else ("org", org)
    if number:
        index = ("number", (org, number if number.startswith("+") else f"+{number}"))  # type: ignore[assignment]
    found = world["numbers"].find(*index)
    rows = [state.view(world, r) for r in found if r["orgId"] == org and place in (None, r["locationId"])]
    if number:
        return rows
    holders = [(owner, r) for table, owner in owners().items() for r in world[table].find(*index)]
    return rows + [_extension_only(world, owner, r) for owner, r in holders if _only_extension(owner, r)]


def _only_extension(owner: Owner, record: Record) -> bool:
    return bool(record.get("extension")) and not owner.number(record)


def _extension_only(world: World, owner: Owner, record: Record) -> Json:
    location = world["locations"].get(ids.key_of(record["locationId"]))
    return {
        "state": "ACTIVE",
        "phoneNumberType": "PRIMARY",
        "mainNumber": False,
        "includedTelephonyTypes": "PSTN_NUMBER",
        "tollFreeNumber": False,
        "isServiceNumber": False,
        **state.located(location, record["locationId"], record["extension"]),
        "owner": state.entry(owner, record),
    }


def _wanted(call: Call, row: Json) -> bool:
    available, kind = call.text("available"), call.text("numberType")
    if available is not None and (available.lower() == "true") == ("owner" in row):
        return False
    if kind is not None and (kind == "NUMBER") != ("phoneNumber" in row):
        return False
    truths = [
        ("tollFreeNumber", call.text("tollFreeNumbers")),
        ("isServiceNumber", call.text("serviceNumber")),
    ]
    kinds = call.listed("includedTelephonyTypes")
    if kinds and row["includedTelephonyTypes"] not in kinds:
        return False
    owner = [
        ("owner.type", rules.owner_type(call.text("ownerType"))),
        ("owner.id", rules.person_key(call.text("ownerId"))),
    ]
    plain = [(name, call.text(name)) for name in ("extension", "state", "phoneNumberType")]
    name = (call.text("ownerName") or "").lower()
    known = f"{row.get('owner', {}).get('firstName', '')} {row.get('owner', {}).get('lastName', '')}".lower()
    return rules.matches(row, [*truths, *owner, *plain]) and name in known


@rule(
    "numbers.counts",
    "With `details` the list counts what is assigned, not assigned, available, inactive, and of each kind.",
    "L2 obs §10",
    of=rules.LIST,
)
def _count(rows: list[Json]) -> Json:
    numbers = [row for row in rows if "phoneNumber" in row]
    assigned = sum("owner" in row for row in numbers)
    return {
        "assigned": assigned,
        "unAssigned": len(numbers) - assigned,
        "available": sum("owner" not in row and row["state"] == "ACTIVE" for row in numbers),
        "inActive": sum(row["state"] == "INACTIVE" for row in numbers),
        "extensionOnly": len(rows) - len(numbers),
        "tollFreeNumbers": sum(row["tollFreeNumber"] for row in numbers),
        "serviceNumber": sum(row["isServiceNumber"] for row in numbers),
        "total": len(rows),
    }


ROUTES = {
    "Add_Phone_Numbers_to_a_location": add_numbers,
    "Manage_Number_State_in_a_location": change_state,
    "Remove_phone_numbers_from_a_location": remove_numbers,
    "Get_Phone_Numbers_for_an_Organization_with_Given_Criteria": list_numbers,
    **checking.ROUTES,
}
