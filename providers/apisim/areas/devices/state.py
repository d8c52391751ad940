"""Devices; each belongs to one person or one workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim.areas.devices import models
from apisim.ids import encode_bare, key_of
from apisim.rulebook import rule
from apisim.shapes import Shape
from apisim.store import Record, by
from apisim.tenants import org_id
from apisim.world import PARTNER, World

if TYPE_CHECKING:
    from apisim.errors import Json

KIND = "DEVICE"
SHOWS_AFTER = 60
HOLDERS = {"workspaceId": "workspaces", "personId": "people"}
SHOWN = (
    *("id", "displayName", "workspaceId", "personId", "orgId", "capabilities", "permissions"),
    *("connectionStatus", "product", "type", "tags", "mac", "created", "locationId", "errorCodes"),
    *("managedBy", "devicePlatform", "callingDeviceId"),
)


def fill(world: World, record: Record) -> Record:
    """Complete a device; what its owner says is taken over."""
    owner = owner_of(world, record) or {}
    model = models.find(record.get("model", models.DEFAULT))
    whole = {
        "id": record.get("id") or world.new_id(KIND),
        "orgId": owner.get("orgId", org_id(PARTNER)),
        "displayName": owner.get("displayName", "Device"),
        "locationId": owner.get("locationId"),
        "model": model.name if model else models.DEFAULT,
        "product": model.display if model else models.DEFAULT,
        "type": "phone",
        "connectionStatus": "disconnected",
        "capabilities": [],
        "permissions": [],
        "errorCodes": [],
        "tags": [],
        "mac": None,
        "managedBy": model.managed_by if model else "CISCO",
        "devicePlatform": "cisco",
        "created": world.clock.stamp(),
        "pending": False,
        **record,
    }
    return {**whole, "mac": plain_mac(whole["mac"]) if whole["mac"] else None}


def edited(world: World, _before: Record | None, after: Record) -> Record:
    """Let a device that is made in the background show after a while."""
    key = key_of(after["id"])
    if after["pending"]:
        world.agenda.after(SHOWS_AFTER, lambda: _show(world, key))
    return after


def _show(world: World, key: str) -> None:
    device = world["devices"].get(key)
    if device and device["pending"]:
        world["devices"].change(device, pending=False)


def plain_mac(text: str) -> str:
    """Give a MAC address in capitals, without what separates its parts."""
    return "".join(sign for sign in text if sign not in ":-. ").upper()


def owner_of(world: World, record: Record) -> Record | None:
    """Give the person or workspace that has a device."""
    found = (world[kind].get(key_of(record[name])) for name, kind in HOLDERS.items() if record.get(name))
    return next((owner for owner in found if owner), None)


def of_owner(world: World, owner: str) -> list[Record]:
    """Give the devices of a person or workspace, also those that do not show yet."""
    return list(world["devices"].find("owner", owner))


@rule(
    "devices.lost-with-license",
    "A person that loses the calling license loses its devices.",
    "L2 obs §6",
    of="Assign_Licenses_to_Users",
)
def remove_of(world: World, owner: str) -> None:
    """Delete the devices of a person or workspace; their MAC addresses are free again."""
    for device in of_owner(world, owner):
        world["devices"].remove(device)


@rule(
    "devices.move-along",
    "The devices of a person move to another location with it.",
    "L2 obs §5",
    of="Validate_or_Initiate_Move_Users_Job",
)
def move_of(world: World, owner: Record) -> None:
    """Let the devices of a person or workspace be where it is."""
    for device in of_owner(world, owner["id"]):
        world["devices"].change(device, locationId=owner["locationId"])


@rule(
    "devices.calling-id",
    "A device has a `callingDeviceId` too, which telephony paths want.",
    "L2 obs §10",
    of=("List_Devices", "getDeviceDetails", "Create_a_Device_by_MAC_Address"),
)
def view(record: Record) -> Json:
    """Show a device; `callingDeviceId` is the id that telephony paths want (observations §10)."""
    key = key_of(record["id"])
    whole = {**record, "callingDeviceId": encode_bare(f"ciscospark://us/CALLING_DEVICE/{key}")}
    place = {"placeId": record["workspaceId"]} if record.get("workspaceId") else {}
    return {name: whole[name] for name in SHOWN if whole.get(name) is not None} | place


def padded(device_id: str) -> str:
    """Give an id with the padding that base64 has."""
    return device_id + "=" * (-len(device_id) % 4)


def _owner(record: Record) -> list[str]:
    return [record[name] for name in HOLDERS if record.get(name)]


TABLES = {"devices": {"org": by("orgId"), "owner": _owner, "mac": by("mac"), "location": by("locationId")}}
SHAPES = {"devices": Shape(fill, edited=edited)}
