"""The operations on billing reports (wholesale-api §7)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from apisim import ids, tenants
from apisim.areas.billing import rules, state
from apisim.calls import Answer, Call, done, ok
from apisim.clock import stamp
from apisim.errors import Json, not_found

if TYPE_CHECKING:
    from apisim.store import Record
    from apisim.world import World

NOT_FOUND = 2024
MINUTES = 30
LISTED = ("id", "billingStartDate", "billingEndDate", "status", "type", "category")
CREATED = ("id", "billingStartDate", "billingEndDate", "type", "category")
FILTERS = ("billingStartDate", "billingEndDate", "type", "status")


def _report(call: Call) -> Record:
    found = call.world["reports"].get(ids.read(call.params["id"], "BILLING_REPORT"))
    sub_partners = (
        s for s in call.world["subPartners"].find("parent", tenants.org_id(call.token.organization))
    )
    owners = {tenants.org_id(call.token.organization), *(s["id"] for s in sub_partners)}
    if found is None or found["owner"] not in owners:
        raise not_found("The billing report was not found.", NOT_FOUND)
    return found


def list_reports(call: Call) -> Answer:
    """List reports; filters match exactly, there is one page (§7)."""
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


def create_report(call: Call) -> Answer:
    """Ask for a report; one that is being made already is answered again (§19 row 22)."""
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


def _complete(world: World, report_id: str) -> None:
    report = world["reports"].get(ids.key_of(report_id))
    if report and report["status"] == "IN_PROGRESS":
        world["reports"].change(report, status="COMPLETED")


def get_report(call: Call) -> Answer:
    """Show a report; each time with a new download URL that works for 30 minutes (§7)."""
    report, world = _report(call), call.world
    shown = {name: report[name] for name in (*LISTED, "created", "createdBy") if report[name] is not None}
    if report["status"] == "COMPLETED":
        ticket, ends = world.ids.key(), stamp(world.clock.now() + timedelta(minutes=MINUTES))
        report = world["reports"].change(report, tickets={**report["tickets"], ticket: ends})
        shown["tempDownloadURL"] = f"{call.origin}/_sim/downloads/{ticket}.csv"
    return ok({**shown, "errors": report["errors"]} if report["errors"] else shown)


def delete_report(call: Call) -> Answer:
    """Delete a report, and with it the access through its URL (§7)."""
    call.world["reports"].remove(_report(call))
    return done()


ROUTES = {
    "List_Wholesale_Billing_Reports": list_reports,
    "Create_a_Wholesale_Billing_Report": create_report,
    "Get_a_Wholesale_Billing_Report": get_report,
    "Delete_a_Wholesale_Billing_Report": delete_report,
}
