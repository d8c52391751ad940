from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from simulated import CRANE, NORTH, NORTH_TEMPLATE, PARTNER, TEMPLATE, Api, Customer

from apisim import ids

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEMAS = ["urn:cisco:codev:identity:organization:core:1.0"]


@pytest.mark.rule("organizations.listed", "obs §1")
def test_organizations_are_the_own_and_the_customers(api: Api, acme: Customer) -> None:
    assert [o["id"] for o in api.get("/organizations").json()["items"]] == [PARTNER, acme.org]


@pytest.mark.rule("organizations.renamed", "§14.7")
def test_a_name_and_a_language_are_changed_through_the_identity_api(api: Api, acme: Customer) -> None:
    path = f"/identity/organizations/{acme.org}"
    body = {"schemas": SCHEMAS, "displayName": "Acme Teeth", "preferredLanguage": "fr_FR"}
    seen = api.patch(path, body).json()
    assert (seen["displayName"], seen["preferredLanguage"], seen["meta"]["version"]) == (
        "Acme Teeth",
        "fr_FR",
        "2",
    )
    assert api.get(f"/organizations/{acme.org}").json()["displayName"] == "Acme Teeth"
    kept = api.patch(path, {"schemas": SCHEMAS, "displayName": "Acme Teeth"}).json()
    assert kept["preferredLanguage"] == "fr_FR"


@pytest.mark.parametrize(
    "body",
    [
        {"displayName": "X"},
        {"schemas": SCHEMAS},
        {"schemas": ["other"], "displayName": "X"},
        {"schemas": SCHEMAS, "displayName": " "},
        {"schemas": SCHEMAS, "displayName": "X", "preferredLanguage": "?"},
    ],
)
def test_a_change_of_an_organization_is_checked(api: Api, acme: Customer, body: Any) -> None:
    assert api.patch(f"/identity/organizations/{acme.org}", body).status_code == 400


@pytest.mark.rule("organizations.subscriptions", "§14.7")
def test_an_organization_with_a_subscription_stays(api: Api, acme: Customer) -> None:
    answer = api.delete(f"/organizations/{acme.org}")
    assert answer.status_code == 409
    assert "licenses" in answer.json()["message"]


@pytest.mark.rule("organizations.linked-sites", "§14.7")
@pytest.mark.rule("organizations.sync", "§14.7")
@pytest.mark.rule("organizations.managers", "§14.7")
@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"linkedSites": ["x.webex.com"]}, "sites"),
        ({"directorySync": True}, "directory"),
        ({"managedBy": [PARTNER, NORTH]}, "managing relationship"),
    ],
)
def test_each_reason_to_keep_an_organization_is_named(
    api: Api, acme: Customer, change: Any, word: str
) -> None:
    api.delete(acme.url)
    api.get(acme.url)
    api.edit("organizations", change, acme.org)
    answer = api.delete(f"/organizations/{acme.org}")
    assert answer.status_code == 409
    assert word in answer.json()["message"]


@pytest.mark.rule("organizations.users", "§14.7")
def test_more_than_one_user_keeps_an_organization(api: Api, acme: Customer) -> None:
    users = [acme.user(f"u{n}@acme.example") for n in range(2)]
    for user in users:
        api.delete(f"/wholesale/subscribers/{user['id']}")
    api.delete(acme.url)
    api.get(acme.url)
    assert "more than one user" in api.delete(f"/organizations/{acme.org}").json()["message"]
    api.delete(f"/people/{users[0]['personId']}")
    assert api.delete(f"/organizations/{acme.org}").status_code == 204
    assert api.get(f"/organizations/{acme.org}").status_code == 404
    assert api.get(f"/people/{users[1]['personId']}").status_code == 404


@pytest.mark.rule("roles.listed", "§14.5")
@pytest.mark.rule("roles.one", "§14.5")
def test_there_are_four_roles(api: Api) -> None:
    items = api.get("/roles").json()["items"]
    names = ["Full Administrator", "Read-only Administrator", "User Administrator", "Device Administrator"]
    assert [row["name"] for row in items] == names
    assert api.get(f"/roles/{items[0]['id']}").json() == items[0]
    assert api.get("/roles/Y2lzY29zcGFyazovL3VzL1JPTEUvbm9wZQ").status_code == 404


def test_a_license_shows_who_holds_it(api: Api, acme: Customer) -> None:
    users = [acme.user(f"u{n}@acme.example") for n in range(3)]
    row = api.get("/licenses", orgId=acme.org, max="1").json()["items"][0]
    assert row["consumedUnits"] == row["consumedByUsers"] == 3
    path = f"/licenses/{row['id']}"
    assert "users" not in api.get(path).json()
    first = api.get(path, includeAssignedTo="user", limit="2")
    assert [u["email"] for u in first.json()["users"]] == ["u0@acme.example", "u1@acme.example"]
    rest = api.get(first.headers["link"][1:].partition(">")[0]).json()["users"]
    assert [u["id"] for u in rest] == [users[2]["personId"]]


