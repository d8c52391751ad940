"""Users, and the workspaces and devices beside them."""

from typing import Literal

from wholesale.stacks.models.block import Block, key
from wholesale.stacks.models.packages import AddOn, UserPackage, WorkspacePackage
from wholesale.stacks.models.words import DateText, Email, Extension, Handle, Mac, Number

Role = Literal["full_admin", "readonly_admin", "user_admin", "device_admin"]


MOST_WORDS = 20
"""Words of a user's list, of which there are no more than a few: each user may inherit it."""


class OnLeave(Block):
    """What becomes of a user who leaves."""

    person: Literal["disable", "delete", "keep"] = key(
        "What becomes of the person.", "disable", default="disable"
    )


class UserBlock(Block):
    """A user as a person writes it; the same fields are allowed in userDefaults."""

    previously: Handle | None = key(
        "The handle this user had before: renamed, not another person.", "linus@acme.example"
    )
    email: Email | None = key("E-mail address; defaults to a handle that is an address.", "ada@acme.example")
    first_name: str | None = key("First name.", "Ada", min_length=1, max_length=128)
    last_name: str | None = key("Last name.", "Lovelace", min_length=1, max_length=128)
    package: UserPackage | None = key("The user's base package, one of the customer's.", "webex_suite")
    add_ons: tuple[AddOn, ...] | None = key(
        "Packages on top of it, among the customer's; [] takes all away.",
        ["attendant_console"],
        max_length=MOST_WORDS,
    )
    location: Handle | None = key("Handle of the user's location; calling packages need it.", "HQ")
    phone_number: Number | None = key(
        "Phone number of the location's inventory; absent: none.", "+13125550101"
    )
    extension: Extension | None = key("Extension, 2 to 10 digits; absent: none.", "101")
    roles: tuple[Role, ...] | None = key(
        "Administrator roles; absent keeps what is live, [] takes all away.",
        ["full_admin"],
        max_length=MOST_WORDS,
    )
    until: DateText | None = key("The last day; reported, not yet acted on.", "2027-01-31")
    on_leave: OnLeave | None = key("What becomes of the person when the user leaves.", {"person": "disable"})


class User(UserBlock):
    """A user after defaults and profiles; None means absent."""

    handle: Handle


class WorkspaceBlock(Block):
    """A workspace as a person writes it: a lobby, a meeting room, a hall phone."""

    previously: Handle | None = key("The handle this workspace had before.", "front-desk")
    name: str | None = key(
        "Name in Control Hub; defaults to the handle.", "Lobby", min_length=1, max_length=256
    )
    location: Handle | None = key("Handle of its location.", "HQ")
    package: WorkspacePackage | None = key(
        "The package it uses, one of the customer's.", "common_area_calling"
    )
    phone_number: Number | None = key(
        "Phone number of the location's inventory; absent: none.", "+13125550102"
    )
    extension: Extension | None = key("Extension, 2 to 10 digits; absent: none.", "190")
    supported_devices: Literal["phones", "collaborationDevices"] | None = key(
        "What may be registered there; fixed once it is set.", "phones"
    )


class Workspace(WorkspaceBlock):
    """A workspace after defaults; None means absent."""

    handle: Handle
    name: str


class DeviceBlock(Block):
    """A device as a person writes it; it belongs to one user or one workspace."""

    previously: Handle | None = key("The handle this device had before.", "ada-phone")
    mac: Mac | None = key("MAC address; defaults to a handle that is one.", "AA11BB22CC33")
    activation: Literal["code"] | None = key(
        "code: onboard with an activation code instead of a MAC.", "code"
    )
    model: str | None = key("Model, as the API names it.", "DMS Cisco 8851", min_length=1)
    user: Handle | None = key("Handle of the user it belongs to.", "ada")
    workspace: Handle | None = key("Handle of the workspace it belongs to.", "lobby")


class Device(DeviceBlock):
    """A device after defaults; None means absent."""

    handle: Handle
