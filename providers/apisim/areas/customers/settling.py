"""What happens after a 202: the status machine of a customer (wholesale-api §11, §12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import ids
from apisim.areas.customers import maintenance, resources, reviews, rules
from apisim.areas.customers.attaching import APPROVAL
from apisim.areas.customers.operations import BUILDING, CREATE, GET, REMOVE, UPDATE
from apisim.areas.customers.state import MOVING
from apisim.areas.subscribers import people as subscribers
from apisim.areas.workspaces import state as workspaces
from apisim.rulebook import rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from apisim.errors import Json
    from apisim.outcomes import Outcome
    from apisim.store import Record
    from apisim.world import World


rule("customers.begins", "An accepted customer is `provisioning`.", "I §12", of=CREATE)
rule("customers.updates", "After an accepted update a customer is `updating`.", "I §12", of=UPDATE)
rule(
    "customers.removes",
    "An accepted removal, also while in review, is `deleting`, then the customer is a 404.",
    "I §3.6",
    of=REMOVE,
)


def plan(world: World, customer: Record) -> None:
    """Let the background task of a customer end after the settling time."""
    key = ids.key_of(customer["id"])
    world.agenda.after(world.settings.settle, lambda: finish(world, key))


@rule(
    "reviews.update",
    "An update while in review is accepted, and is built when the verdict clears; status and the 72 hours"
    " stay.",
    "I §12",
    of=UPDATE,
)
def update(world: World, customer: Record, members: Json, outcome: Json) -> None:
    """Let an accepted update run; while in review it is kept until the verdict."""
    if customer["status"] != reviews.PENDING:
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
    reviews.wait(world, customer)
    maintenance.wait(world, customer, maintenance.held(customer))


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
    """End what runs: provisioning, updating or deleting; what waits for approval goes on waiting."""
    customer = world["customers"].get(key)
    if customer is None or customer["status"] not in MOVING or customer["approval"] == "pending":
        return
    if customer["status"] == "deleting":
        _remove(world, customer)
    elif (reviewed := reviews.begin(world, customer))["status"] != reviews.PENDING:
        _build(world, reviewed)


@rule(
    "customers.approved",
    "A customer that waits for an approval goes on once its organization approved.",
    "I §19.6",
    of=CREATE,
    switch=APPROVAL,
)
def approved(world: World, organization: Record) -> None:
    """Let what waited for an organization's approval go on."""
    for customer in list(world["customers"].find("orgId", organization["id"])):
        if customer["approval"] == "pending":
            plan(world, world["customers"].change(customer, approval="given"))


@rule(
    "reviews.clear", "A cleared review lets a blocked customer be `provisioning` again.", "I §12", of=CREATE
)
def clear(world: World, customer: Record) -> None:
    """Clear a review: a blocked customer goes on being provisioned."""
    if customer["status"] != reviews.PENDING:
        world["customers"].change(customer, review="clear")
        return
    plan(world, world["customers"].change(customer, status="provisioning", review="clear"))


@rule("customers.provisioned", "With all packages done it is `provisioned`.", "I §12", of=BUILDING)
@rule(
    "customers.partly",
    "With some package failed it is `provisioned_with_errors`; the others are usable.",
    "I §12",
    of=BUILDING,
)
@rule("customers.failed", "With nothing usable it is `error`.", "I §12", of=BUILDING)
@rule(
    "customers.errors",
    "`errors` has what failed in the last background run, and nothing that was refused at once.",
    "S §3.4",
    of=(GET, *BUILDING),
)
def _build(world: World, customer: Record) -> None:
    if customer["outcome"].get("error"):
        failed = _with_packages(customer, dict.fromkeys(customer["packages"], "error"))
        reviews.fail(world, failed, "Provisioning failed.")
        return
    stuck = _stuck(world, customer)
    customer = {**customer, "packages": [*customer["packages"], *stuck]}
    details = _details(customer, stuck)
    errors = [error for package in details for error in package.get("errors", ())]
    good = [package["name"] for package in details if package["status"] == "provisioned"]
    usable = bool(good or stuck)
    built = resources.build(world, customer, good) if usable or customer.get("orgId") else customer
    status = "provisioned" if not errors else "provisioned_with_errors" if usable else "error"
    members = {"status": status, "errors": errors, "resourceDetails": {"packages": details}, "outcome": {}}
    decided = customer["outcome"].get("packages", {})
    began = [name for name, what in decided.items() if what.get("warning") == maintenance.WARNING]
    maintenance.wait(world, world["customers"].change(built, **members), began)


@rule(
    "packages.stuck",
    "A package that could not be removed stays in the list, with `error` and the reason.",
    "I §12",
    of=UPDATE,
    switch=rules.DROPPED,
)
def _stuck(world: World, customer: Record) -> list[str]:
    """Give the packages that were left out while subscribers have them."""
    details = customer["resourceDetails"]["packages"]
    leaving = [package["name"] for package in details if package["status"] == "deleting"]
    return [name for name in leaving if rules.assigned(world, customer, name)]


@rule(
    "packages.status",
    "Each package has a status: `provisioning`, then `provisioned` or `error`; left out, `deleting`, then"
    " it is"
    " gone.",
    "I §12",
    of=(GET, *BUILDING),
)
def _details(customer: Record, stuck: list[str]) -> list[Json]:
    decided, held = customer["outcome"].get("packages", {}), maintenance.held(customer)
    waiting = {name: {"warning": maintenance.WARNING} for name in held}
    return [
        _stuck_package(name) if name in stuck else _package(name, decided.get(name) or waiting.get(name, {}))
        for name in customer["packages"]
    ]


def _stuck_package(name: str) -> Json:
    error = {"description": f"{name} could not be removed, subscribers have it."}
    return {"name": name, "status": "error", "errors": [error]}


def _with_packages(customer: Record, statuses: dict[str, str]) -> Record:
    details = [{"name": name, "status": status} for name, status in statuses.items()]
    return {**customer, "resourceDetails": {"packages": details}}


@rule(
    "packages.warning",
    "A warning stands beside a package that is `provisioned`; one other than 2560 ends with the next update.",
    "S §12",
    of=GET,
)
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


@rule(
    "customers.mapping",
    "A removal ends the mapping and the services: licenses, numbers, lines, calling, meeting site;"
    " organization,"
    " people and locations stay.",
    "G §3.6",
    of=REMOVE,
)
@rule(
    "customers.removal-with-subscribers",
    "Where a customer with subscribers can be removed, they go with it.",
    "I §19.8",
    of=REMOVE,
    switch=rules.REMOVAL,
)
def _remove(world: World, customer: Record) -> None:
    for subscriber in list(world["subscribers"].find("customer", customer["id"])):
        subscribers.release(world, subscriber)
        world["subscribers"].remove(subscriber)
    org = customer.get("orgId")
    organization = world["organizations"].get(ids.key_of(org)) if org else None
    if organization:
        _remove_services(world, organization["id"])
        if organization.get("site"):
            world["organizations"].change(organization, site=None)
    world["customers"].remove(customer)


def _remove_services(world: World, org: str) -> None:
    for person in list(world["people"].find("org", org)):
        world["people"].put(
            {**person, "licenses": [], "phoneNumbers": [], "extension": None, "locationId": None}
        )
    for workspace in list(world["workspaces"].find("org", org)):
        workspaces.lose_calling(world, workspace)
    for kind in ("numbers", "licenses", "devices"):
        for record in list(world[kind].find("org", org)):
            world[kind].remove(record)
    for place in list(world["locations"].find("org", org)):
        world["locations"].change(place, calling=None, pstn=None)
