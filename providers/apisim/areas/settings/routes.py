"""The operations on settings of organizations (wholesale-api §14.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import tenants
from apisim.areas.settings import state
from apisim.calls import Answer, Call, ok
from apisim.errors import Json, missing, not_found
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.store import Record

GET, SET = "Get_an_Organization_Setting", "Create_or_Update_an_Organization_Setting"

rule(
    "settings.ids",
    "The settings take the id of an organization and its bare uuid.",
    "S §14.7",
    of=(GET, SET),
)


def _view(record: Record) -> Json:
    return {name: record[name] for name in ("key", "value", "name")}


@rule(
    "settings.shown",
    "A setting shows `key`, `value` and `name`; `allow-admin-invite-emails` is named Automatic Activation"
    " Emails.",
    "S §14.7",
    of=GET,
)
@rule("settings.unknown", "A key that was never set and is not known is a 404.", "I §14.7", of=GET)
def get_setting(call: Call) -> Answer:
    """Show one setting."""
    organization = tenants.path_organization(call, bare=True)
    found = state.find(call.world, organization, call.params["settingKey"])
    if found is None:
        raise not_found("Setting not found.")
    return ok(_view(found))


@rule(
    "settings.upsert",
    "Setting a key makes it or changes it; the value is a truth value.",
    "L2 obs §9",
    of=SET,
)
def set_setting(call: Call) -> Answer:
    """Make or change one setting."""
    organization, body = tenants.path_organization(call, bare=True), call.body
    for name in ("key", "value"):
        if body.get(name) in (None, ""):
            raise missing(name)
    record = {"orgId": organization["id"], "key": body["key"], "value": body["value"]}
    return ok(_view(call.world["settings"].put(state.fill(call.world, record))))


ROUTES = {GET: get_setting, SET: set_setting}
