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
        **record,
    }


def start(world: World, subscriber: str, person: str, customer: Record, packages: list[str]) -> None:
    """Note that the billing of a user begins (wholesale-api §7)."""
    facts = {
        "owner": customer["owner"],
        "customerOrgId": customer["orgId"],
        "externalId": customer["externalId"],
    }
    who = {"subscriberId": subscriber, "personId": person, "from": world.clock.stamp(), "to": None}
    for package in packages:
        world["usage"].put({"id": world.new_id("USAGE"), "package": package, **facts, **who})


def stop(world: World, subscriber: str) -> None:
    """Note that the billing of a user ends."""
    for usage in world["usage"].find("subscriber", subscriber):
        if usage["to"] is None:
            world["usage"].change(usage, to=world.clock.stamp())


def _tickets(report: Record) -> list[str]:
    return list(report["tickets"])


TABLES = {
    "reports": {
        "owner": by("owner"),
        "period": by("owner", "billingStartDate", "billingEndDate", "type", "category"),
        "ticket": _tickets,
    },
    "usage": {"owner": by("owner"), "subscriber": by("subscriberId")},
}
SHAPES = {"reports": Shape(fill), "usage": Shape()}
