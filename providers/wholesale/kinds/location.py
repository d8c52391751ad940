"""Location: the main one is made with its customer and owned from then on (wholesale-api §3.2, §14.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wholesale.compare import compare
from wholesale.errors import ApiError, ConflictError, RefusedError
from wholesale.kinds.confirm import confirmed
from wholesale.kinds.order import main_location, sent
from wholesale.kinds.phases import customer_waits
from wholesale.stacks.models.packages import CALLING
from wholesale.vocabulary.fields import Change, Field, same_language, without_case
from wholesale.vocabulary.kind import SUB_PARTNER, Kind
from wholesale.vocabulary.record import Live, Record, Reference

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wholesale.api.answers import Row
    from wholesale.stacks.stack import Customer, Stack
    from wholesale.vocabulary.context import Context

FIELDS = (
    SUB_PARTNER,
    Field("name", paths=("locations.*.main", "locations.*.name")),
    Field("address", paths=("locations.*.address",)),
    Field("timezone", paths=("locations.*.timezone",)),
    Field("language", paths=("locations.*.language",), same=same_language),
    Field("announcementLanguage", paths=("locations.*.announcementLanguage",), same=without_case),
)

STAYS = (
    "the API keeps an organization's last calling location while its customer stays.\n"
    "    Put it back into the stack file, or remove the customer with `ensure: absent`."
)

ADDRESS: Mapping[str, str] = {
    "addressLine1": "address1",
    "addressLine2": "address2",
    "city": "city",
    "stateOrProvince": "state",
    "zipOrPostalCode": "postalCode",
    "country": "country",
}
"""Wholesale's names of an address's members → those of the Locations API (wholesale-api §14.1, "trap")."""


def records(stack: Stack, customer: Customer) -> Iterator[Record]:  # noqa: ARG001 - a kind's function
    """The customer's main location."""
    location = main_location(customer)
    if location is None:
        return
    calling = sorted(name for name in customer.packages if name in CALLING)
    yield Record(
        Reference("Location", f"{customer.handle}/{location.handle}"),
        {
            "name": location.name,
            "address": sent(location.address),
            "timezone": location.timezone,
            "language": location.language,
            "announcementLanguage": location.announcement_language,
        },
        needs=(
            Reference("Customer", customer.handle),
            *(Reference("Package", f"{customer.handle}/{name}") for name in calling),
        ),
        previously=f"{customer.previously}/{location.handle}" if customer.previously else None,
    )


async def find(context: Context) -> Live | None:
    """The location of this name; of an organization with one location, that one."""
    row = await _row(context, context.inputs.get("name"))
    return await _live(context, row) if row else None


async def read(context: Context, api_id: str) -> Live | None:
    """The location with this id; None when a GET of it answered 404."""
    if not context.org:
        raise ApiError(
            f"The organization of {context.reference} is not known, so nothing is concluded of it."
        )
    table = await context.estate.locations(context.org["orgId"])
    row = table.by_id(api_id) or await context.api.find(f"/locations/{api_id}", context.org)
    return await _live(context, row) if row else None


async def blocked(context: Context) -> str | None:
    """A location needs its customer, settled, its organization, and a package that calls."""
    if reason := await customer_waits(context):
        return reason
    if not context.org:
        return f"customer {context.reference.customer} has no organization yet"
    packages = context.customer.packages if context.customer else {}
    if not CALLING & packages.keys() and not context.last.get("apiId"):
        return "it comes with the first calling package, and the customer has none"
    return None


async def create(context: Context) -> Live:
    """Nothing makes a main location but its customer's order: what is not there by now is a conflict.

    The list is read once more before that is said: one that lacks a row proves nothing.
    """
    context.estate.forget_locations(context.org["orgId"])
    if live := await find(context):
        return live
    table = await context.estate.locations(context.org["orgId"])
    names = ", ".join(sorted(str(row.get("name")) for row in table)) or "none"
    raise ConflictError(
        f"The organization has no location named {context.inputs.get('name')} (it has: {names}), "
        f"and this release makes only the one that comes with a new customer.\n"
        f"    Name the main location as it is there, or make it in Control Hub: the next run adopts it."
    )


