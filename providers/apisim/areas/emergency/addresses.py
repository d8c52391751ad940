"""Emergency addresses of locations and numbers (wholesale-api §14.2, observations §3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import ids, tenants
from apisim.areas.customers import locales
from apisim.areas.locations.places import calling_location
from apisim.calls import Answer, Call, done, ok
from apisim.errors import Json, Reason, Refusal, not_found
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.store import Record

KIND = "EMERGENCY_ADDRESS"
NEEDED = ("address1", "city", "state", "postalCode", "country")
FIELDS = (*NEEDED, "address2")
MISSING, INVALID = 25008, 25024
ADD, CHANGE, OF_NUMBER = (
    "addEmergencyAddressToLocation",
    "updateEmergencyAddressOfLocation",
    "updateEmergencyAddressForPhoneNumber",
)


def _problems(address: Json) -> list[Reason]:
    lacking = [name for name in NEEDED if not str(address.get(name) or "").strip()]
    reasons = [Reason(f"{name} is mandatory", MISSING, name) for name in lacking]
    country = address.get("country")
    if country and not locales.COUNTRY.fullmatch(country):
        reasons.append(Reason("country: two capital letters are needed", INVALID, "country"))
    return reasons


@rule(
    "emergency.address-fields",
    "An emergency address has all its fields but `address2`: 400 with 25008 for each that is missing.",
    "I §14.2",
    of=(ADD, CHANGE, OF_NUMBER),
)
def _read(body: Json) -> Json:
    reasons = _problems(body)
    if reasons:
        raise Refusal(400, reasons[0].description, tuple(reasons))
    return {name: body[name] for name in FIELDS if body.get(name)}


@rule(
    "emergency.address-lookup",
    "A lookup gives the address as it would be stored, with its errors beside it.",
    "I §14.2",
    of="emergencyAddressLookup",
)
def look_up(call: Call) -> Answer:
    """Check an address before it is stored."""
    calling_location(call)
    known = {name: call.body[name] for name in FIELDS if call.body.get(name)}
    errors = [{"code": str(r.code), "title": r.field, "detail": r.description} for r in _problems(call.body)]
    return ok({"addresses": [{**known, "meta": {}, "errors": errors}]})


@rule(
    "emergency.address-of-location",
    "The emergency address that a location gets last is its address, and is changed by its id.",
    "I §14.2",
    of=(ADD, CHANGE),
)
def add_to_location(call: Call) -> Answer:
    """Give a location its emergency address."""
    location = calling_location(call)
    made = {"id": call.world.new_id(KIND), **_read(call.body)}
    call.world["locations"].change(location, emergencyAddress=made)
    return Answer(201, {"id": made["id"]})


def change_of_location(call: Call) -> Answer:
    """Change the emergency address of a location."""
    location = calling_location(call)
    held = location.get("emergencyAddress")
    if held is None or ids.key_of(held["id"]) != ids.read(call.params["addressId"], KIND):
        raise not_found("Emergency address not found.")
    call.world["locations"].change(location, emergencyAddress={"id": held["id"], **_read(call.body)})
    return done()


@rule(
    "emergency.address-of-number",
    "Null or an empty object as address of a number goes back to the address of its location.",
    "L2 obs §3",
    of=OF_NUMBER,
)
def change_of_number(call: Call) -> Answer:
    """Give a number an address of its own, or take that away."""
    wanted = call.body.get("emergencyAddress")
    address = _read(wanted) if wanted else None
    call.world["numbers"].change(_number(call), emergencyAddress=address)
    return done()


def _number(call: Call) -> Record:
    named = call.params["phoneNumber"]
    number = named if named.startswith("+") else f"+{named}"
    found = call.world["numbers"].first("number", (tenants.organization(call)["id"], number))
    if found is None:
        raise not_found("Phone number not found.")
    return found
