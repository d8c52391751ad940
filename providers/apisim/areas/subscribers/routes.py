"""The operations on subscribers (wholesale-api §4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import tenants
from apisim.areas.customers import packages as facts
from apisim.areas.customers import state as customers
from apisim.areas.people import state as people_state
from apisim.areas.subscribers import people, rules, state
from apisim.areas.subscribers.lists import list_subscribers
from apisim.areas.subscribers.prechecks import precheck_subscriber
from apisim.areas.subscribers.views import view
from apisim.calls import Answer, Call, done
from apisim.errors import Refusal, conflict, not_found
from apisim.ids import key_of

if TYPE_CHECKING:
    from apisim.areas.subscribers.rules import Line
    from apisim.store import Record


def _subscriber(call: Call, *, builds: bool = False) -> Record:
    owner = tenants.wholesale_owner(call, builds=builds)
    found = state.find(call.world, owner, call.params["subscriberId"])
    if found is None:
        raise not_found("Subscriber not found.")
    return found


def _answer(call: Call, record: Record, status: int = 200) -> Answer:
    url = call.url(f"/wholesale/subscribers/{record['id']}")
    return Answer(status, view(call.world, record), {"Location": url})


def create_subscriber(call: Call) -> Answer:
    """Provision a user at once, or with 202 when a free account has to consent first (§4.2, §4.6)."""
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
    rules.check_email_free(world, body["email"], customer["orgId"])
    rules.check_limits(world, customer, packages)
    person = people.of_email(world, customer["orgId"], body["email"])
    return _line(call, customer, packages, person)


def _line(call: Call, customer: Record, packages: list[str], person: Record | None) -> Line | None:
    """Read the line that a calling package needs; a person who has calling already keeps theirs (§4.2)."""
    if not facts.CALLING_SEATS.intersection(packages):
        return None
    if person and people_state.is_calling(call.world, person):
        return None
    parameters = call.body.get("provisioningParameters", {})
    return rules.read_line(call.world, customer["orgId"], parameters, person)


def get_subscriber(call: Call) -> Answer:
    """Show one subscriber (§4.3)."""
    return _answer(call, _subscriber(call))


def update_subscriber(call: Call) -> Answer:
    """Change the package; parameters matter only from meetings to calling (§4.4)."""
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
    people.rebill(world, subscriber, customer, packages)
    return _answer(call, world["subscribers"].change(subscriber, packages=packages))


def delete_subscriber(call: Call) -> Answer:
    """Take the package away; the person remains, number and extension are free (§4.5)."""
    subscriber = _subscriber(call)
    people.release(call.world, subscriber)
    call.world["subscribers"].remove(subscriber)
    return done()


def send_consent_mail(call: Call) -> Answer:
    """Send the consent mail again; 409 when nothing waits for consent (§4.6, status inferred)."""
    if _subscriber(call)["status"] != "pending_user_migration":
        raise conflict("The subscriber does not wait for consent.")
    return done()


ROUTES = {
    "List_Wholesale_Subscribers": list_subscribers,
    "Provision_a_Wholesale_Subscriber": create_subscriber,
    "Get_a_Wholesale_Subscriber": get_subscriber,
    "Update_a_Wholesale_Subscriber": update_subscriber,
    "Remove_a_Wholesale_Subscriber": delete_subscriber,
    "Precheck_a_Wholesale_Subscriber_Provisioning": precheck_subscriber,
    "Send_Consent_User_Move_Email_to_Pending_Wholesale_Subscribers": send_consent_mail,
}
ALIASES = {
    "/wholesale/subscribers/{subscriberId}/emails/consentMove": (
        "Send_Consent_User_Move_Email_to_Pending_Wholesale_Subscribers"
    ),
}
