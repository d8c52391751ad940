"""What a token may do: its scopes, and the roles of its person (wholesale-api §1, §14.5)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from apisim.areas.roles.state import DEVICE_ADMINISTRATOR, FULL_ADMINISTRATOR, ROLES, USER_ADMINISTRATOR
from apisim.errors import forbidden
from apisim.rulebook import rule
from apisim.switches import switch

if TYPE_CHECKING:
    from apisim.calls import Call
    from apisim.description import Operation
    from apisim.store import Record
    from apisim.switches import Switches
    from apisim.tokens import Token
    from apisim.world import World

FOR_ANY_TOKEN = ("Get_My_Own_Details",)
AUDIT = ("List_Admin_Audit_Events", "List_Admin_Audit_Event_Categories")
WRITES = {
    USER_ADMINISTRATOR: ("/people", "/identity/scim", "/licenses/users"),
    DEVICE_ADMINISTRATOR: ("/devices", "/workspaces", "/telephony/config/devices"),
}
"""Where a role that is not full may write; the activation mails stand in `_may_write`."""
MAILS = "Initiate_Bulk_Activation_Email_Resend_Job"
DELAY = timedelta(minutes=10)

AUDIT_SCOPE = switch(
    "roles.audit-scope",
    "admin",
    "published",
    says="whether the audit events take any administrator's token, or only one with audit:events_read",
)
EFFECT = switch(
    "roles.effect",
    "at once",
    "10 minutes",
    says="how long a changed role of a token's person takes until it acts",
)

rule(
    "roles.administrator",
    "A customer's administrator is made by a PUT of the person with ids of roles, or through SCIM.",
    "S §14.5",
    of=("Update_a_Person", "Update_a_user_with_PATCH"),
)
rule(
    "roles.custom",
    "Only the roles of the list can be given; custom ones of Control Hub cannot (400).",
    "H §14.5",
    of=("Update_a_Person", "Update_a_user_with_PATCH"),
)


@rule(
    "roles.scope-families",
    "The scopes identity:* and spark-admin:* do not stand for each other.",
    "L2 obs §1",
    of=("Get_an_organization", "Get_Organization_Details"),
)
@rule(
    "roles.scope-audit",
    "The audit events can be read without audit:events_read, with any administrator's scope.",
    "L2 obs §9",
    of=AUDIT,
    switch=AUDIT_SCOPE,
)
def excuses_scope(operation: Operation, token: Token, switches: Switches) -> bool:
    """Tell whether an operation can do without the scope that is published for it."""
    return operation.id in AUDIT and switches[AUDIT_SCOPE] == "admin" and _is_administrators(token)


def _is_administrators(token: Token) -> bool:
    return any(scope.startswith("spark-admin:") for scope in token.scopes)


@rule(
    "roles.needed",
    "A token whose person has no administrator role is refused with 403, but for its own details.",
    "I §1",
    of=("List_Wholesale_Customers", "List_People"),
)
@rule(
    "roles.read-only",
    "A read-only administrator writes nothing; user and device administrators write only their own kinds.",
    "I §14.5",
    of=("Update_a_Person", "Update_an_organization", "Provision_a_Wholesale_Customer"),
)
def check_roles(call: Call) -> None:
    """Refuse a call that the roles of the token's person do not allow."""
    person = call.world["people"].get(call.world.token_people[call.token.name])
    if person is None or call.operation.id in FOR_ANY_TOKEN:
        return
    roles = acting(call.world, person)
    if not roles:
        raise forbidden("The person of the token is no administrator.")
    if call.operation.method != "GET" and not _may_write(call.operation, roles):
        names = ", ".join(ROLES[role] for role in roles if role in ROLES)
        raise forbidden(f"The roles of the token's person do not allow this: {names}.")


def _may_write(operation: Operation, roles: list[str]) -> bool:
    if FULL_ADMINISTRATOR in roles or (operation.id == MAILS and USER_ADMINISTRATOR in roles):
        return True
    return any(operation.path.startswith(WRITES.get(role, ())) for role in roles)


@rule(
    "roles.effect",
    "A changed role can be read at once; until it acts, it may take up to 10 minutes.",
    "H §14.5",
    of=("Update_a_Person", "Update_a_user_with_PATCH"),
    switch=EFFECT,
)
def acting(world: World, person: Record) -> list[str]:
    """Give the roles that act for a person at the moment."""
    before = person.get("rolesBefore")
    if before and datetime.fromisoformat(before["changed"]) + DELAY > world.clock.now():
        return list(before["roles"])
    return list(person["roles"])


def with_delay(world: World, person: Record, roles: list[str]) -> Record:
    """Give what a person also remembers when its roles change."""
    if world.switches[EFFECT] == "at once" or set(roles) == set(person["roles"]):
        return {"roles": roles}
    return {"roles": roles, "rolesBefore": {"roles": acting(world, person), "changed": world.clock.stamp()}}
