"""The operations on subscribers (wholesale-api §4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import tenants
from apisim.areas.customers import packages as facts
from apisim.areas.customers import state as customers
from apisim.areas.people import state as people_state
from apisim.areas.subscribers import people, rules, state
from apisim.areas.subscribers.lists import LIST, list_subscribers
from apisim.areas.subscribers.prechecks import precheck_subscriber
from apisim.areas.subscribers.rules import CREATE, UPDATE
from apisim.areas.subscribers.views import view
from apisim.calls import Answer, Call, done
from apisim.errors import Refusal, conflict, not_found
from apisim.ids import key_of
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.areas.subscribers.rules import Line
    from apisim.store import Record

GET, DELETE = "Get_a_Wholesale_Subscriber", "Remove_a_Wholesale_Subscriber"
CONSENT = "Send_Consent_User_Move_Email_to_Pending_Wholesale_Subscribers"


@rule(
    "subscribers.gone",
    "What is not there, or gone already, is a 404.",
    "I §19.20",
    of=(GET, UPDATE, DELETE),
)
def _subscriber(call: Call, *, builds: bool = False) -> Record:
    owner = tenants.wholesale_owner(call, builds=builds)
    found = state.find(call.world, owner, call.params["subscriberId"])
    if found is None:
        raise not_found("Subscriber not found.")
    return found


def _answer(call: Call, record: Record, status: int = 200) -> Answer:
    url = call.url(f"/wholesale/subscribers/{record['id']}")
    return Answer(status, view(call.world, record), {"Location": url})


@rule(
    "subscribers.provisioned",
    "A subscriber is provisioned at once: 200, the whole object, `Location`.",
    "S §4",
    of=CREATE,
)
@rule(
    "subscribers.consent",
    "The e-mail of a free account (decided at the side door) is a 202 with `pending_user_migration`, without "
    "`personId`.",
    "S §4.6",
    of=CREATE,
)
@rule(
    "subscribers.states",
    "A subscriber is `provisioned`, or `pending_user_migration` and then `provisioned`; it can be deleted "
    "in both.",
    "I §12",
    of=(CREATE, DELETE),
)
def create_subscriber(call: Call) -> Answer:
    """Provision a user at once, or with 202 when a free account has to consent first."""
    world, body = call.world, call.body
    owner = tenants.wholesale_owner(call, builds=True)
    customer = customers.find(world, owner, body["customerId"])
    if customer is None:
        raise not_found("customerId: no such customer")
    packages = rules.read_packages(body)
    line = _check_new(call, customer, packages)
    words = _decided(call, customer)
    parameters = body["provisioningParameters"]
    if "error" in words:
        people.ensure(world, customer["orgId"], body["email"], parameters)
        raise Refusal(500, "Provisioning of the user failed.")
    made = {"customerId": customer["id"], "email": body["email"], "packages": packages}
    record = state.fill(
        world, {**made, "provisioningParameters": parameters, "status": "pending_user_migration"}
    )
    record = world["subscribers"].put(record)
    if "consent" in words:
        return _answer(call, record, 202)
    return _answer(call, people.complete(world, record, customer, line))


def _decided(call: Call, customer: Record) -> set[str | None]:
    """Use up what the side door decided; an error goes by e-mail only, others name the customer."""
    email, outcomes = call.body["email"], call.world.outcomes
    facts = {"email": email, "externalId": customer["externalId"], "orgId": customer["orgId"]}
    return {o.word for o in (*outcomes.take(facts, "consent"), *outcomes.take({"email": email}, "error"))}


def _check_new(call: Call, customer: Record, packages: list[str]) -> Line | None:
    world, body = call.world, call.body
    rules.check_customer(customer, packages)
    rules.check_names(world, body["provisioningParameters"])
    rules.check_email_free(world, body["email"], customer["orgId"])
    rules.check_limits(world, customer, packages)
    person = people.of_email(world, customer["orgId"], body["email"])
    return _line(call, customer, packages, person)


@rule(
    "subscribers.calling-already",
    "For a person who has calling already, location, number and extension are ignored.",
    "S §4.2",
    of=(CREATE, UPDATE),
)
@rule(
    "subscribers.between-calling-packages",
    "From one calling package to another, parameters are accepted and ignored.",
    "I §19.16",
    of=UPDATE,
)
def _line(call: Call, customer: Record, packages: list[str], person: Record | None) -> Line | None:
    """Read the line that a calling package needs; a person who has calling already keeps theirs."""
    if not facts.CALLING_SEATS.intersection(packages):
        return None
    if person and people_state.is_calling(call.world, person):
        return None
    parameters = call.body.get("provisioningParameters", {})
    return rules.read_line(call.world, customer["orgId"], parameters, person)


def get_subscriber(call: Call) -> Answer:
    """Show one subscriber (§4.3)."""
    return _answer(call, _subscriber(call))


@rule(
    "subscribers.update",
    "An update changes the package and nothing else, 200 with `Location`; parameters count only from "
    "meetings to calling.",
    "S §4.4",
    of=UPDATE,
)
def update_subscriber(call: Call) -> Answer:
    """Change the package."""
    subscriber, world = _subscriber(call, builds=True), call.world
    packages = rules.read_packages(call.body)
    if subscriber["status"] != "provisioned":
        raise conflict("The subscriber cannot be updated before the user consents.")
    customer = world["customers"].get(key_of(subscriber["customerId"]))
    person = world["people"].get(key_of(subscriber["personId"]))
    if customer is None or person is None:
        raise not_found("The customer or the person of the subscriber does not exist any more.")
    rules.check_customer(customer, packages)
    rules.check_step(subscriber, customer, packages)
    rules.check_limits(world, customer, [name for name in packages if name not in subscriber["packages"]])
    line = _line(call, customer, packages, person)
    people.assign(world, person, packages, line)
    people.rebill(world, subscriber, packages)
    return _answer(call, world["subscribers"].change(subscriber, packages=packages))


def delete_subscriber(call: Call) -> Answer:
    """Take the package away; the person remains, number and extension are free (§4.5)."""
    subscriber = _subscriber(call)
    people.release(call.world, subscriber)
    call.world["subscribers"].remove(subscriber)
    return done()


@rule(
    "subscribers.consent-mail",
    "The consent mail is sent again with 204, on the published path and on the one with `/wholesale` in "
    "front.",
    "S §4",
    of=CONSENT,
)
@rule(
    "subscribers.consent-mail-when",
    "The consent mail of a user that does not wait for consent is a 409.",
    "I §4.6",
    of=CONSENT,
)
def send_consent_mail(call: Call) -> Answer:
    """Send the consent mail again."""
    if _subscriber(call)["status"] != "pending_user_migration":
        raise conflict("The subscriber does not wait for consent.")
    return done()


ROUTES = {
    LIST: list_subscribers,
    CREATE: create_subscriber,
    GET: get_subscriber,
    UPDATE: update_subscriber,
    DELETE: delete_subscriber,
    rules.PRECHECK: precheck_subscriber,
    CONSENT: send_consent_mail,
}
ALIASES = {"/wholesale/subscribers/{subscriberId}/emails/consentMove": CONSENT}
