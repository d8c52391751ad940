"""The operations on organizations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import ids, tenants
from apisim.areas.customers import locales
from apisim.areas.organizations import rules, state
from apisim.calls import Answer, Call, done, ok
from apisim.errors import Json, bad_request, conflict
from apisim.rulebook import rule

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


@rule(
    "organizations.listed",
    "The list holds the token's own organization and those that it manages, so more than one tells a partner;"
    " it is never paged.",
    "L2 obs §1",
    of="List_Organizations",
)
def list_organizations(call: Call) -> Answer:
    """List the token's organization and those it manages; never paged (wholesale-api §2.3)."""
    own = tenants.own_organization(call)
    found = [row for row in state.managed(call.world, call.token.organization) if row["id"] != own["id"]]
    return ok({"items": [_view(row) for row in (own, *found)]})


@rule(
    "organizations.shown",
    "An organization shows `id`, `displayName` and `created`; one out of reach is a 404.",
    "S §14.7",
    of="Get_Organization_Details",
)
def get_organization(call: Call) -> Answer:
    """Show one organization."""
    return ok(_view(tenants.path_organization(call)))


def delete_organization(call: Call) -> Answer:
    """Delete an organization, or say with 409 what keeps it (wholesale-api §14.7)."""
    organization = tenants.path_organization(call)
    if organization["deleting"]:
        return done()
    reason = rules.reason_to_keep(call.world, organization)
    if reason or organization.get("partner"):
        raise conflict(f"The organization cannot be deleted: {reason or 'it is the partner itself'}.")
    rules.start_removal(call.world, organization)
    return done()


@rule(
    "organizations.identity",
    "The identity API takes the bare uuid, and shows the bare uuid, language and meta data.",
    "S §14.7",
    of="Get_an_organization",
)
def get_identity(call: Call) -> Answer:
    """Show an organization as the identity API does, by bare uuid or id (wholesale-api §14.7)."""
    return ok(_identity_view(tenants.path_organization(call, bare=True)))


@rule(
    "organizations.renamed",
    "A change needs the schema and `displayName`; the language stays when it is left out.",
    "S §14.7",
    of="Update_an_organization",
)
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
