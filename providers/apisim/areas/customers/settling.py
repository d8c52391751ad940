"""What happens after a 202: the status machine of a customer (wholesale-api §12, transitions inferred)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import ids
from apisim.areas.customers import locales, rules
from apisim.areas.customers.state import MOVING
from apisim.areas.licenses import state as licenses
from apisim.areas.locations import state as locations
from apisim.areas.organizations import state as organizations

if TYPE_CHECKING:
    from collections.abc import Iterable

    from apisim.errors import Json
    from apisim.outcomes import Outcome
    from apisim.store import Record
    from apisim.world import World

REVIEW_SECONDS = 72 * 3600
IN_REVIEW = "pending_rpl_review"
MAINTENANCE = 2560
MAINTENANCE_SECONDS = 4 * 3600


def plan(world: World, customer: Record) -> None:
    """Let the background task of a customer end after the settling time."""
    key = ids.key_of(customer["id"])
    world.agenda.after(world.settings.settle, lambda: finish(world, key))


def update(world: World, customer: Record, members: Json, outcome: Json) -> None:
    """Let an accepted update run; while in review it is kept until the verdict (inferred)."""
    if customer["status"] != IN_REVIEW:
        members = {**members, "outcome": outcome, "status": "updating", "errors": []}
        plan(world, world["customers"].change(customer, **members))
        return
    decided = {**customer["outcome"].get("packages", {}), **outcome["packages"]}
    outcome = {**customer["outcome"], **outcome, "packages": decided}
    waiting = dict.fromkeys(members["packages"], "provisioning")
    world["customers"].put(_with_packages({**customer, **members, "outcome": outcome}, waiting))


def resume(world: World, customer: Record) -> None:
    """Plan the rest of a customer that an estate file holds in the middle of something."""
    if customer["status"] in MOVING:
        plan(world, customer)
    _await_review(world, customer)
    _await_maintenance(world, customer, _in_maintenance(customer))


def outcome_of(decisions: Iterable[Outcome]) -> Json:
    """Write decisions down as the customer carries them until its task ends."""
    outcome: Json = {"packages": {}}
    for decision in decisions:
        if decision.word:
            outcome[decision.word] = True
        elif decision.package:
            outcome["packages"][decision.package] = {"warning": decision.warning, "error": decision.error}
    return outcome


def finish(world: World, key: str) -> None:
    """End what runs: provisioning, updating or deleting."""
    customer = world["customers"].get(key)
    if customer is None or customer["status"] not in MOVING:
        return
    if customer["status"] == "deleting":
        _remove(world, customer)
    elif customer["outcome"].get("review") and customer["review"] is None:
        _review(world, customer)
    else:
        _build(world, customer)


def _review(world: World, customer: Record) -> None:
    """Meet the denied-party check: it blocks, or runs beside provisioning (§11)."""
    if world.settings.review == "background":
        _build(world, {**customer, "review": "pending"})
        return
    _await_review(world, world["customers"].change(customer, status=IN_REVIEW, review="pending"))


def _await_review(world: World, customer: Record) -> None:
    key = ids.key_of(customer["id"])
    if customer["status"] == IN_REVIEW:
        world.agenda.after(REVIEW_SECONDS, lambda: _expire(world, key))


def _expire(world: World, key: str) -> None:
    customer = world["customers"].get(key)
    if customer and customer["status"] == IN_REVIEW:
        fail(world, customer, "The review of the customer did not end within 72 hours.")


def clear(world: World, customer: Record) -> None:
    """Clear a review: a blocked customer goes on being provisioned."""
    if customer["status"] != IN_REVIEW:
        world["customers"].change(customer, review="clear")
        return
    plan(world, world["customers"].change(customer, status="provisioning", review="clear"))


def deny(world: World, customer: Record) -> None:
    """Deny a review: the customer ends in error."""
    fail(
        world,
        world["customers"].change(customer, review="deny"),
        "The denied-party check refused the customer.",
    )


def fail(world: World, customer: Record, why: str) -> None:
    """Put a customer into error."""
    world["customers"].change(customer, status="error", errors=[{"description": why}], outcome={})


def _build(world: World, customer: Record) -> None:
    if customer["outcome"].get("error"):
        fail(
            world,
            _with_packages(customer, dict.fromkeys(customer["packages"], "error")),
            "Provisioning failed.",
        )
        return
    decided = customer["outcome"].get("packages", {})
    details = [_package(name, decided.get(name) or _held(customer, name)) for name in customer["packages"]]
    errors = [error for package in details for error in package.get("errors", ())]
    good = [package["name"] for package in details if package["status"] == "provisioned"]
    built = _resources(world, customer, good) if good or customer.get("orgId") else customer
    status = "provisioned" if not errors else "provisioned_with_errors" if good else "error"
    members = {"status": status, "errors": errors, "resourceDetails": {"packages": details}, "outcome": {}}
    began = [name for name, what in decided.items() if what.get("warning") == MAINTENANCE]
    _await_maintenance(world, world["customers"].change(built, **members), began)


def _with_packages(customer: Record, statuses: dict[str, str]) -> Record:
    details = [{"name": name, "status": status} for name, status in statuses.items()]
    return {**customer, "resourceDetails": {"packages": details}}


def _package(name: str, decided: Json) -> Json:
    if decided.get("error") is not None:
        error = {"errorCode": decided["error"], "description": f"{name} could not be provisioned."}
        return {"name": name, "status": "error", "errors": [error]}
    if decided.get("warning") is not None:
        warning = {
            "errorCode": decided["warning"],
            "description": f"{name} could not be started; try again later.",
        }
        return {"name": name, "status": "provisioned", "warnings": [warning]}
    return {"name": name, "status": "provisioned"}


def _held(customer: Record, name: str) -> Json:
    """Let a package that is in maintenance stay so: an update does not end it (inferred)."""
    return {"warning": MAINTENANCE} if name in _in_maintenance(customer) else {}


def _in_maintenance(customer: Record) -> list[str]:
    return [p["name"] for p in customer["resourceDetails"]["packages"] if _is_held(p)]


def _is_held(package: Json) -> bool:
    return any(warning.get("errorCode") == MAINTENANCE for warning in package.get("warnings", ()))


def _await_maintenance(world: World, customer: Record, names: list[str]) -> None:
    """Let the maintenance of packages end some hours after it began (inferred)."""
    key = ids.key_of(customer["id"])
    if names:
        world.agenda.after(MAINTENANCE_SECONDS, lambda: _end_maintenance(world, key, names))


def _end_maintenance(world: World, key: str, names: list[str]) -> None:
    customer = world["customers"].get(key)
    if customer is None:
        return
    details = customer["resourceDetails"]
    packages = [_free(p) if p["name"] in names and _is_held(p) else p for p in details["packages"]]
    world["customers"].change(customer, resourceDetails={**details, "packages": packages})


def _free(package: Json) -> Json:
    return {name: value for name, value in package.items() if name != "warnings"}


def _resources(world: World, customer: Record, packages: list[str]) -> Record:
    """Make or complete the organization, its main location and its licenses (§3.2, effects)."""
    organization = _organization(world, customer)
    calling = customer["provisioningParameters"].get("calling")
    if calling and not rules.has_location(world, {**customer, "orgId": organization["id"]}):
        template = world["templates"].get(ids.key_of(customer["provisioningId"])) or {}
        locations.make_main(world, organization, calling["location"], template.get("pstn"))
    for name in packages:
        licenses.ensure(world, organization["id"], name, customer["limits"].get(name))
    for license_ in list(world["licenses"].find("org", organization["id"])):
        if license_["package"] not in customer["packages"]:
            licenses.withdraw(world, license_)
    return {**customer, "orgId": organization["id"]}


def _organization(world: World, customer: Record) -> Record:
    table = world["organizations"]
    found = table.get(ids.key_of(customer["orgId"])) if customer.get("orgId") else None
    if found is None:
        template = world["templates"].get(ids.key_of(customer["provisioningId"])) or {}
        info = customer["customerInfo"]
        language = locales.resolve(
            info.get("language"), template.get("language", "en_US"), template.get("country", "US")
        )
        made = {
            "displayName": info["name"],
            "preferredLanguage": language,
            "country": customer["address"]["country"],
        }
        return table.put(organizations.fill(world, {**made, "managedBy": [customer["owner"]]}))
    if customer["owner"] in found["managedBy"]:
        return found
    return table.change(found, managedBy=[*found["managedBy"], customer["owner"]])


def _remove(world: World, customer: Record) -> None:
    """End the wholesale mapping: services go, the organization and its people stay (§3.6)."""
    org = customer.get("orgId")
    if org and world["organizations"].get(ids.key_of(org)):
        _remove_services(world, org)
    world["customers"].remove(customer)


def _remove_services(world: World, org: str) -> None:
    for person in list(world["people"].find("org", org)):
        world["people"].put(
            {**person, "licenses": [], "phoneNumbers": [], "extension": None, "locationId": None}
        )
    for kind in ("numbers", "licenses"):
        for record in list(world[kind].find("org", org)):
            world[kind].remove(record)
    for place in list(world["locations"].find("org", org)):
        world["locations"].change(place, calling=None, pstn=None)
