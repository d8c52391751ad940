"""What is refused about reports (wholesale-api §7, §19 rows 21 to 23)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from apisim.areas.billing.usage import CREATE
from apisim.errors import Json, bad_request, conflict
from apisim.rulebook import rule
from apisim.switches import switch

if TYPE_CHECKING:
    from apisim.store import Record
    from apisim.world import World

YEARS = 5
RUNNING = switch(
    "billing.running",
    "same",
    "conflict",
    says="a report asked for again while it is being made: answered again, or a 409",
)


@rule(
    "billing.period",
    "A report is about days of the last five years, never about the current day.",
    "G §7",
    of=CREATE,
)
@rule(
    "billing.bad-period",
    "A start after the end, today, or days older than five years are a 400.",
    "I §19.21",
    of=CREATE,
)
def read_period(world: World, body: Json) -> tuple[date, date]:
    """Give the days of a report: in order, in the last five years, never today."""
    first, last = (_day(body[name], name) for name in ("billingStartDate", "billingEndDate"))
    today = world.clock.now().date()
    if first > last:
        raise bad_request("billingStartDate: it is after billingEndDate", at="billingStartDate")
    if last >= today:
        raise bad_request("billingEndDate: only days before today can be billed", at="billingEndDate")
    if (today.year - first.year, today.month, today.day) > (YEARS, first.month, first.day):
        raise bad_request(f"billingStartDate: it is more than {YEARS} years ago", at="billingStartDate")
    return first, last


def _day(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise bad_request(f"{name}: a day as YYYY-MM-DD is needed, not {text!r}", at=name) from error


@rule(
    "billing.category",
    "`category` may be sent; POINT_IN_TIME with the type PARTNER is a 400.",
    "I §19.23",
    of=CREATE,
)
def check_category(kind: str, category: str) -> None:
    """Refuse a point in time for the whole partner."""
    if category == "POINT_IN_TIME" and kind == "PARTNER":
        raise bad_request("category: POINT_IN_TIME needs the type CUSTOMER or USER", at="category")


@rule(
    "billing.duplicate",
    "A report whose completed like exists already is a 409.",
    "L §7",
    of=CREATE,
)
@rule(
    "billing.delete-first",
    "A completed report has to be deleted before it is made again; one that failed does not.",
    "G §7",
    of=(CREATE, "Delete_a_Wholesale_Billing_Report"),
)
@rule(
    "billing.running",
    "A report that is asked for again while it is being made is answered again with the same id.",
    "I §19.22",
    of=CREATE,
    switch=RUNNING,
)
def running(world: World, period: tuple[str, ...]) -> Record | None:
    """Give the report of the period that is being made; a completed one is a 409."""
    for report in world["reports"].find("period", period):
        if report["status"] == "COMPLETED":
            raise conflict("A completed report of this period exists; delete it first.")
        if report["status"] == "IN_PROGRESS" and world.switches[RUNNING] == "conflict":
            raise conflict("A report of this period is being made.")
        if report["status"] == "IN_PROGRESS":
            return report
    return None
