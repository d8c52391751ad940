"""Who is told of emergency calls: records of the organization and of each location (observations §9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import tenants
from apisim.areas.emergency import rules
from apisim.areas.locations.places import calling_location
from apisim.calls import Answer, Call, done, ok
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.errors import Json
    from apisim.store import Record

FLAG, EVERYWHERE, ADDRESS = (
    "emergencyCallNotificationEnabled",
    "allowEmailNotificationAllLocationEnabled",
    "emailAddress",
)


def _of_organization(organization: Record) -> Json:
    return {FLAG: False, EVERYWHERE: False, ADDRESS: "", **organization.get("emergencyNotification", {})}


def _of_location(location: Record) -> Json:
    return {FLAG: False, ADDRESS: "", **location.get("emergency", {}).get("notification", {})}


def _merged(before: Json, body: Json) -> Json:
    """Change what the body has; the rest stays (inferred)."""
    return {**before, **{name: body[name] for name in before if name in body}}


def get_of_organization(call: Call) -> Answer:
    """Show the notification of an organization."""
    return ok(_of_organization(tenants.organization(call)))


def put_of_organization(call: Call) -> Answer:
    """Change the notification of an organization."""
    organization = tenants.organization(call)
    rules.check_address(call.body)
    changed = _merged(_of_organization(organization), call.body)
    call.world["organizations"].change(organization, emergencyNotification=changed)
    return done()


@rule(
    "emergency.notifications-apart",
    "The notifications of the organization and of each location are records of their own.",
    "L2 obs §9",
    of=(
        "Get_an_Organization_Emergency_Call_Notification",
        "Get_a_Location_Emergency_Call_Notification",
        "Update_an_organization_emergency_call_notification",
        "Update_a_location_emergency_call_notification",
    ),
)
def get_of_location(call: Call) -> Answer:
    """Show the notification of a location, with that of its organization."""
    location = calling_location(call)
    return ok({**_of_location(location), "organization": _of_organization(tenants.organization(call))})


def put_of_location(call: Call) -> Answer:
    """Change the notification of a location."""
    location = calling_location(call)
    rules.check_address(call.body)
    notification = _merged(_of_location(location), call.body)
    emergency = {**location.get("emergency", {}), "notification": notification}
    call.world["locations"].change(location, emergency=emergency)
    return done()
