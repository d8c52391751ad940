"""Customers and the onboarding templates that they are made from."""

from __future__ import annotations

from apisim import ids
from apisim.areas.licenses import state as licenses
from apisim.shapes import Shape
from apisim.store import Record, by
from apisim.tenants import org_id
from apisim.world import PARTNER, World

KINDS = ("ENTERPRISE", "CUSTOMER", ids.BARE)
MOVING = ("provisioning", "updating", "deleting")


def fill(world: World, record: Record) -> Record:
    """Complete a customer."""
    packages = record.get("packages", [])
    details = {"packages": [{"name": name, "status": "provisioned"} for name in packages]}
    return {
        "id": record.get("id") or world.new_id("ENTERPRISE"),
        "status": "provisioned",
        "orgId": None,
        "externalId": "",
        "provisioningId": "",
        "packages": packages,
        "resourceDetails": details,
        "address": {},
        "errors": [],
        "limits": {},
        "customerInfo": {},
        "provisioningParameters": {},
        "owner": org_id(PARTNER),
        "attached": False,
        "approval": None,
        "administrator": None,
        "review": None,
        "restrictedByPartner": True,
        "outcome": {},
        **record,
    }


def _edited(world: World, before: Record | None, after: Record) -> Record:
    """Let the organization, its licenses and the packages' details follow what was set from the side door."""
    if before is not None and before["packages"] != after["packages"]:
        details = {"packages": [{"name": name, "status": "provisioned"} for name in after["packages"]]}
        after = world["customers"].change(after, resourceDetails=details)
    organization = world["organizations"].get(ids.key_of(after.get("orgId") or ""))
    if organization is None or not after["status"].startswith("provisioned"):
        return after
    if after["owner"] not in organization["managedBy"]:
        managers = [*organization["managedBy"], after["owner"]]
        world["organizations"].change(organization, managedBy=managers)
    for name in after["packages"]:
        if before is not None or licenses.of_package(world, organization["id"], name) is None:
            licenses.ensure(world, organization["id"], name, after["limits"].get(name))
    return after


def fill_template(_world: World, record: Record) -> Record:
    """Complete an onboarding template."""
    language = {
        "country": "US",
        "language": "en_US",
        "region": "AMER",
        "subscription": "Sub-100001",
        "owner": org_id(PARTNER),
    }
    return {**language, "pstn": {"connection": "Example Carrier"}, **record}


def find(world: World, owner: str, text: str) -> Record | None:
    """Give a customer of this partner or sub-partner by any form of its id (wholesale-api §19 row 28)."""
    found = world["customers"].get(ids.read(text, *KINDS))
    return found if found and found["owner"] == org_id(owner) else None


TABLES = {
    "customers": {
        "owner": by("owner"),
        "externalId": by("owner", "externalId"),
        "orgId": by("orgId"),
    },
    "templates": {},
}
SHAPES = {"customers": Shape(fill, edited=_edited), "templates": Shape(fill_template)}
