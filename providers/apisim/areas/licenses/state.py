"""Licenses; each belongs to one package of one organization."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from apisim.areas.customers import packages
from apisim.clock import stamp
from apisim.ids import key_of
from apisim.rulebook import rule
from apisim.shapes import Shape
from apisim.store import Record, by

if TYPE_CHECKING:
    from collections.abc import Iterable

    from apisim.errors import Json
    from apisim.world import World

UNLIMITED = -1
WITH_SITE = (packages.MEETINGS, "webex_suite")
HOLDERS = ("people", "workspaces")
LIST, GET, ASSIGN = "List_Licenses", "Get_License_Details", "Assign_Licenses_to_Users"


@rule(
    "licenses.names",
    "The name of a license holds the product's words: Webex Calling - Professional, - Standard, - "
    "Workspaces, Customer Experience - Essential.",
    "L2 obs §6",
    of=(LIST, GET),
)
@rule(
    "licenses.sites",
    "A license with meetings names the organization's site and its kind.",
    "S §14.6",
    of=(LIST, GET),
)
def fill(world: World, record: Record) -> Record:
    """Complete a license; one that is implicit belongs to no package."""
    package = "" if record.get("implicit") else record.get("package", packages.CALLING)
    site = {"siteUrl": site_of(record.get("orgId", "")), "siteType": "Control Hub managed site"}
    return {
        "id": record.get("id") or world.new_id("LICENSE"),
        "name": packages.PACKAGES[package].license_name if package else "Webex Messaging - Basic",
        "totalUnits": UNLIMITED,
        "subscriptionId": "Sub-100001",
        "implicit": False,
        **(site if package in WITH_SITE else {}),
        **{name: value for name, value in record.items() if not name.startswith("consumed")},
        "package": package,
    }


def site_of(org_id: str) -> str:
    """Give the meeting site of an organization (its name is inferred)."""
    return f"org-{key_of(org_id)[:8]}.webex.com"


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
    """Take a license away from an organization, and from whoever still holds it; an implicit one stays."""
    if license_["implicit"]:
        return
    for kind in HOLDERS:
        for holder in world[kind].find("license", license_["id"]):
            held = [license_id for license_id in holder["licenses"] if license_id != license_["id"]]
            world[kind].change(holder, licenses=held)
    world["licenses"].remove(license_)


def records(world: World, licenses: Iterable[str]) -> list[Record]:
    """Give the records of license ids, leaving out those that are gone."""
    found = (world["licenses"].get(key_of(license_id)) for license_id in licenses)
    return [record for record in found if record]


SHOWN = ("id", "name", "totalUnits", "subscriptionId", "siteUrl", "siteType")


@rule(
    "licenses.units",
    "A license tells its units, by its limit or -1, and how many are used by people and by workspaces.",
    "S §14.6",
    of=(LIST, GET),
)
def view(world: World, record: Record) -> Json:
    """Show a license with its use."""
    users, places = _seen_users(world, record["id"]), world["workspaces"].count("license", record["id"])
    shown = {name: record[name] for name in SHOWN if name in record}
    return {
        **shown,
        "consumedUnits": users + places,
        "consumedByUsers": users,
        "consumedByWorkspaces": places,
    }


def _shown(world: World, record: Record) -> Record:
    return {**record, **view(world, record)}


def used(world: World, license_id: str) -> int:
    """Count the people and workspaces that hold a license."""
    return sum(world[kind].count("license", license_id) for kind in HOLDERS)


@rule(
    "licenses.consumed-lags",
    "`consumedUnits` follows an assignment late: by the time of `--lag`.",
    "L2 obs §6",
    of=(LIST, GET),
)
def _seen_users(world: World, license_id: str) -> int:
    if not world.settings.lag:
        return world["people"].count("license", license_id)
    seen = stamp(world.clock.now() - timedelta(seconds=world.settings.lag))
    return sum(person["licensed"] <= seen for person in world["people"].find("license", license_id))


TABLES = {"licenses": {"org": by("orgId"), "package": by("orgId", "package")}}
SHAPES = {"licenses": Shape(fill, _shown)}
