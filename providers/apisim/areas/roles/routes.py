"""The operations on roles (wholesale-api §14.5)."""

from __future__ import annotations

from apisim import ids
from apisim.areas.roles.state import ROLES
from apisim.calls import Answer, Call, ok
from apisim.errors import not_found
from apisim.rulebook import rule


@rule(
    "roles.listed",
    "There are four roles in every organization; the first is the Full Administrator, the names of the others"
    " are inferred.",
    "S §14.5",
    of="List_Roles",
)
def list_roles(call: Call) -> Answer:  # noqa: ARG001 - the list is the same for everybody
    """List all roles."""
    return ok({"items": [{"id": key, "name": name} for key, name in ROLES.items()]})


@rule("roles.one", "A role is shown by its id; an unknown one is a 404.", "S §14.5", of="Get_Role_Details")
def get_role(call: Call) -> Answer:
    """Show one role."""
    key = ids.encode("ROLE", ids.read(call.params["roleId"], "ROLE"))
    if key not in ROLES:
        raise not_found("Role not found.")
    return ok({"id": key, "name": ROLES[key]})


ROUTES = {"List_Roles": list_roles, "Get_Role_Details": get_role}
