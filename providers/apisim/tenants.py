"""Whose things a call is about: the token's organization, a customer's, or a sub-partner's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import ids
from apisim.errors import forbidden, not_found
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.calls import Call
    from apisim.store import Record
    from apisim.world import World

ORGANIZATION = "ORGANIZATION"


def org_id(key: str) -> str:
    """Give the id of an organization."""
    return ids.encode(ORGANIZATION, key)


def reaches(world: World, home: str, organization: Record) -> bool:
    """Tell whether tokens of the home organization may act in an organization.

    Its own, those that it manages, and those that one of its sub-partners manages (inferred).
    """
    key = ids.key_of(organization["id"])
    managers = organization.get("managedBy", ())
    return key == home or any(_speaks_for(world, home, ids.key_of(manager)) for manager in managers)


def _speaks_for(world: World, home: str, manager: str) -> bool:
    sub_partner = world["subPartners"].get(manager)
    return manager == home or (sub_partner is not None and ids.key_of(sub_partner["parent"]) == home)


@rule(
    "tenants.own-organization",
    "Without `orgId` a token acts on its own organization, with no error.",
    "L2 obs §1",
    of=("List_People", "listLocations"),
)
def organization(call: Call) -> Record:
    """Give the organization that the `orgId` of a call names.

    Without it a token acts on its own organization, with no error (observations §1).
    """
    named = call.text("orgId")
    return named_organization(call, named) if named else own_organization(call)


def own_organization(call: Call) -> Record:
    """Give the organization of the token."""
    found = call.world["organizations"].get(call.token.organization)
    if found is None:
        raise forbidden("The organization of the token does not exist any more.")
    return found


def named_organization(call: Call, named: str) -> Record:
    """Give an organization named in a query or body, if the token reaches it."""
    found = call.world["organizations"].get(ids.read(named, ORGANIZATION))
    if found is None or not reaches(call.world, call.token.organization, found):
        raise forbidden("The token has no access to this organization.")
    return found


def path_organization(call: Call, *, bare: bool = False) -> Record:
    """Give the organization of the path, if the token reaches it; identity paths take bare uuids too."""
    kinds = (ORGANIZATION, ids.BARE) if bare else (ORGANIZATION,)
    found = call.world["organizations"].get(ids.read(call.params["orgId"], *kinds))
    if found is None or not reaches(call.world, call.token.organization, found):
        raise not_found("Organization not found.")
    return found


def in_organization(call: Call, record: Record | None, what: str) -> Record:
    """Give a thing of the organization that the call is about, or refuse with 404."""
    if record is None or record["orgId"] != organization(call)["id"]:
        raise not_found(f"{what} not found.")
    return record


def in_reach(call: Call, record: Record | None, what: str) -> Record:
    """Give a thing of any organization that the token reaches, or refuse with 404."""
    owner = call.world["organizations"].get(ids.key_of(record["orgId"])) if record else None
    if record is None or owner is None or not reaches(call.world, call.token.organization, owner):
        raise not_found(f"{what} not found.")
    return record


def wholesale_owner(call: Call, *, builds: bool = False) -> str:
    """Give the key of the partner or sub-partner that a wholesale call acts for.

    An unknown sub-partner is a 403, a suspended one too when the call creates or updates
    (wholesale-api §6, §19 row 24).
    """
    named = call.text("onBehalfOfSubPartnerOrgId")
    owner = ids.read(named, ORGANIZATION) if named else call.token.organization
    return _owner(call, owner, builds=builds)


def _owner(call: Call, owner: str, *, builds: bool) -> str:
    home = call.token.organization
    sub_partner = call.world["subPartners"].get(owner)
    if sub_partner is None:
        known = call.world["organizations"].get(owner)
        if owner != home or not known or not known.get("partner"):
            raise forbidden("The organization is no wholesale partner, or the sub-partner is unknown.")
        return owner
    if home not in (owner, ids.key_of(sub_partner["parent"])):
        raise forbidden("The sub-partner is unknown.")
    if builds and sub_partner["provisioningState"] == "suspended":
        raise forbidden("The sub-partner is suspended: it may only delete.")
    return owner


def billing_owner(call: Call, named: str | None) -> str:
    """Give the key of the partner or sub-partner whose usage a billing call is about."""
    return _owner(call, ids.read(named, ORGANIZATION) if named else call.token.organization, builds=False)
