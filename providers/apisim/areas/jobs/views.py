"""Jobs as answers show them: one shape for all kinds (observations §10)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from apisim.areas.jobs.machine import STARTS, STATUS
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.errors import Json
    from apisim.store import Record
    from apisim.world import World

PLAIN = ("name", "id", "trackingId", "sourceUserId", "sourceCustomerId", "instanceId", "counts")
ERRORS = (
    *("Retrieve_Errors_For_Disable_Calling_Location_Job", "List_Manage_Numbers_Job_Errors"),
    "List_Move_Users_Job_errors",
)


@rule(
    "jobs.shape",
    "Every job has `jobExecutionStatus`, `trackingId`, `sourceUserId`, `sourceCustomerId`, "
    "`targetCustomerId` and `instanceId`, published or not.",
    "L2 obs §10",
    of=(*STARTS, *STATUS),
)
def job(world: World, record: Record) -> Json:
    """Show a job."""
    shown = {name: record[name] for name in PLAIN}
    latest = {"latestExecutionStatus": record["status"], "latestExecutionExitCode": record["exitCode"]}
    steps = [_execution(world, record)]
    own = {"targetCustomerId": record["orgId"], **record["shown"]}
    return {**shown, **own, "jobExecutionStatus": steps, **latest}


def _execution(world: World, record: Record) -> Json:
    last = record["ended"] or world.clock.stamp()
    times = {"startTime": record["started"], "endTime": record["ended"]}
    common = {name: value for name, value in times.items() if value}
    common |= {"lastUpdated": last, "statusMessage": record["status"], "exitCode": record["exitCode"]}
    common |= {"timeElapsed": _elapsed(record["started"] or last, last)}
    step = {"id": 1, "name": record["name"], **common}
    number = {"id": record["instanceId"], "createdTime": record["created"]}
    return {**number, **common, "stepExecutionStatuses": [step] if record["started"] else []}


def _elapsed(start: str, end: str) -> str:
    seconds = (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()
    return f"PT{seconds:.3f}S"


@rule(
    "jobs.errors",
    "An error of a job names its `errorType`, an HTTP status as `key`, and messages with description "
    "and code.",
    "L2 obs §10",
    of=ERRORS,
)
def error(item: str, code: str, text: str, location: str | None = None, *, key: str = "400") -> Json:
    """Give one error of a job; its number and tracking id come with the list."""
    message = {"description": text, "code": code, **({"locationId": location} if location else {})}
    return {"item": item, "errorType": "ERROR", "error": {"key": key, "message": [message]}}


def errors(record: Record) -> list[Json]:
    """Give the errors of a job as the list shows them."""
    tracking = record["trackingId"]
    numbered = enumerate(record["errors"], start=1)
    return [{**entry, "itemNumber": number, "trackingId": tracking} for number, entry in numbered]
