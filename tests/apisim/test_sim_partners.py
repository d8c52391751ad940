"""Partner administrators and tags of customers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from simulated import CRANE, PARTNER, Api, Customer

from apisim import ids

if TYPE_CHECKING:
    from collections.abc import Callable

CISCO = "urn:scim:schemas:extension:cisco:webexidentity:2.0:User"


def _admin(api: Api) -> str:
    return str(api.get("/people/me").json()["id"])


def _assign(api: Api, org: str, person: str) -> int:
    return api.post(f"/partner/organizations/{org}/partnerAdmin/{person}/assign", None).status_code


def _managed(api: Api, person: str) -> list[Any]:
    return list(api.get("/partner/organizations", managedBy=person).json()["items"])


def _tag(api: Api, org: str, *names: str) -> list[Any]:
    body = {"tags": [{"name": name} for name in names]}
    answer = api.post(f"/partner/tags/organizations/{org}/assignTags", body)
    assert answer.status_code == 200, answer.text
    return list(answer.json())


@pytest.mark.rule("partners.assign", "§14.5")
@pytest.mark.rule("partners.managed", "§14.5")
@pytest.mark.rule("partners.admins", "§14.5")
def test_an_assigned_administrator_is_listed_from_both_sides(api: Api, acme: Customer) -> None:
    me = _admin(api)
    assert _managed(api, me) == []
    assert [_assign(api, acme.org, me) for _ in "12"] == [200, 200]
    assert _managed(api, me) == [{"orgId": acme.org, "role": "id_full_admin"}]
    rows = api.get(f"/partner/organizations/{acme.org}/partnerAdmins").json()["items"]
    assert [(row["id"], row["roleInCustomerOrg"]) for row in rows] == [(me, "id_full_admin")]
    user = api.get(f"/identity/scim/{ids.key_of(PARTNER)}/v2/Users/{ids.key_of(me)}").json()
    assert user[CISCO]["managedOrgs"] == [{"orgId": ids.key_of(acme.org), "role": "id_full_admin"}]


@pytest.mark.rule("partners.unassign", "§14.5")
def test_an_administrator_is_unassigned_once(api: Api, acme: Customer) -> None:
    me = _admin(api)
    _assign(api, acme.org, me)
    path = f"/partner/organizations/{acme.org}/partnerAdmin/{me}/unassign"
    assert [api.delete(path).status_code for _ in "12"] == [200, 404]
    assert _managed(api, me) == []


@pytest.mark.rule("partners.revoke", "§14.5")
def test_all_customers_are_taken_from_an_administrator(api: Api, acme: Customer) -> None:
    me, other = (
        _admin(api),
        api.customer(externalId="b", customerInfo={"name": "B", "primaryEmail": "b@b.example"}),
    )
    for org in (acme.org, other.org):
        _assign(api, org, me)
    assert len(_managed(api, me)) == 2
    assert api.delete(f"/partner/organizations/partnerAdmin/{me}").status_code == 204
    assert _managed(api, me) == []


@pytest.mark.rule("partners.person", "§14.5")
def test_only_a_person_of_the_partner_is_assigned(api: Api, acme: Customer) -> None:
    person = acme.user("u@acme.example")["personId"]
    assert _assign(api, acme.org, person) == 404
    assert _assign(api, CRANE, _admin(api)) == 404
    assert _assign(api, PARTNER, _admin(api)) == 400
    assert api.get("/partner/organizations").status_code == 400


@pytest.mark.rule("partners.only", "§14.5")
@pytest.mark.rule("partners.tags", "obs §1")
@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/partner/tags", {"type": "ORGANIZATION"}),
        ("/partner/tags", {"type": "SUBSCRIPTION"}),
        ("/partner/tags/organizations", {"tags": "a"}),
        (f"/partner/tags/organizations/{CRANE}", {}),
        ("/partner/organizations", {"managedBy": "x"}),
        (f"/partner/organizations/{CRANE}/partnerAdmins", {}),
    ],
)
def test_an_organization_that_is_no_partner_is_refused(
    api_with: Callable[..., Api], path: str, query: dict[str, str]
) -> None:
    api = api_with(tokens=(f"crane=*@{ids.key_of(CRANE)}",))
    assert api.call("GET", path, token="crane", **query).status_code == 403


@pytest.mark.rule("tags.replaced", "obs §9")
@pytest.mark.rule("tags.one", "§14.7")
def test_tags_are_replaced_and_cleared(api: Api, acme: Customer) -> None:
    assert _tag(api, acme.org, "gold", "east") == [{"name": "gold"}, {"name": "east"}]
    _tag(api, acme.org, "silver")
    shown = api.get(f"/partner/tags/organizations/{acme.org}").json()
    assert shown == {"orgName": "Acme Dental", "orgId": acme.org, "tags": ["silver"]}
    assert _tag(api, acme.org) == []


@pytest.mark.rule("tags.listed", "obs §9")
def test_a_tag_without_customers_is_gone(api: Api, acme: Customer) -> None:
    _tag(api, acme.org, "gold", "east")
    assert api.get("/partner/tags", type="ORGANIZATION").json() == [{"name": "gold"}, {"name": "east"}]
    _tag(api, acme.org, "east")
    assert api.get("/partner/tags", type="ORGANIZATION").json() == [{"name": "east"}]
    assert api.get("/partner/tags", type="SUBSCRIPTION").json() == []
    assert api.get("/partner/tags", type="OTHER").status_code == 400
    assert api.get("/partner/tags").status_code == 400


@pytest.mark.rule("tags.found", "§14.7")
def test_customers_are_found_by_all_tags(api: Api, acme: Customer) -> None:
    other = api.customer(externalId="b", customerInfo={"name": "B", "primaryEmail": "b@b.example"})
    _tag(api, acme.org, "gold", "east")
    _tag(api, other.org, "gold")

    def found(**query: str) -> list[str]:
        return [row["orgId"] for row in api.get("/partner/tags/organizations", **query).json()]

    assert found(tags="gold") == [acme.org, other.org]
    assert found(tags="gold,east") == [acme.org]
    assert found(tags="gold", max="1") == [acme.org]
    assert found(tags="west") == []


@pytest.mark.rule("tags.limits", "§14.7")
@pytest.mark.parametrize("names", [["a", "b", "c", "d", "e", "f"], ["x" * 26], [""]])
def test_tags_have_limits(api: Api, acme: Customer, names: list[str]) -> None:
    body = {"tags": [{"name": name} for name in names]}
    assert api.post(f"/partner/tags/organizations/{acme.org}/assignTags", body).status_code == 400
    assert len(_tag(api, acme.org, *"abcde")) == 5
    assert len(_tag(api, acme.org, "x" * 25)) == 1


@pytest.mark.rule("partners.rights", "§3.3")
@pytest.mark.parametrize(
    ("licenses", "role"),
    [
        ([], "id_full_admin"),
        (["SUSPENDED"], "id_full_admin"),
        (["SUSPENDED", "ACTIVE"], "id_provisioning_admin"),
    ],
)
def test_active_licenses_leave_a_partner_with_fewer_rights(api: Api, licenses: list[str], role: str) -> None:
    for package, status in zip(("webex_meetings", "webex_suite"), licenses, strict=False):
        api.edit("licenses", {"orgId": CRANE, "package": package, "status": status})
    crane = api.customer(orgId=CRANE, customerInfo=None)
    me = _admin(api)
    assert _assign(api, crane.org, me) == 200
    assert _managed(api, me) == [{"orgId": CRANE, "role": role}]
