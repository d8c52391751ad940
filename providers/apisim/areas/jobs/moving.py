"""The job that moves a user to another location (observations §5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import tenants
from apisim.areas.jobs import machine, move, views
from apisim.areas.jobs.machine import Ending, Kind
from apisim.areas.jobs.move import MOVES, Move
from apisim.areas.people import state as people
from apisim.calls import Answer, ok
from apisim.errors import calling_error, forbidden
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.calls import Call
    from apisim.errors import Json
    from apisim.store import Record
    from apisim.world import World

NOT_ONE, MISSING, NO_LISTS, NO_USERS = 1026005, 1026006, 1026011, 1026012


@rule(
    "jobs.move-scopes",
    "Moving a user needs all three scopes: to write calling settings, people and groups.",
    "L2 obs §5",
    of=MOVES,
)
def start(call: Call) -> Answer:
    """Say what moving a user would bring, or move the user."""
    lacking = set(call.operation.scopes) - call.token.scopes
    if lacking:
        raise forbidden(f"The token lacks a scope: {', '.join(sorted(lacking))}.")
    org = tenants.organization(call)["id"]
    wanted = _wanted(call.body)
    planned = move.read(call.world, org, wanted)
    return _validated(planned) if wanted["validate"] else _started(call, org, wanted, planned)


@rule(
    "jobs.move-one",
    "One user moves at a time: more are a 400 with 1026005, none with 1026011 or 1026012, and with "
    "1026006 where location, user or `validate` is missing.",
    "L2 obs §5",
    of=MOVES,
)
def _wanted(body: Json) -> Json:
    lists = body.get("usersList")
    if not lists:
        raise calling_error(NO_LISTS, "Users list should not be empty.")
    for name, label in (("locationId", "Location ID"), ("validate", "Validate")):
        if lists[0].get(name) in (None, ""):
            raise calling_error(MISSING, f"Attribute '{label}' is required.")
    users = lists[0].get("users")
    if not users:
        raise calling_error(NO_USERS, "Users should not be empty.")
    if len(lists) > 1 or len(users) > 1:
        raise calling_error(NOT_ONE, "Request is supported only for single user.")
    if not users[0].get("userId"):
        raise calling_error(MISSING, "Attribute 'User ID' is required.")
    return {**users[0], "locationId": lists[0]["locationId"], "validate": lists[0]["validate"]}


@rule(
    "jobs.move-validate",
    "With `validate` true the answer is 200 with the errors and impacts of the user, and nothing changes.",
    "L2 obs §5",
    of=MOVES,
)
def _validated(planned: Move) -> Answer:
    return ok({"response": {"usersList": [planned.shown()]}})


@rule(
    "jobs.move-answer",
    "With `validate` false the answer wraps the job `moveusers`: `response.jobDetails` beside "
    "`response.usersList`.",
    "L2 obs §5",
    of=MOVES,
)
def _started(call: Call, org: str, wanted: Json, planned: Move) -> Answer:
    record = machine.start(call, KIND, org, wanted, _counts(0, 0), jobType="MOVE_USERS")
    shown = {"usersList": [planned.shown()], "jobDetails": views.job(call.world, record)}
    return Answer(202, {"response": shown})


def _counts(moved: int, failed: int) -> Json:
    pending = 1 - moved - failed
    return {"totalMoves": 1, "moved": moved, "failed": failed, "pending": pending, "skipped": 0}


@rule(
    "jobs.moved",
    "The job ends with `moved` 1; the new location is readable, the extension stays, the number moves along.",
    "L2 obs §5",
    of=(MOVES, "Get_Move_Users_Job_Status"),
)
def _work(world: World, record: Record) -> Ending:
    planned = move.plan(world, record["orgId"], record["wanted"])
    if planned.errors or planned.person is None:
        errors = [views.error(planned.user, str(entry["code"]), entry["message"]) for entry in planned.errors]
        return Ending(_counts(0, 1), tuple(errors))
    for row in planned.taken_along:
        world["numbers"].change(row, locationId=planned.members["locationId"])
    people.save(world, planned.person, **planned.members)
    return Ending(_counts(1, 0))


KIND = Kind("moveusers", "moveusers", _work)
