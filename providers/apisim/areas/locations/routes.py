"""The operations on locations (wholesale-api §14.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import ids, tenants
from apisim.areas.customers import locales
from apisim.areas.locations import disabling, prefixes, rules, state
from apisim.areas.locations.places import calling_location, location_of
from apisim.calls import Answer, Call, done, ok
from apisim.checks import PUBLISHED
from apisim.paging import by_cursor, by_offset
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.errors import Json
    from apisim.store import Record

SHOWN = ("id", "name", "orgId", "timeZone", "preferredLanguage", "address", "latitude", "longitude", "notes")
OWN = ("latitude", "longitude", "notes")
CALLING = (
    *("announcementLanguage", "externalCallerIdName", "pAccessNetworkInfo", "outsideDialDigit"),
    *("enforceOutsideDialDigit", "routingPrefix", "chargeNumber"),
)
MOST = 500


def _view(record: Record) -> Json:
    return {name: record[name] for name in SHOWN if record.get(name) is not None}


def _calling_view(record: Record) -> Json:
    return {"id": record["id"], "name": record["name"], **record["calling"]}


def _calling_item(record: Record) -> Json:
    calling = record["calling"]
    shown = {name: calling[name] for name in ("outsideDialDigit", "enforceOutsideDialDigit", "routingPrefix")}
    named = {"id": record["id"], "name": record["name"], "callingLineId": calling["callingLineId"]}
    return {**named, **shown, "e911SetupRequired": False}


@rule(
    "locations.list",
    "The list finds a part of the name in any case, or one `id`, and has pages of 500 at most with a `Link`.",
    "S §14.1",
    of="listLocations",
)
def list_locations(call: Call) -> Answer:
    """List locations; `name` is contained, in any case (§14.1)."""
    rows = list(call.world["locations"].find("org", tenants.organization(call)["id"]))
    name, key = call.text("name"), call.text("id")
    rows = [row for row in rows if name is None or name.lower() in row["name"].lower()]
    rows = [
        row for row in rows if key is None or row["id"] == ids.encode("LOCATION", ids.read(key, "LOCATION"))
    ]
    limit = call.number("max", MOST, least=1, most=MOST)
    items, headers = by_cursor(call, rows, _view, limit=limit)
    return Answer(200, {"items": items}, headers)


@rule(
    "locations.created",
    "A new location needs name, time zone, both languages and an address of all members but "
    "`address2`; it is answered with 201 and its id, and has neither calling nor a connection.",
    "L2 obs §2",
    of="createLocation",
)
def create_location(call: Call) -> Answer:
    """Make a location, not yet enabled for calling and without a connection (§14.1)."""
    org, body = tenants.organization(call)["id"], call.body
    rules.check_name(call.world, org, body["name"])
    rules.check_common(body)
    language = locales.read(body["preferredLanguage"], "preferredLanguage")
    hidden = {
        "announcementLanguage": body["announcementLanguage"],
        "main": False,
        "calling": None,
        "pstn": None,
    }
    named = {name: body[name] for name in ("name", "timeZone", "address", *OWN) if name in body}
    record = {
        "id": call.world.new_id("LOCATION"),
        "orgId": org,
        **named,
        "preferredLanguage": language,
        **hidden,
    }
    return Answer(201, {"id": call.world["locations"].put(record)["id"]})


@rule(
    "locations.announcement-hidden",
    "The announcement language is never part of a location, only of its calling record.",
    "L2 obs §2",
    of=("getLocationDetails", "Get_Location_Webex_Calling_Details"),
)
def get_location(call: Call) -> Answer:
    """Show one location, never with its announcement language (observations §2)."""
    return ok(_view(location_of(call)))


def _merged(address: Json, wanted: Json) -> Json:
    """Change an address member by member; null takes one away (observations §2)."""
    return {name: value for name, value in {**address, **wanted}.items() if value is not None}


@rule(
    "locations.update",
    "An update needs `name`, and clears a language that is left out; other members stay.",
    "L2 obs §2",
    of="updateLocation",
    switch=rules.BODIES,
)
def update_location(call: Call) -> Answer:
    """Change a location: `name` is needed, and a language left out is cleared (observations §2)."""
    location, body = location_of(call), call.body
    if "name" in body:
        rules.check_name(call.world, location["orgId"], body["name"], location)
    rules.check_common(body)
    merges = call.world.switches[rules.BODIES] == PUBLISHED
    kept = location["preferredLanguage"] if merges else None
    language = body.get("preferredLanguage")
    members = {
        **{name: body[name] for name in ("name", "timeZone") if name in body},
        "address": _merged(location["address"], body.get("address", {})),
        "preferredLanguage": locales.read(language, "preferredLanguage") if language else kept,
    }
    call.world["locations"].change(location, **members)
    return done()


def delete_location(call: Call) -> Answer:
    """Delete a location that nothing refers to (observations §2)."""
    location = location_of(call)
    rules.check_removable(call.world, location)
    call.world["locations"].remove(location)
    return done()


def precheck_deletion(call: Call) -> Answer:
    """Say what stands against disabling calling at a location."""
    return ok(disabling.precheck(disabling.use_of(call.world, calling_location(call))))


@rule(
    "locations.calling-list",
    "The list of calling locations has the key `locations`, `name`, `order`, `start` and `max`.",
    "S §14.1",
    of="List_Locations_Webex_Calling_Details",
)
def list_calling(call: Call) -> Answer:
    """List the locations that are enabled for calling (§14.1)."""
    rows = call.world["locations"].find("org", tenants.organization(call)["id"])
    name = (call.text("name") or "").lower()
    found = [row for row in rows if row["calling"] and name in row["name"].lower()]
    if (call.text("order") or "").lower() in ("asc", "desc"):
        found.sort(key=lambda row: row["name"].lower(), reverse=call.text("order") in ("desc", "DESC"))
    return by_offset(call, found, _calling_item, key="locations", start="start", size=1000, most=1000)


@rule(
    "locations.enabled",
    "Enabling calling needs all six members and is answered with 201; without `address` it is a 400, "
    "'Validation failure'.",
    "L2 obs §2",
    of=rules.ENABLE,
)
def enable_calling(call: Call) -> Answer:
    """Enable calling at a location (§14.1, observations §2)."""
    location = tenants.in_organization(call, state.find(call.world, call.body["id"]), "Location")
    rules.check_enable(call.world, location, call.body)
    calling = state.calling(call.world, location, call.body["announcementLanguage"])
    call.world["locations"].change(location, calling=calling)
    return Answer(201, {"id": location["id"]})


@rule(
    "locations.calling-record",
    "The calling record has the main number under `callingLineId`, the connection, the routing prefix, "
    "the outside dial digit, the domain and the user limit; 404 without calling.",
    "S §14.1",
    of="Get_Location_Webex_Calling_Details",
)
def get_calling(call: Call) -> Answer:
    """Show what calling adds to a location (§14.1)."""
    return ok(_calling_view(calling_location(call)))


def update_calling(call: Call) -> Answer:
    """Change what calling adds, such as the main number (§14.1)."""
    location, body = calling_location(call), call.body
    line = {**location["calling"]["callingLineId"], **body.get("callingLineId", {})}
    if body.get("callingLineId", {}).get("phoneNumber"):  # clients send back the empty one that they read
        rules.check_main_number(call.world, location, line["phoneNumber"])
    if "announcementLanguage" in body:
        rules.check_announcement(body["announcementLanguage"])
    rules.check_network_info(location, body)
    body, job = prefixes.apart(call, location, body)
    changed = {name: body[name] for name in CALLING if name in body}
    route = {**location["calling"]["connection"], **body.get("connection", {})}
    calling = {**location["calling"], **changed, "callingLineId": line, "connection": route}
    call.world["locations"].change(location, calling=calling)
    return ok(job) if job else done()


rule(
    "locations.no-calling-delete",
    "Calling is not disabled by a DELETE of the calling location: 404.",
    "L2 obs §2",
    of="Get_Location_Webex_Calling_Details",
)
ABSENT = {"/telephony/config/locations/{locationId}": ("DELETE",)}
ROUTES = {
    "listLocations": list_locations,
    "createLocation": create_location,
    "getLocationDetails": get_location,
    "updateLocation": update_location,
    "deleteLocation": delete_location,
    "List_Locations_Webex_Calling_Details": list_calling,
    "Enable_a_Location_for_Webex_Calling": enable_calling,
    "Get_Location_Webex_Calling_Details": get_calling,
    "Update_Location_Webex_Calling_Details": update_calling,
    disabling.PRECHECK: precheck_deletion,
}
