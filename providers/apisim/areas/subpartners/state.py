"""Sub-partners; the key of one is the key of its organization."""

from __future__ import annotations

from apisim.rulebook import rule
from apisim.shapes import Shape
from apisim.store import Record, by
from apisim.tenants import org_id
from apisim.world import PARTNER, World


@rule(
    "subpartners.subscription",
    "A sub-partner and its templates have the subscription of its parent.",
    "G §6",
    of="List_Wholesale_Sub-partners",
)
@rule(
    "subpartners.catch-up",
    "A sub-partner can be used before its `billingStartDate`.",
    "H §6",
    of="List_Wholesale_Sub-partners",
)
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
