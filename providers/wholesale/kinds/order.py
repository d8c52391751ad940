"""What is sent to make a customer and to change it: the bodies of POST and PUT (wholesale-api §3.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wholesale.errors import ConflictError
from wholesale.stacks.models.packages import CALLING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wholesale.api.answers import Row
    from wholesale.stacks.stack import Address, Customer, Location
    from wholesale.vocabulary.context import Context


ADDRESS = ("addressLine1", "addressLine2", "city", "stateOrProvince", "zipOrPostalCode", "country")
"""The members of an address: others that the API may add are none of ours."""


def order(context: Context) -> Row:
    """The body of the POST that makes the customer (wholesale-api §3.2)."""
    customer, partner = context.customer, context.stack.partner if context.stack else None
    if customer is None or partner is None or customer.template is None:
        raise ConflictError(
            f"Customer {context.reference.key} is no longer in its stack file; it is not made."
        )
    info = {
        "name": context.inputs.get("name"),
        "primaryEmail": context.inputs.get("primaryEmail"),
        "language": context.inputs.get("language"),
    }
    body = {
        "provisioningId": partner.templates[customer.template].provisioning_id,
        "packages": sorted(customer.packages),
        "externalId": context.inputs["externalId"],
        "address": context.inputs.get("address"),
        "orgId": context.inputs.get("orgId"),
        "customerInfo": known(info),
        "provisioningParameters": {
            **parameters(context, set(customer.packages), limits(context)),
            **known({"meetings": context.inputs.get("meetings")}),
        },
    }
    return known(body)


def parameters(context: Context, added: set[str], caps: Mapping[str, int]) -> Row:
    """The `provisioningParameters`: the main location where calling is added, and limits."""
    customer = context.customer
    location = main_location(customer) if customer and added & CALLING else None
    calling = {"location": _calling_location(location)} if location else None
    return known(
        {
            "calling": calling,
            "packages": {"limits": dict(caps)} if caps else None,
        }
    )


def limits(context: Context) -> dict[str, int]:
    """The limits that the stack file sets, by package."""
    packages = context.customer.packages if context.customer else {}
    return {name: terms.limit for name, terms in packages.items() if terms.limit is not None}


def main_location(customer: Customer) -> Location | None:
    """The location that comes with the customer; None where it has none."""
    return next((location for location in customer.locations.values() if location.main), None)


def sent(address: Address | None) -> Row | None:
    """An address as the wholesale API takes it; None where there is none."""
    return address.model_dump(by_alias=True, exclude_none=True) if address else None


def known(values: Mapping[str, Any]) -> Row:
    """The values without those that say nothing."""
    return {name: value for name, value in values.items() if value not in (None, {})}


def _calling_location(location: Location) -> Row:
    return known(
        {
            "name": location.name,
            "address": sent(location.address),
            "timezone": location.timezone,
            "language": location.language,
        }
    )
