"""What keeps an organization from being deleted, and how it is deleted (wholesale-api §14.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import ids
from apisim.rulebook import rule
from apisim.switches import switch

if TYPE_CHECKING:
    from apisim.store import Record
    from apisim.world import World

ONE = 1
TEN_MINUTES = 600
OWNED = ("numbers", "people", "locations", "settings", "activationJobs", "workspaces", "devices")

REMOVAL = switch(
    "organizations.removal",
    "settle",
    "10 minutes",
    says="when an organization is gone after the answer to its DELETE: as other background work, or the"
    " longest that was seen",
)
DELETE = "Delete_Organization"

rule("organizations.linked-sites", "Linked sites keep an organization (409).", "S §14.7", of=DELETE)
rule(
    "organizations.subscriptions",
    "An active subscription or license keeps an organization (409).",
    "S §14.7",
    of=DELETE,
)
rule("organizations.sync", "A synchronized directory keeps an organization (409).", "S §14.7", of=DELETE)
rule("organizations.users", "More than one user keeps an organization (409).", "S §14.7", of=DELETE)
rule("organizations.managers", "More than one managing relationship keeps it (409).", "S §14.7", of=DELETE)
rule("organizations.managing", "One that manages organizations is kept (409).", "S §14.7", of=DELETE)


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


@rule(
    "organizations.delay",
    "A deleted organization can still be read for up to 10 minutes after the answer; deleting it again"
    " meanwhile is answered the same.",
    "L2 obs §9",
    of=DELETE,
    switch=REMOVAL,
)
def start_removal(world: World, organization: Record) -> None:
    """Let an organization go after its time."""
    key = ids.key_of(organization["id"])
    world["organizations"].change(organization, deleting=True)
    seconds = world.settings.settle if world.switches[REMOVAL] == "settle" else TEN_MINUTES
    world.agenda.after(seconds, lambda: _remove(world, key))


def _remove(world: World, key: str) -> None:
    organization = world["organizations"].get(key)
    if organization is None:
        return
    for kind in OWNED:
        if kind in world.tables:
            for record in list(world[kind].find("org", organization["id"])):
                world[kind].remove(record)
    world["organizations"].remove(organization)
