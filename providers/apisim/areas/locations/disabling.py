"""What stands against disabling calling at a location, and what becomes of it (wholesale-api §14.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from apisim.areas import owners
from apisim.areas.numbers import state as numbers
from apisim.clock import stamp
from apisim.rulebook import rule
from apisim.switches import switch

if TYPE_CHECKING:
    from apisim.errors import Json
    from apisim.store import Record
    from apisim.world import World

DELETE, JOB = "deleteLocation", "Disable_Location_For_Webex_Calling"
PRECHECK = "Safe_Delete_Check_Before_Disabling_Calling_Location"
HELD = switch(
    "locations.held",
    "120",
    "0",
    "600",
    says="how many seconds (virtual time) a location still refuses its deletion after its calling was "
    "disabled",
)
CALLING_PLAN, CALLING_PLAN_SECONDS = "CISCO_PSTN", 4 * 3600
VIRTUAL_LINE = "VIRTUAL_LINE"


@dataclass(frozen=True, slots=True)
class Use:
    """Who and what uses calling at a location."""

    last: bool
    users: int
    workspaces: int
    virtual_lines: int
    features: int
    numbers: int


def use_of(world: World, location: Record) -> Use:
    """Count what uses calling at a location."""
    key, rows = location["id"], list(world["numbers"].find("location", location["id"]))
    kinds = [row["owner"]["type"] for row in rows if row["owner"] and not row.get("lingers")]
    lines = kinds.count(VIRTUAL_LINE)
    places = world["locations"].find("org", location["orgId"])
    return Use(
        last=not any(place["calling"] for place in places if place["id"] != key),
        users=_held_by(world, "PEOPLE", key),
        workspaces=_held_by(world, "PLACE", key),
        virtual_lines=lines,
        features=len(kinds) - lines,
        numbers=sum(not numbers.is_main(location, row["phoneNumber"]) for row in rows),
    )


def _held_by(world: World, kind: str, location: str) -> int:
    tables = [table for table, owner in owners().items() if owner.kind == kind]
    return sum(world[table].count("location", location) for table in tables)


def is_used(world: World, location: Record) -> bool:
    """Tell whether a number, a person or a workspace belongs to a location."""
    return any(world[table].count("location", location["id"]) for table in ("numbers", *owners()))


@rule(
    "locations.precheck",
    "The precheck says BLOCKED for the last calling location, users, workspaces and virtual lines, "
    "FORCE_REQUIRED for features, else UNBLOCKED; numbers are no obstacle.",
    "S §14.1",
    of=PRECHECK,
)
@rule(
    "locations.precheck-promises-nothing",
    "UNBLOCKED does not mean that the location can be deleted: while calling is enabled that stays a 409.",
    "L2 obs §2",
    of=(PRECHECK, DELETE),
)
def precheck(use: Use) -> Json:
    """Show what stands against disabling calling."""
    blocked = use.last or use.users or use.workspaces or use.virtual_lines
    blocking = {
        "lastLocation": use.last,
        "trunksInUseCount": 0,
        "usersInUseCount": use.users,
        "workspacesInUseCount": use.workspaces,
        "virtualLineInUseCount": use.virtual_lines,
        "numbersOrderPending": False,
    }
    return {
        "locationDeleteStatus": "BLOCKED" if blocked else "FORCE_REQUIRED" if use.features else "UNBLOCKED",
        "blocking": blocking,
        "nonBlocking": {"numbersPresent": use.numbers > 0},
        "blockingUnlessForced": {"nonUserEntitiesInUse": use.features > 0, "trunksCount": 0},
    }


@rule(
    "locations.main-number-goes",
    "The main number goes with calling; other numbers stay, and keep the location from being deleted.",
    "L2 obs §2",
    of=(JOB, DELETE),
)
def disable(world: World, location: Record) -> None:
    """Take calling away from a location, its connection and its main number with it."""
    for row in list(world["numbers"].find("location", location["id"])):
        if numbers.is_main(location, row["phoneNumber"]):
            world["numbers"].remove(row)
        elif row["owner"]:
            world["numbers"].change(row, owner=None)
    until = stamp(world.clock.now() + timedelta(seconds=_held_seconds(world, location)))
    world["locations"].change(location, calling=None, pstn=None, heldUntil=until)


@rule(
    "locations.held",
    "After the job the location goes on refusing its deletion with 409 for a while.",
    "L2 obs §2",
    of=(JOB, DELETE),
    switch=HELD,
)
@rule(
    "locations.held-by-calling-plan",
    "With a Cisco Calling Plan that while is four hours, the longest of the one to four that were reported.",
    "L2 obs §2",
    of=(JOB, DELETE),
)
def _held_seconds(world: World, location: Record) -> int:
    plan = location["pstn"] and location["pstn"]["pstnConnectionType"] == CALLING_PLAN
    return CALLING_PLAN_SECONDS if plan else int(world.switches[HELD])


def is_held(world: World, location: Record) -> bool:
    """Tell whether the telephone network has not let the location go yet."""
    return (location.get("heldUntil") or "") > world.clock.stamp()
