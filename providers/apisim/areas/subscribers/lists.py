"""The list of subscribers: filters, order, pages (wholesale-api §4.1)."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from apisim import ids, tenants
from apisim.areas.customers.state import KINDS as CUSTOMER_KINDS
from apisim.areas.subscribers.views import view
from apisim.clock import stamp
from apisim.errors import bad_request
from apisim.paging import by_offset
from apisim.rulebook import rule
from apisim.store import Found

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from apisim.calls import Answer, Call
    from apisim.store import Record

    Test = Callable[[Record], bool]

FILTERS = ("customerId", "personId", "externalCustomerId", "email", "status", "after", "lastStatusChange")
LIST = "List_Wholesale_Subscribers"
SORTS = ("created", "lastStatusChange")
SIZE, MOST = 50, 100


@rule(
    "subscribers.list-filters",
    "Subscribers are filtered by customer, person, external id, e-mail, status and moments; filters combine.",
    "S §4.1",
    of=LIST,
)
@rule(
    "subscribers.list-order",
    "They are sorted by `sortBy` (`created` unless sent, or `lastStatusChange`) and `sortOrder`.",
    "S §4.1",
    of=LIST,
)
@rule(
    "subscribers.list-ascending",
    "Without `sortOrder` the oldest subscriber comes first.",
    "I §4.1",
    of=LIST,
)
@rule(
    "subscribers.list-pages",
    "A page holds 50 subscribers, 100 at most; the next one is an offset away.",
    "S §2.3",
    of=LIST,
)
def list_subscribers(call: Call) -> Answer:
    """List the subscribers of who acts."""
    owner = tenants.org_id(tenants.wholesale_owner(call))
    sort, descending = _order(call)
    if sort == "created" and not descending and not any(call.text(name) for name in FILTERS):
        found = Found(call.world["subscribers"], "owner", owner)
        return by_offset(call, found, lambda row: view(call.world, row), size=SIZE, most=MOST)
    tests = list(_tests(call))
    rows = [row for row in _candidates(call, owner) if row["owner"] == owner]
    rows = [row for row in rows if all(test(row) for test in tests)]
    if sort != "created":
        rows.sort(key=lambda row: row[sort])
    if descending:
        rows.reverse()
    return by_offset(call, rows, lambda row: view(call.world, row), size=SIZE, most=MOST)


def _order(call: Call) -> tuple[str, bool]:
    sort, order = call.text("sortBy") or "created", (call.text("sortOrder") or "ASC").upper()
    if sort not in SORTS or order not in ("ASC", "DESC"):
        raise bad_request(f"sortBy: one of {', '.join(SORTS)}; sortOrder: ASC or DESC")
    return sort, order == "DESC"


def _candidates(call: Call, owner: str) -> Iterable[Record]:
    """Find rows by the narrowest index that a filter gives."""
    table = call.world["subscribers"]
    if email := call.text("email"):
        return table.find("email", email.lower())
    if person := call.text("personId"):
        return table.find("person", ids.encode("PEOPLE", ids.read(person, "PEOPLE")))
    if customer := call.text("customerId"):
        return table.find("customer", ids.encode("ENTERPRISE", ids.read(customer, *CUSTOMER_KINDS)))
    if external := call.text("externalCustomerId"):
        found = call.world["customers"].find("externalId", (owner, external))
        return [row for customer in found for row in table.find("customer", customer["id"])]
    return table.find("owner", owner)


def _tests(call: Call) -> Iterator[Test]:
    """Give what a row has to pass: one test for each filter that is set, its value read once."""
    if email := call.text("email"):
        yield lambda row: row["email"].lower() == email.lower()
    for name in ("personId", "customerId"):
        if text := call.text(name):
            yield partial(_is_key, name, ids.key_of(text))
    if external := call.text("externalCustomerId"):
        customers = call.world["customers"]
        yield lambda row: (customers.get(ids.key_of(row["customerId"])) or {}).get("externalId") == external
    if status := call.text("status"):
        yield lambda row: row["status"] == status
    for name, member in (("after", "created"), ("lastStatusChange", "lastStatusChange")):
        if moment := _moment(call, name):
            yield partial(_is_later, member, moment)


def _is_key(member: str, key: str, row: Record) -> bool:
    return ids.key_of(row[member] or "") == key


def _is_later(member: str, moment: str, row: Record) -> bool:
    later: bool = row[member] > moment
    return later


@rule(
    "subscribers.list-moments",
    "`after` and `lastStatusChange` take epoch milliseconds or ISO-8601.",
    "S §2.1",
    of=LIST,
)
def _moment(call: Call, name: str) -> str | None:
    """Read epoch milliseconds or ISO-8601."""
    text = call.text(name)
    if text is None:
        return None
    try:
        if text.isdecimal():
            return stamp(datetime.fromtimestamp(int(text) / 1000, UTC))
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError) as error:
        raise bad_request(
            f"{name}: epoch milliseconds or an ISO-8601 moment is needed, not {text!r}"
        ) from error
    return stamp(moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC))
