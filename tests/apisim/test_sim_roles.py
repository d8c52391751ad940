"""What a token may do: scopes and roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from apisim import ids
from apisim.areas.roles.state import DEVICE_ADMINISTRATOR, READ_ONLY, USER_ADMINISTRATOR

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulated import Api, Customer

SCHEMAS = ["urn:cisco:codev:identity:organization:core:1.0"]
NEED = {"from": "2020-01-01T00:00:00Z", "to": "2020-02-01T00:00:00Z"}


def _only(api_with: Callable[..., Api], scopes: str) -> Api:
    api = api_with(tokens=(f"some={scopes}",))
    api.token = "some"
    return api


@pytest.mark.rule("auth.scope", "§1")
@pytest.mark.rule("auth.own-details", "§1")
def test_a_token_without_the_scope_is_a_403_but_for_its_own_details(api_with: Callable[..., Api]) -> None:
    api = _only(api_with, "spark-admin:people_read")
    assert api.get("/wholesale/customers").status_code == 403
    assert api.get("/people").status_code == 200
    assert _only(api_with, "spark-admin:organizations_read").get("/people/me").status_code == 200


@pytest.mark.rule("auth.identity-scope", "obs §1")
def test_a_missing_scope_of_identity_is_a_401_with_a_code(
    api_with: Callable[..., Api],
) -> None:
    api = _only(api_with, "spark-admin:organizations_read")
    org = api.get("/organizations").json()["items"][0]["id"]
    path = f"/identity/organizations/{ids.key_of(org)}/actions/verifyDomain"
    answer = api.post(path, {"domain": "a.example"})
    assert answer.status_code == 401
    assert answer.json()["errors"][0]["errorCode"] == 200003


@pytest.mark.rule("roles.scope-families", "obs §1")
def test_the_scopes_of_identity_and_administration_are_apart(api_with: Callable[..., Api]) -> None:
    api = _only(api_with, "identity:organizations_rw")
    org = api.get("/people/me").json()["orgId"]
    assert api.get(f"/identity/organizations/{ids.key_of(org)}").status_code == 200
    assert api.get(f"/organizations/{org}").status_code == 403


@pytest.mark.rule("roles.scope-audit", "obs §9")
@pytest.mark.parametrize(
    ("scope", "value", "status"),
    [
        ("spark-admin:people_read", "admin", 200),
        ("spark-admin:people_read", "published", 403),
        ("audit:events_read", "published", 200),
        ("identity:people_read", "admin", 403),
    ],
)
def test_audit_events_take_an_administrators_token(
    api_with: Callable[..., Api], scope: str, value: str, status: int
) -> None:
    api = _only(api_with, scope)
    api.side("POST", "/switches", {"roles.audit-scope": value})
    org = api.get("/people/me").json()["orgId"]
    assert api.get("/adminAudit/events", orgId=org, **NEED).status_code == status


@pytest.mark.rule("roles.needed", "§1")
def test_a_token_whose_person_has_no_role_is_a_403(api: Api) -> None:
    me = api.get("/people/me").json()
    api.edit("people", {"roles": []}, me["id"])
    assert api.get("/wholesale/customers").status_code == 403
    assert api.get("/people/me").status_code == 200


@pytest.mark.rule("roles.read-only", "§14.5")
@pytest.mark.parametrize(
    ("role", "people", "organization"),
    [(READ_ONLY, 403, 403), (USER_ADMINISTRATOR, 200, 403), (DEVICE_ADMINISTRATOR, 403, 403)],
)
def test_a_role_that_is_not_full_writes_only_its_own_kinds(
    api: Api, acme: Customer, role: str, people: int, organization: int
) -> None:
    person = acme.user("u@acme.example")["personId"]
    api.edit("people", {"roles": [role]}, api.get("/people/me").json()["id"])
    assert api.get(f"/people/{person}").status_code == 200
    assert api.put(f"/people/{person}", {"displayName": "U"}).status_code == people
    body = {"schemas": SCHEMAS, "displayName": "X"}
    assert api.patch(f"/identity/organizations/{acme.org}", body).status_code == organization


@pytest.mark.rule("roles.administrator", "§14.5")
@pytest.mark.rule("roles.custom", "§14.5")
def test_an_administrator_is_made_with_a_role_of_the_list(api: Api, acme: Customer) -> None:
    acme.user("first@acme.example")
    person = acme.user("u@acme.example")["personId"]
    body: dict[str, Any] = {"displayName": "U", "roles": [USER_ADMINISTRATOR]}
    assert api.put(f"/people/{person}", body).json()["roles"] == [USER_ADMINISTRATOR]
    custom = ids.encode("ROLE", "99999999-9999-4999-8999-999999999999")
    assert api.put(f"/people/{person}", {**body, "roles": [custom]}).status_code == 400


@pytest.mark.rule("roles.effect", "§14.5")
def test_a_changed_role_can_take_ten_minutes_to_act(api: Api) -> None:
    api.side("POST", "/switches", {"roles.effect": "10 minutes"})
    me = api.get("/people/me").json()
    shown = api.put(f"/people/{me['id']}", {"displayName": "Me", "roles": [READ_ONLY]}).json()
    assert shown["roles"] == [READ_ONLY]
    assert api.put(f"/people/{me['id']}", {"displayName": "I"}).status_code == 200
    api.side("POST", "/clock", {"advance": 601})
    assert api.put(f"/people/{me['id']}", {"displayName": "You"}).status_code == 403
