"""Errors as SCIM has them (observations §1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from apisim.errors import Json, Reason, Refusal
from apisim.rulebook import rule
from apisim.switches import switch

if TYPE_CHECKING:
    from apisim.switches import Switches

PATH = "/identity/scim/"
SCHEMA = "urn:ietf:params:scim:api:messages:2.0:Error"
OPERATIONS = (
    *("Search_users", "Create_a_user", "Get_a_user", "Update_a_user_with_PUT"),
    *("Update_a_user_with_PATCH", "Delete_a_user"),
)

SHAPES = switch(
    "scim.shapes",
    "live",
    "published",
    says="whether SCIM has errors of its own shape, `accountStatus` as a list, `name` in PUT and any value in"
    " PATCH, as clients know it, or only what is published",
)


@dataclass(eq=False)
class ScimRefusal(Refusal):
    """A refusal that also has SCIM's word for its kind, such as `invalidFilter`."""

    scim_type: str | None = None


def invalid(scim_type: str, message: str) -> ScimRefusal:
    """Make a 400 of SCIM."""
    return ScimRefusal(400, message, (Reason(message),), scim_type=scim_type)


def taken(message: str) -> ScimRefusal:
    """Make the 409 of a value that has to be the only one."""
    return ScimRefusal(409, message, (Reason(message),), scim_type="uniqueness")


@rule(
    "scim.errors",
    "Errors of SCIM have a shape of their own: `status` as a text, `scimType` and `details`.",
    "L2 obs §1",
    of=OPERATIONS,
    switch=SHAPES,
)
def rendered(refusal: Refusal, route: str | None, tracking_id: str, switches: Switches) -> Json:
    """Give the body of a refusal: SCIM's own below its path, else the common envelope."""
    if not (route or "").startswith(PATH) or switches[SHAPES] == "published":
        return refusal.as_json(tracking_id)
    kind = refusal.scim_type if isinstance(refusal, ScimRefusal) else None
    body: Json = {"schemas": [SCHEMA], "status": str(refusal.status), "details": refusal.message}
    return {**body, "scimType": kind} if kind else body
