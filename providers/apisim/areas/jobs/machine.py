"""How a job runs: started, paused and resumed, abandoned, ended; by virtual time (observations §2, §5)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from apisim import ids
from apisim.areas.jobs.state import RUNNING
from apisim.areas.numbers.codes import worded
from apisim.errors import Json, conflict
from apisim.rulebook import rule
from apisim.switches import switch
from apisim.tenants import org_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from apisim.calls import Call
    from apisim.store import Record
    from apisim.world import World

STARTS = ("Disable_Location_For_Webex_Calling", "Initiate_Number_Jobs", "Validate_or_Initiate_Move_Users_Job")
STATUS = (
    *("Get_Disable_Calling_Location_Job_Status", "Get_Manage_Numbers_Job_Status"),
    "Get_Move_Users_Job_Status",
)
PAUSES = (
    *("Pause_a_Disable_Calling_Location_Job", "Resume_a_Disable_Calling_Location_Job"),
    *("Pause_the_Manage_Numbers_Job", "Resume_the_Manage_Numbers_Job"),
    *("Pause_the_Move_Users_Job", "Resume_the_Move_Users_Job"),
)
ABANDONS = ("Abandon_the_Manage_Numbers_Job", "Abandon_the_Move_Users_Job")
DURATION = switch(
    "jobs.duration",
    "settle",
    "measured",
    says="how long jobs take (virtual time): as `--settle` says, or as measured, 6 s to disable "
    "calling, 10 s to move",
)
MEASURED = "measured"


@dataclass(frozen=True, slots=True)
class Ending:
    """What a job came to: its counts and errors; one that could do nothing at all has failed."""

    counts: Json
    errors: tuple[Json, ...] = ()
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of job: how it is called, what it does at its end, and how long that was seen to take."""

    type: str
    name: str
    work: Callable[[World, Record], Ending]
    seconds: float = 10.0


@rule(
    "jobs.one-at-a-time",
    "An organization has one running job of a kind: the next is a 409 with `BATCH-1001004`; a paused "
    "one counts.",
    "L2 obs §2",
    of=STARTS,
)
def check_free(world: World, kind: Kind, org: str) -> None:
    """Refuse a job while one of its kind runs in the organization."""
    if world["jobs"].first("running", (org, kind.type)):
        raise worded(world, 409, "BATCH-1001004", "Customer has job of same type already running")


def start(call: Call, kind: Kind, org: str, wanted: Json, counts: Json, **shown: Json | str | None) -> Record:
    """Start a job, and let it end by itself.

    Args:
        call: who starts it.
        kind: what it does.
        org: the organization that it is for.
        wanted: what its work needs to know.
        counts: how the counts stand before the work.
        shown: members that only this kind of job shows.
    """
    check_free(call.world, kind, org)
    own = {"orgId": org, "wanted": wanted, "counts": counts}
    named = {name: value for name, value in shown.items() if value is not None}
    record = {**_fresh(call, kind), **own, "shown": named}
    return _plan(call.world, kind, call.world["jobs"].put(record))


def _fresh(call: Call, kind: Kind) -> Record:
    world = call.world
    return {
        "id": world.new_id("JOB_ID"),
        "type": kind.type,
        "name": kind.name,
        "trackingId": f"WXC_{world.ids.key()}",
        "sourceUserId": ids.encode("PEOPLE", world.token_people[call.token.name]),
        "sourceCustomerId": org_id(call.token.organization),
        "instanceId": len(world["jobs"]) + 1,
        "created": world.clock.stamp(),
        "started": None,
        "ended": None,
        "status": "STARTING",
        "exitCode": "UNKNOWN",
        "errors": [],
        "paused": False,
        "turn": 0,
    }


@rule(
    "jobs.duration",
    "Disabling calling takes about 6 s, moving a user or numbers about 10 s, or all of them what "
    "`--settle` says.",
    "L2 obs §5",
    of=STATUS,
    switch=DURATION,
)
def _plan(world: World, kind: Kind, record: Record) -> Record:
    measured = world.switches[DURATION] == MEASURED
    seconds = kind.seconds if measured else world.settings.settle
    world.agenda.after(0, partial(_begin, world, record["id"]))
    world.agenda.after(seconds, partial(_end, world, kind, record["id"], record["turn"]))
    return record


def _begin(world: World, job_id: str) -> None:
    record = world["jobs"].get(ids.key_of(job_id))
    if record and record["status"] == "STARTING":
        world["jobs"].change(record, status="STARTED", started=record["created"])


@rule(
    "jobs.exit-codes",
    "A job ends COMPLETED with the exit code COMPLETED and no errors, with COMPLETED_WITH_ERRORS and "
    "its errors, or FAILED.",
    "L2 obs §5",
    of=STATUS,
)
def _end(world: World, kind: Kind, job_id: str, turn: int) -> None:
    record = world["jobs"].get(ids.key_of(job_id))
    if record is None or record["status"] not in RUNNING or record["turn"] != turn:
        return
    ending = kind.work(world, record)
    status = "FAILED" if ending.failed else "COMPLETED"
    code = "COMPLETED_WITH_ERRORS" if ending.errors and not ending.failed else status
    members = {"status": status, "exitCode": code, "counts": ending.counts, "errors": list(ending.errors)}
    world["jobs"].change(record, **members, ended=world.clock.stamp())


@rule(
    "jobs.pause",
    "A running job is paused and a paused one resumed by POST: 204.",
    "L2 obs §5",
    of=PAUSES,
)
@rule(
    "jobs.paused",
    "A paused job stays STARTED with the exit code STOPPED; pausing what does not run, and resuming "
    "what is not paused, is a 409.",
    "I §14.3",
    of=PAUSES,
)
def pause(world: World, record: Record) -> None:
    """Stop a running job where it is."""
    if record["status"] not in RUNNING or record["paused"]:
        raise conflict("Only a job that runs can be paused.")
    members = {"paused": True, "turn": record["turn"] + 1, "exitCode": "STOPPED"}
    world["jobs"].change(record, **members, status="STARTED", started=record["created"])


def resume(world: World, kind: Kind, record: Record) -> None:
    """Let a paused job go on; it takes its whole time again."""
    if not record["paused"] or record["status"] not in RUNNING:
        raise conflict("Only a job that is paused can be resumed.")
    _plan(world, kind, world["jobs"].change(record, paused=False, exitCode="UNKNOWN"))


@rule(
    "jobs.abandon",
    "Jobs that move users or numbers are abandoned by POST while they run or are paused: 204, and "
    "nothing is done.",
    "L2 obs §5",
    of=ABANDONS,
)
def abandon(world: World, record: Record) -> None:
    """Give up a job that has not ended."""
    if record["status"] not in RUNNING:
        raise conflict("The job has ended already.")
    members = {"status": "ABANDONED", "exitCode": "STOPPED", "paused": False, "ended": world.clock.stamp()}
    world["jobs"].change(record, **members)
