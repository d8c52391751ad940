"""The precheck of a subscriber (wholesale-api §5)."""

from __future__ import annotations

from apisim import tenants
from apisim.areas.customers import packages as facts
from apisim.areas.customers import rules as customer_rules
from apisim.areas.customers import state as customers
from apisim.areas.customers.prechecks import success
from apisim.areas.people import state as people_state
from apisim.areas.people.emails import check_email
from apisim.areas.subscribers import people, rules
from apisim.calls import Answer, Call, ok
from apisim.errors import bad_request, not_found
from apisim.rulebook import rule


@rule(
    "subscribers.precheck",
    "A precheck that finds nothing is a 200 with `success` and the code 100 in a list, and makes nothing.",
    "S §5",
    of=rules.PRECHECK,
)
@rule(
    "subscribers.precheck-package",
    "A precheck takes `package` or `packages` or neither; both are a 400.",
    "S §5",
    of=rules.PRECHECK,
)
@rule(
    "subscribers.precheck-fails",
    "A precheck that finds something answers as Provision would: 400, 404 or 409 with the usual envelope.",
    "I §19.3",
    of=rules.PRECHECK,
)
@rule(
    "subscribers.precheck-code",
    "The only code of a success is 100.",
    "I §19.2",
    of=rules.PRECHECK,
)
def precheck_subscriber(call: Call) -> Answer:
    """Check as Provision would, as far as the body goes, and make nothing."""
    body = call.body
    owner = tenants.wholesale_owner(call)
    if "package" in body and "packages" in body:
        raise bad_request("Only one of package and packages is allowed", at="packages")
    packages = rules.read_packages(body) if "package" in body or "packages" in body else []
    if "customerId" in body:
        _of_customer(call, owner, packages)
    else:
        _of_nobody_yet(call, owner)
    return ok(success())


@rule(
    "subscribers.precheck-conflicts",
    "It finds an e-mail of another subscriber or of a person elsewhere, and parameters in conflict with "
    "what is there.",
    "G §5",
    of=rules.PRECHECK,
)
@rule(
    "subscribers.precheck-variants",
    "With `customerId` the e-mail is checked against that customer, and packages and line when they are "
    "sent; without it, against the organization that `customerInfo` would give.",
    "I §5",
    of=rules.PRECHECK,
)
def _of_customer(call: Call, owner: str, packages: list[str]) -> None:
    world, body = call.world, call.body
    customer = customers.find(world, owner, body["customerId"])
    if customer is None:
        raise not_found("customerId: no such customer")
    if packages:
        rules.check_customer(customer, packages)
        rules.check_limits(world, customer, packages)
    rules.check_email_free(world, body["email"], customer.get("orgId"))
    person = people.of_email(world, customer.get("orgId") or "", body["email"])
    settled = person and people_state.is_calling(world, person)
    if facts.CALLING_SEATS.intersection(packages) and "provisioningParameters" in body and not settled:
        rules.read_line(world, customer["orgId"], body["provisioningParameters"], person)


def _of_nobody_yet(call: Call, owner: str) -> None:
    world, body = call.world, call.body
    if "provisioningId" in body:
        customer_rules.check_template(world, owner, body["provisioningId"])
    if "customerInfo" in body:
        check_email(body["customerInfo"]["primaryEmail"], "customerInfo.primaryEmail")
        customer_rules.check_primary_email(world, body["customerInfo"], None)
    rules.check_email_free(world, body["email"], None)
