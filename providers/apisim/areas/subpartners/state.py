"""Sub-partners; the key of one is the key of its organization."""

from __future__ import annotations

from apisim.shapes import Shape
from apisim.store import Record, by
from apisim.tenants import org_id
from apisim.world import PARTNER, World


def fill(world: World, record: Record) -> Record:
    """Complete a sub-partner, and make its organization when there is none."""
    organization = record.get("orgId") or record.get("id") or world.new_id("ORGANIZATION")
    return {
        "id": organization,
        "orgId": organization,
        "name": "unnamed",
        "subscriptionId": "Sub-100001",
        "provisioningState": "active",
        "created": world.clock.stamp(),
        "billingStartDate": world.clock.now().date().isoformat(),
        "parent": org_id(PARTNER),
        **record,
    }


TABLES = {"subPartners": {"name": by("name"), "parent": by("parent")}}
SHAPES = {"subPartners": Shape(fill)}
