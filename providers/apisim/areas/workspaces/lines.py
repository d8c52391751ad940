"""The number and extension of a workspace: in the number space that people are in too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim.areas.numbers import rules as numbers
from apisim.areas.workspaces import state
from apisim.errors import Json, bad_request, calling_error
from apisim.ids import key_of
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.store import Record
    from apisim.world import World

OPERATIONS = (
    "createWorkspace",
    "updateWorkspace",
    "Assign_or_Unassign_numbers_associated_with_a_specific_workspace",
)


def wanted_line(world: World, workspace: Record, location: Record, body: Json) -> Json:
    """Give numbers and extension as the body wants them; what it leaves out stays, an empty text clears."""
    numbered, extension = workspace["phoneNumbers"], workspace["extension"]
    if "phoneNumber" in body:
        primary = (
            free_number(world, workspace, location, body["phoneNumber"]) if body["phoneNumber"] else None
        )
        others = [entry for entry in numbered if not entry["primary"] and entry["directNumber"] != primary]
        numbered = [*state.numbered(primary), *others]
    if "extension" in body:
        extension = free_extension(world, workspace, location, body["extension"]) or None
    return {"phoneNumbers": numbered, "extension": extension}


@rule(
    "workspaces.number-space",
    "A number must be free in the location's inventory (400 with 4250 or 4201), people and workspaces alike.",
    "H §13",
    of=OPERATIONS,
)
def free_number(world: World, workspace: Record, location: Record, text: str) -> str:
    """Give the number, or refuse one that is not there or somebody else's."""
    number = numbers.check_numbers([text])[0]
    trouble = numbers.number_trouble(world, location["id"], number, workspace)
    if trouble == "taken":
        raise calling_error(numbers.IN_USE, f"Phone number {number} is in use")
    if trouble:
        raise calling_error(numbers.ABSENT, f"Phone number {number} is {trouble} at the location")
    return number


@rule(
    "workspaces.extension-space",
    "An extension must be free at the location (400 with 4202), people and workspaces alike.",
    "H §13",
    of=OPERATIONS,
)
def free_extension(world: World, workspace: Record, location: Record, text: str) -> str:
    """Give the extension, or refuse one that is malformed or somebody else's."""
    if text:
        numbers.check_extension(location, text)
        if numbers.extension_taken(world, location["id"], text, workspace):
            raise calling_error(numbers.EXTENSION_IN_USE, f"Extension {text} is in use")
    return text


def changed(world: World, workspace: Record, entries: list[Json]) -> Json:
    """Give numbers and extension after some were added and taken away, or refuse it all."""
    location = world["locations"].get(key_of(workspace["locationId"])) or {}
    for entry in entries:
        change = _without if entry["action"] == "DELETE" else _with
        workspace = {**workspace, **change(world, workspace, location, entry)}
    return {"phoneNumbers": workspace["phoneNumbers"], "extension": workspace["extension"]}


def _with(world: World, workspace: Record, location: Record, entry: Json) -> Json:
    number = free_number(world, workspace, location, entry["directNumber"])
    added = {"primary": entry["primary"], "directNumber": number}
    added["ringPattern"] = entry.get("ringPattern", "NORMAL")
    others = [held for held in workspace["phoneNumbers"] if not _gives_way(held, added)]
    extension = workspace["extension"]
    if entry.get("extension"):
        extension = free_extension(world, workspace, location, entry["extension"])
    ordered = sorted([*others, added], key=lambda held: not held["primary"])
    return {"phoneNumbers": ordered, "extension": extension}


def _gives_way(held: Json, added: Json) -> bool:
    return bool(held["directNumber"] == added["directNumber"] or (held["primary"] and added["primary"]))


def _without(_world: World, workspace: Record, _location: Record, entry: Json) -> Json:
    kept = [held for held in workspace["phoneNumbers"] if held["directNumber"] != entry["directNumber"]]
    if kept == workspace["phoneNumbers"]:
        raise bad_request(f"{entry['directNumber']} is not a number of this workspace", 25024)
    return {"phoneNumbers": kept, "extension": workspace["extension"]}
