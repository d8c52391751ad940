"""Package: one entry of the customer's full list (wholesale-api §3.5, §8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholesale.api.ids import uuid_of
from wholesale.kinds import customer as customers
from wholesale.kinds import full_list
from wholesale.vocabulary.fields import Change, Field
from wholesale.vocabulary.kind import SUB_PARTNER, Kind
from wholesale.vocabulary.record import Live, Phase, Record, Reference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wholesale.api.answers import Row
    from wholesale.stacks.stack import Customer, Stack
    from wholesale.vocabulary.context import Context

MAINTENANCE = 2560
"""The package's services are in maintenance; it is provisioned later (wholesale-api §13)."""

FIELDS = (SUB_PARTNER, Field("limit", paths=("packages.*",), readable=False))

PHASES: dict[str, Phase] = {
    "provisioned": "ready",
    "provisioning": "pending",
    "deleting": "pending",
    "error": "failed",
}


def records(stack: Stack, customer: Customer) -> Iterator[Record]:  # noqa: ARG001 - a kind's function
    """One record for each package of the customer."""
    for name, terms in customer.packages.items():
        yield Record(
            Reference("Package", f"{customer.handle}/{name}"),
            {"limit": terms.limit},
            needs=(Reference("Customer", customer.handle),),
            previously=f"{customer.previously}/{name}" if customer.previously else None,
        )


async def find(context: Context) -> Live | None:
    """The package in the customer's list."""
    row = await _row(context)
    return _live(context, row) if row else None


async def read(context: Context, api_id: str) -> Live | None:
    """The package in the customer's list; None only when a GET of the customer shows it gone."""
    row = await _row(context)
    if row is None or api_id not in row["packages"]:
        row = await context.api.find(_path(context), context.acting)
    return _live(context, row) if row else None


async def blocked(context: Context) -> str | None:
    """A package needs its customer, settled."""
    return await customer_blocks(context)


async def create(context: Context) -> Live:
    """Add the package to the customer's list, with all others that are added at the same time."""
    name = context.reference.handle
    limit = context.inputs.get("limit")
    wish = full_list.Wish(add=frozenset({name}), limits={} if limit is None else {name: limit})
    row = await full_list.write(context, _home(context), wish)
    return _live(context, row) or Live(
        name, {}, "pending", "accepted, not in the customer's list yet", context.home
    )


async def update(context: Context, live: Live, changes: tuple[Change, ...]) -> Live:  # noqa: ARG001
    """Send the package's limit."""
    return await create(context)


async def delete(context: Context, api_id: str) -> None:
    """Take the package out of the customer's list, with all others that leave at the same time."""
    if context.home is not None:
        await full_list.write(context, context.home.customer_id, full_list.Wish(remove=frozenset({api_id})))


async def customer_blocks(context: Context) -> str | None:
    """Why the customer keeps what belongs to it waiting; None when it does not."""
    row = await _row(context)
    if row is None:
        return f"customer {context.reference.customer} is not there yet"
    phase, reason = customers.phase_of(row)
    return None if phase == "ready" else f"customer {context.reference.customer} is {phase} ({reason})"


async def package_blocks(context: Context, name: str) -> str | None:
    """Why a package keeps those who take it waiting; None when it does not."""
    row = await _row(context)
    if row is None or name not in row["packages"]:
        return f"package {name} is not there yet"
    phase, reason = phase_of(row, name)
    return None if phase == "ready" else f"package {name} is {phase} ({reason})"


def phase_of(row: Row, name: str) -> tuple[Phase, str]:
    """The phase of one package of a customer's row, and why (wholesale-api §3.4, §12)."""
    details = next((entry for entry in _details(row) if entry.get("name") == name), None)
    if details is None:
        return customers.phase_of(row)
    if any(entry.get("errorCode") == MAINTENANCE for entry in details.get("warnings") or ()):
        return "pending", "its services are in maintenance (2560)"
    phase = PHASES.get(str(details.get("status")), "pending")
    errors = [
        str(entry.get("description") or entry.get("errorCode")) for entry in details.get("errors") or ()
    ]
    return phase, "" if phase == "ready" else "; ".join(errors) or f"status {details.get('status')}"


def _details(row: Row) -> list[Row]:
    return list((row.get("resourceDetails") or {}).get("packages") or ())


async def _row(context: Context) -> Row | None:
    if context.home is None:
        return None
    external_id = context.customer.external_id if context.customer else context.reference.customer
    table = await context.estate.customers(external_id, context.behalf)
    return table.by_id(context.home.customer_id) or await context.api.find(_path(context), context.acting)


def _live(context: Context, row: Row) -> Live | None:
    name = context.reference.handle
    if name not in row["packages"]:
        return None
    phase, reason = phase_of(row, name)
    limit = context.estate.written.get(("limit", uuid_of(row["id"]), name))
    return Live(name, {} if limit is None else {"limit": limit}, phase, reason, context.home)


def _home(context: Context) -> str:
    assert context.home is not None, "blocked() holds back what has no customer"  # noqa: S101
    return context.home.customer_id


def _path(context: Context) -> str:
    return f"/wholesale/customers/{_home(context)}"


KIND = Kind(
    "Package", FIELDS, records, find, read, blocked, create, update, delete, leaves_with_customer=True
)
