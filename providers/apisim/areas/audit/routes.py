"""The operations on audit events (observations §9)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from apisim import ids, tenants
from apisim.areas.audit import categories
from apisim.calls import Answer, Call, ok
from apisim.errors import Json, bad_request
from apisim.paging import by_offset
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.store import Record

YEAR = timedelta(days=366)
PAGE, MOST = 100, 200
SHOWN = ("data", "created", "actorOrgId", "id", "actorId")
EVENTS, CATEGORIES = "List_Admin_Audit_Events", "List_Admin_Audit_Event_Categories"


@rule(
    "audit.needed",
    "`orgId`, `from` and `to` have to be there: without one the answer is a 400 that names it as a missing"
    " request parameter.",
    "L2 obs §1",
    of=EVENTS,
)
def _moment(call: Call, name: str) -> datetime:
    text = call.needed(name)
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        raise bad_request(f"{name}: a moment of ISO 8601 is needed, not {text!r}") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _span(call: Call) -> tuple[datetime, datetime]:
    start, end = _moment(call, "from"), _moment(call, "to")
    if start > end:
        raise bad_request("from: it has to be before to")
    if end - start > YEAR:
        raise bad_request("to: at most one year of events can be asked for")
    return start, end


@rule("audit.year", "One call asks for one year at most (400).", "L2 obs §9", of=EVENTS)
@rule(
    "audit.filters",
    "Events are chosen by time, by `actorId` and by `eventCategories`, joined by commas, in any case.",
    "L2 obs §9",
    of=EVENTS,
)
@rule(
    "audit.pages",
    "A page has 100 events unless `max` says otherwise, 200 at most; the newest come first.",
    "I §14.7",
    of=EVENTS,
)
def list_events(call: Call) -> Answer:
    """List what administrators did in an organization."""
    call.needed("orgId")
    organization, span = tenants.organization(call), _span(call)
    wanted = {name.upper() for name in call.listed("eventCategories")}
    actor = call.text("actorId")
    key = ids.read(actor, "PEOPLE", ids.BARE) if actor else None
    found = call.world["auditEvents"].find("org", organization["id"])
    rows = [row for row in found if _fits(row, span, wanted, key)]
    return by_offset(call, rows[::-1], _view, size=PAGE, most=MOST)


def _fits(row: Record, span: tuple[datetime, datetime], wanted: set[str], actor: str | None) -> bool:
    if wanted and row["data"]["eventCategory"] not in wanted:
        return False
    if actor is not None and ids.key_of(row["actorId"]) != actor:
        return False
    return span[0] <= datetime.fromisoformat(row["created"]) <= span[1]


def _view(row: Record) -> Json:
    return {name: row[name] for name in SHOWN}


@rule("audit.categories", "There are 34 categories.", "L2 obs §9", of=CATEGORIES)
def list_categories(call: Call) -> Answer:  # noqa: ARG001 - the list is the same for everybody
    """List the categories of events."""
    return ok({"eventCategories": list(categories.ALL)})


ROUTES = {EVENTS: list_events, CATEGORIES: list_categories}
