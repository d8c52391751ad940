"""The job that disables calling at a location (wholesale-api §14.1, observations §2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import ids, tenants
from apisim.areas.jobs import machine, views
from apisim.areas.jobs.machine import Ending, Kind
from apisim.areas.locations import disabling
from apisim.areas.locations import state as locations
from apisim.calls import Answer
from apisim.rulebook import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apisim.areas.locations.disabling import Use
    from apisim.calls import Call
    from apisim.errors import Json
    from apisim.store import Record
    from apisim.world import World

START = "Disable_Location_For_Webex_Calling"
NOT_FOUND = ("BATCH-1012014", "Location not found.")


@rule(
    "jobs.disable-unknown",
    "Disabling an unknown location is accepted with 202, and the job ends FAILED.",
    "L2 obs §2",
    of=START,
)
def start(call: Call) -> Answer:
    """Start to disable calling at a location; whether it can be done shows in the end."""
    org = tenants.organization(call)["id"]
    key = ids.encode("LOCATION", ids.read(call.body["locationId"], "LOCATION"))
    found = locations.find(call.world, key)
    named = found["name"] if found and found["orgId"] == org else call.body.get("locationName")
    wanted = {"locationId": key, "force": call.body.get("forceDelete", False)}
    shown = {"locationName": named, "locationId": key, "target": "LOCATION"}
    record = machine.start(call, KIND, org, wanted, _counts(0, 0), **shown)
    return Answer(202, views.job(call.world, record))


def _counts(features: int, deleted: int) -> Json:
    return {
        "totalVirtualExtensionsAccount": 0,
        "virtualExtensionsDeleted": 0,
        "virtualExtensionsDeleteFailed": 0,
        "totalFeatureAccounts": features,
        "featureAccountsDeleted": deleted,
        "featureAccountsDeleteFailed": features - deleted,
    }


@rule(
    "jobs.disable-checked",
    "The job checks what the precheck shows: users, workspaces, virtual lines, the last calling "
    "location and, unless forced, features make it end FAILED, each with an error.",
    "S §14.1",
    of=START,
)
def _work(world: World, record: Record) -> Ending:
    wanted = record["wanted"]
    location = locations.find(world, wanted["locationId"])
    if location is None or location["orgId"] != record["orgId"] or not location["calling"]:
        return Ending(_counts(0, 0), (views.error(wanted["locationId"], *NOT_FOUND, key="404"),), failed=True)
    use = disabling.use_of(world, location)
    found = tuple(
        views.error(location["name"], code, text, location["id"])
        for code, text in _reasons(use, force=wanted["force"])
    )
    if found:
        return Ending(_counts(use.features, 0), found, failed=True)
    disabling.disable(world, location)
    return Ending(_counts(use.features, use.features))


def _reasons(use: Use, *, force: bool) -> Iterator[tuple[str, str]]:
    if use.users:
        yield "BATCH-1012007", f"Users associated with the location. Count: {use.users}"
    if use.workspaces:
        yield "BATCH-1012008", f"Workspaces associated with the location. Count: {use.workspaces}"
    if use.virtual_lines:
        yield "BATCH-1012009", f"Virtual lines associated with the location. Count: {use.virtual_lines}"
    if use.features and not force:
        yield "BATCH-1012011", "Features associated with the location; forceDelete is needed."
    if use.last:
        yield "BATCH-1012012", "The last calling location of the organization cannot be disabled."


KIND = Kind("deletecallinglocation", "deletecallinglocation", _work, seconds=6.0)
