"""How bodies and errors of SCIM differ from the published ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim.amendments import Amendment, replaced
from apisim.areas.scim.errors import SHAPES
from apisim.areas.scim.views import CISCO

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from apisim.errors import Json

    Answers = Callable[[Json | None], Json | None]

NAME = {
    "type": "object",
    "properties": {
        part: {"type": "string"}
        for part in ("givenName", "familyName", "middleName", "honorificPrefix", "honorificSuffix")
    },
}
ERROR = {
    "type": "object",
    "required": ["schemas", "status", "details"],
    "properties": {
        "schemas": {"type": "array", "items": {"type": "string"}},
        "status": {"type": "string"},
        "scimType": {"type": "string"},
        "details": {"type": "string"},
    },
}
STATUSES = (400, 401, 403, 404, 405, 409, 415)

STATUS = ("properties", CISCO, "properties", "accountStatus")


def _any_value(schema: Json) -> Json:
    """Take any value in an operation of PATCH: a client sends texts and objects too (wxc_sdk)."""
    return replaced(schema, ("properties", "Operations", "items", "properties", "value"), {})


def _with_name(schema: Json) -> Json:
    """Take `name` in PUT, which a client sends (wxc_sdk) and GET shows."""
    return replaced(schema, ("properties", "name"), NAME)


def _user(schema: Json) -> Json:
    """Take `accountStatus` as a list too, which a client sends back (wxc_sdk)."""
    found: Json = schema["properties"][CISCO]["properties"]["accountStatus"]
    return replaced(schema, STATUS, {"anyOf": [found, {"type": "array", "minItems": 1, "items": found}]})


def _put(schema: Json) -> Json:
    return _user(_with_name(schema))


def _shown(schema: Json | None) -> Json:
    """Show `accountStatus` as a list, which a client needs (wxc_sdk)."""
    return replaced(schema or {}, STATUS, {"type": "array", "items": {"type": "string"}})


def _listed(schema: Json | None) -> Json:
    users: Json = (schema or {})["properties"]["Resources"]["items"]
    return replaced(schema or {}, ("properties", "Resources", "items"), _shown(users))


def _own_shape(_published: Json | None) -> Json:
    return ERROR


ERRORS: dict[int, Answers] = dict.fromkeys(STATUSES, _own_shape)
AMENDMENTS: Mapping[str, Amendment] = {
    "Search_users": Amendment(None, {**ERRORS, 200: _listed}, SHAPES),
    "Create_a_user": Amendment(_user, {**ERRORS, 201: _shown}, SHAPES),
    "Get_a_user": Amendment(None, {**ERRORS, 200: _shown}, SHAPES),
    "Update_a_user_with_PUT": Amendment(_put, {**ERRORS, 200: _shown}, SHAPES),
    "Update_a_user_with_PATCH": Amendment(_any_value, {**ERRORS, 200: _shown}, SHAPES),
    "Delete_a_user": Amendment(None, ERRORS, SHAPES),
}
