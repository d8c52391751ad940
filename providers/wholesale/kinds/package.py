"""Package: one entry of the customer's full list (wholesale-api §3.5, §8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholesale.api.ids import uuid_of
from wholesale.kinds import full_list
from wholesale.kinds.phases import customer_row, customer_waits, package_phase
from wholesale.vocabulary.fields import Change, Field
from wholesale.vocabulary.kind import SUB_PARTNER, Kind
from wholesale.vocabulary.record import Live, Record, Reference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wholesale.api.answers import Row
    from wholesale.stacks.stack import Customer, Stack
    from wholesale.vocabulary.context import Context

FIELDS = (SUB_PARTNER, Field("limit", paths=("packages.*",), readable=False))


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
    """The package in the customer's list, with its limit where one is wanted."""
    row = await customer_row(context)
    live = _live(context, row) if row else None
    if row is None or live is None or live.values or context.inputs.get("limit") is None:
        return live
    return live._replace(values=await _with_limit(context, row))


async def read(context: Context, api_id: str) -> Live | None:
    """The package in the customer's list; None only when a GET of the customer shows it gone."""
    row = await customer_row(context)
    if row is None or api_id not in row["packages"]:
        row = await context.api.find(_path(context), context.acting)
    return _live(context, row) if row else None


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


async def _with_limit(context: Context, row: Row) -> dict[str, int]:
    """The limit of a package that is taken over, as its licenses tell it: the nearest the API gives back.

    That is an inference (wholesale-api §3.7). Where it fails, the limit is sent once more.
    """
    path = f"/wholesale/customers/{row['id']}"
    detailed = await context.api.get(path, {"includePackageLicenseInfo": "true", **context.acting})
    entries = (detailed.get("resourceDetails") or {}).get("packages") or ()
    mine = [entry for entry in entries if entry["name"] == context.reference.handle]
    ids = {one for entry in mine for one in entry.get("licenseIds") or ()}
    rows = await context.api.list("/licenses", context.org) if ids and context.org else []
    units = {row["totalUnits"] for row in rows if row["id"] in ids and "totalUnits" in row}
    return {"limit": units.pop()} if len(units) == 1 else {}


def _live(context: Context, row: Row) -> Live | None:
    name = context.reference.handle
    if name not in row["packages"]:
        return None
    phase, reason = package_phase(row, name)
    limit = context.estate.written.get(("limit", uuid_of(row["id"]), name))
    return Live(name, {} if limit is None else {"limit": limit}, phase, reason, context.home)


def _home(context: Context) -> str:
    assert context.home is not None, "blocked() holds back what has no customer"  # noqa: S101
    return context.home.customer_id


def _path(context: Context) -> str:
    return f"/wholesale/customers/{_home(context)}"


KIND = Kind(
    "Package", FIELDS, records, find, read, customer_waits, create, update, delete, leaves_with_customer=True
)
