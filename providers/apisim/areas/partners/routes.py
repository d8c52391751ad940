"""The operations on partner administrators (wholesale-api §14.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim.areas.partners import rules, state
from apisim.calls import Answer, Call, done, ok
from apisim.errors import Json, not_found
from apisim.ids import key_of
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.store import Record

SHOWN = ("id", "displayName", "firstName", "lastName", "emails")
MANAGED, ADMINS = (
    "Get_all_customers_managed_by_a_partner_admin",
    "Get_all_partner_admins_assigned_to_a_customer",
)
ASSIGN, UNASSIGN = "Assign_partner_admin_to_a_customer", "Unassign_partner_admin_from_a_customer"
REVOKE = "Revoke_all_partner_admin_roles_for_a_given_person_ID"


def _both(call: Call) -> tuple[Record, Record]:
    return rules.customer(call), rules.administrator(call, call.params["personId"])


@rule(
    "partners.managed",
    "The customers of a partner administrator are listed by `managedBy`.",
    "S §14.5",
    of=MANAGED,
)
def list_managed(call: Call) -> Answer:
    """List the customers that are assigned to a partner administrator."""
    rules.check_partner(call)
    named = call.needed("managedBy")
    rows = state.of_person(call.world, rules.administrator(call, named))
    return ok({"items": [{"orgId": row["orgId"], "role": row["role"]} for row in rows]})


@rule(
    "partners.admins",
    "The partner administrators of a customer are listed with their role there.",
    "S §14.5",
    of=ADMINS,
)
def list_admins(call: Call) -> Answer:
    """List the partner administrators who are assigned to a customer."""
    organization, people = rules.customer(call), call.world["people"]
    rows = call.world["partnerAdmins"].find("org", organization["id"])
    found = ((row, people.get(key_of(row["personId"]))) for row in rows)
    return ok({"items": [_view(person, row["role"]) for row, person in found if person]})


def _view(person: Record, role: str) -> Json:
    shown = {name: person[name] for name in SHOWN if person.get(name) is not None}
    return {**shown, "roleInCustomerOrg": role}


@rule("partners.assign", "Assigning is answered 200, and again when it is so already.", "S §14.5", of=ASSIGN)
def assign(call: Call) -> Answer:
    """Give a customer to a partner administrator."""
    organization, person = _both(call)
    if call.world["partnerAdmins"].get(state.key(organization, person)) is None:
        record = {"orgId": organization["id"], "personId": person["id"]}
        call.world["partnerAdmins"].put(state.fill(call.world, record))
    return Answer(200)


@rule(
    "partners.unassign",
    "Unassigning is answered 200; what was not assigned is a 404.",
    "S §14.5",
    of=UNASSIGN,
)
def unassign(call: Call) -> Answer:
    """Take a customer from a partner administrator."""
    found = call.world["partnerAdmins"].get(state.key(*_both(call)))
    if found is None:
        raise not_found("The person is not assigned to this organization.")
    call.world["partnerAdmins"].remove(found)
    return Answer(200)


@rule(
    "partners.revoke", "Revoking takes all customers from a partner administrator: 204.", "S §14.5", of=REVOKE
)
def revoke(call: Call) -> Answer:
    """Take all customers from a partner administrator."""
    rules.check_partner(call)
    person = rules.administrator(call, call.params["personId"])
    for row in list(call.world["partnerAdmins"].find("person", person["id"])):
        call.world["partnerAdmins"].remove(row)
    return done()


ROUTES = {
    MANAGED: list_managed,
    ADMINS: list_admins,
    ASSIGN: assign,
    UNASSIGN: unassign,
    REVOKE: revoke,
}
