"""The operations on numbers (wholesale-api §14.3, observations §3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import tenants
from apisim.areas.locations import state as locations
from apisim.areas.numbers import checking, listing, rules, state
from apisim.calls import Answer, Call, done
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.store import Record


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


ROUTES = {
    "Add_Phone_Numbers_to_a_location": add_numbers,
    "Manage_Number_State_in_a_location": change_state,
    "Remove_phone_numbers_from_a_location": remove_numbers,
    listing.LIST: listing.list_numbers,
    **checking.ROUTES,
}
