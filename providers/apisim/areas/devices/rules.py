"""What is refused about devices (wholesale-api §14.8, observations §8)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from apisim import ids, tenants
from apisim.areas.devices import models, state
from apisim.areas.licenses import state as licenses
from apisim.areas.people import state as people
from apisim.areas.workspaces import state as workspaces
from apisim.areas.workspaces.kinds import MOST_DEVICES, kind_of
from apisim.checks import PUBLISHED
from apisim.errors import Json, Reason, Refusal, bad_request
from apisim.rulebook import rule
from apisim.switches import switch

if TYPE_CHECKING:
    from apisim.areas.devices.models import Model
    from apisim.calls import Call
    from apisim.store import Record
    from apisim.world import World

MAC = re.compile(r"[0-9A-F]{12}")
KINDS = {"workspaceId": "PLACE", "personId": "PEOPLE"}
IN_USE, UNKNOWN_MODEL, TOO_MANY, OWNER_FIXED, INVALID_MAC = 2011, 2014, 2022, 25487, 25220
MOST_OF_PERSON = 5
BY_MAC, BY_CODE = "Create_a_Device_by_MAC_Address", "Create_a_Device_Activation_Code"

ERROR_CODES = switch(
    "devices.error-codes", "texts", PUBLISHED, says="error codes of devices: texts as observed, or integers"
)
CODE_WITHOUT_MODEL = switch(
    "devices.code-without-model",
    "given",
    PUBLISHED,
    says="an activation code without a model for a workspace of phones: given as observed, or a 400",
)


@rule(
    "devices.error-codes",
    "The error codes of devices are texts, not integers.",
    "L2 obs §1",
    of=(BY_MAC, BY_CODE, "Modify_Device_Tags"),
    switch=ERROR_CODES,
)
def refusal(world: World, code: int, text: str) -> Refusal:
    """Make a 400 of the device API."""
    shown = code if world.switches[ERROR_CODES] == PUBLISHED else str(code)
    return Refusal(400, text, (Reason(text, shown),))


@rule(
    "devices.one-owner",
    "A device belongs to exactly one of a workspace and a person: otherwise 400.",
    "S §14.8",
    of=(BY_MAC, BY_CODE),
)
def read_owner(call: Call) -> Record:
    """Give the person or workspace that a body names."""
    named = [name for name in KINDS if call.body.get(name)]
    if len(named) != 1:
        raise bad_request("Exactly one of workspaceId and personId is needed", at="workspaceId")
    name = named[0]
    found = call.world[state.HOLDERS[name]].get(ids.read(call.body[name], KINDS[name]))
    return tenants.in_organization(call, found, name.removesuffix("Id").capitalize())


def is_workspace(owner: Record) -> bool:
    """Tell a workspace from a person."""
    return ids.decode(owner["id"]) == ids.Decoded(KINDS["workspaceId"], ids.key_of(owner["id"]))


@rule(
    "devices.unknown-model",
    "A model that is not in the catalogue is a 400 with 2014.",
    "L2 obs §8",
    of=(BY_MAC, BY_CODE),
)
@rule(
    "devices.model-spelling",
    "`Cisco 8845` is accepted for the catalogue's `DMS Cisco 8845`, and stored as the latter.",
    "L2 obs §8",
    of=(BY_MAC, BY_CODE),
)
def read_model(world: World, org: str, text: str) -> Model:
    """Give the model of the catalogue."""
    found = models.find(text)
    if found is None:
        raise refusal(world, UNKNOWN_MODEL, f"Unknown device model {text}")
    _check_third_party(world, org, found)
    return found


@rule(
    "devices.third-party",
    "A wholesale organization gets no third-party phones that Cisco manages, until Cisco allows it: 400.",
    "G §14.8",
    of=(BY_MAC, BY_CODE),
)
def _check_third_party(world: World, org: str, model: Model) -> None:
    """Refuse such a phone; an edit of the organization's `thirdPartyPhones` is Cisco's permission."""
    managed = model.manufacturer == models.THIRD_PARTY and model.managed_by == models.CISCO
    organization = world["organizations"].get(ids.key_of(org)) or {}
    if managed and world["customers"].count("orgId", org) and not organization.get("thirdPartyPhones"):
        raise bad_request("model: third-party phones are not enabled for the organization", at="model")


@rule(
    "devices.password",
    "A password can be given for third-party devices only: otherwise 400.",
    "S §14.8",
    of=BY_MAC,
)
def check_password(model: Model, body: Json) -> None:
    """Refuse a password for a Cisco device."""
    if body.get("password") and model.manufacturer == models.CISCO:
        raise bad_request("password: it is for third-party devices only", at="password")


def read_mac(world: World, text: str) -> str:
    """Give a MAC address as it is stored."""
    mac = state.plain_mac(text)
    if not MAC.fullmatch(mac):
        raise refusal(world, INVALID_MAC, f"{text} is not a valid MAC address")
    return mac


@rule(
    "devices.mac-in-use",
    "A MAC address in use is a 400 with 2011, also when another organization has it.",
    "L2 obs §8",
    of=BY_MAC,
)
@rule(
    "devices.repeated",
    "The same MAC address for the same owner once more gives the device that is there.",
    "L2 obs §8",
    of=BY_MAC,
)
def device_of_mac(world: World, owner: Record, mac: str) -> Record | None:
    """Give the device that the owner has with this address; refuse one of somebody else."""
    held = world["devices"].first("mac", mac)
    if held and held not in state.of_owner(world, owner["id"]):
        raise refusal(world, IN_USE, "The MAC address is in use already")
    return held


def check_can_call(world: World, owner: Record) -> None:
    """Refuse a phone where there is no Webex Calling (inferred)."""
    calling = workspaces.is_calling(owner) if is_workspace(owner) else people.is_calling(world, owner)
    if not calling:
        raise bad_request("A phone needs an owner with Webex Calling")


@rule(
    "devices.workspace-limit",
    "A Basic workspace has 1 phone, a Professional one 5; the next is a 400 with 2022.",
    "L2 obs §7",
    of=(BY_MAC, BY_CODE),
)
def check_workspace_limit(world: World, workspace: Record) -> None:
    """Refuse a phone over the limit of the license."""
    kinds = [kind_of(row) for row in licenses.records(world, workspace["licenses"])]
    most = max((MOST_DEVICES[kind] for kind in kinds if kind), default=None)
    if most is not None and len(state.of_owner(world, workspace["id"])) >= most:
        raise refusal(world, TOO_MANY, "Exceeded max number of devices")


@rule(
    "devices.person-limit",
    "A person has at most 5 devices by MAC address, the next is a 400; activation codes do not count them.",
    "L2 obs §8",
    of=(BY_MAC, BY_CODE),
)
def check_person_limit(world: World, person: Record) -> None:
    """Refuse a phone over the limit of a person."""
    if len(state.of_owner(world, person["id"])) >= MOST_OF_PERSON:
        raise bad_request("Phones cannot be added to this user")


@rule(
    "devices.owner-fixed",
    "The owner of a device cannot be changed: 400 with 25487; it is deleted and added again.",
    "L2 obs §8",
    of="Modify_Device_Tags",
)
@rule(
    "devices.tags",
    "Of tags `add` appends, `replace` overwrites, and `remove` takes all away, whatever its value is.",
    "L2 obs §8",
    of="Modify_Device_Tags",
)
def changed_tags(world: World, tags: list[str], change: Json) -> list[str]:
    """Give the tags after one operation on them."""
    path = (change.get("path") or "").strip("/")
    if path in KINDS:
        raise refusal(world, OWNER_FIXED, "The owner of a device cannot be changed")
    if path != "tags" or "op" not in change:
        raise bad_request("op, and tags as path, are needed", at="path")
    if change["op"] == "remove":
        return []
    if "value" not in change:
        raise bad_request("value: a list of tags is needed", at="value")
    before = tags if change["op"] == "add" else []
    return list(dict.fromkeys([*before, *change["value"]]))


@rule(
    "devices.code-without-model",
    "An activation code is given without a model too, and no limit of devices refuses it.",
    "L2 obs §8",
    of=BY_CODE,
    switch=CODE_WITHOUT_MODEL,
)
def check_no_model(world: World, owner: Record) -> None:
    """Refuse a code without a model for a workspace of phones where the published text holds."""
    published = world.switches[CODE_WITHOUT_MODEL] == PUBLISHED
    if published and is_workspace(owner) and owner["supportedDevices"] == "phones":
        raise bad_request("model is mandatory for phones", at="model")
