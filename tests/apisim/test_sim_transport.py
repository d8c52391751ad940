from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from simulated import CRANE, PARTNER, Api, Customer, customer_body

from apisim.areas import routes
from apisim.description import operations
from apisim.service import tree

if TYPE_CHECKING:
    from collections.abc import Callable


def test_only_published_operations_are_built() -> None:
    assert set(routes()) <= set(operations())


def test_all_wholesale_operations_are_built() -> None:
    assert {o.id for o in operations().values() if o.document == "wholesale"} <= set(routes())


def test_every_path_is_found_in_the_tree() -> None:
    for name in routes():
        found = tree().find(operations()[name].path.strip("/").split("/"))
        assert found
        assert operations()[name].method in found[0].operations


@pytest.mark.rule("auth.token", "§1")
@pytest.mark.rule("errors.envelope", "§2.5")
def test_without_token_it_answers_401_with_the_envelope(api: Api) -> None:
    answer = api.client.get("/v1/people/me")
    assert answer.status_code == 401
    assert set(answer.json()) == {"message", "errors", "trackingId"}
    assert answer.json()["trackingId"] == answer.headers["trackingid"]


@pytest.mark.rule("auth.token", "§1")
def test_an_unknown_token_is_a_401_and_has_no_name_in_the_ledger(api: Api) -> None:
    assert api.call("GET", "/people/me", token="sim-nobody").status_code == 401
    assert api.ledger()[-1]["token"] is None


@pytest.mark.rule("auth.scope", "§1")
def test_a_token_without_the_scope_is_a_403(api: Api) -> None:
    assert api.call("POST", "/wholesale/customers", customer_body(), token="sim-read").status_code == 403
    assert api.call("GET", "/wholesale/customers", token="sim-read").status_code == 200


@pytest.mark.rule("transport.unknown-path", "obs §1")
@pytest.mark.parametrize(
    "path", ["/workspace", "/wholesale/customer", "/people/me//", "/telephony/config/nothing"]
)
def test_a_path_that_is_not_built_is_a_404(api: Api, path: str) -> None:
    assert api.get(path).status_code == 404


@pytest.mark.rule("transport.no-static-resource", "obs §1")
def test_an_unknown_telephony_path_says_no_static_resource(api: Api) -> None:
    assert api.get("/telephony/config/nothing").json()["message"].startswith("No static resource")


@pytest.mark.rule("transport.wrong-verb", "obs §1")
def test_a_wrong_method_is_a_405_that_lists_the_right_ones(api: Api) -> None:
    answer = api.patch("/wholesale/customers", {})
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, POST"
    assert answer.json()["message"] == "Request method 'PATCH' is not supported"


def test_a_literal_segment_goes_before_a_parameter(api: Api) -> None:
    assert api.get("/wholesale/customers/validate").headers["allow"] == "POST"


@pytest.mark.rule("transport.slashes", "§2.1")
def test_a_doubled_slash_before_v1_is_tolerated(api: Api) -> None:
    headers = {"Authorization": "Bearer sim-full"}
    address = str(api.client.base_url).rstrip("/") + "//v1/people/me"
    assert api.client.get(address, headers=headers).status_code == 200


@pytest.mark.rule("transport.identity", "obs §10")
def test_identity_paths_work_with_and_without_v1(api: Api) -> None:
    headers = {"Authorization": "Bearer sim-full"}
    for path in ("/identity/organizations/", "/v1/identity/organizations/"):
        for name in (PARTNER, "11111111-1111-4111-8111-111111111111"):
            assert api.client.get(path + name, headers=headers).status_code == 200


@pytest.mark.rule("transport.identity", "obs §10")
def test_other_paths_need_v1(api: Api) -> None:
    assert api.client.get("/people/me", headers={"Authorization": "Bearer sim-full"}).status_code == 404


@pytest.mark.rule("transport.json", "§2.1")
def test_a_body_that_is_not_json_by_its_type_is_a_415(api: Api) -> None:
    headers = {"Authorization": "Bearer sim-full", "Content-Type": "text/plain"}
    assert api.client.post("/v1/wholesale/customers", content="{}", headers=headers).status_code == 415


@pytest.mark.rule("transport.json", "§2.1")
def test_a_charset_behind_the_type_is_fine(api: Api) -> None:
    headers = {"Authorization": "Bearer sim-full", "Content-Type": "application/json;charset=utf-8"}
    assert api.client.get("/v1/people/me", headers=headers).status_code == 200
    assert api.client.post("/v1/wholesale/customers", content="{}", headers=headers).status_code == 400


def test_broken_json_is_a_400(api: Api) -> None:
    headers = {"Authorization": "Bearer sim-full", "Content-Type": "application/json"}
    answer = api.client.post("/v1/wholesale/customers", content="{", headers=headers)
    assert answer.status_code == 400
    assert "JSON" in answer.json()["message"]


