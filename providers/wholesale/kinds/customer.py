"""Customer: created asynchronously, with its packages and its main location (wholesale-api §3)."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from wholesale.api.ids import same_id, uuid_of
from wholesale.errors import ApiError, ConflictError, UnclearError
from wholesale.estate import ATTACHED, MOST, NEW
from wholesale.kinds.confirm import finished
from wholesale.kinds.full_list import Wish, put, remember, settled, write
from wholesale.kinds.order import ADDRESS, known, limits, order, sent
from wholesale.kinds.phases import customer_phase
from wholesale.vocabulary.fields import Change, Field, same_language
from wholesale.vocabulary.kind import SUB_PARTNER, Kind
from wholesale.vocabulary.record import Home, Live, Record, Reference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wholesale.api.answers import Row
    from wholesale.stacks.stack import Customer, Stack
    from wholesale.vocabulary.context import Context

_FOR_GOOD = "the API sets it once, when the customer is made: put the old value back"

FIELDS = (
    SUB_PARTNER,
    Field("externalId", paths=("externalId",)),
    Field("name", paths=("name",), reviewed=True),
    Field(
        "primaryEmail",
        paths=("primaryEmail",),
        immutable=_FOR_GOOD,
        readable=False,
        personal=True,
        reviewed=True,
    ),
    Field("template", paths=("template",), immutable=_FOR_GOOD, readable=False),
    Field(
        "orgId",
        paths=("orgId",),
        immutable="a customer stays with its organization",
        same=same_id,
        output="organizationId",
    ),
    Field("address", paths=("address",), reviewed=True),
    Field("language", paths=("language",), same=same_language),
    Field("meetings", paths=("meetings",), immutable=_FOR_GOOD, readable=False),
)


def records(stack: Stack, customer: Customer) -> Iterator[Record]:  # noqa: ARG001 - a kind's function
    """The customer's own record; an attached organization keeps its name unless it is managed in full."""
    inputs: dict[str, Any] = {
        "externalId": customer.external_id,
        "template": customer.template,
        "orgId": customer.org_id,
        "address": sent(customer.address),
        "meetings": {"timezone": customer.meetings.timezone} if customer.meetings else None,
    }
    if customer.org_id is None or customer.manage == "full":
        inputs |= {
            "name": customer.name,
            "primaryEmail": customer.primary_email,
            "language": customer.language,
        }
    yield Record(Reference("Customer", customer.handle), inputs, previously=customer.previously)


async def find(context: Context) -> Live | None:
    """The customer with this externalId."""
    table = await context.estate.customers(context.inputs["externalId"], context.behalf)
    row = table.by_name(context.inputs["externalId"])
    if row is None:
        return None
    if other := context.rival(row["externalId"]):
        raise ConflictError(
            f"A customer with externalId {row['externalId']} exists, and {other} wants it too.\n"
            f"    Keep it in one stack file only; a customer that moves is taken out there first."
        )
    wanted = context.inputs.get("orgId")
    if wanted and row.get("orgId") and not same_id(wanted, row["orgId"]):
        raise ConflictError(
            f"A customer with externalId {row['externalId']} is in another organization than orgId says.\n"
            f"    Give this customer an externalId of its own, or correct its orgId."
        )
    return await _live(context, row)


async def read(context: Context, api_id: str) -> Live | None:
    """The customer with this id; None when a GET of it answered 404."""
    row = None
    if external_id := context.inputs.get("externalId"):
        row = (await context.estate.customers(external_id, context.behalf)).by_id(api_id)
    row = row or await context.api.find(f"/wholesale/customers/{api_id}", context.acting)
    return await _live(context, row) if row else None


async def blocked(context: Context) -> str | None:  # noqa: ARG001 - a kind's function
    """Nothing has to be there before a customer."""
    return None


async def create(context: Context) -> Live:
    """Order the customer with its packages and its main location, and wait a bounded time for it."""
    context.say("ordering the customer")
    customer_id = await _order(context)
    context.estate.written["made", uuid_of(customer_id)] = ATTACHED if context.inputs.get("orgId") else NEW
    remember(context, customer_id, limits(context))
    made = Live(customer_id, context.inputs, "pending", "ordered", Home(customer_id, None))
    return await finished(made, _settled(context, customer_id))


async def _settled(context: Context, customer_id: str) -> Live:
    row = await settled(context, customer_id)
    await put(context, row)
    return await _live(context, row)


