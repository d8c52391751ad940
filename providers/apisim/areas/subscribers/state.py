"""Subscribers; names, number and extension live on the person."""

from __future__ import annotations

from apisim import ids
from apisim.areas.subscribers import people
from apisim.areas.subscribers.views import view
from apisim.shapes import Shape
from apisim.store import Record, by
from apisim.tenants import org_id
from apisim.world import PARTNER, World

DERIVED = ("package", "externalCustomerId")
KINDS = ("SUBSCRIBER", "PEOPLE", ids.BARE)


def fill(world: World, record: Record) -> Record:
    """Complete a subscriber."""
    customer = world["customers"].get(ids.key_of(record.get("customerId", ""))) or {}
    moment = world.clock.stamp()
    return {
        "id": record.get("id") or world.new_id("SUBSCRIBER"),
        "owner": customer.get("owner", org_id(PARTNER)),
        "packages": [record.get("package", "webex_calling")],
        "status": "provisioned",
        "errors": [],
        "provisioningParameters": {},
        "personId": None,
        "created": moment,
        "lastStatusChange": moment,
        **{name: value for name, value in record.items() if name not in DERIVED},
    }


def find(world: World, owner: str, text: str) -> Record | None:
    """Give a subscriber of this partner or sub-partner."""
    found = world["subscribers"].get(ids.read(text, *KINDS))
    return found if found and found["owner"] == org_id(owner) else None


def _email(record: Record) -> list[str]:
    return [record["email"].lower()]


def _packages(record: Record) -> list[tuple[str, str]]:
    return [(record["customerId"], package) for package in record["packages"]]


def _shown(world: World, record: Record) -> Record:
    return {**record, **view(world, record)}


def _edited(world: World, before: Record | None, after: Record) -> Record:
    """Let the person have the licenses of packages that were set from the side door."""
    person = world["people"].get(ids.key_of(after["personId"] or "")) or (
        world["people"].first("email", after["email"].lower()) if after["status"] == "provisioned" else None
    )
    if person is None:
        return after
    if before is not None and before["packages"] == after["packages"]:
        return after
    if not people.is_licensed(world, person, after["packages"]):
        people.assign(world, person, after["packages"], None)
    if after["personId"] == person["id"]:
        return after
    return world["subscribers"].change(after, personId=person["id"])


TABLES = {
    "subscribers": {
        "owner": by("owner"),
        "customer": by("customerId"),
        "person": by("personId"),
        "email": _email,
        "package": _packages,
    }
}
SHAPES = {"subscribers": Shape(fill, _shown, _edited)}
