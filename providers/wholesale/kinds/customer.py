"""Customer: created asynchronously, with its packages and its main location (wholesale-api §3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from wholesale.api.ids import same_id, uuid_of
from wholesale.errors import ApiError, ConflictError, UnclearError
from wholesale.estate import MOST
from wholesale.vocabulary.fields import Change, Field, same_language
from wholesale.vocabulary.kind import SUB_PARTNER, Kind
from wholesale.vocabulary.record import Home, Live, Phase, Record, Reference

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from wholesale.api.answers import Row
    from wholesale.stacks.stack import Address, Customer, Location, Stack
    from wholesale.vocabulary.context import Context

CALLING = frozenset(
    {
        "common_area_calling",
        "webex_calling",
        "webex_suite",
        "webex_voice",
        "cx_essentials",
        "webex_calling_standard",
    }
)
"""Packages that need the main location (wholesale-api §8.1)."""

PHASES: Mapping[str, Phase] = {
    "provisioned": "ready",
    "provisioned_with_errors": "ready",
    "provisioning": "pending",
    "updating": "pending",
    "deleting": "pending",
    "pending_rpl_review": "in_review",
    "error": "failed",
}
"""What a customer's status (wholesale-api §12) means to those who wait for it."""

_FOR_GOOD = "the API sets it once, when the customer is made: put the old value back"

FIELDS = (
    SUB_PARTNER,
    Field("externalId", paths=("externalId",)),
    Field("name", paths=("name",)),
    Field("primaryEmail", paths=("primaryEmail",), immutable=_FOR_GOOD, readable=False, personal=True),
    Field("template", paths=("template",), immutable=_FOR_GOOD, readable=False),
    Field("orgId", paths=("orgId",), immutable="a customer stays with its organization", same=same_id),
    Field("address", paths=("address",)),
    Field("language", paths=("language",), same=same_language),
    Field("meetings", paths=("meetings",), immutable=_FOR_GOOD, readable=False),
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What one record wants of the customer's full-list PUT (wholesale-api §3.5).

    Args:
        add: packages that have to be there.
        remove: packages that have to leave.
        limits: the most assignments, by package.
        values: externalId and address, where they change.
    """

    add: frozenset[str] = frozenset()
    remove: frozenset[str] = frozenset()
    limits: Mapping[str, int] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)


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


def main_location(customer: Customer) -> Location | None:
    """The location that comes with the customer; None where it has none."""
    return next((location for location in customer.locations.values() if location.main), None)


def sent(address: Address | None) -> Row | None:
    """An address as the wholesale API takes it; None where there is none."""
    return address.model_dump(by_alias=True, exclude_none=True) if address else None


async def find(context: Context) -> Live | None:
    """The customer with this externalId."""
    table = await context.estate.customers(context.inputs["externalId"], context.behalf)
    row = table.by_name(context.inputs["externalId"])
    if row is None:
        return None
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
    context.estate.written["made", uuid_of(customer_id)] = True
    await _remember_limits(context, customer_id, _limits(context))
    row = await _settled(context, customer_id)
    await _put(context, row)
    return await _live(context, row)


async def update(context: Context, live: Live, changes: tuple[Change, ...]) -> Live:
    """Change name and language through the identity API, externalId and address through the PUT."""
    changed = {change.field for change in changes}
    if changed & {"name", "language"} and live.home and live.home.org_id:
        await _rename(context, live.home.org_id)
    values: Row = {name: context.inputs[name] for name in ("externalId", "address") if name in changed}
    if values:
        await write(context, live.api_id, Wish(values=values))
    row = await _settled(context, live.api_id)
    await _put(context, row)
    return await _live(context, row)


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
    context.tell("removed; the organization itself stays, without wholesale services")


async def write(context: Context, customer_id: str, wish: Wish) -> Row:
    """Carry out a wish in one PUT with all others of this customer, built from a fresh GET."""

    async def carry_out(wishes: Sequence[Wish]) -> Row:
        return await _write(context, customer_id, wishes)

    return await context.together.gather(("customer", uuid_of(customer_id)), wish, carry_out)


def phase_of(row: Row) -> tuple[Phase, str]:
    """The phase of a customer's row, and why."""
    status = str(row.get("status"))
    phase = PHASES.get(status, "pending")
    return phase, "" if phase == "ready" else _explained(row, status)


def _explained(row: Row, status: str) -> str:
    errors = [str(entry.get("description") or entry.get("errorCode")) for entry in row.get("errors") or ()]
    return f"status {status}" + (": " + "; ".join(errors) if errors else "")


async def _order(context: Context) -> str:
    body = order(context)
    try:
        answer = await context.api.post("/wholesale/customers", body, context.acting)
    except (UnclearError, ApiError) as error:
        found = await _found_again(context)
        if found is None:
            raise _with_advice(error, context) from error
        return found
    location = str(answer.row.get("url") or answer.headers.get("location") or "")
    customer_id = location.rstrip("/").rpartition("/")[2].partition("?")[0]
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
        "customerInfo": _known(info),
        "provisioningParameters": _parameters(context, set(customer.packages), _limits(context)),
    }
    return _known(body)


