"""Workspaces; `licenses`, `phoneNumbers` and `extension` belong to Webex Calling, as for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apisim.areas.billing import usage
from apisim.areas.devices import state as devices
from apisim.areas.licenses import state as licenses
from apisim.ids import key_of
from apisim.owners import Owner
from apisim.rulebook import rule
from apisim.shapes import Shape
from apisim.store import Record, by
from apisim.tenants import org_id
from apisim.world import PARTNER, World

if TYPE_CHECKING:
    from apisim.errors import Json

KIND = "PLACE"
WEBEX_CALLING, FREE = "webexCalling", "freeCalling"
NO_LINE: Json = {"licenses": [], "phoneNumbers": [], "extension": None}


def fill(world: World, record: Record) -> Record:
    """Complete a workspace; what stands in `calling.webexCalling`, as in a body, is taken as its line."""
    kind = record.get("calling", {}).get("type", FREE)
    line = record.get("calling", {}).get("webexCalling", {})
    place = record.get("locationId") or line.get("locationId")
    location = world["locations"].get(key_of(place)) if place else None
    numbers = numbered(line["phoneNumber"]) if line.get("phoneNumber") else []
    return {
        "id": record.get("id") or world.new_id(KIND),
        "orgId": location["orgId"] if location else org_id(PARTNER),
        "displayName": "Workspace",
        "type": "notSet",
        "created": world.clock.stamp(),
        "hotdeskingStatus": "off",
        "supportedDevices": "collaborationDevices",
        "calendar": {"type": "none"},
        "licenses": line.get("licenses", []),
        "phoneNumbers": numbers,
        "extension": line.get("extension"),
        "callback": None,
        **record,
        "locationId": location["id"] if location else place,
        "calling": {"type": kind},
    }


def numbered(number: str | None) -> list[Json]:
    """Give `phoneNumbers` with this primary number."""
    return [{"primary": True, "directNumber": number, "ringPattern": "NORMAL"}] if number else []


def save(world: World, workspace: Record, **members: Any) -> Record:
    """Store a changed workspace; with other licenses, its use of the old ones ends."""
    held: list[str] = workspace["licenses"]
    wanted: list[str] = members.get("licenses", held)
    if sorted(wanted) != sorted(held):
        usage.stop_workspace(world, workspace)
    return world["workspaces"].change(workspace, **members)


def remove(world: World, workspace: Record) -> None:
    """Delete a workspace; its devices go with it."""
    usage.stop_workspace(world, workspace)
    devices.remove_of(world, workspace["id"])
    world["workspaces"].remove(workspace)


def lose_calling(world: World, workspace: Record) -> None:
    """Take the line and the phones of a workspace away."""
    devices.remove_of(world, workspace["id"])
    save(world, workspace, calling={"type": FREE}, callback=None, **NO_LINE)


def is_calling(workspace: Record) -> bool:
    """Tell whether the workspace uses Webex Calling."""
    return bool(workspace["calling"]["type"] == WEBEX_CALLING)


def number_of(workspace: Record) -> str | None:
    """Give the primary number of a workspace."""
    return next((n["directNumber"] for n in workspace["phoneNumbers"] if n["primary"]), None)


def packages_of(world: World, workspace: Record) -> list[str]:
    """Give the packages that the workspace uses a unit of."""
    return [row["package"] for row in licenses.records(world, workspace["licenses"])]


def _numbers(workspace: Record) -> list[tuple[str, str]]:
    return [(workspace["orgId"], number["directNumber"]) for number in workspace["phoneNumbers"]]


def _extension(workspace: Record) -> list[tuple[str, str]]:
    return [(workspace["locationId"], workspace["extension"])] if workspace.get("extension") else []


def _licenses(workspace: Record) -> list[str]:
    return list(workspace["licenses"])


def _callback(workspace: Record) -> list[str]:
    chosen = (workspace.get("callback") or {}).get("memberId")
    return [chosen] if chosen else []


@rule(
    "workspaces.inventory",
    "The list of numbers shows a workspace as the owner of its number or extension, with type `PLACE`.",
    "L2 obs §7",
    of="Get_Phone_Numbers_for_an_Organization_with_Given_Criteria",
)
def _named(workspace: Record) -> Json:
    """Name a workspace as owner; its last name is a dot, as clients know it."""
    return {"firstName": workspace["displayName"], "lastName": "."}


OWNERS = {"workspaces": Owner(KIND, number_of, _named)}
TABLES = {
    "workspaces": {
        "org": by("orgId"),
        "location": by("locationId"),
        "number": _numbers,
        "extension": _extension,
        "license": _licenses,
        "callback": _callback,
    }
}
SHAPES = {"workspaces": Shape(fill)}
