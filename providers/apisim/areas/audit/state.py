"""Audit events, found by the organization that they happened in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim.ids import encode_bare
from apisim.shapes import Shape

if TYPE_CHECKING:
    from apisim.store import Record
    from apisim.world import World


def fill(world: World, record: Record) -> Record:
    """Complete an event."""
    made = {"id": encode_bare(world.ids.key()), "created": world.clock.stamp(), "data": {}}
    return {**made, **record}


def _org(record: Record) -> list[str]:
    return [record["data"]["targetOrgId"]] if "targetOrgId" in record["data"] else []


TABLES = {"auditEvents": {"org": _org}}
SHAPES = {"auditEvents": Shape(fill)}
