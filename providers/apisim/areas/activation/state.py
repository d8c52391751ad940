"""Jobs that send activation mails; one runs per organization."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim.areas.settings import state as settings
from apisim.ids import key_of
from apisim.shapes import Shape
from apisim.store import Record, by

if TYPE_CHECKING:
    from apisim.errors import Json
    from apisim.world import World

NAME = "sendactivationemails"
STARTED, COMPLETED, WITH_ERRORS = "STARTED", "COMPLETED", "COMPLETED_WITH_ERRORS"
NONE = {"userResendInviteSent": 0, "userResendInviteFailed": 0, "userResendInviteSkipped": 0, "totalUsers": 0}


def fill(world: World, record: Record) -> Record:
    """Complete a job."""
    return {
        "id": record.get("id") or world.new_id("JOB_ID"),
        "name": NAME,
        "instanceId": 1,
        "latestExecutionStatus": STARTED,
        "started": world.clock.stamp(),
        "ended": None,
        "counts": NONE,
        "errors": [],
        "trackingId": f"SIM_{world.ids.key()}",
        **record,
    }


def finish(world: World, key: str) -> None:
    """End a job: mail everybody who waits, but for those whose failure was decided at the side door."""
    job = world["activationJobs"].get(key)
    if job is None:
        return
    people = list(world["people"].find("org", job["orgId"]))
    waiting = [row for row in people if row["invitePending"] == "true" and row["loginEnabled"] == "true"]
    failed = [row for row in waiting if world.outcomes.take({"email": row["emails"][0]}, "error")]
    counts = {
        "userResendInviteSent": len(waiting) - len(failed),
        "userResendInviteFailed": len(failed),
        "userResendInviteSkipped": len(people) - len(waiting),
        "totalUsers": len(people),
    }
    errors = [_error(job, number, row) for number, row in enumerate(failed, start=1)]
    ended = {"latestExecutionStatus": COMPLETED, "ended": world.clock.stamp()}
    code = {"latestExecutionExitCode": WITH_ERRORS if failed else COMPLETED}
    world["activationJobs"].change(job, **ended, **code, counts=counts, errors=errors)


def _error(job: Record, number: int, person: Record) -> Json:
    message = {"description": "The activation mail could not be sent.", "code": "400", "locationId": ""}
    return {
        "item": person["emails"][0],
        "itemNumber": number,
        "trackingId": job["trackingId"],
        "errorType": "ERROR",
        "error": {"key": key_of(person["id"]), "message": [message]},
    }


def view(world: World, job: Record) -> Json:
    """Show a job as the job APIs do."""
    shown = {name: job[name] for name in ("id", "name", "trackingId", "instanceId", "counts")}
    whose = {name: job[name] for name in ("sourceUserId", "sourceCustomerId", "targetCustomerId")}
    status = {"latestExecutionStatus": job["latestExecutionStatus"], "jobExecutionStatus": [_step(job)]}
    if "latestExecutionExitCode" in job:
        status["latestExecutionExitCode"] = job["latestExecutionExitCode"]
    organization = world["organizations"].get(key_of(job["orgId"])) or {"id": job["orgId"]}
    mails = settings.find(world, organization, settings.ADMIN_INVITES)
    return {**shown, **whose, **status, "allowAdminInviteEmails": bool(mails and mails["value"])}


def _step(job: Record) -> Json:
    step = {"id": job["instanceId"], "name": job["name"], "startTime": job["started"]}
    step |= {"createdTime": job["started"]}
    step |= {"lastUpdated": job["ended"] or job["started"], "statusMessage": job["latestExecutionStatus"]}
    return {**step, "endTime": job["ended"], "exitCode": COMPLETED} if job["ended"] else step


def resume(world: World, record: Record) -> Record:
    """Plan the rest of a job that was put in from outside."""
    if record["latestExecutionStatus"] == STARTED:
        key = key_of(record["id"])
        world.agenda.after(world.settings.settle, lambda: finish(world, key))
    return record


TABLES = {"activationJobs": {"org": by("orgId")}}
SHAPES = {"activationJobs": Shape(fill, edited=lambda world, _before, after: resume(world, after))}
