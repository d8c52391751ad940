"""People as SCIM shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apisim import ids
from apisim.areas.partners import state as partners
from apisim.areas.roles.state import ROLES, WORDS
from apisim.areas.scim.errors import SHAPES
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.calls import Call
    from apisim.errors import Json
    from apisim.store import Record
    from apisim.world import World

CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
CISCO = "urn:scim:schemas:extension:cisco:webexidentity:2.0:User"
LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
TYPES = ("work", "home", "mobile", "work_extension", "fax", "pager", "other")
KEPT = ("profileUrl", "preferredLanguage", "locale", "externalId", "timezone", "photos", "userType")
OF_ENTERPRISE = ("costCenter", "organization", "division", "employeeNumber")


def user(call: Call, person: Record) -> Json:
    """Show a person as a user of SCIM."""
    world, kept = call.world, person.get("scim", {})
    shown = {
        "schemas": [CORE, ENTERPRISE, CISCO],
        "id": ids.key_of(person["id"]),
        "userName": person["emails"][0],
        "active": person["loginEnabled"] == "true",
        "displayName": person["displayName"],
        "emails": _emails(person),
        "userType": "user",
        **{name: kept[name] for name in KEPT if name in kept},
    }
    named = {"name": _name(person), "nickName": person.get("nickName"), "title": person.get("title")}
    lists = {
        "roles": [_role(role) for role in person["roles"]],
        "phoneNumbers": _phones(person),
        "addresses": person.get("addresses"),
    }
    shown |= {name: value for name, value in {**named, **lists}.items() if value}
    return {
        **shown,
        ENTERPRISE: _enterprise(person),
        CISCO: _cisco(world, person),
        "meta": _meta(call, person),
    }


def _emails(person: Record) -> list[Json]:
    first, *others = person["emails"]
    return [
        {"value": first, "type": "work", "primary": True},
        *({"value": e, "type": "other"} for e in others),
    ]


def _name(person: Record) -> Json:
    parts = {"givenName": person.get("firstName"), "familyName": person.get("lastName")}
    return {**person.get("scim", {}).get("name", {}), **{name: part for name, part in parts.items() if part}}


def _role(role: str) -> Json:
    return {"value": WORDS[role], "type": "cirole", "display": ROLES[role]}


def _phones(person: Record) -> list[Json]:
    """Show the numbers that people have, and those that only SCIM knows."""
    own = [
        {"value": number["value"], "type": number["type"] if number["type"] in TYPES else "other"}
        for number in person["phoneNumbers"]
    ]
    extension = [{"value": person["extension"], "type": "work_extension"}] if person["extension"] else []
    return [*own, *extension, *person.get("scim", {}).get("phoneNumbers", ())]


def _enterprise(person: Record) -> Json:
    kept: Json = person.get("scim", {}).get("enterprise", {})
    shown: dict[str, Any] = {name: kept[name] for name in OF_ENTERPRISE if name in kept}
    if person.get("department"):
        shown["department"] = person["department"]
    if person.get("managerId"):
        manager = {"value": ids.key_of(person["managerId"])}
        shown["manager"] = manager | ({"displayName": person["manager"]} if person.get("manager") else {})
    return shown


@rule(
    "scim.account-status",
    "`accountStatus` is a list, as a client needs it.",
    "L §14.5",
    of=("Get_a_user", "Search_users"),
    switch=SHAPES,
)
def _cisco(world: World, person: Record) -> Json:
    kept: Json = person.get("scim", {}).get("cisco", {})
    managed = [
        {"orgId": ids.key_of(row["orgId"]), "role": row["role"]} for row in partners.of_person(world, person)
    ]
    status = account_status(person)
    live = world.switches[SHAPES] != "published"
    shown = {**kept, "accountStatus": [status] if live else status}
    return {**shown, "managedOrgs": managed} if managed else shown


def account_status(person: Record) -> str:
    """Tell how an account stands: disabled, waiting for its first sign-in, or active."""
    if person["loginEnabled"] != "true":
        return "disabled"
    return "pending" if person["invitePending"] == "true" else "active"


def _meta(call: Call, person: Record) -> Json:
    organization, key = ids.key_of(person["orgId"]), ids.key_of(person["id"])
    return {
        "resourceType": "User",
        "organizationID": organization,
        "created": person["created"],
        "lastModified": person["lastModified"],
        "version": f'W/"{person["lastModified"]}"',
        "location": f"{call.origin}/identity/scim/{organization}/v2/Users/{key}",
    }
