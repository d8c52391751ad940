"""Where reports are handed out: another origin than the API's, without a token (wholesale-api §7)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from apisim.areas.billing import tables
from apisim.areas.billing.usage import GET
from apisim.calls import Answer
from apisim.clock import stamp
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.store import Record
    from apisim.world import World

FOLDER, END = "/reports/", ".csv"
PLAIN, CSV = {"Content-Type": "text/plain"}, {"Content-Type": "text/csv;charset=UTF-8"}


@rule(
    "billing.download-origin",
    "`tempDownloadURL` is on another origin than the API, and works without a token.",
    "S §7",
    of=GET,
)
@rule(
    "billing.download-new",
    "Each Get of a completed report gives a new URL; the earlier ones go on working.",
    "I §7",
    of=GET,
)
def link(world: World, report: Record) -> str:
    """Give a new URL of a report."""
    ends = stamp(world.clock.now() + timedelta(seconds=world.settings.link))
    ticket = world.ids.key()
    world["reports"].change(report, tickets={**report["tickets"], ticket: ends})
    return f"{world.settings.downloads}{FOLDER}{ticket}{END}"


@rule(
    "billing.download-time",
    "A download URL works for 30 minutes after the Get that gave it (`--link`).",
    "G §7",
    of=GET,
)
@rule(
    "billing.download-deleted",
    "Deleting a report ends the access through every URL that was given out for it.",
    "G §7",
    of="Delete_a_Wholesale_Billing_Report",
)
def answer(world: World, method: str, path: str) -> Answer:
    """Hand out a report to whoever has its URL, as long as that works."""
    if method != "GET":
        return Answer(405, b"Method not allowed\n", {**PLAIN, "Allow": "GET"}, tracked=False)
    ticket = path.removeprefix(FOLDER).removesuffix(END)
    report = world["reports"].first("ticket", ticket)
    if report is None or report["tickets"][ticket] < world.clock.stamp():
        return Answer(404, b"There is nothing here, or not any more.\n", PLAIN, tracked=False)
    text = tables.render(world, report) if report["content"] is None else report["content"]
    return Answer(200, text.encode(), CSV, tracked=False)
