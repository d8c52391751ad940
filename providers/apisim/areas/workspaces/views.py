"""Workspaces as answers show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim.areas.devices import state as devices
from apisim.areas.people import state as people
from apisim.areas.workspaces import state
from apisim.ids import key_of
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.errors import Json
    from apisim.store import Record
    from apisim.world import World

SHOWN = (
    *("id", "orgId", "locationId", "workspaceLocationId", "floorId", "displayName", "capacity", "type"),
    *("sipAddress", "created", "calendar", "notes", "hotdeskingStatus", "supportedDevices"),
    *("deviceHostedMeetings", "indoorNavigation"),
)
SENSES = (
    *("occupancyDetection", "presenceDetection", "ambientNoise", "soundLevel", "temperature"),
    *("airQuality", "relativeHumidity"),
)


@rule(
    "workspaces.hidden-line",
    "Of `calling.webexCalling` only the licenses come back, never number, extension or location.",
    "L2 obs §7",
    of=("createWorkspace", "getWorkspaceDetails", "listWorkspaces", "updateWorkspace"),
)
def workspace(world: World, record: Record, *, with_devices: bool, with_capabilities: bool) -> Json:
    """Show a workspace, with its devices and what they can sense where that is asked for."""
    shown = {name: record[name] for name in SHOWN if record.get(name) is not None}
    calling: Json = dict(record["calling"])
    if state.is_calling(record):
        calling["webexCalling"] = {"licenses": record["licenses"]}
    shown["calling"] = calling
    if with_devices:
        held = devices.of_owner(world, record["id"])
        shown["devices"] = [devices.view(device) for device in held if not device["pending"]]
    return {**shown, "capabilities": [capabilities()]} if with_capabilities else shown


def capabilities() -> Json:
    """Give what a workspace can sense: nothing, since no simulated device has sensors."""
    return {name: {"supported": False, "configured": False} for name in SENSES}


def numbers(world: World, record: Record) -> Json:
    """Show the numbers of a workspace (wholesale-api §14.8)."""
    prefix, extension = people.prefix(world, record), record["extension"]
    own: Json = {"extension": extension, "esn": prefix + extension} if extension else {}
    own |= {"routingPrefix": prefix} if prefix else {}
    lines = [{**entry, **own} if entry["primary"] else dict(entry) for entry in record["phoneNumbers"]]
    if own and not any(line["primary"] for line in lines):
        lines.insert(0, {"primary": True, "ringPattern": "NORMAL", **own})
    shown: Json = {"distinctiveRingEnabled": True, "phoneNumbers": lines, "workspace": {"id": record["id"]}}
    return {**shown, **_surroundings(world, record)}


def _surroundings(world: World, record: Record) -> Json:
    location = world["locations"].get(key_of(record["locationId"])) if record["locationId"] else None
    organization = world["organizations"].get(key_of(record["orgId"])) or {}
    place = {"location": {"id": location["id"], "name": location["name"]}} if location else {}
    return {**place, "organization": {"id": record["orgId"], "name": organization.get("displayName", "")}}
