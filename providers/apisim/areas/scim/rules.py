"""What is refused about users of SCIM, and what a change of one comes to (wholesale-api §14.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apisim import ids
from apisim.areas.people import rules as people
from apisim.areas.roles.state import WORDS
from apisim.areas.scim.errors import invalid, taken
from apisim.areas.scim.views import CISCO, CORE, ENTERPRISE, KEPT, OF_ENTERPRISE
from apisim.errors import Json, Refusal
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.store import Record
    from apisim.world import World

CONFLICT = 409
OF_PEOPLE = ("work", "work_extension", "mobile")
"""Types of numbers that belong to calling or to the people API; SCIM shows them and leaves them."""


@rule(
    "scim.user-name",
    "`userName` is the first e-mail of the person; one that somebody has is a 409 with `uniqueness`.",
    "I §14.5",
    of=("Create_a_user", "Update_a_user_with_PUT"),
)
def read_emails(world: World, body: Json, own: Record | None) -> list[str]:
    """Give the e-mails of a user, the name first."""
    others = [entry["value"] for entry in body.get("emails") or () if entry.get("value")]
    try:
        return people.read_emails(world, list(dict.fromkeys([body["userName"], *others])), own)
    except Refusal as refusal:
        raise (
            taken(refusal.message) if refusal.status == CONFLICT else invalid("invalidValue", refusal.message)
        ) from refusal


def check_schema(body: Json) -> None:
    """Refuse a body that does not say that it is a user (inferred)."""
    if CORE not in body["schemas"]:
        raise invalid("invalidSyntax", f"schemas: {CORE} is needed")


@rule(
    "scim.roles",
    "Roles stand as objects with `value`, such as `id_full_admin`, and the type `cirole`; they are"
    " those of /roles.",
    "S §14.5",
    of=("Create_a_user", "Update_a_user_with_PATCH", "Get_a_user"),
)
def read_roles(roles: list[Json]) -> list[str]:
    """Give the ids of roles that are named by SCIM's words."""
    keys = {word: key for key, word in WORDS.items()}
    for role in roles:
        if role.get("value") not in keys or role.get("type", "cirole") != "cirole":
            raise invalid("invalidValue", f"roles: {role.get('value')} is not a role")
    return list(dict.fromkeys(keys[role["value"]] for role in roles))


def members(world: World, body: Json, own: Record | None) -> Json:
    """Give all members of a person that SCIM decides; what the body lacks is taken away."""
    name, more, cisco = body.get("name", {}), body.get(ENTERPRISE, {}), body.get(CISCO, {})
    emails = read_emails(world, body, own)
    manager = more.get("manager", {}).get("value")
    return {
        "emails": emails,
        "displayName": body.get("displayName") or _full_name(name) or emails[0],
        "firstName": name.get("givenName"),
        "lastName": name.get("familyName"),
        "nickName": body.get("nickName"),
        "title": body.get("title"),
        "addresses": body.get("addresses", []),
        "roles": read_roles(body.get("roles", [])),
        "loginEnabled": str(body.get("active", True)).lower(),
        "department": more.get("department"),
        "managerId": ids.encode("PEOPLE", ids.key_of(manager)) if manager else None,
        "scim": _kept(body, name, more, cisco),
    }


def _full_name(name: Json) -> str:
    return " ".join(name[part] for part in ("givenName", "familyName") if name.get(part))


def _kept(body: Json, name: Json, more: Json, cisco: Json) -> Json:
    """Give what only SCIM shows."""
    numbers = [entry for entry in body.get("phoneNumbers", ()) if entry.get("type") not in OF_PEOPLE]
    return {
        **{key: body[key] for key in KEPT if key in body},
        "name": {part: text for part, text in name.items() if part not in ("givenName", "familyName")},
        "phoneNumbers": numbers,
        "enterprise": {key: more[key] for key in OF_ENTERPRISE if key in more},
        "cisco": {key: value for key, value in cisco.items() if key not in ("accountStatus", "managedOrgs")},
    }


def as_names(value: Any) -> list[str]:
    """Give a list of names out of a text with commas."""
    return [part.strip() for part in (value or "").split(",") if part.strip()]
