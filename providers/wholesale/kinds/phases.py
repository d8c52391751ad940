"""Where a customer and its packages stand, and whom they keep waiting (wholesale-api §3.4, §12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wholesale.api.answers import Row
    from wholesale.vocabulary.context import Context
    from wholesale.vocabulary.record import Phase

OF_A_CUSTOMER: Mapping[str, Phase] = {
    "provisioned": "ready",
    "provisioned_with_errors": "ready",
    "provisioning": "pending",
    "updating": "pending",
    "deleting": "pending",
    "pending_rpl_review": "in_review",
    "error": "failed",
}
"""What a customer's status means to those who wait for it."""

OF_A_PACKAGE: Mapping[str, Phase] = {
    "provisioned": "ready",
    "provisioning": "pending",
    "deleting": "pending",
    "error": "failed",
}
"""What the status of a package in a customer's list means."""

MAINTENANCE = 2560
"""The package's services are in maintenance; it is provisioned later (wholesale-api §13)."""


def is_busy(row: Row) -> bool:
    """Whether the API is still at work on a customer."""
    return OF_A_CUSTOMER.get(str(row.get("status"))) == "pending"


def customer_phase(row: Row) -> tuple[Phase, str]:
    """The phase of a customer's row, and why."""
    status = str(row.get("status"))
    phase = OF_A_CUSTOMER.get(status, "pending")
    return phase, "" if phase == "ready" else "; ".join([f"status {status}", *_errors(row)])


def package_phase(row: Row, name: str) -> tuple[Phase, str]:
    """The phase of one package of a customer's row, and why; that of a parked customer waits for it."""
    parked, why = customer_phase(row)
    if parked not in {"ready", "pending"}:
        return "waiting", f"its customer is {parked} ({why})"
    entries = (row.get("resourceDetails") or {}).get("packages") or ()
    details = next((entry for entry in entries if entry.get("name") == name), None)
    if details is None:
        return customer_phase(row)
    if any(entry.get("errorCode") == MAINTENANCE for entry in details.get("warnings") or ()):
        return "pending", "its services are in maintenance (2560)"
    status = str(details.get("status"))
    phase = OF_A_PACKAGE.get(status, "pending")
    return phase, "" if phase == "ready" else "; ".join(_errors(details) or [f"status {status}"])


async def customer_row(context: Context) -> Row | None:
    """The customer that the record belongs to, from the list, else by its id."""
    if context.home is None:
        return None
    external_id = context.customer.external_id if context.customer else context.reference.customer
    table = await context.estate.customers(external_id, context.behalf)
    path = f"/wholesale/customers/{context.home.customer_id}"
    return table.by_id(context.home.customer_id) or await context.api.find(path, context.acting)


async def customer_waits(context: Context) -> str | None:
    """Why the customer keeps what belongs to it waiting; None when it does not."""
    row = await customer_row(context)
    if row is None:
        return f"customer {context.reference.customer} is not there yet"
    phase, reason = customer_phase(row)
    return None if phase == "ready" else f"customer {context.reference.customer} is {phase} ({reason})"


async def package_waits(context: Context, name: str) -> str | None:
    """Why a package keeps those who take it waiting; None when it does not."""
    row = await customer_row(context)
    if row is None or name not in row["packages"]:
        return f"package {name} is not there yet"
    phase, reason = package_phase(row, name)
    return None if phase == "ready" else f"package {name} is {phase} ({reason})"


def _errors(row: Row) -> list[str]:
    return [str(entry.get("description") or entry.get("errorCode")) for entry in row.get("errors") or ()]
