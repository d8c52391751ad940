"""Organizations: `displayName`, `created`, and hidden what decides about attaching and deleting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import ids
from apisim.shapes import Shape

if TYPE_CHECKING:
    from apisim.store import Record
    from apisim.world import World

KIND = "ORGANIZATION"


def _managers(record: Record) -> list[str]:
    return [ids.key_of(manager) for manager in record.get("managedBy", ())]


def _claimed(record: Record) -> list[str]:
    return list(record.get("claimedDomains", ()))


def fill(world: World, record: Record) -> Record:
    """Complete an organization."""
    created = record.get("created") or world.clock.stamp()
    return {
        "id": record.get("id") or world.new_id(KIND),
        "displayName": "Unnamed",
        "created": created,
        "lastModified": created,
        "version": 1,
        "preferredLanguage": "en_US",
        "managedBy": [],
        "verifiedDomains": [],
        "claimedDomains": [],
        "pendingDomains": {},
        "tags": [],
        "linkedSites": [],
        "directorySync": False,
        "approvalRequired": False,
        "approved": False,
        "deleting": False,
        **record,
    }


def managed(world: World, home: str) -> list[Record]:
    """Give the organizations that an organization manages itself or through its sub-partners."""
    sub_partners = (
        ids.key_of(row["id"]) for row in world["subPartners"].find("parent", ids.encode(KIND, home))
    )
    table = world["organizations"]
    found = (row for manager in (home, *sub_partners) for row in table.find("manager", manager))
    return list({row["id"]: row for row in found}.values())


TABLES = {"organizations": {"manager": _managers, "claimed": _claimed}}
SHAPES = {"organizations": Shape(fill)}
