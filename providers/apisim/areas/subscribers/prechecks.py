"""The precheck of a subscriber (wholesale-api §5, variants inferred)."""

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
