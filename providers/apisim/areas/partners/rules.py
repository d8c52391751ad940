"""Who may use the operations of partners (observations §1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import ids, tenants
from apisim.errors import bad_request, forbidden, not_found
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.calls import Call
    from apisim.store import Record

TAGS = (
    *(
        "Retrieve_all_customer_tags",
        "Get_customer_organization's_tags",
        "Fetch_all_customers_for_a_given_set_of_tags",
    ),
    "Create_or_Replace_existing_customer_tags_with_the_provided_ones",
)
ADMINS = (
    "Get_all_customers_managed_by_a_partner_admin",
    "Get_all_partner_admins_assigned_to_a_customer",
    "Assign_partner_admin_to_a_customer",
    "Unassign_partner_admin_from_a_customer",
    "Revoke_all_partner_admin_roles_for_a_given_person_ID",
)


@rule(
    "partners.tags",
    "The token of an organization that is no partner is a 403 for tags.",
    "L2 obs §1",
    of=TAGS,
)
@rule(
    "partners.only",
    "The token of an organization that is no partner is a 403 for partner administrators too.",
    "I §14.5",
    of=ADMINS,
)
def check_partner(call: Call) -> None:
    """Refuse the token of an organization that is neither a partner nor manages another one."""
    world, home = call.world, call.token.organization
    own = tenants.own_organization(call)
    if not (
        own.get("partner") or world["subPartners"].get(home) or world["organizations"].count("manager", home)
    ):
        raise forbidden("The organization of the token is no partner.")


def customer(call: Call) -> Record:
    """Give the customer organization of the path; the token's own one is none."""
    check_partner(call)
    found = tenants.path_organization(call)
    if ids.key_of(found["id"]) == call.token.organization:
        raise bad_request("The organization is not a customer.")
    return found


@rule(
    "partners.person",
    "A partner administrator is a person of the token's organization; others are a 404.",
    "I §14.5",
    of=ADMINS,
)
def administrator(call: Call, text: str) -> Record:
    """Give the person of the partner who is named."""
    found = call.world["people"].get(ids.read(text, "PEOPLE"))
    if found is None or found["orgId"] != tenants.org_id(call.token.organization):
        raise not_found("Person not found.")
    return found
