"""The precheck of a customer (wholesale-api §5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import tenants
from apisim.areas.customers import addresses, attaching, packages, rules
from apisim.areas.customers.operations import PRECHECK
from apisim.calls import ok
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.calls import Answer, Call
    from apisim.errors import Json


@rule("prechecks.nothing-made", "A precheck makes nothing.", "S §5", of=PRECHECK)
@rule(
    "prechecks.customer-short",
    "A short precheck takes `address` and `customerInfo.primaryEmail`, and looks at them only.",
    "I §5",
    of=PRECHECK,
)
@rule(
    "prechecks.customer-full",
    "A full precheck takes all that Provision takes, and finds what Provision would.",
    "I §5",
    of=PRECHECK,
)
@rule(
    "prechecks.failure",
    "What a precheck finds is the status and the envelope that Provision would answer.",
    "I §19.3",
    of=PRECHECK,
)
def precheck_customer(call: Call) -> Answer:
    """Check as Provision would, as far as the body goes."""
    body, world = call.body, call.world
    owner = tenants.wholesale_owner(call)
    addresses.check_address(world, body["address"], "address")
    if "provisioningId" in body:
        rules.check_template(world, owner, body["provisioningId"])
    if "packages" in body:
        packages.check_customer_packages(body["packages"])
    if "customerInfo" in body:
        rules.check_info(body["customerInfo"])
    rules.check_parameters(world, body.get("provisioningParameters", {}), location_needed=False)
    if "externalId" in body:
        rules.check_external_id(world, owner, body["externalId"])
    organization = attaching.check_attach(world, body["orgId"]) if "orgId" in body else None
    if "customerInfo" in body:
        rules.check_primary_email(world, body["customerInfo"], organization["id"] if organization else None)
    return ok(success())


@rule("prechecks.info", "`info` of a precheck is a list, as in the examples.", "S §5", of=PRECHECK)
@rule("prechecks.code", "The only info code is 100, the validation was successful.", "I §19.2", of=PRECHECK)
def success() -> Json:
    """Give the answer of a precheck that found nothing."""
    return {
        "message": "success",
        "info": [{"infoCode": 100, "description": "The validation was successful."}],
    }
