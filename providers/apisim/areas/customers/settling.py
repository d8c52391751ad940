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


def plan(world: World, customer: Record) -> None:
    """Let the background task of a customer end after the settling time."""
    key = ids.key_of(customer["id"])
    world.agenda.after(world.settings.settle, lambda: finish(world, key))


def resume(world: World, customer: Record) -> None:
    """Plan the rest of a customer that an estate file holds in the middle of something."""
    if customer["status"] in MOVING:
        plan(world, customer)


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
    key = ids.key_of(customer["id"])
    world["customers"].change(customer, status="pending_rpl_review", review="pending")
    world.agenda.after(REVIEW_SECONDS, lambda: _expire(world, key))


def _expire(world: World, key: str) -> None:
    customer = world["customers"].get(key)
    if customer and customer["status"] == "pending_rpl_review":
        fail(world, customer, "The review of the customer did not end within 72 hours.")


def clear(world: World, customer: Record) -> None:
    """Clear a review: a blocked customer goes on being provisioned."""
    if customer["status"] != "pending_rpl_review":
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
    details = [_package(name, decided.get(name, {})) for name in customer["packages"]]
    errors = [error for package in details for error in package.get("errors", ())]
    good = [package["name"] for package in details if package["status"] == "provisioned"]
    built = _resources(world, customer, good) if good or customer.get("orgId") else customer
    status = "provisioned" if not errors else "provisioned_with_errors" if good else "error"
    members = {"status": status, "errors": errors, "resourceDetails": {"packages": details}, "outcome": {}}
    world["customers"].change(built, **members)


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