def _parameters(context: Context, added: set[str], limits: Mapping[str, int]) -> Row:
    customer = context.customer
    location = main_location(customer) if customer and added & CALLING else None
    calling = {"location": _calling_location(location)} if location else None
    return _known(
        {
            "calling": calling,
            "meetings": context.inputs.get("meetings"),
            "packages": {"limits": dict(limits)} if limits else None,
        }
    )


def _calling_location(location: Location) -> Row:
    return _known(
        {
            "name": location.name,
            "address": sent(location.address),
            "timezone": location.timezone,
            "language": location.language,
        }
    )


def _limits(context: Context) -> dict[str, int]:
    packages = context.customer.packages if context.customer else {}
    return {name: terms.limit for name, terms in packages.items() if terms.limit is not None}


async def _remember_limits(context: Context, customer_id: str, limits: Mapping[str, int]) -> None:
    for name, limit in limits.items():
        context.estate.written["limit", uuid_of(customer_id), name] = limit


async def _write(context: Context, customer_id: str, wishes: Sequence[Wish]) -> Row:
    row = await _settled(context, customer_id)
    body = merged(row, wishes)
    added = set(body["packages"]) - set(row["packages"])
    first_calling = added & CALLING and not set(row["packages"]) & CALLING
    limits = {name: limit for wish in wishes for name, limit in wish.limits.items()}
    if not added and not limits and len(body) == 1 and len(body["packages"]) == len(row["packages"]):
        return row
    body["provisioningParameters"] = _parameters(context, added if first_calling else set(), limits)
    row = await _send(context, customer_id, _known(body))
    await _remember_limits(context, customer_id, limits)
    await _put(context, row)
    return row


def merged(row: Row, wishes: Sequence[Wish]) -> Row:
    """The PUT body that fulfils all wishes: what no wish speaks of stays (wholesale-api §3.5)."""
    packages = set(row["packages"])
    body: Row = {}
    for wish in wishes:
        packages = (packages - wish.remove) | wish.add
        body |= wish.values
    return {**body, "packages": sorted(packages)}


async def _send(context: Context, customer_id: str, body: Row) -> Row:
    context.say("writing the customer's packages: " + ", ".join(body["packages"]))
    try:
        await context.api.put(f"/wholesale/customers/{customer_id}", body, context.acting)
    except ApiError:
        row = await _settled(context, customer_id)
        if set(row["packages"]) != set(body["packages"]):
            raise
        return row
    return await _settled(context, customer_id)


async def _settled(context: Context, customer_id: str) -> Row:
    async def fetch() -> Row:
        row = await context.api.get(f"/wholesale/customers/{customer_id}", context.acting)
        if PHASES.get(row["status"]) == "pending":
            context.say(f"the customer is {row['status']}")
        return row

    return await context.settle(fetch, lambda row: PHASES.get(row["status"]) == "pending")


async def _rename(context: Context, org_id: str) -> None:
    current = await context.estate.organization(org_id)
    body = {
        "schemas": ["urn:cisco:codev:identity:organization:core:1.0"],
        "displayName": context.inputs.get("name") or current["displayName"],
        "preferredLanguage": context.inputs.get("language"),
    }
    await context.api.patch(f"/identity/organizations/{uuid_of(org_id)}", _known(body))
    context.estate.forget("organization", org_id)


async def _put(context: Context, row: Row) -> None:
    if external_id := row.get("externalId"):
        (await context.estate.customers(external_id, context.behalf)).put(row)


async def _live(context: Context, row: Row) -> Live:
    phase, reason = phase_of(row)
    home = Home(row["id"], row.get("orgId"))
    values = {"externalId": row.get("externalId"), "address": row.get("address")}
    values["orgId"] = home.org_id or context.inputs.get("orgId")
    if home.org_id is None:
        values |= {name: context.inputs.get(name) for name in ("name", "language")}
    elif context.inputs.keys() & {"name", "language"}:
        organization = await context.estate.organization(home.org_id)
        values |= {"name": organization.get("displayName"), "language": organization.get("preferredLanguage")}
    return Live(row["id"], values, phase, reason, home)


def _known(values: Mapping[str, Any]) -> Row:
    return {name: value for name, value in values.items() if value not in (None, {})}


KIND = Kind("Customer", FIELDS, records, find, read, blocked, create, update, delete)
