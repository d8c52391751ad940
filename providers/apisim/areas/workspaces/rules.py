"""What is refused about workspaces, and what a body makes of one (wholesale-api §14.8, observations §7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import ids
from apisim.areas.devices import state as devices
from apisim.areas.licenses import state as licenses
from apisim.areas.locations import state as locations
from apisim.areas.workspaces import lines, state
from apisim.areas.workspaces.kinds import BASIC, HOT_DESK, kind_of
from apisim.checks import PUBLISHED
from apisim.errors import Json, Refusal, bad_request
from apisim.rulebook import rule
from apisim.switches import switch

if TYPE_CHECKING:
    from apisim.store import Record
    from apisim.world import World

PLAIN = (
    *("capacity", "type", "notes", "sipAddress", "hotdeskingStatus", "deviceHostedMeetings"),
    *("indoorNavigation", "workspaceLocationId", "floorId"),
)
CLEARED = ("capacity", "type", "notes")
CALENDARS = ("none", "google", "microsoft")
HELD_BY_DEVICES = ("none", "thirdPartySipCalling", state.WEBEX_CALLING)

LEFT_OUT = switch(
    "workspaces.left-out",
    "kept",
    PUBLISHED,
    says="capacity, type and notes that an update leaves out: kept as observed, or cleared",
)


def check_name(name: str) -> None:
    """Refuse a blank name."""
    if not name.strip():
        raise bad_request("displayName cannot be blank", at="displayName")


def plain_members(body: Json) -> Json:
    """Give the members that are taken as they are; a calendar must be of a known type."""
    members = {name: body[name] for name in PLAIN if name in body}
    if "calendar" in body:
        if body["calendar"].get("type", "none") not in CALENDARS:
            raise bad_request(f"calendar.type: one of {', '.join(CALENDARS)} is needed", at="calendar")
        kept = {name: value for name, value in body["calendar"].items() if name != "resourceGroupId"}
        members["calendar"] = {"type": "none", **kept}
    return members


@rule(
    "workspaces.left-out",
    "An update that leaves out capacity, type or notes keeps them.",
    "L2 obs §7",
    of="updateWorkspace",
    switch=LEFT_OUT,
)
def left_out(world: World, body: Json) -> Json:
    """Give what becomes of members that an update leaves out."""
    if world.switches[LEFT_OUT] != PUBLISHED:
        return {}
    blank = {"capacity": None, "type": "notSet", "notes": None}
    return {name: blank[name] for name in CLEARED if name not in body}


def read_location(world: World, org: str, named: str | None) -> Record | None:
    """Give the location of the organization that is named, if one is."""
    if not named:
        return None
    found = locations.find(world, named)
    if found is None or found["orgId"] != org:
        raise bad_request("Unable to find location.", 400, at="locationId")
    return found


@rule(
    "workspaces.location-fixed",
    "The location of a workspace cannot be changed once it is set: 400.",
    "L2 obs §10",
    of="updateWorkspace",
)
def check_location_stays(workspace: Record, location: Record | None) -> None:
    """Refuse another location than the one that is set."""
    if location and workspace["locationId"] not in (None, location["id"]):
        raise bad_request("locationId: the location of a workspace cannot be changed", at="locationId")


@rule(
    "workspaces.calling-held-by-devices",
    "While devices are there, calling cannot become none, third-party or Webex Calling: 400.",
    "L2 obs §7",
    of="updateWorkspace",
)
@rule(
    "workspaces.phones-keep-calling",
    "A workspace for phones that has devices cannot go back to free calling: 400.",
    "L obs §7",
    of="updateWorkspace",
)
def check_calling_change(world: World, workspace: Record, kind: str) -> None:
    """Refuse a new type of calling that the devices of the workspace do not allow."""
    if kind == workspace["calling"]["type"] or not devices.of_owner(world, workspace["id"]):
        return
    if kind in HELD_BY_DEVICES or workspace["supportedDevices"] == "phones":
        raise bad_request(f"calling: it cannot become {kind} while devices are present", at="calling")


@rule(
    "workspaces.webex-calling-needs",
    "Webex Calling needs a location of the organization that is enabled for it.",
    "S §14.8",
    of=("createWorkspace", "updateWorkspace"),
)
def calling_members(world: World, workspace: Record, calling: Json) -> Json:
    """Give what a body's `calling` makes of the workspace, or refuse it."""
    kind = calling.get("type", workspace["calling"]["type"])
    if kind != state.WEBEX_CALLING:
        return {"calling": {"type": kind}, **state.NO_LINE, "callback": None}
    wanted = calling.get("webexCalling", {})
    named = read_location(world, workspace["orgId"], wanted.get("locationId"))
    check_location_stays(workspace, named)
    location = named or read_location(world, workspace["orgId"], workspace["locationId"])
    if location is None:
        raise bad_request("calling.webexCalling.locationId is mandatory", at="locationId")
    if not location["calling"]:
        raise bad_request("Calling flag not set")
    license_ = _license(world, workspace, wanted.get("licenses", workspace["licenses"]))
    line = lines.wanted_line(world, workspace, location, wanted)
    check_line(license_, line)
    return {"calling": {"type": kind}, "locationId": location["id"], "licenses": [license_["id"]], **line}


