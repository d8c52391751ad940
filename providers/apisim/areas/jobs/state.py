"""Jobs of all kinds, in one shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim.shapes import Shape
from apisim.store import Record, by

if TYPE_CHECKING:
    from apisim.errors import Json
    from apisim.world import World

RUNNING = ("STARTING", "STARTED")


def fill(world: World, record: Record) -> Record:
    """Complete a job made by hand; one that an estate file holds in the middle is abandoned (inferred)."""
    now, status, code = world.clock.stamp(), record.get("status", "COMPLETED"), record.get("exitCode")
    if status in RUNNING:
        status, code = "ABANDONED", "STOPPED"
    ended = {"status": status, "exitCode": code or status}
    given = {"id": record.get("id") or world.new_id("JOB_ID"), "created": now, "started": now, "ended": now}
    plain: Json = {"type": "job", "name": "job", "trackingId": "", "sourceUserId": "", "sourceCustomerId": ""}
    empty: Json = {"counts": {}, "errors": [], "wanted": {}, "shown": {}, "paused": False, "turn": 0}
    return {**plain, **empty, "instanceId": len(world["jobs"]) + 1, **given, **record, **ended}


def _running(record: Record) -> list[tuple[str, str]]:
    return [(record["orgId"], record["type"])] if record["status"] in RUNNING else []


TABLES = {"jobs": {"type": by("orgId", "type"), "running": _running}}
SHAPES = {"jobs": Shape(fill)}
