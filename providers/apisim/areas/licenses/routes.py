"""The operations on licenses (wholesale-api §14.6, observations §6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import ids, tenants
from apisim.areas.licenses import state
from apisim.areas.licenses.assigning import assign_licenses
from apisim.calls import Answer, Call, ok
from apisim.paging import by_cursor
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.errors import Json
    from apisim.store import Record


def _holder(record: Record) -> Json:
    return {
        "id": record["id"],
        "type": "INTERNAL",
        "displayName": record["displayName"],
        "email": record["emails"][0],
    }


@rule(
    "licenses.never-paged",
    "All licenses are on one page: `max` and `start` are ignored.",
    "L2 obs §1",
    of=state.LIST,
)
def list_licenses(call: Call) -> Answer:
    """List the licenses of an organization."""
    organization = tenants.organization(call)
    rows = call.world["licenses"].find("org", organization["id"])
    return ok({"items": [state.view(call.world, record) for record in rows]})


@rule(
    "licenses.holders",
    "With `includeAssignedTo=user` a license shows who holds it, paged by `next` and `limit`, 300 at most.",
    "L2 obs §1",
    of=state.GET,
)
def get_license(call: Call) -> Answer:
    """Show one license, with the people who hold it when asked."""
    key = ids.read(call.params["licenseId"], "LICENSE")
    record = tenants.in_reach(call, call.world["licenses"].get(key), "License")
    shown = state.view(call.world, record)
    if call.text("includeAssignedTo") is None:
        return ok(shown)
    holders = list(call.world["people"].find("license", record["id"]))
    limit = call.number("limit", 300, least=1, most=300)
    users, headers = by_cursor(call, holders, _holder, cursor="next", limit=limit, size="limit")
    return Answer(200, {**shown, "users": users}, headers)


ROUTES = {
    state.LIST: list_licenses,
    state.GET: get_license,
    state.ASSIGN: assign_licenses,
}
