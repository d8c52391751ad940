"""Reports, and the usage they are made of: who had which package from when to when."""

from __future__ import annotations

from apisim.shapes import Shape
from apisim.store import Record, by
from apisim.tenants import org_id
from apisim.world import PARTNER, World


def fill(world: World, record: Record) -> Record:
    """Complete a report."""
    return {
        "id": record.get("id") or world.new_id("BILLING_REPORT"),
        "type": "PARTNER",
        "category": "RECONCILIATION",
        "status": "COMPLETED",
        "internal": False,
        "owner": org_id(PARTNER),
        "created": world.clock.stamp(),
        "createdBy": None,
        "errors": [],
        "tickets": {},
        "content": None,
        **record,
    }


def _tickets(report: Record) -> list[str]:
    return list(report["tickets"])


TABLES = {
    "reports": {
        "owner": by("owner"),
        "period": by("owner", "billingStartDate", "billingEndDate", "type", "category"),
        "ticket": _tickets,
    },
    "usage": {"owner": by("owner"), "subscriber": by("subscriberId"), "workspace": by("workspaceId")},
}
SHAPES = {"reports": Shape(fill), "usage": Shape()}
