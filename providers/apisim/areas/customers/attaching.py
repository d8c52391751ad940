"""Attaching wholesale to an organization that exists already (wholesale-api §3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import ids
from apisim.areas.customers.operations import BEGINNING, CREATE
from apisim.errors import conflict, not_found
from apisim.rulebook import rule
from apisim.switches import switch

if TYPE_CHECKING:
    from apisim.store import Record
    from apisim.world import World

MANY_USERS = 100
APPROVAL = switch(
    "customers.approval",
    "refused",
    "waits",
    says="what becomes of a customer whose organization has to approve: a 409 and no customer, or a 202 and"
    " `provisioning` until it did",
)


@rule(
    "customers.attach-unknown",
    "An unknown `orgId` is a 404, also in the precheck.",
    "I §3.2",
    of=BEGINNING,
)
@rule(
    "customers.attach-once",
    "An organization that is a wholesale customer already is a 409.",
    "I §19.5",
    of=BEGINNING,
)
@rule(
    "customers.attach-broadworks",
    "An organization provisioned as Webex for BroadWorks (`broadworks` in the state) is refused.",
    "G §1",
    of=BEGINNING,
)
@rule(
    "customers.attach-refused",
    "Without the approval that is needed a customer is a 409 and is not made; the precheck says the same.",
    "I §19.6",
    of=BEGINNING,
    switch=APPROVAL,
)
def check_attach(world: World, named: str) -> Record:
    """Give the organization to attach to; 404 unknown, 409 taken, excluded or not approved."""
    found = world["organizations"].get(ids.read(named, "ORGANIZATION"))
    if found is None:
        raise not_found("orgId: no such organization")
    if world["customers"].first("orgId", found["id"]):
        raise conflict("orgId: the organization is a wholesale customer already")
    if found.get("broadworks"):
        raise conflict("orgId: organizations of Webex for BroadWorks cannot be wholesale customers")
    if world.switches[APPROVAL] == "refused" and lacks_approval(world, found):
        raise conflict("orgId: the administrator of the organization has to approve first")
    return found


@rule(
    "customers.attach-approval",
    "The administrator has to approve when the organization has 100 users, a verified or a claimed domain.",
    "H §3.3",
    of=BEGINNING,
)
@rule(
    "customers.attach-automatic",
    "With none of these an organization is attached at once, and keeps its name, language, people and"
    " places.",
    "H §3.3",
    of=CREATE,
)
def lacks_approval(world: World, organization: Record) -> bool:
    """Tell whether the organization's administrator has to approve, and did not yet."""
    domains = organization["verifiedDomains"] or organization["claimedDomains"]
    many = world["people"].count("org", organization["id"]) >= MANY_USERS
    needed = bool(domains) or many or organization["approvalRequired"]
    return needed and not organization["approved"]