async def update(context: Context, live: Live, changes: tuple[Change, ...]) -> Live:
    """Change the location, and its announcements in its calling record; each PUT sends all that was read."""
    changed = {change.field for change in changes}
    path = f"/locations/{live.api_id}"
    if changed & {"name", "address", "timezone", "language"}:
        row = await context.api.get(path, context.org)
        await context.api.put(path, _body(row, context.inputs, changed), context.org)
    if "announcementLanguage" in changed:
        body = {"announcementLanguage": str(context.inputs["announcementLanguage"]).lower()}
        await context.api.put(f"/telephony/config/locations/{live.api_id}", body, context.org)
    return await confirmed(context, path, lambda: _read_back(context, path))


async def _read_back(context: Context, path: str) -> tuple[Live, tuple[Change, ...]]:
    """The location as it is now, and what of it is still to be changed."""
    row = await context.api.get(path, context.org)
    context.estate.forget("calling", row["id"])
    (await context.estate.locations(context.org["orgId"])).put(row)
    after = await _live(context, row)
    unread = {"subPartner": context.inputs.get("subPartner")}
    return after, compare(FIELDS, context.inputs, {**after.values, **unread})


async def delete(context: Context, api_id: str) -> None:  # noqa: ARG001 - a kind's function
    """Refused: the API cannot take calling from an organization's last location (wholesale-api §14.1)."""
    raise RefusedError(f"Location {context.reference.key} is kept: {STAYS}")


async def location_id(context: Context, handle: str) -> str | None:
    """The API's id of a location of this customer; None while there is none that we know."""
    location = context.customer.locations.get(handle) if context.customer else None
    if location is None or not location.main:
        return None
    row = await _row(context, location.name)
    return str(row["id"]) if row else None


async def handle_of(context: Context, identifier: str) -> str | None:
    """What the stack file calls the location with this id; its name where the file does not know it."""
    table = await context.estate.locations(context.org["orgId"])
    row = table.by_id(identifier)
    if row is None or context.customer is None:
        return str(row["name"]) if row else None
    named = {location.name.casefold(): location.handle for location in context.customer.locations.values()}
    main = main_location(context.customer)
    renamed = main is not None and table.by_name(main.name) is None
    return named.get(row["name"].casefold()) or (main.handle if main and renamed else str(row["name"]))


async def _row(context: Context, name: str | None) -> Row | None:
    if not context.org:
        return None
    table = await context.estate.locations(context.org["orgId"])
    row = table.by_name(name) if name else None
    attached = context.customer is not None and context.customer.org_id is not None
    return row or (next(iter(table)) if len(table) == 1 and not attached else None)


async def _live(context: Context, row: Row) -> Live:
    values: dict[str, Any] = {
        "name": row.get("name"),
        "address": {
            ours: row["address"].get(theirs) for ours, theirs in ADDRESS.items() if row["address"].get(theirs)
        },
        "timezone": row.get("timeZone"),
        "language": row.get("preferredLanguage"),
    }
    if context.inputs.get("announcementLanguage") is not None:
        calling = await context.estate.calling(context.org["orgId"], row["id"]) or {}
        values["announcementLanguage"] = calling.get("announcementLanguage")
    return Live(row["id"], values, home=context.home)


def _body(row: Row, inputs: Mapping[str, Any], changed: set[str]) -> Row:
    """A near-full replacement: what is left out may be cleared (neighbour-observations §2)."""
    body: Row = {
        name: row[name] for name in ("name", "timeZone", "preferredLanguage", "address") if name in row
    }
    named = {"name": "name", "timezone": "timeZone", "language": "preferredLanguage"}
    body |= {named[name]: inputs[name] for name in changed & named.keys()}
    if "address" in changed:
        body["address"] = {theirs: inputs["address"].get(ours) for ours, theirs in ADDRESS.items()}
    return body


KIND = Kind(
    "Location",
    FIELDS,
    records,
    find,
    read,
    blocked,
    create,
    update,
    delete,
    leaves_with_customer=True,
    stays=STAYS,
)