def test_a_license_out_of_reach_is_a_404(api: Api, acme: Customer) -> None:
    api.edit("organizations", {"managedBy": []}, acme.org)
    row = api.state("licenses")[0]
    assert api.get(f"/licenses/{row['id']}").status_code == 404


@pytest.mark.rule("subpartners.shown", "§6")
@pytest.mark.rule("subpartners.filters", "§6")
@pytest.mark.rule("subpartners.key", "§6")
def test_sub_partners_are_listed_under_items(api: Api) -> None:
    rows = api.get("/wholesale/subPartners", provisioningState="active").json()["items"]
    assert [row["orgId"] for row in rows] == [NORTH]
    assert set(rows[0]) == {"orgId", "subscriptionId", "provisioningState", "created", "billingStartDate"}
    assert api.get("/wholesale/subPartners", provisioningState="suspended").json()["items"] == []


@pytest.mark.rule("tenants.parent-excluded", "§19.25")
@pytest.mark.rule("tenants.on-behalf", "§6")
@pytest.mark.rule("tenants.reach", "§6")
def test_a_customer_on_behalf_is_hidden_from_the_partner(api: Api) -> None:
    url = api.new_customer(behalf=NORTH, provisioningId=NORTH_TEMPLATE).json()["url"]
    assert api.get(url).status_code == 404
    assert api.get("/wholesale/customers").json()["items"] == []
    seen = api.get(url, onBehalfOfSubPartnerOrgId=NORTH).json()
    assert seen["status"] == "provisioned"
    assert len(api.get("/wholesale/customers", onBehalfOfSubPartnerOrgId=NORTH).json()["items"]) == 1
    assert len(api.get("/locations", orgId=seen["orgId"]).json()["items"]) == 1


@pytest.mark.rule("customers.template", "§3.2")
def test_a_template_belongs_to_one(api: Api) -> None:
    assert api.new_customer(behalf=NORTH, provisioningId=TEMPLATE).status_code == 400
    assert api.new_customer(provisioningId=NORTH_TEMPLATE).status_code == 400


@pytest.mark.rule("customers.external-id", "§19.4")
@pytest.mark.usefixtures("acme")
def test_an_external_id_is_free_at_a_sub_partner(api: Api) -> None:
    assert api.new_customer(behalf=NORTH, provisioningId=NORTH_TEMPLATE).status_code == 202


@pytest.mark.rule("tenants.unknown-sub-partner", "§19.24")
def test_an_unknown_sub_partner_is_a_403(api: Api) -> None:
    for call in (
        api.new_customer(behalf=CRANE),
        api.get("/wholesale/customers", onBehalfOfSubPartnerOrgId=CRANE),
    ):
        assert call.status_code == 403


@pytest.mark.rule("tenants.suspended", "§6")
def test_a_suspended_sub_partner_may_only_delete(api: Api) -> None:
    url = api.new_customer(behalf=NORTH, provisioningId=NORTH_TEMPLATE).json()["url"]
    behalf = {"onBehalfOfSubPartnerOrgId": NORTH}
    customer = api.get(url, **behalf).json()
    body = {
        "customerId": customer["id"],
        "email": "a@bolt.example",
        "provisioningParameters": {"extension": "101"},
    }
    body["packages"] = ["webex_calling"]
    user = api.post("/wholesale/subscribers", body, **behalf).json()
    api.side("POST", "/subPartners", {"name": "north", "state": "suspended"})
    assert api.new_customer(behalf=NORTH, provisioningId=NORTH_TEMPLATE, externalId="x").status_code == 403
    assert api.put(url, {"packages": ["webex_calling"]}, **behalf).status_code == 403
    assert (
        api.post("/wholesale/subscribers", {**body, "email": "b@bolt.example"}, **behalf).status_code == 403
    )
    path = f"/wholesale/subscribers/{user['id']}"
    assert api.put(path, {"packages": ["webex_calling"]}, **behalf).status_code == 403
    assert api.get(path, **behalf).status_code == 200
    assert api.delete(path, **behalf).status_code == 204
    assert api.delete(url, **behalf).status_code == 202


@pytest.mark.rule("subpartners.made", "§6")
def test_a_sub_partner_can_be_made(api: Api) -> None:
    api.side("POST", "/subPartners", {"name": "south", "state": "active"})
    made = next(s for s in api.state("subPartners") if s["name"] == "south")
    assert api.get("/wholesale/customers", onBehalfOfSubPartnerOrgId=made["orgId"]).status_code == 200


@pytest.mark.rule("tenants.isolation", "§6")
def test_a_sub_partners_token_sees_only_its_own(api_with: Callable[..., Api]) -> None:
    api = api_with(tokens=("north=*@44444444-4444-4444-8444-444444444444",))
    api.customer()
    api.token = "north"
    assert api.get("/wholesale/customers").json()["items"] == []
    assert api.customer(provisioningId=NORTH_TEMPLATE).status == "provisioned"
    assert len(api.get("/wholesale/customers").json()["items"]) == 1
    assert len(api.get("/organizations").json()["items"]) == 2
    assert api.get("/wholesale/customers", onBehalfOfSubPartnerOrgId=PARTNER).status_code == 403


