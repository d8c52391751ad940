"""What is refused about reports (wholesale-api §7, §19 rows 21 to 23)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from apisim.errors import Json, bad_request, conflict

if TYPE_CHECKING:
    from apisim.store import Record
    from apisim.world import World

YEARS = 5


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


def check_category(kind: str, category: str) -> None:
    """Refuse a point in time for the whole partner (§19 row 23, inferred)."""
    if category == "POINT_IN_TIME" and kind == "PARTNER":
        raise bad_request("category: POINT_IN_TIME needs the type CUSTOMER or USER", at="category")


def running(world: World, period: tuple[str, ...]) -> Record | None:
    """Give the report of the period that is being made; a completed one is a 409 (§19 row 22)."""
    for report in world["reports"].find("period", period):
        if report["status"] == "COMPLETED":
            raise conflict("A completed report of this period exists; delete it first.")
        if report["status"] == "IN_PROGRESS":
            return report
    return None
