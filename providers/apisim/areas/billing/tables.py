"""The CSV of a report (wholesale-api §7; column order of PARTNER and USER inferred)."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from apisim.ids import key_of

if TYPE_CHECKING:
    from apisim.store import Record
    from apisim.world import World

PARTNER = ("PARTNER_NAME", "PARTNER_ORG_ID", "SUBSCRIPTION_ID")
CUSTOMER = ("CUSTOMER_ORG_ID", "CUSTOMER_EXTERNAL_ID")
USER = ("USER_ID", "SUBSCRIBER_ID", "WORKSPACE_ID")
USAGE = ("SERVICE_NAME", "SKU", "DESCRIPTION", "CONSUMPTION_START_DATE", "CONSUMPTION_END_DATE", "QUANTITY")
KEYS = {"PARTNER": (), "CUSTOMER": CUSTOMER, "USER": (*CUSTOMER, *USER)}
DAY_SECONDS = 86400


def render(world: World, report: Record) -> bytes:
    """Give the report as CSV: quantities are days in use, summed per row."""
    columns = (*PARTNER, *KEYS[report["type"]], *USAGE)
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(_rows(world, report))
    return out.getvalue().encode()


def _rows(world: World, report: Record) -> list[dict[str, Any]]:
    names = (*KEYS[report["type"]], "SERVICE_NAME")
    totals: dict[tuple[str, ...], float] = defaultdict(float)
    facts: dict[tuple[str, ...], dict[str, Any]] = {}
    for usage in world["usage"].find("owner", report["owner"]):
        row = _facts(world, report, usage)
        key = tuple(row[name] for name in names)
        totals[key] += _days(world, report, usage)
        facts[key] = row
    return [{**facts[key], "QUANTITY": f"{total:.2f}"} for key, total in sorted(totals.items()) if total > 0]


def _facts(world: World, report: Record, usage: Record) -> dict[str, Any]:
    owner = world["organizations"].get(key_of(report["owner"])) or {}
    return {
        "PARTNER_NAME": owner.get("displayName", ""),
        "PARTNER_ORG_ID": report["owner"],
        "SUBSCRIPTION_ID": "Sub-100001",
        "CUSTOMER_ORG_ID": usage["customerOrgId"],
        "CUSTOMER_EXTERNAL_ID": usage["externalId"],
        "USER_ID": usage["personId"],
        "SUBSCRIBER_ID": usage["subscriberId"],
        "WORKSPACE_ID": "",
        "SERVICE_NAME": usage["package"].upper(),
        "SKU": "A-WHOLESALE",
        "DESCRIPTION": usage["package"],
        "CONSUMPTION_START_DATE": report["billingStartDate"],
        "CONSUMPTION_END_DATE": report["billingEndDate"],
    }


def _days(world: World, report: Record, usage: Record) -> float:
    first = datetime.combine(datetime.fromisoformat(report["billingStartDate"]), time(), UTC)
    end = datetime.combine(datetime.fromisoformat(report["billingEndDate"]), time(), UTC) + timedelta(days=1)
    begun = datetime.fromisoformat(usage["from"])
    ended = datetime.fromisoformat(usage["to"]) if usage["to"] else world.clock.now()
    return max(0.0, (min(end, ended) - max(first, begun)).total_seconds() / DAY_SECONDS)
