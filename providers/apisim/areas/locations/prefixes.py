"""A change of the routing prefix, which the live service may do as a job (wholesale-api §14.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim.areas.jobs import machine
from apisim.areas.jobs.machine import Ending, Kind
from apisim.areas.locations import state
from apisim.rulebook import rule
from apisim.switches import switch

if TYPE_CHECKING:
    from apisim.calls import Call
    from apisim.errors import Json
    from apisim.store import Record
    from apisim.world import World

PREFIX = switch(
    "locations.routing-prefix",
    "at-once",
    "job",
    says="whether a new routing prefix holds at once (204), or after a job (200 with `batchJobId`)",
)


@rule(
    "locations.prefix-job",
    "A change of a calling location is answered with 204, or with 200 and `batchJobId` when it starts a job.",
    "S §14.1",
    of="Update_Location_Webex_Calling_Details",
    switch=PREFIX,
)
def apart(call: Call, location: Record, body: Json) -> tuple[Json, Json | None]:
    """Take a new routing prefix out of a change, and start the job for it where the switch says so."""
    new = body.get("routingPrefix", location["calling"]["routingPrefix"])
    if new == location["calling"]["routingPrefix"] or call.world.switches[PREFIX] == "at-once":
        return body, None
    wanted = {"locationId": location["id"], "prefix": new}
    record = machine.start(call, KIND, location["orgId"], wanted, {}, locationId=location["id"])
    return {n: v for n, v in body.items() if n != "routingPrefix"}, {"batchJobId": record["id"]}


def _work(world: World, record: Record) -> Ending:
    location = state.find(world, record["wanted"]["locationId"])
    if location is None or not location["calling"]:
        return Ending({}, failed=True)
    calling = {**location["calling"], "routingPrefix": record["wanted"]["prefix"]}
    world["locations"].change(location, calling=calling)
    return Ending({})


KIND = Kind("updateroutingprefix", "updateroutingprefix", _work)
