"""The operations on jobs that send activation mails (wholesale-api §14.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import ids, tenants
from apisim.areas.activation import state
from apisim.calls import Answer, Call, ok
from apisim.errors import conflict, not_found
from apisim.paging import by_offset
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.store import Record

START = "Initiate_Bulk_Activation_Email_Resend_Job"
STATUS = "Get_Bulk_Activation_Email_Resend_Job_Status"
ERRORS = "Get_Bulk_Activation_Email_Resend_Job_Errors"
PAGE, MOST = 50, 1000


def _job(call: Call) -> Record:
    organization = tenants.path_organization(call, bare=True)
    found = call.world["activationJobs"].get(ids.read(call.params["jobId"], "JOB_ID", ids.BARE))
    if found is None or found["orgId"] != organization["id"]:
        raise not_found("Job not found.")
    return found


@rule(
    "activation.one",
    "One job that sends activation mails runs per organization; a second is a 409 until it has ended.",
    "L2 obs §9",
    of=START,
)
def start(call: Call) -> Answer:
    """Start a job that mails everybody in the organization who has not signed in."""
    world, organization = call.world, tenants.path_organization(call, bare=True)
    running = world["activationJobs"].find("org", organization["id"])
    if any(row["latestExecutionStatus"] == state.STARTED for row in running):
        raise conflict("Customer has job of same type already running")
    whose = {
        "orgId": organization["id"],
        "sourceUserId": ids.encode("PEOPLE", world.token_people[call.token.name]),
        "sourceCustomerId": tenants.org_id(call.token.organization),
        "targetCustomerId": organization["id"],
        "instanceId": len(world["activationJobs"]) + 1,
    }
    job = state.resume(world, world["activationJobs"].put(state.fill(world, whose)))
    return Answer(202, state.view(world, job))


@rule(
    "activation.status",
    "The status has counts of sent, failed and skipped mails and `allowAdminInviteEmails`; clients need"
    " `jobExecutionStatus` too.",
    "L2 obs §10",
    of=STATUS,
)
def status(call: Call) -> Answer:
    """Show how a job stands."""
    return ok(state.view(call.world, _job(call)))


@rule(
    "activation.errors",
    "Each mail that failed is an item with `itemNumber`, `trackingId`, `errorType` and `error`.",
    "L2 obs §10",
    of=ERRORS,
)
def errors(call: Call) -> Answer:
    """List what failed in a job."""
    return by_offset(call, _job(call)["errors"], lambda row: row, size=PAGE, most=MOST)


ROUTES = {START: start, STATUS: status, ERRORS: errors}