@pytest.mark.rule("organizations.shown", "§14.7")
def test_an_organization_shows_three_members_and_is_a_404_out_of_reach(api: Api, acme: Customer) -> None:
    shown = api.get(f"/organizations/{acme.org}").json()
    assert set(shown) == {"id", "displayName", "created"}
    assert api.get(f"/organizations/{CRANE}").status_code == 404


@pytest.mark.rule("organizations.managing", "§14.7")
def test_an_organization_that_manages_others_is_kept(api: Api, acme: Customer) -> None:
    api.delete(acme.url)
    api.get(acme.url)
    api.edit("organizations", {"displayName": "Child", "managedBy": [acme.org]})
    answer = api.delete(f"/organizations/{acme.org}")
    assert answer.status_code == 409
    assert "manages" in answer.json()["message"]


@pytest.mark.rule("organizations.delay", "obs §9")
def test_a_deleted_organization_is_there_until_its_time_is_over(api: Api, acme: Customer) -> None:
    api.side("POST", "/switches", {"organizations.removal": "10 minutes"})
    api.delete(acme.url)
    api.get(acme.url)
    path = f"/organizations/{acme.org}"
    assert api.delete(path).status_code == 204
    assert api.get(path).status_code == 200
    assert api.delete(path).status_code == 204
    api.side("POST", "/clock", {"advance": 599})
    assert api.get(path).status_code == 200
    api.side("POST", "/clock", {"advance": 2})
    assert api.get(path).status_code == 404


@pytest.mark.rule("organizations.identity", "§14.7")
def test_the_identity_api_takes_and_shows_the_bare_uuid(api: Api, acme: Customer) -> None:
    key = ids.key_of(acme.org)
    shown = api.get(f"/identity/organizations/{key}").json()
    assert (shown["id"], shown["displayName"], shown["preferredLanguage"]) == (key, "Acme Dental", "en_US")
    assert set(shown["meta"]) == {"created", "lastModified", "version"}


@pytest.mark.rule("transport.identity", "obs §10")
@pytest.mark.parametrize("rest", ["organizations/{}", "scim/{}/v2/Users"])
def test_identity_paths_answer_with_and_without_the_version(api: Api, acme: Customer, rest: str) -> None:
    path = "/identity/" + rest.format(ids.key_of(acme.org))
    bare = api.client.get(path, headers={"Authorization": "Bearer sim-full"})
    assert bare.status_code == 200
    assert bare.json() == api.get(path).json()


@pytest.mark.rule("subpartners.key", "§6")
def test_the_key_of_the_sub_partners_can_be_switched(api: Api) -> None:
    api.side("POST", "/switches", {"subpartners.key": "subPartners"})
    answer = api.get("/wholesale/subPartners").json()
    assert [row["orgId"] for row in answer["subPartners"]] == [NORTH]
    assert "items" not in answer


@pytest.mark.rule("subpartners.levels", "§6")
def test_a_sub_partner_lists_no_sub_partners(api_with: Callable[..., Api]) -> None:
    api = api_with(tokens=("north=*@44444444-4444-4444-8444-444444444444",))
    assert api.call("GET", "/wholesale/subPartners", token="north").json() == {"items": []}


@pytest.mark.rule("subpartners.subscription", "§6")
def test_a_sub_partners_template_has_the_subscription_of_the_parent(api: Api) -> None:
    templates = {row["id"]: row for row in api.state("templates")}
    assert templates[NORTH_TEMPLATE]["owner"] == NORTH
    assert templates[NORTH_TEMPLATE]["subscription"] == templates[TEMPLATE]["subscription"]


@pytest.mark.rule("subpartners.catch-up", "§6")
def test_a_sub_partner_provisions_before_its_billing_starts(api: Api) -> None:
    api.edit("subPartners", {"billingStartDate": "2999-01-01"}, NORTH)
    assert api.get("/wholesale/subPartners").json()["items"][0]["billingStartDate"] == "2999-01-01"
    assert api.new_customer(behalf=NORTH, provisioningId=NORTH_TEMPLATE).status_code == 202


@pytest.mark.rule("tenants.no-org", "obs §1")
@pytest.mark.rule("tenants.customers", "obs §1")
def test_without_an_organization_a_partner_acts_on_its_own(api: Api, acme: Customer) -> None:
    acme.user("u@acme.example")
    assert [row["orgId"] for row in api.get("/people").json()["items"]] == [PARTNER] * 2
    assert [row["emails"] for row in api.get("/people", orgId=acme.org).json()["items"]] == [
        ["u@acme.example"]
    ]


@pytest.mark.rule("ids.kind", "obs §1")
@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/people/", "PEOPLE"),
        ("/organizations/", "ORGANIZATION"),
        ("/roles/", "ROLE"),
        ("/locations/", "LOCATION"),
    ],
)
def test_an_id_of_the_wrong_kind_is_a_400(api: Api, path: str, kind: str) -> None:
    key = "99999999-9999-4999-8999-999999999999"
    assert api.get(path + ids.encode("DEVICE", key)).status_code == 400
    assert api.get(path + ids.encode(kind, key)).status_code == 404
