"""What keeps an organization from being deleted (wholesale-api §14.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import ids

if TYPE_CHECKING:
    from apisim.store import Record
    from apisim.world import World

ONE = 1


def reason_to_keep(world: World, organization: Record) -> str | None:
    """Give the first reason why the organization cannot be deleted, published; its order is inferred."""
    key, name = ids.key_of(organization["id"]), organization["id"]
    reasons = {
        "sites are linked to it": bool(organization["linkedSites"]),
        "it has active subscriptions or licenses": world["licenses"].count("org", name) > 0
        or world["customers"].count("orgId", name) > 0,
        "its directory is synchronized": organization["directorySync"],
        "it has more than one user": world["people"].count("org", name) > ONE,
        "it has more than one managing relationship": len(organization["managedBy"]) > ONE,
        "it manages other organizations": world["organizations"].count("manager", key) > 0,
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def remove(world: World, organization: Record) -> None:
    """Delete an organization with all that is left in it."""
    for kind in ("numbers", "people", "locations"):
        for record in list(world[kind].find("org", organization["id"])):
            world[kind].remove(record)
    world["organizations"].remove(organization)