@pytest.mark.rule("errors.field-name", "§2.5")
def test_all_missing_fields_are_named_at_once(api: Api) -> None:
    answer = api.post("/wholesale/customers", {"packages": ["webex_calling"]})
    assert answer.status_code == 400
    entries = answer.json()["errors"]
    assert {entry["fieldName"] for entry in entries} == {"provisioningId", "externalId", "address"}
    assert {entry["errorCode"] for entry in entries} == {1001}


def test_a_wrong_type_is_a_400(api: Api) -> None:
    assert api.new_customer(externalId=17).status_code == 400


def test_an_address_line_over_50_characters_is_a_400(api: Api) -> None:
    address = {"addressLine1": "x" * 51, "city": "Oslo", "country": "NO"}
    assert api.new_customer(address=address).status_code == 400


@pytest.mark.rule("transport.unknown-fields", "§19.27")
def test_unknown_body_fields_are_ignored_and_noted_as_pointers(api: Api) -> None:
    body = customer_body(surprise=1)
    body["customerInfo"] = {**body["customerInfo"], "a/b": 2}
    assert api.post("/wholesale/customers", body).status_code == 202
    assert sorted(api.ledger()[-1]["ignored"]) == ["/customerInfo/a~1b", "/surprise"]


def test_strict_bodies_refuse_unknown_fields(api_with: Callable[..., Api]) -> None:
    api = api_with(strict_bodies=True)
    assert api.new_customer(surprise=1).status_code == 400
    assert api.ledger()[-1]["ignored"] == ["/surprise"]


@pytest.mark.rule("transport.unknown-query", "obs §1")
def test_unknown_query_parameters_are_ignored(api: Api) -> None:
    assert api.get("/people", start="7", nonsense="1").status_code == 200


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/wholesale/customers", {"max": "0"}),
        ("/wholesale/customers", {"offset": "-1"}),
        ("/wholesale/customers", {"max": "many"}),
        ("/wholesale/subscribers", {"max": "many"}),
        ("/wholesale/subscribers", {"sortBy": "email"}),
        ("/people", {"callingData": "perhaps"}),
        ("/telephony/config/numbers", {"ownerType": "DOG"}),
    ],
)
def test_a_bad_value_of_a_declared_query_parameter_is_a_400(api: Api, path: str, query: Any) -> None:
    assert api.get(path, **query).status_code == 400


@pytest.mark.rule("ids.kind", "obs §1")
def test_a_wrong_kind_of_id_is_a_400(api: Api) -> None:
    answer = api.get(f"/people/{CRANE}")
    assert answer.status_code == 400
    assert answer.json()["message"].startswith("Wrong type of Webex ID provided")


@pytest.mark.rule("ids.padding", "obs §1")
def test_ids_are_taken_padded_and_unpadded(api: Api, acme: Customer) -> None:
    padded = acme.id + "=" * (-len(acme.id) % 4)
    assert api.get(f"/wholesale/customers/{padded}").status_code == 200


@pytest.mark.rule("tenants.no-org", "obs §1")
def test_without_orgid_a_partner_token_acts_on_the_partner(api: Api, acme: Customer) -> None:
    assert api.get("/locations").json()["items"] == []
    assert api.get(f"/locations/{acme.location}").status_code == 404
    assert api.get(f"/locations/{acme.location}", orgId=acme.org).status_code == 200


def test_an_organization_that_the_token_does_not_reach_is_a_403(api: Api) -> None:
    assert api.get("/people", orgId=CRANE).status_code == 403
    assert api.get(f"/organizations/{CRANE}").status_code == 404


@pytest.mark.rule("transport.tracking-id", "§2.5")
def test_a_clients_own_tracking_id_comes_back(api: Api) -> None:
    headers = {"Authorization": "Bearer sim-full", "TrackingID": "mine_1"}
    assert api.client.get("/v1/people/me", headers=headers).headers["trackingid"] == "mine_1"


@pytest.mark.rule("transport.dates", "§2.1")
def test_times_are_utc_with_milliseconds(api: Api, acme: Customer) -> None:
    created = api.get(f"/organizations/{acme.org}").json()["created"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", created)


def test_an_added_token_has_its_scopes_and_its_organization(api_with: Callable[..., Api]) -> None:
    api = api_with(tokens=("crane=spark-admin:people_read@55555555-5555-4555-8555-555555555555",))
    api.token = "crane"
    assert api.get("/people/me").json()["orgId"] == CRANE
    assert len(api.get("/people").json()["items"]) == 4
    assert api.get("/wholesale/customers").status_code == 403


def test_a_token_of_an_ordinary_organization_is_no_partner(api_with: Callable[..., Api]) -> None:
    api = api_with(tokens=("crane=*@55555555-5555-4555-8555-555555555555",))
    assert api.call("GET", "/wholesale/customers", token="crane").status_code == 403


@pytest.mark.rule("auth.own-details", "§1")
@pytest.mark.rule("auth.scope", "§1")
def test_people_me_needs_no_scope(api_with: Callable[..., Api]) -> None:
    api = api_with(tokens=("bare=spark-admin:roles_read",))
    assert api.call("GET", "/people/me", token="bare").json()["orgId"] == PARTNER
    assert api.call("GET", "/people", token="bare").status_code == 403
