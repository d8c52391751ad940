"""The operations on workspaces (wholesale-api §14.8, observations §7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apisim import ids, tenants
from apisim.areas.devices import state as devices
from apisim.areas.workspaces import lines, rules, state, views
from apisim.calls import Answer, Call, done, ok
from apisim.paging import by_offset
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.errors import Json
    from apisim.store import Record

SIZE, MOST = 100, 1000


def _shown(call: Call, record: Record) -> Json:
    with_devices, capable = call.truth("includeDevices"), call.truth("includeCapabilities")
    return views.workspace(call.world, record, with_devices=with_devices, with_capabilities=capable)


def _named(call: Call) -> Record | None:
    return call.world["workspaces"].get(ids.read(call.params["workspaceId"], state.KIND))


def _workspace(call: Call) -> Record:
    return tenants.in_reach(call, _named(call), "Workspace")


def _workspace_of_organization(call: Call) -> Record:
    return tenants.in_organization(call, _named(call), "Workspace")


@rule(
    "workspaces.paging",
    "The list of workspaces pages by `start` and `max`.",
    "L2 obs §1",
    of="listWorkspaces",
)
def list_workspaces(call: Call) -> Answer:
    """List workspaces; filters combine, a name is contained in any case (inferred)."""
    org, place = tenants.organization(call)["id"], call.text("locationId")
    location = ids.encode("LOCATION", ids.read(place, "LOCATION")) if place else None
    index, value = ("location", location) if location else ("org", org)
    found = [row for row in call.world["workspaces"].find(index, value) if row["orgId"] == org]
    rows = [row for row in found if _wanted(call, row)]
    return by_offset(call, rows, lambda row: _shown(call, row), start="start", size=SIZE, most=MOST)


def _wanted(call: Call, row: Record) -> bool:
    name = (call.text("displayName") or "").lower()
    facts = _facts(call, row)
    return name in row["displayName"].lower() and all(
        call.text(filter_) is None or _text(value) == (call.text(filter_) or "").lower()
        for filter_, value in facts.items()
    )


def _facts(call: Call, row: Record) -> dict[str, Any]:
    """Give what the filters of a list are compared with; what no workspace here has is None."""
    meetings = row.get("deviceHostedMeetings", {}).get("enabled", False)
    held = devices.of_owner(call.world, row["id"]) if call.text("devicePlatform") else []
    return {
        **{name: row.get(name) for name in ("type", "workspaceLocationId", "floorId", "supportedDevices")},
        "capacity": row["capacity"] if row.get("capacity") is not None else -1,
        "calling": row["calling"]["type"],
        "calendar": row["calendar"]["type"],
        "deviceHostedMeetingsEnabled": meetings,
        "devicePlatform": held[0]["devicePlatform"] if held else None,
        "plannedMaintenance": "off",
        "healthLevel": None,
        "customAttribute": None,
    }


def _text(value: object) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:g}"
    return "" if value is None else str(value).lower()


@rule(
    "workspaces.defaults",
    "A new workspace has free calling and is for collaboration devices, unless it says otherwise.",
    "S §14.8",
    of="createWorkspace",
)
@rule(
    "workspaces.hotdesking-status",
    "`hotdeskingStatus: on` alone does not make a workspace for hot desks only.",
    "L2 obs §7",
    of="createWorkspace",
)
def create_workspace(call: Call) -> Answer:
    """Make a workspace, all of it or nothing."""
    world, body = call.world, call.body
    named = body.get("orgId")
    org = tenants.named_organization(call, named) if named else tenants.own_organization(call)
    rules.check_name(body["displayName"])
    location = rules.read_location(world, org["id"], body.get("locationId"))
    own = {"orgId": org["id"], "displayName": body["displayName"], **rules.plain_members(body)}
    own |= {"supportedDevices": body["supportedDevices"]} if "supportedDevices" in body else {}
    blank = state.fill(world, {**own, "locationId": location["id"] if location else None})
    members = rules.calling_members(world, blank, body.get("calling", {}))
    return Answer(201, _shown(call, world["workspaces"].put({**blank, **members})))


def get_workspace(call: Call) -> Answer:
    """Show one workspace."""
    return ok(_shown(call, _workspace(call)))


@rule(
    "workspaces.devices-kept-for",
    "What devices a workspace is for cannot be changed once it is set.",
    "S §14.8",
    of="updateWorkspace",
)
def update_workspace(call: Call) -> Answer:
    """Change a workspace; what is left out stays (observations §7)."""
    workspace, world, body = _workspace(call), call.world, call.body
    members = {**rules.left_out(world, body), **rules.plain_members(body)}
    if "displayName" in body:
        rules.check_name(body["displayName"])
        members["displayName"] = body["displayName"]
    location = rules.read_location(world, workspace["orgId"], body.get("locationId"))
    rules.check_location_stays(workspace, location)
    members |= {"locationId": location["id"]} if location else {}
    if "calling" in body:
        kind = body["calling"].get("type", workspace["calling"]["type"])
        rules.check_calling_change(world, workspace, kind)
        members |= rules.calling_members(world, {**workspace, **members}, body["calling"])
    return ok(_shown(call, state.save(world, workspace, **members)))


@rule(
    "workspaces.devices-go-along",
    "Deleting a workspace deletes its devices, and their MAC addresses are free again.",
    "L2 obs §7",
    of="deleteWorkspace",
)
def delete_workspace(call: Call) -> Answer:
    """Delete a workspace; its line is free."""
    state.remove(call.world, _workspace(call))
    return done()


def get_capabilities(call: Call) -> Answer:
    """Show what a workspace can sense."""
    _workspace(call)
    return ok({"capabilities": views.capabilities()})


def get_numbers(call: Call) -> Answer:
    """Show the numbers of a workspace."""
    return ok(views.numbers(call.world, _workspace_of_organization(call)))


@rule(
    "workspaces.primary-mandatory",
    "`primary` is mandatory in each entry, also to take a number away: 400 with 25008.",
    "L2 obs §3",
    of="Assign_or_Unassign_numbers_associated_with_a_specific_workspace",
)
def change_numbers(call: Call) -> Answer:
    """Add and take away numbers of a Professional workspace, all or none."""
    workspace = _workspace_of_organization(call)
    rules.check_professional(call.world, workspace)
    changed = lines.changed(call.world, workspace, call.body["phoneNumbers"])
    state.save(call.world, workspace, **changed)
    return done()


ROUTES = {
    "listWorkspaces": list_workspaces,
    "createWorkspace": create_workspace,
    "getWorkspaceDetails": get_workspace,
    "updateWorkspace": update_workspace,
    "deleteWorkspace": delete_workspace,
    "getWorkspaceCapabilities": get_capabilities,
    "List_numbers_associated_with_a_specific_workspace": get_numbers,
    "Assign_or_Unassign_numbers_associated_with_a_specific_workspace": change_numbers,
}
rule(
    "workspaces.numbers-not-readable",
    "The path that changes numbers of a workspace cannot be read: 404, not 405.",
    "L2 obs §3",
    of="Assign_or_Unassign_numbers_associated_with_a_specific_workspace",
)
ABSENT = {"/telephony/config/workspaces/{workspaceId}/numbers": ("GET",)}
