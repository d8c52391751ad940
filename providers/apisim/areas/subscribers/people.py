"""The person behind a subscriber: made, licensed, given a line, and set free again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim.areas.billing import usage as billing
from apisim.areas.customers import packages as facts
from apisim.areas.licenses import state as licenses
from apisim.areas.people import state as people
from apisim.areas.roles.state import FULL_ADMINISTRATOR
from apisim.areas.subscribers.rules import CREATE, Line, read_line
from apisim.errors import Json, Refusal, not_found
from apisim.ids import key_of
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.store import Record
    from apisim.world import World


def of_email(world: World, org: str, email: str) -> Record | None:
    """Give the person of the organization who has this e-mail already."""
    found = world["people"].first("email", email.lower())
    return found if found and found["orgId"] == org else None


def ensure(world: World, org: str, email: str, parameters: Json) -> Record:
    """Give the person of this e-mail, made when there is none."""
    found = of_email(world, org, email)
    if found:
        return found
    named = {name: parameters[name] for name in ("firstName", "lastName") if parameters.get(name)}
    return world["people"].put(people.fill(world, {"orgId": org, "emails": [email], **named}))


def assign(world: World, person: Record, packages: list[str], line: Line | None) -> Record:
    """Give a person the licenses of the packages in place of other packages' ones, and the line."""
    found = (licenses.of_package(world, person["orgId"], name) for name in packages)
    members: Json = {"licenses": _kept(world, person) + [row["id"] for row in found if row]}
    if line:
        members["phoneNumbers"] = people.work(line.number)
        members |= {"extension": line.extension, "locationId": line.location}
    elif not facts.CALLING_SEATS.intersection(packages):
        members |= people.without_calling(person)
    return people.save(world, person, **members)


def is_licensed(world: World, person: Record, packages: list[str]) -> bool:
    """Tell whether a person holds just the licenses of these packages."""
    held = {row["package"] for row in licenses.records(world, person["licenses"])}
    return held == set(packages)


def _kept(world: World, person: Record) -> list[str]:
    """Keep licenses that are no subscriber's package."""
    held = licenses.records(world, person["licenses"])
    return [row["id"] for row in held if row["package"] not in {*facts.BASES, facts.ATTENDANT}]


@rule(
    "subscribers.first-is-administrator",
    "The first subscriber of a new organization becomes its full administrator; roles may come later, by the "
    "time of `--lag`.",
    "G §8.3",
    of=CREATE,
)
@rule(
    "subscribers.lag",
    "A user's person can be read at once; SIP addresses and roles may come later.",
    "I §19.29",
    of=(CREATE, "Get_Person_Details"),
)
def complete(world: World, subscriber: Record, customer: Record, line: Line | None) -> Record:
    """Provision a subscriber; the first of a new organization becomes its administrator."""
    person = ensure(world, customer["orgId"], subscriber["email"], subscriber["provisioningParameters"])
    person = assign(world, person, subscriber["packages"], line)
    if customer["administrator"] is None and not customer["attached"]:
        _promote(world, person)
        world["customers"].change(customer, administrator=subscriber["id"])
    moment = world.clock.stamp()
    billing.start(world, subscriber, person["id"], subscriber["packages"])
    members = {"personId": person["id"], "status": "provisioned", "lastStatusChange": moment}
    return world["subscribers"].change(subscriber, **members)


def _promote(world: World, person: Record) -> None:
    """Make a person the administrator, at once or after the lag."""

    def work() -> None:
        found = world["people"].get(key_of(person["id"]))
        if found:
            roles = list(dict.fromkeys([*found["roles"], FULL_ADMINISTRATOR]))
            people.save(world, found, roles=roles)

    if world.settings.lag:
        world.agenda.after(world.settings.lag, work)
    else:
        work()


def rebill(world: World, subscriber: Record, packages: list[str]) -> None:
    """End the usage of the old packages, and start that of the new ones."""
    if set(packages) != set(subscriber["packages"]):
        billing.stop(world, subscriber["id"])
        billing.start(world, subscriber, subscriber["personId"], packages)


@rule(
    "subscribers.consented",
    "After the user's consent (`/_sim/consents/`) the status is `provisioned` and `personId` is there; "
    "what was taken by somebody else meanwhile is an error on the user.",
    "S §4.6",
    of=(CREATE, "Get_a_Wholesale_Subscriber"),
)
def consent(world: World, subscriber: Record) -> Record:
    """Let the user agree: the subscriber becomes provisioned, without a line that is gone."""
    customer = world["customers"].get(key_of(subscriber["customerId"]))
    if customer is None:
        raise not_found("The customer of the subscriber does not exist any more.")
    line, errors = None, []
    if facts.CALLING_SEATS.intersection(subscriber["packages"]):
        person = of_email(world, customer["orgId"], subscriber["email"])
        try:
            line = read_line(world, customer["orgId"], subscriber["provisioningParameters"], person)
        except Refusal as refusal:
            errors = [reason.as_json() for reason in refusal.reasons]
    return complete(world, {**subscriber, "errors": errors}, customer, line)


@rule(
    "subscribers.removed",
    "Removing a subscriber takes package, number and extension; the person remains.",
    "S §4.5",
    of="Remove_a_Wholesale_Subscriber",
)
def release(world: World, subscriber: Record) -> None:
    """Free the licenses, number and extension of a user who goes, and end the billing; the person remains."""
    billing.stop(world, subscriber["id"])
    person = world["people"].get(key_of(subscriber["personId"])) if subscriber["personId"] else None
    if person:
        assign(world, person, [], None)
