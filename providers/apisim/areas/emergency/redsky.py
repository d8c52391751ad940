"""RedSky, which finds the place of a caller: the account, and each location's building (observations §9).

The order of the steps is inferred.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import tenants
from apisim.areas.locations.places import calling_location
from apisim.areas.people.emails import check_email
from apisim.calls import Answer, Call, done, ok
from apisim.errors import Json, bad_request, conflict, not_found
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.store import Record

ROUTED = ("ROUTING_ENABLE", "COMPLIANT")
FREE = ("OPTED_OUT", "EXEMPTED")
SETUP = "LOCATION_SETUP"


def _account(organization: Record) -> Json:
    account: Json = organization.get("redSky", {})
    return account


def _place(location: Record) -> Json:
    return {"state": SETUP, "building": None, **location.get("emergency", {}).get("redSky", {})}


def _change(call: Call, location: Record, **members: object) -> None:
    place = {**_place(location), **members}
    emergency = {**location.get("emergency", {}), "redSky": place}
    call.world["locations"].change(location, emergency=emergency)


def get_account(call: Call) -> Answer:
    """Show the account of an organization; without one it is not enabled (inferred)."""
    organization = tenants.organization(call)
    account = _account(organization)
    if not account:
        return ok({"enabled": False, "locationsEnabled": False})
    places = call.world["locations"].find("org", organization["id"])
    routed = any(_place(place)["state"] in ROUTED for place in places)
    shown = {name: account[name] for name in ("companyId", "secret")}
    return ok({"enabled": True, **shown, "locationsEnabled": routed})


@rule(
    "emergency.redsky-prefix",
    "The account of a wholesale organization is made with the prefix `wxc-whs`.",
    "L obs §9",
    of="Create_an_Account_and_Admin_in_RedSky",
)
@rule(
    "emergency.redsky-once",
    "An organization has one account, and a location one building: the second is a 409.",
    "I §14.2",
    of=(
        "Create_an_Account_and_Admin_in_RedSky",
        "Create_a_RedSky_Building_Address_and_Alert_Email_for_a_Location",
    ),
)
def create_account(call: Call) -> Answer:
    """Make the account of an organization with its administrator."""
    organization, body = tenants.organization(call), call.body
    check_email(body["email"], "email")
    if _account(organization):
        raise conflict("The organization has a RedSky account already.")
    ids = call.world.ids
    made = {"companyId": ids.key(), "secret": ids.key(), "redSkyOrgId": ids.key()}
    account = {**made, "email": body["email"], "orgPrefix": body.get("orgPrefix", "wxc")}
    call.world["organizations"].change(organization, redSky=account)
    return Answer(201)


def get_location(call: Call) -> Answer:
    """Show what RedSky does at a location."""
    location = calling_location(call)
    enabled = bool(_account(tenants.organization(call))) and _place(location)["state"] not in FREE
    return ok({"integrationEnabled": enabled, "routingEnabled": _place(location)["state"] in ROUTED})


def create_building(call: Call) -> Answer:
    """Make the building of a location, with the e-mail for alerts."""
    location, body = calling_location(call), call.body
    check_email(body["alertingEmail"], "alertingEmail")
    _check_account(call)
    if _place(location)["building"]:
        raise conflict("The location has a RedSky building already.")
    _change(call, location, building={"alertingEmail": body["alertingEmail"], **_address(body)})
    return Answer(201)


@rule(
    "emergency.redsky-order",
    "A building needs the account (400), its change the building (404), routing the building (400).",
    "I §14.2",
    of=(
        "Create_a_RedSky_Building_Address_and_Alert_Email_for_a_Location",
        "Update_a_Location's_RedSky_Building_Address",
        "Update_a_Location's_RedSky_Compliance_Status",
    ),
)
def _check_account(call: Call) -> None:
    if not _account(tenants.organization(call)):
        raise bad_request("The organization has no RedSky account yet.")


def update_building(call: Call) -> Answer:
    """Change the address of a location's building."""
    location = calling_location(call)
    building = _place(location)["building"]
    if not building:
        raise not_found("The location has no RedSky building.")
    _change(call, location, building={**building, **_address(call.body)})
    return done()


def _address(body: Json) -> Json:
    return {"address": body["address"]} if "address" in body else {}


def _locations_status(location: Record) -> Json:
    place = _place(location)["state"]
    return {
        "state": place,
        "count": 1,
        "locations": [{"id": location["id"], "name": location["name"], "state": place}],
    }


def get_status(call: Call) -> Answer:
    """Show how far a location has come."""
    location, account = calling_location(call), _account(tenants.organization(call))
    reached = _place(location)["state"]
    compliance = reached if reached in (*FREE, "COMPLIANT") else "NON_COMPLIANT"
    shown = {"orgStatus": "ENABLED" if account else "INITIALISE", "complianceStatus": compliance}
    named = {name: account[name] for name in ("companyId", "redSkyOrgId") if account}
    return ok(
        {**shown, **named, "adminExists": bool(account), "locationsStatus": _locations_status(location)}
    )


def update_status(call: Call) -> Answer:
    """Say how far a location has come."""
    location, reached = calling_location(call), call.body["complianceStatus"]
    if reached in ROUTED and not _place(location)["building"]:
        raise bad_request("complianceStatus: the location has no RedSky building yet")
    _change(call, location, state=reached)
    return ok({"locationsStatus": _locations_status(calling_location(call))})
