"""The operations on jobs: each kind is started in its own way, and watched in one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from apisim import ids, tenants
from apisim.areas.jobs import disabling, machine, moving, numbering, views
from apisim.calls import Answer, Call, done, ok
from apisim.paging import by_offset
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.areas.jobs.machine import Kind
    from apisim.store import Record

SIZE, MOST = 20, 2000


def _job(call: Call, kind: Kind) -> Record:
    """Find a job; where `orgId` is not published, in whatever organization the token reaches (inferred)."""
    found = call.world["jobs"].get(ids.read(call.params["jobId"], "JOB_ID", ids.BARE))
    found = found if found and found["type"] == kind.type else None
    if call.operation.declares("orgId") or call.text("orgId"):
        return tenants.in_organization(call, found, "Job")
    return tenants.in_reach(call, found, "Job")


@rule(
    "jobs.newest-first",
    "Jobs are listed under `items`, the newest first, with `start` and `max`.",
    "L2 obs §3",
    of=(
        "List_Manage_Numbers_Jobs",
        "List_Move_Users_Jobs",
        "Get_List_Of_Disable_Calling_Location_Jobs",
    ),
)
def list_jobs(kind: Kind, call: Call) -> Answer:
    """List the jobs of a kind in an organization."""
    found = call.world["jobs"].find("type", (tenants.organization(call)["id"], kind.type))
    rows = list(found)[::-1]
    return by_offset(call, rows, partial(views.job, call.world), start="start", size=SIZE, most=MOST)


def show(kind: Kind, call: Call) -> Answer:
    """Show how a job stands."""
    return ok(views.job(call.world, _job(call, kind)))


def list_errors(kind: Kind, call: Call) -> Answer:
    """List the errors of a job."""
    return by_offset(call, views.errors(_job(call, kind)), dict, start="start", size=MOST, most=MOST)


def pause(kind: Kind, call: Call) -> Answer:
    """Stop a job where it is."""
    machine.pause(call.world, _job(call, kind))
    return done()


def resume(kind: Kind, call: Call) -> Answer:
    """Let a paused job go on."""
    machine.resume(call.world, kind, _job(call, kind))
    return done()


def abandon(kind: Kind, call: Call) -> Answer:
    """Give up a job."""
    machine.abandon(call.world, _job(call, kind))
    return done()


PLACES, NUMBERS, PEOPLE = disabling.KIND, numbering.KIND, moving.KIND
ROUTES = {
    "Disable_Location_For_Webex_Calling": disabling.start,
    "Get_List_Of_Disable_Calling_Location_Jobs": partial(list_jobs, PLACES),
    "Get_Disable_Calling_Location_Job_Status": partial(show, PLACES),
    "Retrieve_Errors_For_Disable_Calling_Location_Job": partial(list_errors, PLACES),
    "Pause_a_Disable_Calling_Location_Job": partial(pause, PLACES),
    "Resume_a_Disable_Calling_Location_Job": partial(resume, PLACES),
    "Initiate_Number_Jobs": numbering.start,
    "List_Manage_Numbers_Jobs": partial(list_jobs, NUMBERS),
    "Get_Manage_Numbers_Job_Status": partial(show, NUMBERS),
    "List_Manage_Numbers_Job_Errors": partial(list_errors, NUMBERS),
    "Pause_the_Manage_Numbers_Job": partial(pause, NUMBERS),
    "Resume_the_Manage_Numbers_Job": partial(resume, NUMBERS),
    "Abandon_the_Manage_Numbers_Job": partial(abandon, NUMBERS),
    "Validate_or_Initiate_Move_Users_Job": moving.start,
    "List_Move_Users_Jobs": partial(list_jobs, PEOPLE),
    "Get_Move_Users_Job_Status": partial(show, PEOPLE),
    "List_Move_Users_Job_errors": partial(list_errors, PEOPLE),
    "Pause_the_Move_Users_Job": partial(pause, PEOPLE),
    "Resume_the_Move_Users_Job": partial(resume, PEOPLE),
    "Abandon_the_Move_Users_Job": partial(abandon, PEOPLE),
}
