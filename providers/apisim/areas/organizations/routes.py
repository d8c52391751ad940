"""The operations on organizations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import ids, tenants
from apisim.areas.customers import locales
from apisim.areas.organizations import rules
from apisim.calls import Answer, Call, done, ok
from apisim.errors import Json, bad_request, conflict

if TYPE_CHECKING:
    from apisim.store import Record

SCHEMAS = ["urn:cisco:codev:identity:organization:core:1.0"]


def _view(record: Record) -> Json:
    return {name: record[name] for name in ("id", "displayName", "created")}


def _identity_view(record: Record) -> Json:
    meta = {
        "created": record["created"],
        "lastModified": record["lastModified"],
        "version": str(record["version"]),
    }
    view = {
        "schemas": SCHEMAS,
        "id": ids.key_of(record["id"]),
        "displayName": record["displayName"],
        "meta": meta,
    }
    return {**view, "preferredLanguage": record["preferredLanguage"]} if record["preferredLanguage"] else view


def list_organizations(call: Call) -> Answer:
    """List the token's organization and those it manages; never paged (wholesale-api §2.3)."""
    table, home = call.world["organizations"], call.token.organization
    managers = [
        home,
        *(ids.key_of(s["id"]) for s in call.world["subPartners"] if ids.key_of(s["parent"]) == home),
    ]
    found = {record["id"]: record for manager in managers for record in table.find("manager", manager)}
    own = tenants.own_organization(call)
    return ok({"items": [_view(record) for record in {own["id"]: own, **found}.values()]})


def get_organization(call: Call) -> Answer:
    """Show one organization."""
    return ok(_view(tenants.path_organization(call)))


def delete_organization(call: Call) -> Answer:
    """Delete an organization, or say with 409 what keeps it (wholesale-api §14.7)."""
    organization = tenants.path_organization(call)
    reason = rules.reason_to_keep(call.world, organization)
    if reason or organization.get("partner"):
        raise conflict(f"The organization cannot be deleted: {reason or 'it is the partner itself'}.")
    rules.remove(call.world, organization)
    return done()


def get_identity(call: Call) -> Answer:
    """Show an organization as the identity API does, by bare uuid or id (wholesale-api §14.7)."""
    return ok(_identity_view(tenants.path_organization(call, bare=True)))


def patch_identity(call: Call) -> Answer:
    """Change the name, and the language when sent (wholesale-api §14.7)."""
    organization = tenants.path_organization(call, bare=True)
    body = call.body
    if body["schemas"] != SCHEMAS:
        raise bad_request(f"schemas: {SCHEMAS[0]} is needed")
    if not body["displayName"].strip():
        raise bad_request("displayName cannot be empty")
    language = organization["preferredLanguage"]
    if "preferredLanguage" in body:
        language = locales.read(body["preferredLanguage"], "preferredLanguage")
    changed = call.world["organizations"].change(
        organization,
        displayName=body["displayName"],
        preferredLanguage=language,
        lastModified=call.world.clock.stamp(),
        version=organization["version"] + 1,
    )
    return ok(_identity_view(changed))


ROUTES = {
    "List_Organizations": list_organizations,
    "Get_Organization_Details": get_organization,
    "Delete_Organization": delete_organization,
    "Get_an_organization": get_identity,
    "Update_an_organization": patch_identity,
}
