"""The operations on billing reports (wholesale-api §7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import ids, tenants
from apisim.areas.billing import downloads, rules, state, tables
from apisim.areas.billing.usage import CREATE, GET
from apisim.calls import Answer, Call, done, ok
from apisim.errors import Json, not_found
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.store import Record
    from apisim.world import World

NOT_FOUND = 2024
LIST, DELETE = "List_Wholesale_Billing_Reports", "Delete_a_Wholesale_Billing_Report"
LISTED = ("id", "billingStartDate", "billingEndDate", "status", "type", "category")
CREATED = ("id", "billingStartDate", "billingEndDate", "type", "category")
FILTERS = ("billingStartDate", "billingEndDate", "type", "status")


@rule("billing.not-found", "A report that is not there is a 404 with code 2024.", "I §13", of=(GET, DELETE))
def _report(call: Call) -> Record:
    found = call.world["reports"].get(ids.read(call.params["id"], "BILLING_REPORT"))
    if found is None or found["owner"] not in _owners(call):
        raise not_found("The billing report was not found.", NOT_FOUND)
    return found


@rule(
    "billing.of-sub-partners",
    "A parent makes, sees and deletes the reports of its sub-partners, named by `subPartnerOrgId`.",
    "G §6",
    of=(LIST, CREATE, GET, DELETE),
)
def _owners(call: Call) -> set[str]:
    own = tenants.org_id(call.token.organization)
    return {own, *(row["id"] for row in call.world["subPartners"].find("parent", own))}


@rule(
    "billing.list-filters",
    "Filters match exactly: a report within a wider period is not listed.",
    "G §7",
    of=LIST,
)
@rule("billing.list-order", "Reports are sorted by `sortBy`, by their first day without it.", "S §7", of=LIST)
@rule(
    "billing.list-one-page",
    "There is one page of reports, of 100 at most, without `Link`.",
    "S §2.3",
    of=LIST,
)
@rule(
    "billing.list-members",
    "A listed report lacks `created`, `createdBy` and `tempDownloadURL`.",
    "S §7",
    of=(LIST, GET),
)
def list_reports(call: Call) -> Answer:
    """List reports on one page."""
    owner = tenants.org_id(tenants.billing_owner(call, call.text("subPartnerOrgId")))
    rows = [
        row
        for row in call.world["reports"].find("owner", owner)
        if all(call.text(name) in (None, row[name]) for name in FILTERS)
    ]
    sort = call.text("sortBy") or "billingStartDate"
    rows.sort(key=lambda row: row[sort])
    limit = call.number("max", 100, least=1, most=100)
    return ok({"items": [{name: row[name] for name in LISTED} for row in rows[:limit]]})


@rule(
    "billing.created",
    "A report is answered with 200 and its id, days, type (PARTNER unless sent) and category "
    "(RECONCILIATION unless sent).",
    "S §7",
    of=CREATE,
)
def create_report(call: Call) -> Answer:
    """Ask for a report; one that is being made already is answered again."""
    world, body = call.world, call.body
    owner = tenants.org_id(tenants.billing_owner(call, body.get("subPartnerOrgId")))
    first, last = (day.isoformat() for day in rules.read_period(world, body))
    kind, category = body.get("type", "PARTNER"), body.get("category", "RECONCILIATION")
    rules.check_category(kind, category)
    running = rules.running(world, (owner, first, last, kind, category))
    return ok(_created(running or _make(call, owner, first, last, {"type": kind, "category": category})))


def _make(call: Call, owner: str, first: str, last: str, kinds: Json) -> Record:
    world = call.world
    period = {"billingStartDate": first, "billingEndDate": last, "owner": owner, **kinds}
    maker = ids.encode("PEOPLE", world.token_people[call.token.name])
    hidden = {"internal": call.body.get("internal", False), "createdBy": maker}
    report = world["reports"].put(state.fill(world, {**period, **hidden, "status": "IN_PROGRESS"}))
    world.agenda.after(world.settings.settle, lambda: _complete(world, report["id"]))
    return report


def _created(report: Record) -> Json:
    return {name: report[name] for name in CREATED}


@rule(
    "billing.background",
    "A report is made in the background: IN_PROGRESS, and COMPLETED after the time of `--settle`.",
    "S §7",
    of=(CREATE, GET),
)
@rule(
    "billing.states",
    "A report goes from IN_PROGRESS to COMPLETED or FAILED, and leaves by being deleted; the side door makes "
    "one fail by an edit of its `status` and `errors`.",
    "I §12",
    of=(CREATE, GET, DELETE),
)
def _complete(world: World, report_id: str) -> None:
    report = world["reports"].get(ids.key_of(report_id))
    if report and report["status"] == "IN_PROGRESS":
        world["reports"].change(report, status="COMPLETED", content=tables.render(world, report))


@rule(
    "billing.errors",
    "The errors of a report have `code`, where all others have `errorCode`.",
    "S §7",
    of=GET,
)
def get_report(call: Call) -> Answer:
    """Show a report; a completed one with a new download URL."""
    report, world = _report(call), call.world
    shown = {name: report[name] for name in (*LISTED, "created", "createdBy") if report[name] is not None}
    if report["status"] == "COMPLETED":
        shown["tempDownloadURL"] = downloads.link(world, report)
    return ok({**shown, "errors": report["errors"]} if report["errors"] else shown)


@rule("billing.deleted", "A deleted report is answered with 204.", "S §7", of=DELETE)
def delete_report(call: Call) -> Answer:
    """Delete a report, and with it the access through its URLs."""
    call.world["reports"].remove(_report(call))
    return done()


ROUTES = {LIST: list_reports, CREATE: create_report, GET: get_report, DELETE: delete_report}