@rule(
    "workspaces.needs-line",
    "A workspace with Webex Calling needs a number or an extension: 400.",
    "L2 obs §7",
    of="createWorkspace",
)
@rule(
    "workspaces.hot-desk-only",
    "A license for hot desks only makes such a workspace, which takes neither number nor extension: 400.",
    "L2 obs §7",
    of="createWorkspace",
)
def check_line(license_: Record, line: Json) -> None:
    """Refuse a line that does not go with the license."""
    has_line = bool(line["phoneNumbers"] or line["extension"])
    if kind_of(license_) == HOT_DESK:
        if has_line:
            raise bad_request("These fields cannot be set for a hot desk only workspace: [DIRECTORY_NUMBER]")
    elif not has_line:
        raise bad_request("These fields are required: [DIRECTORY_NUMBER_OR_EXTERNAL_NUMBER]")


@rule(
    "workspaces.default-license",
    "Without licenses the oldest workspace license is applied, or where there is none a Professional one.",
    "L2 obs §7",
    of="createWorkspace",
)
def _license(world: World, workspace: Record, wanted: list[str]) -> Record:
    if not wanted:
        return _default_license(world, workspace)
    if len(wanted) > 1:
        raise bad_request("licenses: a workspace has one calling license", at="licenses")
    found = world["licenses"].get(ids.read(wanted[0], "LICENSE"))
    if found is None or found["orgId"] != workspace["orgId"] or kind_of(found) is None:
        raise bad_request("licenses: this is no license for workspaces of the organization", at="licenses")
    if found["id"] not in workspace["licenses"] and not _has_units(world, found):
        raise bad_request(f"licenses: no unit of {found['name']} is left", at="licenses")
    return found


def _default_license(world: World, workspace: Record) -> Record:
    rows = [row for row in world["licenses"].find("org", workspace["orgId"]) if _has_units(world, row)]
    fitting = [row for row in rows if kind_of(row) not in (None, HOT_DESK)]
    fitting.sort(key=lambda row: kind_of(row) != BASIC)
    if not fitting:
        raise bad_request("licenses: the organization has no license for a workspace left", at="licenses")
    return fitting[0]


def _has_units(world: World, license_: Record) -> bool:
    units: int = license_["totalUnits"]
    return units < 0 or licenses.used(world, license_["id"]) < units


@rule(
    "workspaces.professional-only",
    "Numbers of a Basic workspace cannot be managed: 405, which means a missing license and no wrong verb.",
    "L2 obs §1",
    of="Assign_or_Unassign_numbers_associated_with_a_specific_workspace",
)
def check_professional(world: World, workspace: Record) -> None:
    """Refuse what only a Professional workspace may."""
    held = licenses.records(world, workspace["licenses"])
    if not any(kind_of(row) not in (BASIC, HOT_DESK, None) for row in held):
        raise Refusal(405, "Invalid Professional Place")
