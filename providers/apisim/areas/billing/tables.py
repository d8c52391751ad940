"""The CSV of a report (wholesale-api §7)."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from apisim.areas.billing.usage import GET, Span, spans
from apisim.ids import key_of
from apisim.rulebook import rule
from apisim.switches import switch

if TYPE_CHECKING:
    from apisim.store import Record
    from apisim.world import World

PARTNER = ("PARTNER_NAME", "PARTNER_ORG_ID", "SUBSCRIPTION_ID")
CUSTOMER = ("CUSTOMER_ORG_ID", "CUSTOMER_EXTERNAL_ID")
USER = ("USER_ID", "SUBSCRIBER_ID", "WORKSPACE_ID")
USAGE = ("SERVICE_NAME", "SKU", "DESCRIPTION", "CONSUMPTION_START_DATE", "CONSUMPTION_END_DATE", "QUANTITY")
KEYS: dict[str, tuple[str, ...]] = {"PARTNER": (), "CUSTOMER": CUSTOMER, "USER": (*CUSTOMER, *USER)}
LICENSE = "LICENSE_ID"
DAY_SECONDS = 86400
LICENSE_COLUMN = switch(
    "billing.license-column",
    "absent",
    "last",
    says="whether reports have a column LICENSE_ID at the end; its real name and place are not known",
)


@rule(
    "billing.columns",
    "A report has the columns of its type, named in its first row; services are packages in capitals.",
    "G §7",
    of=GET,
)
@rule(
    "billing.eleventh-column",
    "A CUSTOMER report has QUANTITY in the eleventh column.",
    "L §7",
    of=GET,
)
@rule(
    "billing.license-column",
    "Since August 2025 reports may have a column of license ids.",
    "H §7",
    of=GET,
    switch=LICENSE_COLUMN,
)
def render(world: World, report: Record) -> str:
    """Give the report as CSV."""
    extra = (LICENSE,) if world.switches[LICENSE_COLUMN] == "last" else ()
    columns = (*PARTNER, *KEYS[report["type"]], *USAGE, *extra)
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(_rows(world, report))
    return out.getvalue()


@rule(
    "billing.sums",
    "Rows of customers and of the partner sum up those of their users.",
    "G §7",
    of=GET,
)
def _rows(world: World, report: Record) -> list[dict[str, str]]:
    names = (*KEYS[report["type"]], "SERVICE_NAME")
    totals: dict[tuple[str, ...], float] = defaultdict(float)
    facts: dict[tuple[str, ...], dict[str, str]] = {}
    for span in spans(world, report):
        row = _facts(world, report, span)
        key = tuple(row[name] for name in names)
        totals[key] += _quantity(world, report, span)
        facts[key] = row
    return [{**facts[key], "QUANTITY": f"{total:.2f}"} for key, total in sorted(totals.items()) if total > 0]


def _facts(world: World, report: Record, span: Span) -> dict[str, str]:
    owner = world["organizations"].get(key_of(report["owner"])) or {}
    org = span.customer.get("orgId") or ""
    license_ = world["licenses"].first("package", (org, span.package)) or {"id": ""}
    return {
        "PARTNER_NAME": owner.get("displayName", ""),
        "PARTNER_ORG_ID": report["owner"],
        "SUBSCRIPTION_ID": "Sub-100001",
        "CUSTOMER_ORG_ID": org,
        "CUSTOMER_EXTERNAL_ID": span.customer.get("externalId") or "",
        "USER_ID": span.person,
        "SUBSCRIBER_ID": span.subscriber,
        "WORKSPACE_ID": span.workspace,
        "SERVICE_NAME": span.package.upper(),
        "SKU": "A-WHOLESALE",
        "DESCRIPTION": span.package,
        "CONSUMPTION_START_DATE": report["billingStartDate"],
        "CONSUMPTION_END_DATE": report["billingEndDate"],
        LICENSE: license_["id"],
    }


@rule(
    "billing.point-in-time",
    "A POINT_IN_TIME report counts what is assigned when it is made, whatever its days.",
    "H §7",
    of=GET,
)
def _quantity(world: World, report: Record, span: Span) -> float:
    if report["category"] == "POINT_IN_TIME":
        return float(span.ended is None)
    return _days(world, report, span)


@rule(
    "billing.pro-rata",
    "A user counts for each day by the share of it that the package was in use: a whole day is 1, half is "
    "0.5.",
    "G §7",
    of=GET,
)
def _days(world: World, report: Record, span: Span) -> float:
    first = datetime.combine(datetime.fromisoformat(report["billingStartDate"]), time(), UTC)
    end = datetime.combine(datetime.fromisoformat(report["billingEndDate"]), time(), UTC) + timedelta(days=1)
    ended = span.ended or world.clock.now()
    return max(0.0, (min(end, ended) - max(first, span.begun)).total_seconds() / DAY_SECONDS)
