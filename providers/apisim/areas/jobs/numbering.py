"""The job that moves numbers between locations, or changes their use (wholesale-api §14.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import ids, tenants
from apisim.areas.jobs import machine, views
from apisim.areas.jobs.machine import Ending, Kind
from apisim.areas.locations import state as locations
from apisim.areas.numbers import rules as numbers
from apisim.areas.numbers import state
from apisim.calls import Answer
from apisim.errors import bad_request, calling_error, not_found
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.calls import Call
    from apisim.errors import Json
    from apisim.store import Record
    from apisim.world import World

START = "Initiate_Number_Jobs"
MOVE, USAGE = "MOVE", "NUMBER_USAGE_CHANGE"
NEEDED = {MOVE: "targetLocationId", USAGE: "numberUsageType"}
MOST = 1000
MISSING, INVALID = 25008, 25024
Trouble = tuple[str, str]


@rule(
    "jobs.numbers-organization",
    "The organization of a number job is `orgId`, which is not published there, or else that of its "
    "first location.",
    "L2 obs §10",
    of=(START, "Get_Manage_Numbers_Job_Status"),
)
def _organization(call: Call) -> Record:
    first = locations.find(call.world, call.body["numberList"][0]["locationId"])
    if call.text("orgId") or first is None:
        return tenants.organization(call)
    return tenants.named_organization(call, tenants.in_reach(call, first, "Location")["orgId"])


@rule(
    "jobs.numbers-request",
    "A number job is a MOVE with `targetLocationId` or a NUMBER_USAGE_CHANGE with `numberUsageType`, "
    "for at most 1000 numbers; it is answered with 201.",
    "S §14.3",
    of=START,
)
def start(call: Call) -> Answer:
    """Start to move numbers to another location, or to change what they are used for."""
    body = call.body
    _check_request(body)
    org = _organization(call)["id"]
    sources = [_location(call, org, entry["locationId"]) for entry in body["numberList"]]
    target = _location(call, org, body["targetLocationId"]) if body["operation"] == MOVE else sources[0]
    pairs = zip(sources, body["numberList"], strict=True)
    listed = [[source["id"], number] for source, entry in pairs for number in entry["numbers"]]
    usage = body.get("numberUsageType")
    wanted = {"operation": body["operation"], "target": target["id"], "usage": usage, "numbers": listed}
    shown = {
        "jobType": "MANAGE_NUMBERS",
        "operationType": body["operation"],
        "sourceLocationId": sources[0]["id"],
        "targetLocationId": target["id"],
    }
    counts = _counts(wanted["operation"], len(listed), 0, 0)
    record = machine.start(call, KIND, org, wanted, counts, **shown)
    return Answer(201, views.job(call.world, record))


def _check_request(body: Json) -> None:
    needed = NEEDED.get(body["operation"])
    if needed is None:
        raise bad_request(f"operation: {MOVE} or {USAGE} is needed", INVALID, at="operation")
    if not body.get(needed):
        raise bad_request(f"{needed} is mandatory", MISSING, at=needed)
    count = sum(len(entry["numbers"]) for entry in body["numberList"])
    if not 1 <= count <= MOST:
        raise bad_request(f"numberList: 1 to {MOST} numbers are needed", INVALID, at="numberList")
    for number in (number for entry in body["numberList"] for number in entry["numbers"]):
        if not numbers.is_number(number):
            raise calling_error(numbers.INVALID_NUMBER, f"{number} is not a valid phone number")


def _location(call: Call, org: str, named: str) -> Record:
    found = locations.find(call.world, named)
    if found is None or found["orgId"] != org or not found["calling"]:
        raise not_found(f"Location {ids.key_of(named)} not found, or not enabled for calling.")
    return found


@rule(
    "jobs.numbers-counts",
    "The counts come in both families: `totalMoves`, `moved`, … and `totalNumbers`, `numbersMoved`, ….",
    "L2 obs §10",
    of=(START, "Get_Manage_Numbers_Job_Status", "List_Manage_Numbers_Jobs"),
)
def _counts(operation: str, total: int, done: int, failed: int) -> Json:
    pending = total - done - failed
    published = {"totalMoves": total, "moved": done, "failed": failed, "pending": pending, "skipped": 0}
    moved, changed = (done, 0) if operation == MOVE else (0, done)
    seen = {"totalNumbers": total, "numbersMoved": moved, "numbersDeleted": 0, "numbersFailed": failed}
    return {**published, **seen, "numbersUsageChanged": changed}


def _work(world: World, record: Record) -> Ending:
    wanted = record["wanted"]
    target = locations.find(world, wanted["target"])
    errors = []
    for source, number in wanted["numbers"]:
        row = state.at_location(world, source, number.replace("-", ""))
        trouble = _trouble(world, wanted["operation"], row, locations.find(world, source), target)
        if row is None or trouble:
            errors.append(views.error(number, *(trouble or ABSENT), source))
        elif wanted["operation"] == MOVE:
            world["numbers"].change(row, locationId=wanted["target"])
        else:
            world["numbers"].change(row, isServiceNumber=wanted["usage"] == "SERVICE")
    total = len(wanted["numbers"])
    return Ending(_counts(wanted["operation"], total, total - len(errors), len(errors)), tuple(errors))


ABSENT: Trouble = ("10030001", "Number does not belong to from-location")


@rule(
    "jobs.numbers-movable",
    "A number moves when it is active, free, no main number, and both locations have the same provider "
    "and country; each that does not is an error of the job, and the others move.",
    "L2 obs §5",
    of=(START, "List_Manage_Numbers_Job_Errors"),
)
def _trouble(
    world: World, operation: str, row: Record | None, source: Record | None, target: Record | None
) -> Trouble | None:
    if row is None or source is None or target is None:
        return ABSENT
    if row["state"] != "ACTIVE":
        return "BATCH-1017021", "Failed to move because it is an inactive number."
    if operation == MOVE and not _alike(source, target):
        return "BATCH-1017022", "The source and the target location have different providers."
    if state.holder(world, row):
        return "BATCH-1017023", "Failed because it is not an unassigned number."
    if state.is_main(source, row["phoneNumber"]):
        return "BATCH-1017024", "Failed because it is a main number."
    return None


def _alike(source: Record, target: Record) -> bool:
    ours, theirs = source["pstn"] or {}, target["pstn"] or {}
    same = all(ours.get(name) == theirs.get(name) for name in ("id", "pstnConnectionType"))
    return bool(theirs) and same and source["address"]["country"] == target["address"]["country"]


KIND = Kind("managenumbers", "managenumbers", _work)
