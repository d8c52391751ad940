"""Whose things a call is about: the token's organization, a customer's, or a sub-partner's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import ids
from apisim.description import operations
from apisim.errors import forbidden, not_found
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.calls import Call
    from apisim.store import Record
    from apisim.world import World

ORGANIZATION = "ORGANIZATION"
ON_BEHALF = "onBehalfOfSubPartnerOrgId"
WHOLESALE = tuple(o.id for o in operations().values() if o.declares(ON_BEHALF))
PRECHECKS = tuple(name for name in WHOLESALE if operations()[name].path.endswith("/validate"))
BUILDING = tuple(
    name for name in WHOLESALE if name.startswith(("Provision_a_Wholesale", "Update_a_Wholesale"))
)
REPORTS = tuple(o.id for o in operations().values() if o.path.startswith("/wholesale/billing/"))
ENTITLEMENTS = ("wxc-wholesale", "webex-wholesale-partner-testing")

rule(
    "tenants.parent-excluded",
    "Without the parameter a parent's lists leave its sub-partners' customers and subscribers out, and one"
    " of them"
    " is a 404.",
    "I §19.25",
    of=tuple(name for name in WHOLESALE if name not in PRECHECKS),
)
rule(
    "tenants.isolation",
    "A sub-partner sees neither its parent nor its siblings, and manages its own customers only.",
    "G §6",
    of=(*WHOLESALE, "List_Wholesale_Sub-partners", "List_Organizations", "Get_Organization_Details"),
)


def org_id(key: str) -> str:
    """Give the id of an organization."""
    return ids.encode(ORGANIZATION, key)


@rule(
    "tenants.reach",
    "A token acts in its own organization, in those that it manages, and in those that its sub-partners"
    " manage.",
    "I §6",
    of=("Get_Organization_Details", "List_People", "listLocations"),
)
def reaches(world: World, home: str, organization: Record) -> bool:
    """Tell whether tokens of the home organization may act in an organization."""
    key = ids.key_of(organization["id"])
    managers = organization.get("managedBy", ())
    return key == home or any(_speaks_for(world, home, ids.key_of(manager)) for manager in managers)


def _speaks_for(world: World, home: str, manager: str) -> bool:
    sub_partner = world["subPartners"].get(manager)
    return manager == home or (sub_partner is not None and ids.key_of(sub_partner["parent"]) == home)


@rule(
    "tenants.no-org",
    "Without `orgId` a token acts in its own organization, with no error.",
    "L2 obs §1",
    of=("List_People", "listLocations", "List_Licenses"),
)
@rule(
    "tenants.customers",
    "A partner's token reaches the organizations of its customers without another scope.",
    "L2 obs §1",
    of=("List_People", "Get_Organization_Details"),
)
def organization(call: Call) -> Record:
    """Give the organization that the `orgId` of a call names, or that of the token."""
    named = call.text("orgId")
    return named_organization(call, named) if named else own_organization(call)


def own_organization(call: Call) -> Record:
    """Give the organization of the token."""
    found = call.world["organizations"].get(call.token.organization)
    if found is None:
        raise forbidden("The organization of the token does not exist any more.")
    return found


@rule(
    "tenants.no-access",
    "An `orgId` in the query that the token does not reach, or that nobody has, is a 403.",
    "I §1",
    of=("List_People", "listLocations", "List_Licenses"),
)
def named_organization(call: Call, named: str) -> Record:
    """Give an organization named in a query or body, if the token reaches it."""
    found = call.world["organizations"].get(ids.read(named, ORGANIZATION))
    if found is None or not reaches(call.world, call.token.organization, found):
        raise forbidden("The token has no access to this organization.")
    return found


@rule(
    "tenants.path",
    "An organization in the path that the token does not reach, or that nobody has, is a 404.",
    "I §1",
    of=("Get_Organization_Details", "Get_an_organization"),
)
def path_organization(call: Call, *, bare: bool = False) -> Record:
    """Give the organization of the path, if the token reaches it; identity paths take bare uuids too."""
    kinds = (ORGANIZATION, ids.BARE) if bare else (ORGANIZATION,)
    found = call.world["organizations"].get(ids.read(call.params["orgId"], *kinds))
    if found is None or not reaches(call.world, call.token.organization, found):
        raise not_found("Organization not found.")
    return found


@rule(
    "tenants.elsewhere",
    "A thing of another organization than the one that the call is about does not exist: 404.",
    "I §1",
    of=("getLocationDetails", "Get_Person_Details", "Get_License_Details"),
)
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


@rule(
    "tenants.on-behalf",
    "`onBehalfOfSubPartnerOrgId` makes a parent's call one of that sub-partner, at every operation on"
    " customers"
    " and subscribers and at both prechecks.",
    "S §6",
    of=WHOLESALE,
)
def wholesale_owner(call: Call, *, builds: bool = False) -> str:
    """Give the key of the partner or sub-partner that a wholesale call acts for."""
    named = call.text(ON_BEHALF)
    if call.operation.id in PRECHECKS:
        _check_entitled(call)
    owner = ids.read(named, ORGANIZATION) if named else call.token.organization
    return _owner(call, owner, builds=builds)


@rule(
    "tenants.entitled",
    "A precheck needs the entitlement wxc-wholesale or the setting webex-wholesale-partner-testing at the"
    " partner"
    " (`entitlements` of its organization in the state); otherwise it is a 403.",
    "S §1",
    of=PRECHECKS,
)
def _check_entitled(call: Call) -> None:
    if not set(ENTITLEMENTS).intersection(own_organization(call).get("entitlements", ENTITLEMENTS)):
        raise forbidden("The organization is not entitled to wholesale.")


@rule(
    "tenants.unknown-sub-partner",
    "An unknown sub-partner, or one of somebody else, is a 403, as is a token of no wholesale partner.",
    "I §19.24",
    of=(*WHOLESALE, *REPORTS),
)
@rule(
    "tenants.suspended",
    "A suspended sub-partner may read and delete; what it creates or updates is a 403, also on its behalf.",
    "S §6",
    of=BUILDING,
)
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


@rule(
    "tenants.billing",
    "A parent makes, sees and deletes the reports of each sub-partner through `subPartnerOrgId`.",
    "G §6",
    of=REPORTS,
)
def billing_owner(call: Call, named: str | None) -> str:
    """Give the key of the partner or sub-partner whose usage a billing call is about."""
    return _owner(call, ids.read(named, ORGANIZATION) if named else call.token.organization, builds=False)
