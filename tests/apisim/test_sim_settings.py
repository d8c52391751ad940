"""Settings of organizations, and the mode Restricted by Partner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from apisim import ids
from apisim.areas.roles.state import FULL_ADMINISTRATOR, USER_ADMINISTRATOR

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulated import Api, Customer

KEY = "allow-admin-invite-emails"
SCHEMAS = ["urn:cisco:codev:identity:organization:core:1.0"]


@pytest.mark.rule("settings.shown", "§14.7")
@pytest.mark.rule("settings.upsert", "obs §9")
@pytest.mark.rule("settings.ids", "§14.7")
def test_a_setting_is_set_and_shown_by_either_form_of_the_id(api: Api, acme: Customer) -> None:
    path = f"/settings/organizations/{acme.org}/settings"
    seen = {"key": KEY, "value": False, "name": "Automatic Activation Emails"}
    assert api.get(f"{path}/{KEY}").json() == {**seen, "value": True}
    assert api.post(path, {"key": KEY, "value": False}).json() == seen
    assert api.get(f"/settings/organizations/{ids.key_of(acme.org)}/settings/{KEY}").json() == seen
    assert api.post(path, {"key": KEY, "value": True}).json() == {**seen, "value": True}


@pytest.mark.rule("settings.unknown", "§14.7")
def test_a_key_that_was_never_set_is_a_404(api: Api, acme: Customer) -> None:
    path = f"/settings/organizations/{acme.org}/settings"
    assert api.get(f"{path}/some-key").status_code == 404
    api.post(path, {"key": "some-key", "value": True})
    assert api.get(f"{path}/some-key").json()["value"] is True


@pytest.mark.parametrize("body", [{}, {"key": KEY}, {"value": True}, {"key": KEY, "value": "yes"}])
def test_a_setting_needs_a_key_and_a_truth_value(api: Api, acme: Customer, body: Any) -> None:
    assert api.post(f"/settings/organizations/{acme.org}/settings", body).status_code == 400


@pytest.fixture
def inside(api_with: Callable[..., Api]) -> tuple[Api, Customer]:
    """A customer whose own administrator holds the token `own`."""
    org = "77777777-7777-4777-8777-777777777777"
    api = api_with(tokens=(f"own=*@{org}",))
    acme = api.customer(orgId=ids.encode("ORGANIZATION", org))
    return api, acme


def _mode(api: Api, acme: Customer, *, on: bool) -> None:
    api.side("POST", f"/customers/{acme.id}/restrictedByPartner", {"restrictedByPartner": on})


@pytest.mark.rule("restricted.default", "§15")
@pytest.mark.rule("restricted.users", "§15")
def test_a_restricted_administrator_adds_no_users_until_the_mode_is_off(inside: tuple[Api, Customer]) -> None:
    api, acme = inside
    body = {"emails": ["new@acme.example"]}
    assert api.call("POST", "/people", body, token="own").status_code == 403
    _mode(api, acme, on=False)
    assert api.call("POST", "/people", body, token="own").status_code == 201


@pytest.mark.rule("restricted.users", "§15")
def test_a_restricted_administrator_changes_names_and_nothing_else_of_a_user(
    inside: tuple[Api, Customer],
) -> None:
    api, acme = inside
    person = acme.user("u@acme.example")["personId"]
    path, seen = f"/people/{person}", api.get(f"/people/{person}").json()
    sent = {name: seen[name] for name in ("displayName", "licenses", "roles")}
    sent |= {"firstName": "Bea", "loginEnabled": True}
    assert api.call("PUT", path, sent, token="own").json()["firstName"] == "Bea"
    body = {"displayName": "U", "title": "Boss"}
    assert api.call("PUT", path, body, token="own").status_code == 403
    scim = f"/identity/scim/{ids.key_of(acme.org)}/v2/Users/{ids.key_of(person)}"
    named = {"op": "replace", "path": "name.givenName", "value": "Cy"}
    titled = {"op": "replace", "path": "title", "value": "Boss"}
    for operation, status in ((named, 200), (titled, 403)):
        patch = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [operation]}
        assert api.call("PATCH", scim, patch, token="own").status_code == status


@pytest.mark.rule("restricted.account", "§15")
@pytest.mark.rule("restricted.settings", "§15")
def test_a_restricted_administrator_changes_neither_name_nor_domains_nor_mails(
    inside: tuple[Api, Customer],
) -> None:
    api, acme = inside
    identity = f"/identity/organizations/{ids.key_of(acme.org)}"
    calls: list[tuple[str, str, Any]] = [
        ("PATCH", identity, {"schemas": SCHEMAS, "displayName": "X"}),
        ("POST", f"{identity}/actions/getDomainVerificationToken", {"domain": "acme.example"}),
        ("POST", f"/settings/organizations/{acme.org}/settings", {"key": KEY, "value": False}),
    ]
    assert [api.call(*call, token="own").status_code for call in calls] == [403, 403, 403]
    _mode(api, acme, on=False)
    assert [api.call(*call, token="own").status_code for call in calls] == [200, 200, 200]


@pytest.mark.rule("restricted.calling", "§15")
@pytest.mark.rule("restricted.pstn", "§15")
def test_a_restricted_administrator_changes_neither_the_main_number_nor_to_a_local_gateway(
    inside: tuple[Api, Customer],
) -> None:
    api, acme = inside
    acme.add_numbers("+13125550100")
    place = f"/telephony/config/locations/{acme.location}"
    body = {"callingLineId": {"phoneNumber": "+13125550100"}}
    assert api.call("PUT", place, body, token="own").status_code == 403
    assert api.call("PUT", place, {"externalCallerIdName": "Acme"}, token="own").status_code == 204
    route = {"premiseRouteType": "TRUNK", "premiseRouteId": "x"}
    path = f"/telephony/pstn/locations/{acme.location}/connection"
    assert api.call("PUT", path, route, token="own").status_code == 403
    assert api.put(path, route, orgId=acme.org).status_code == 204


@pytest.mark.rule("restricted.partner", "§15")
@pytest.mark.parametrize("role", [FULL_ADMINISTRATOR, USER_ADMINISTRATOR])
def test_the_mode_is_for_every_role_and_not_for_the_partner(inside: tuple[Api, Customer], role: str) -> None:
    api, acme = inside
    api.edit("people", {"roles": [role]}, api.call("GET", "/people/me", token="own").json()["id"])
    body = {"emails": ["new@acme.example"]}
    assert api.call("POST", "/people", body, token="own").status_code == 403
    assert api.post("/people", {**body, "orgId": acme.org}).status_code == 201


def test_the_mode_is_switched_by_a_truth_value(api: Api, acme: Customer) -> None:
    for path, body in ((f"/customers/{acme.id}/restrictedByPartner", {}), (f"/customers/{acme.id}/x", {})):
        assert api.client.post(f"/_sim{path}", json=body).status_code in (400, 404)
    _mode(api, acme, on=False)
    assert api.state("customers")[0]["restrictedByPartner"] is False
