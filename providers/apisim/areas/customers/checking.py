"""All checks of a new customer, and all of an update, in the order in which they refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import ids
from apisim.areas.customers import addresses, attaching, packages, rules
from apisim.areas.customers.operations import CREATE
from apisim.errors import missing
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.calls import Call
    from apisim.errors import Json
    from apisim.store import Record


def facts(body: Json) -> dict[str, str | None]:
    """Give what decisions about a customer to come are found by."""
    email = body.get("customerInfo", {}).get("primaryEmail")
    return {"externalId": body.get("externalId"), "email": email, "orgId": body.get("orgId")}


@rule(
    "customers.info",
    "`customerInfo` is mandatory for a new customer, optional with `orgId`.",
    "S §3.2",
    of=CREATE,
)
def check_new(call: Call, owner: str, body: Json) -> Record | None:
    """Check all that Provision takes, and give the organization to attach to, if any."""
    world, org = call.world, body.get("orgId")
    rules.check_template(world, owner, body["provisioningId"])
    packages.check_customer_packages(body["packages"])
    addresses.check_address(world, body["address"], "address")
    rules.check_sub_partner_admin(body)
    if not org and "customerInfo" not in body:
        raise missing("customerInfo", "is mandatory for a new customer")
    if "customerInfo" in body:
        rules.check_info(body["customerInfo"])
    parameters = body.get("provisioningParameters", {})
    rules.check_parameters(world, parameters, location_needed=packages.with_location(body["packages"]))
    rules.check_external_id(world, owner, body["externalId"])
    organization = _attached(call, body) if org else None
    if "customerInfo" in body:
        rules.check_primary_email(world, body["customerInfo"], organization["id"] if organization else None)
    return organization


def _attached(call: Call, body: Json) -> Record:
    table = call.world["organizations"]
    found = table.get(ids.read(body["orgId"], "ORGANIZATION"))
    if found and call.world.outcomes.take(facts(body), "approval"):
        table.change(found, approvalRequired=True)
    return attaching.check_attach(call.world, body["orgId"])


def check_changes(call: Call, owner: str, customer: Record, body: Json) -> None:
    """Check all that an update takes."""
    world, parameters = call.world, body.get("provisioningParameters", {})
    packages.check_customer_packages(body["packages"])
    rules.check_sub_partner_admin(body)
    needed = packages.with_location(body["packages"]) and not (
        rules.has_location(world, customer) or "calling" in customer["provisioningParameters"]
    )
    rules.check_parameters(world, parameters, location_needed=needed)
    if "address" in body:
        addresses.check_address(world, body["address"], "address")
    if "externalId" in body:
        rules.check_external_id(world, owner, body["externalId"], own=customer)
    rules.check_dropped(world, customer, body["packages"])
    rules.check_limits(world, customer, rules.limits_of(parameters))
