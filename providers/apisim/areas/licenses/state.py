"""Licenses; each belongs to one package of one organization."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim.areas.customers import packages
from apisim.ids import key_of
from apisim.shapes import Shape
from apisim.store import Record, by

if TYPE_CHECKING:
    from collections.abc import Iterable

    from apisim.errors import Json
    from apisim.world import World

UNLIMITED = -1


def fill(world: World, record: Record) -> Record:
    """Complete a license."""
    package = record.get("package", packages.CALLING)
    return {
        "id": record.get("id") or world.new_id("LICENSE"),
        "name": packages.PACKAGES[package].license_name,
        "totalUnits": UNLIMITED,
        "subscriptionId": "Sub-100001",
        "package": package,
        **{name: value for name, value in record.items() if not name.startswith("consumed")},
    }


def of_package(world: World, org_id: str, package: str) -> Record | None:
    """Give the license of a package in an organization."""
    return world["licenses"].first("package", (org_id, package))


def ensure(world: World, org_id: str, package: str, limit: int | None) -> Record:
    """Make the license of a package, or bring its units up to the limit."""
    found = of_package(world, org_id, package)
    units = UNLIMITED if limit is None else limit
    if found is None:
        return world["licenses"].put(fill(world, {"orgId": org_id, "package": package, "totalUnits": units}))
    return world["licenses"].change(found, totalUnits=units)


def is_calling(world: World, licenses: Iterable[str]) -> bool:
    """Tell whether one of these licenses entitles to Webex Calling."""
    return any(found["package"] in packages.CALLING_SEATS for found in records(world, licenses))


def withdraw(world: World, license_: Record) -> None:
    """Take a license away from an organization, and from whoever still holds it."""
    for person in world["people"].find("license", license_["id"]):
        held = [license_id for license_id in person["licenses"] if license_id != license_["id"]]
        world["people"].change(person, licenses=held)
    world["licenses"].remove(license_)


def records(world: World, licenses: Iterable[str]) -> list[Record]:
    """Give the records of license ids, leaving out those that are gone."""
    found = (world["licenses"].get(key_of(license_id)) for license_id in licenses)
    return [record for record in found if record]


def view(world: World, record: Record) -> Json:
    """Show a license with its use (wholesale-api §14.6)."""
    users = used(world, record["id"])
    shown = {name: record[name] for name in ("id", "name", "totalUnits", "subscriptionId")}
    return {**shown, "consumedUnits": users, "consumedByUsers": users, "consumedByWorkspaces": 0}


def _shown(world: World, record: Record) -> Record:
    return {**record, **view(world, record)}


def used(world: World, license_id: str) -> int:
    """Count the people who hold a license."""
    return world["people"].count("license", license_id)


TABLES = {"licenses": {"org": by("orgId"), "package": by("orgId", "package")}}
SHAPES = {"licenses": Shape(fill, _shown)}
