"""Subscribers; names, number and extension live on the person."""

from __future__ import annotations

from apisim import ids
from apisim.shapes import Shape
from apisim.store import Record, by
from apisim.tenants import org_id
from apisim.world import PARTNER, World

KINDS = ("SUBSCRIBER", "PEOPLE", ids.BARE)


def fill(world: World, record: Record) -> Record:
    """Complete a subscriber."""
    customer = world["customers"].get(ids.key_of(record.get("customerId", ""))) or {}
    moment = world.clock.stamp()
    return {
        "id": record.get("id") or world.new_id("SUBSCRIBER"),
        "owner": customer.get("owner", org_id(PARTNER)),
        "packages": ["webex_calling"],
        "status": "provisioned",
        "errors": [],
        "provisioningParameters": {},
        "personId": None,
        "created": moment,
        "lastStatusChange": moment,
        **record,
    }


def find(world: World, owner: str, text: str) -> Record | None:
    """Give a subscriber of this partner or sub-partner."""
    found = world["subscribers"].get(ids.read(text, *KINDS))
    return found if found and found["owner"] == org_id(owner) else None


def _email(record: Record) -> list[str]:
    return [record["email"].lower()]


def _packages(record: Record) -> list[tuple[str, str]]:
    return [(record["customerId"], package) for package in record["packages"]]


TABLES = {
    "subscribers": {
        "owner": by("owner"),
        "customer": by("customerId"),
        "person": by("personId"),
        "email": _email,
        "package": _packages,
    }
}
SHAPES = {"subscribers": Shape(fill)}
