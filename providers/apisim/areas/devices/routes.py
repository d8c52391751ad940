"""The operations on devices (wholesale-api §14.8, observations §8)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from apisim import ids, tenants
from apisim.areas.devices import checking, models, observed, rules, state
from apisim.areas.devices.amendments import PHONE_OS
from apisim.calls import Answer, Call, done, ok
from apisim.checks import PUBLISHED
from apisim.clock import stamp
from apisim.paging import by_offset
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.areas.devices.models import Model
    from apisim.store import Record

SIZE, MOST = 100, 1000
DAYS_WITH_MODEL, DAYS_WITHOUT = 30, 7
NOT, LAYOUT = "not:", "allowConfigureLayoutEnabled"
FILTERS = ("connectionStatus", "product", "type", "serial", "software", "upgradeChannel", "devicePlatform")


def _device(call: Call) -> Record:
    found = call.world["devices"].get(ids.read(call.params["deviceId"], state.KIND))
    return tenants.in_organization(call, None if found and found["pending"] else found, "Device")


@rule(
    "devices.paging",
    "The list of devices pages by `start` and `max`.",
    "L2 obs §1",
    of="List_Devices",
)
@rule(
    "devices.mac-filter",
    "The `mac` filter of the list takes any spelling of an address: case and separators do not matter.",
    "L2 obs §8",
    of="List_Devices",
)
def list_devices(call: Call) -> Answer:
    """List devices; filters combine."""
    org = tenants.organization(call)["id"]
    rows = [row for row in _found(call, org) if row["orgId"] == org and not row["pending"]]
    wanted = [row for row in rows if _wanted(call, row)]
    return by_offset(call, wanted, state.view, start="start", size=SIZE, most=MOST)


def _found(call: Call, org: str) -> list[Record]:
    """Give the rows of the narrowest index that the query allows."""
    table, mac, place = call.world["devices"], call.text("mac"), call.text("locationId")
    owners = [(name, call.text(name)) for name in rules.KINDS]
    owned = [ids.encode(rules.KINDS[n], ids.read(text, rules.KINDS[n])) for n, text in owners if text]
    if mac:
        rows = list(table.find("mac", state.plain_mac(mac)))
    elif owned:
        rows = list(table.find("owner", owned[0]))
    elif place:
        rows = list(table.find("location", ids.encode("LOCATION", ids.read(place, "LOCATION"))))
    else:
        rows = list(table.find("org", org))
    location = ids.encode("LOCATION", ids.read(place, "LOCATION")) if place else None
    held = [row for row in rows if all(owner in (row.get(n) for n in rules.KINDS) for owner in owned)]
    return [row for row in held if location in (None, row["locationId"])]


def _wanted(call: Call, row: Record) -> bool:
    plain = all(call.text(name) in (None, row.get(name)) for name in FILTERS)
    name = (call.text("displayName") or "").lower()
    lists = {"tag": "tags", "errorCode": "errorCodes", "capability": "capabilities"}
    held = all(set(call.listed(query)) <= set(row[member]) for query, member in lists.items())
    idle = call.text("plannedMaintenance") in (None, "off") and call.text("workspaceLocationId") is None
    return plain and held and idle and name in row["displayName"].lower() and not call.listed("permission")


@rule(
    "devices.phone-os",
    "A PhoneOS device answers 204 without a body, and shows in lists about a minute later.",
    "L2 obs §8",
    of=rules.BY_MAC,
    switch=PHONE_OS,
)
@rule(
    "devices.padded-id",
    "The id of a device that was added by MAC address has the padding that lists leave off.",
    "L obs §1",
    of=rules.BY_MAC,
)
def create_device(call: Call) -> Answer:
    """Add a device by its MAC address."""
    world, body, owner = call.world, call.body, rules.read_owner(call)
    model = rules.read_model(world, owner["orgId"], body["model"])
    rules.check_password(model, body)
    mac = rules.read_mac(world, body["mac"])
    device = rules.device_of_mac(world, owner, mac) or _made(call, owner, model, mac)
    if device["pending"]:
        return done()
    return ok({**state.view(device), "id": state.padded(device["id"])})


def _made(call: Call, owner: Record, model: Model, mac: str) -> Record:
    world, limit = call.world, rules.check_person_limit
    rules.check_can_call(world, owner)
    (rules.check_workspace_limit if rules.is_workspace(owner) else limit)(world, owner)
    pending = model.in_background and world.switches[PHONE_OS] != PUBLISHED
    return _put(call, owner, model=model.name, mac=mac, pending=pending)


def _put(call: Call, owner: Record, **members: object) -> Record:
    name = "workspaceId" if rules.is_workspace(owner) else "personId"
    made = state.fill(call.world, {name: owner["id"], **members})
    return state.edited(call.world, None, call.world["devices"].put(made))


@rule(
    "devices.code-with-model",
    "An activation code with a model lasts 30 days, and makes at once a device that is `activating`.",
    "L2 obs §8",
    of=rules.BY_CODE,
)
@rule(
    "devices.code-lasts",
    "An activation code without a model lasts 7 days, and makes no device yet.",
    "L2 obs §8",
    of=rules.BY_CODE,
)
def create_code(call: Call) -> Answer:
    """Give an activation code; with a model its device is there at once, without a MAC address."""
    world, owner, named = call.world, rules.read_owner(call), call.body.get("model")
    if named:
        model = rules.read_model(world, owner["orgId"], named)
        rules.check_can_call(world, owner)
        if rules.is_workspace(owner):
            rules.check_workspace_limit(world, owner)
        _put(call, owner, model=model.name, connectionStatus="activating")
    else:
        rules.check_no_model(world, owner)
    ends = world.clock.now() + timedelta(days=DAYS_WITH_MODEL if named else DAYS_WITHOUT)
    return ok({"code": world.ids.number(16), "expiryTime": stamp(ends)})


def get_device(call: Call) -> Answer:
    """Show one device."""
    return ok(state.view(_device(call)))


def delete_device(call: Call) -> Answer:
    """Delete a device; its MAC address is free."""
    call.world["devices"].remove(_device(call))
    return done()


@rule(
    "devices.tags-content-type",
    "Tags are changed with the content type `application/json-patch+json`; plain JSON is taken as well.",
    "S §14.8",
    of="Modify_Device_Tags",
)
@rule(
    "devices.tags-forms",
    "A change of tags is one operation, or an array of them.",
    "L2 obs §10",
    of="Modify_Device_Tags",
)
def change_tags(call: Call) -> Answer:
    """Change the tags of a device."""
    device = _device(call)
    tags = device["tags"]
    for change in call.body if isinstance(call.body, list) else [call.body]:
        tags = rules.changed_tags(call.world, tags, change)
    return ok(state.view(call.world["devices"].change(device, tags=tags)))


def validate_macs(call: Call) -> Answer:
    """Check MAC addresses before they are used."""
    return ok(checking.result(call.world, tenants.organization(call)["id"], call.body["macs"]))


@rule(
    "devices.catalogue",
    "The catalogue tells by `deviceSettingsConfiguration` which models are made in the background.",
    "L2 obs §8",
    of=observed.NAME,
)
def list_models(call: Call) -> Answer:
    """List the models; `type` can begin with `not:`."""
    tenants.organization(call)
    rows = [model.as_json() for model in models.MODELS]
    asked = call.text("type") or ""
    kind, excludes = asked.removeprefix(NOT), asked.startswith(NOT)
    found = [row for row in rows if not kind or (row["type"] == kind) != excludes]
    wanted = [row for row in found if call.text(LAYOUT) is None or row[LAYOUT] == call.truth(LAYOUT)]
    return ok({"devices": wanted})


ROUTES = {
    "List_Devices": list_devices,
    rules.BY_MAC: create_device,
    rules.BY_CODE: create_code,
    "getDeviceDetails": get_device,
    "Delete_a_Device": delete_device,
    "Modify_Device_Tags": change_tags,
    "validateAListOfMACAddress": validate_macs,
    observed.NAME: list_models,
}
