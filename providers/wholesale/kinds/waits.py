"""What a user waits for: customer, packages, location, first administrator, number, in this order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholesale.errors import RefusedError
from wholesale.kinds import location as locations
from wholesale.kinds.order import main_location
from wholesale.kinds.phases import customer_waits, package_waits

if TYPE_CHECKING:
    from wholesale.vocabulary.context import Context


async def user_waits(context: Context) -> str | None:
    """Why a user cannot be made or changed yet; None when it can."""
    reason = await customer_waits(context)
    package = context.inputs.get("package")
    for name in (*([package] if package else ()), *(context.inputs.get("addOns") or ())):
        reason = reason or await package_waits(context, name)
    return (
        reason
        or await _for_location(context)
        or await _for_administrator(context)
        or await _for_number(context)
    )


async def _for_location(context: Context) -> str | None:
    handle = context.inputs.get("location")
    if handle is None or await locations.location_id(context, handle):
        return None
    main = main_location(context.customer) if context.customer else None
    if main is not None and main.handle == handle:
        return f"location {handle} is not there yet"
    return f"location {handle} is not built by this release"


async def _for_administrator(context: Context) -> str | None:
    """The first user of an organization that we create becomes its administrator, whoever it is (§8.3).

    So as long as nobody is provisioned there, all others wait for the one that the file declares.
    """
    customer = context.customer
    first = customer.first_administrator if customer and not customer.org_id else None
    if (
        first is None
        or first == context.reference.handle
        or context.home is None
        or context.last.get("apiId")
    ):
        return None
    table = await context.estate.subscribers(context.home.customer_id, context.behalf)
    if any(row.get("status") == "provisioned" for row in table):
        return None
    return f"user {first}, the first administrator, comes first"


async def _for_number(context: Context) -> str | None:
    number = context.inputs.get("phoneNumber")
    if number is None or number in await context.estate.inventory(context.org["orgId"]):
        return None
    if context.customer is not None and number in context.customer.declared_numbers():
        return "its phone number is declared, and not in the live inventory yet"
    raise RefusedError(
        f"User {context.reference.key} wants a phone number that is not in its organization's inventory, "
        f"and that no location of the stack file declares under `numbers`.\n"
        f"    Declare it there, have the carrier add it, or take another number."
    )