async def update(context: Context, live: Live, changes: tuple[Change, ...]) -> Live:
    """Change name and language through the identity API, externalId and address through the PUT."""
    changed = {change.field for change in changes}
    if changed & {"name", "language"} and live.home and live.home.org_id:
        await _rename(context, live.home.org_id)
    values: Row = {name: context.inputs[name] for name in ("externalId", "address") if name in changed}
    if values:
        await write(context, live.api_id, Wish(values=values))
    return await _settled(context, live.api_id)


async def delete(context: Context, api_id: str) -> None:
    """Remove the customer with the users that it still has: the guard has seen that all of them are named.

    Once it is accepted and `deleting`, the API does the rest (wholesale-api §3.6, §19 row 8).
    """
    query = {"customerId": api_id, "max": MOST, "offset": "0", **context.acting}
    for row in await context.api.list("/wholesale/subscribers", query):
        await context.api.delete(f"/wholesale/subscribers/{row['id']}", context.acting)

    async def fetch() -> Row:
        return await context.api.find(f"/wholesale/customers/{api_id}", context.acting) or {"status": "gone"}

    if await context.api.delete(f"/wholesale/customers/{api_id}", context.acting):
        row = await context.settle(fetch, lambda row: row["status"] == "deleting")
        if row["status"] not in {"deleting", "gone"}:
            raise ApiError(
                f"The removal of customer {context.reference.key} ended with status {row['status']}"
            )
    organization = context.last.get("organizationId")
    known_by = f" (orgId: {organization})" if organization else ""
    context.tell(f"removed; the organization itself stays, without wholesale services{known_by}")


async def _order(context: Context) -> str:
    """Order the customer once; where the outcome is unclear, it is looked for, and not ordered again here.

    A second customer is worse than a run that ends early: the next one looks again, before it orders.
    """
    body = order(context)
    try:
        answer = await context.api.post("/wholesale/customers", body, context.acting)
    except ApiError as error:
        unclear = isinstance(error, UnclearError) or error.status == HTTPStatus.CONFLICT
        found = await _found_again(context) if unclear else None
        if found is None:
            raise _with_advice(error, context) from error
        return found
    location = str(answer.row.get("url") or answer.headers.get("location") or "")
    customer_id = location.rstrip("/").rpartition("/")[2].partition("?")[0] or await _found_again(context)
    if not customer_id:
        raise ApiError(
            "POST /wholesale/customers: accepted, but no customer is named. Run again: it is found."
        )
    return customer_id


async def _found_again(context: Context) -> str | None:
    params = {"externalId": context.inputs["externalId"], "max": "1", "offset": "0", **context.acting}
    rows = await context.api.list("/wholesale/customers", params)
    return str(rows[0]["id"]) if rows else None


def _with_advice(error: ApiError, context: Context) -> ApiError:
    if context.inputs.get("orgId") and error.status == HTTPStatus.CONFLICT:
        advice = (
            "An organization with many users or a verified domain has to approve first:"
            " ask its administrator, then run again."
        )
        error.args = (f"{error}\n    {advice}",)
    return error


async def _rename(context: Context, org_id: str) -> None:
    current = await context.estate.organization(org_id)
    body = {
        "schemas": ["urn:cisco:codev:identity:organization:core:1.0"],
        "displayName": context.inputs.get("name") or current["displayName"],
        "preferredLanguage": context.inputs.get("language"),
    }
    await context.api.patch(f"/identity/organizations/{uuid_of(org_id)}", known(body))
    context.estate.forget("organization", org_id)


def _address(row: Row) -> Row:
    found = row.get("address") or {}
    return {name: found[name] for name in ADDRESS if found.get(name)}


async def _live(context: Context, row: Row) -> Live:
    phase, reason = customer_phase(row)
    home = Home(row["id"], row.get("orgId"))
    values = {"externalId": row.get("externalId"), "address": _address(row)}
    values["orgId"] = home.org_id or context.inputs.get("orgId")
    if home.org_id is None:
        values |= {name: context.inputs.get(name) for name in ("name", "language")}
    elif context.inputs.keys() & {"name", "language"}:
        organization = await context.estate.organization(home.org_id)
        values |= {"name": organization.get("displayName"), "language": organization.get("preferredLanguage")}
    return Live(row["id"], values, phase, reason, home)


KIND = Kind("Customer", FIELDS, records, find, read, blocked, create, update, delete)
