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
        "linkedSites": [],
        "directorySync": False,
        "approvalRequired": False,
        "approved": False,
        **record,
    }


TABLES = {"organizations": {"manager": _managers}}
SHAPES = {"organizations": Shape(fill)}
