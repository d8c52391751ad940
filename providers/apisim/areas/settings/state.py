"""Settings of organizations; the id of one is `<organization>:<key>`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim.ids import key_of
from apisim.shapes import Shape
from apisim.store import Record, by

if TYPE_CHECKING:
    from apisim.world import World

ADMIN_INVITES = "allow-admin-invite-emails"
KNOWN = {ADMIN_INVITES: "Automatic Activation Emails"}
DEFAULTS = {ADMIN_INVITES: True}
"""What a known setting is before it was ever set (inferred)."""


def fill(_world: World, record: Record) -> Record:
    """Complete a setting."""
    return {
        "name": KNOWN.get(record["key"], record["key"]),
        "value": True,
        **record,
        "id": f"{key_of(record['orgId'])}:{record['key']}",
    }


def find(world: World, organization: Record, key: str) -> Record | None:
    """Give a setting of an organization; a known one that was never set has its default."""
    found = world["settings"].get(f"{key_of(organization['id'])}:{key}")
    if found or key not in DEFAULTS:
        return found
    return fill(world, {"orgId": organization["id"], "key": key, "value": DEFAULTS[key]})


TABLES = {"settings": {"org": by("orgId")}}
SHAPES = {"settings": Shape(fill)}
