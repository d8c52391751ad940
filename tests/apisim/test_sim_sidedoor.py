from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from simulated import CRANE, NORTH, PARTNER, TEMPLATE, Api, Customer

from apisim.ids import encode
from apisim.sidedoor import merge

if TYPE_CHECKING:
    from collections.abc import Callable


def test_the_ledger_shows_calls_as_they_came(api: Api) -> None:
    api.get("/wholesale/customers", externalId="a b", status="error")
    item = api.ledger()[-1]
    named = {"method", "path", "query", "status", "time", "token", "ignored"}
    assert set(item) == named | {"answered", "retryAfter", "fault"}
    assert item["path"] == "/v1/wholesale/customers"
    assert item["query"] == {"externalId": ["a b"], "status": ["error"]}
    assert (item["method"], item["status"], item["token"]) == ("GET", 200, "sim-full")


def test_the_ledger_holds_refused_calls_and_no_side_door(api: Api) -> None:
    api.get("/nothing")
    api.side("GET", "/state")
    assert [(i["path"], i["status"]) for i in api.ledger()] == [("/v1/nothing", 404)]


def test_a_deleted_ledger_is_empty(api: Api) -> None:
    api.get("/people/me")
    api.side("DELETE", "/ledger")
    assert api.ledger() == []


def test_the_start_is_the_partner_of_the_example(api: Api) -> None:
    state = api.side("GET", "/state")
    assert {o["id"] for o in state["organizations"]} == {PARTNER, NORTH, CRANE}
    assert TEMPLATE in {t["id"] for t in state["templates"]}
    assert [s["name"] for s in state["subPartners"]] == ["north"]
    crane = [p for p in state["people"] if p["orgId"] == CRANE]
    assert len(crane) == 3
    assert "lee@crane.example" in {p["emails"][0] for p in crane}
    assert state["customers"] == state["subscribers"] == state["locations"] == state["numbers"] == []


def test_a_reset_goes_back_to_the_start(api: Api) -> None:
    before = api.side("GET", "/state")
    api.customer()
    api.side("POST", "/clock", {"advance": 5})
    api.side("POST", "/faults", {"rules": [{"path": "*", "do": {"status": 500}}]})
    api.outcome({"externalId": "acme-1001"}, "error")
    api.side("POST", "/reset")
    assert api.ledger() == []
    after = api.side("GET", "/state")
    assert [o["id"] for o in after["organizations"]] == [o["id"] for o in before["organizations"]]
    assert api.customer().status == "provisioned"


def test_the_clock_advances(api: Api) -> None:
    first = api.side("POST", "/clock", {"advance": 0})["now"]
    assert api.side("POST", "/clock", {"advance": 86400})["now"][:10] > first[:10]


@pytest.mark.parametrize("seconds", [-1, "1", True, None])
def test_the_clock_takes_only_seconds_forward(api: Api, seconds: object) -> None:
    assert api.client.post("/_sim/clock", json={"advance": seconds}).status_code == 400


def test_an_edit_changes_what_is_there(api: Api, acme: Customer) -> None:
    user = acme.user("ada@acme.example")
    changed = api.edit("people", {"lastName": "Byron", "extension": "777"}, user["personId"])
    assert changed["lastName"] == "Byron"
    assert acme.person(user)["extension"] == "777"


def test_an_edit_with_null_takes_a_member_away(api: Api, acme: Customer) -> None:
    user = acme.user("ada@acme.example")
    api.edit("people", {"extension": None}, user["personId"])
    assert "extension" not in acme.person(user)


def test_an_edit_without_id_creates(api: Api, acme: Customer) -> None:
    api.edit("people", {"emails": ["new@acme.example"], "orgId": acme.org, "displayName": "New"})
    assert (
        api.get("/people", orgId=acme.org, email="new@acme.example").json()["items"][0]["displayName"]
        == "New"
    )


def test_an_edit_with_set_null_removes(api: Api, acme: Customer) -> None:
    api.edit("customers", None, acme.id)
    assert api.get(acme.url).status_code == 404


def test_an_edit_of_a_number_goes_by_the_number(api: Api, acme: Customer) -> None:
    acme.add_numbers("+13125550100")
    api.edit("numbers", {"owner": {"type": "AUTO_ATTENDANT", "id": "x"}}, "+13125550100")
    refused = acme.new_user("ada@acme.example", primaryPhoneNumber="+13125550100")
    assert refused.status_code == 409


def test_an_edit_can_take_a_number_off_a_person(api: Api, acme: Customer) -> None:
    acme.add_numbers("+13125550100")
    user = acme.user("ada@acme.example", primaryPhoneNumber="+13125550100")
    api.edit("numbers", {"owner": None}, "+13125550100")
    assert [n["type"] for n in acme.person(user)["phoneNumbers"]] == ["work_extension"]


def test_an_edit_of_an_email_reaches_the_subscriber(api: Api, acme: Customer) -> None:
    user = acme.user("ada@acme.example")
    api.edit("people", {"emails": ["countess@acme.example"]}, user["personId"])
    assert api.get(f"/wholesale/subscribers/{user['id']}").json()["email"] == "countess@acme.example"


@pytest.mark.parametrize(
    "body",
    [{}, {"kind": "dogs", "set": {}}, {"kind": "people", "set": 1}, {"kind": "people", "set": None}],
)
def test_a_bad_edit_is_refused(api: Api, body: object) -> None:
    assert api.client.post("/_sim/edit", json=body).status_code == 400


def test_an_edit_of_nothing_is_a_404(api: Api) -> None:
    body = {"kind": "people", "id": "nobody", "set": {}}
    assert api.client.post("/_sim/edit", json=body).status_code == 404


def test_an_unknown_door_is_a_404_and_a_wrong_method_a_405(api: Api) -> None:
    assert api.client.get("/_sim/nothing").status_code == 404
    assert api.client.get("/_sim/reset").headers["allow"] == "POST"


@pytest.mark.parametrize(
    "body",
    [
        {"match": {"externalId": "x"}, "then": "party"},
        {"match": {"name": "x"}, "then": "error"},
        {"match": {}, "then": "error"},
        {"match": {"email": "x"}, "then": {"package": "webex_calling"}},
    ],
)
def test_a_bad_outcome_is_refused(api: Api, body: object) -> None:
    assert api.client.post("/_sim/outcomes", json=body).status_code == 400


def test_deleted_outcomes_do_not_happen(api: Api) -> None:
    api.outcome({"externalId": "acme-1001"}, "error")
    api.side("DELETE", "/outcomes")
    assert api.customer().status == "provisioned"


def test_the_state_is_what_an_estate_file_holds(
    api: Api, api_with: Callable[..., Api], acme: Customer
) -> None:
    acme.add_numbers("+13125550100")
    acme.user("ada@acme.example", primaryPhoneNumber="+13125550100")
    state = api.side("GET", "/state")
    again = api_with(estate=state)
    assert again.side("GET", "/state") == state


def test_a_part_of_an_estate_is_completed(api_with: Callable[..., Api]) -> None:
    org = {"id": "b3JnLTE", "displayName": "Solo"}
    api = api_with(estate={"organizations": [org]})
    assert [o["preferredLanguage"] for o in api.state("organizations") if o["displayName"] == "Solo"] == [
        "en_US"
    ]


def test_an_estate_of_unknown_kinds_is_refused(api_with: Callable[..., Api]) -> None:
    with pytest.raises(ValueError, match="unknown kinds dogs"):
        api_with(estate={"dogs": []})


def test_the_same_seed_and_calls_give_the_same_ids(api_with: Callable[..., Api]) -> None:
    assert api_with(seed=5).customer().id == api_with(seed=5).customer().id
    assert api_with(seed=5).customer().id != api_with(seed=6).customer().id


@pytest.mark.parametrize(
    ("target", "patch", "merged"),
    [
        ({"a": 1}, {"a": None}, {}),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": None}}, {"a": {"c": 2}}),
        ({"a": [1]}, {"a": [2]}, {"a": [2]}),
        ({"a": 1}, {"a": {"b": 1}}, {"a": {"b": 1}}),
    ],
)
def test_merge_patches_follow_the_rfc(target: object, patch: object, merged: object) -> None:
    assert merge(target, patch) == merged


def test_an_estate_in_the_apis_own_words_is_enough(api_with: Callable[..., Api]) -> None:
    org = encode("ORGANIZATION", "77777777-7777-4777-8777-777777777777")
    customer = encode("ENTERPRISE", "77777777-0000-4777-8777-777777777777")
    place = {"id": encode("LOCATION", "77777777-0000-4777-8777-777777777778"), "orgId": org, "name": "HQ"}
    person = {"emails": ["a@solo.example"], "orgId": org, "extension": "101", "locationId": place["id"]}
    estate = {
        "organizations": [{"id": org, "displayName": "Solo"}],
        "customers": [{"id": customer, "orgId": org, "externalId": "solo", "packages": ["webex_calling"]}],
        "locations": [place],
        "numbers": [{"phoneNumber": "+13125550100", "location": {"id": place["id"], "name": "HQ"}}],
        "people": [person],
        "subscribers": [{"customerId": customer, "email": "a@solo.example", "package": "webex_calling"}],
    }
    api = api_with(estate=estate)
    user = api.get("/wholesale/subscribers", externalCustomerId="solo").json()["items"][0]
    body = {"displayName": "A", "phoneNumbers": [{"type": "work", "value": "+13125550100"}]}
    assert api.put(f"/people/{user['personId']}", body).status_code == 200
    assert api.get("/organizations").json()["items"][1]["displayName"] == "Solo"


def test_an_edit_of_packages_reaches_details_and_licenses(api: Api, acme: Customer) -> None:
    user = acme.user("ada@acme.example")
    api.edit("subscribers", {"packages": ["webex_meetings"]}, user["id"])
    assert "extension" not in acme.person(user)
    api.edit("customers", {"packages": ["webex_meetings", "webex_voice"]}, acme.id)
    details = api.get(acme.url, includePackageLicenseInfo="true").json()["resourceDetails"]["packages"]
    assert [(p["name"], len(p["licenseIds"])) for p in details] == [("webex_meetings", 1), ("webex_voice", 1)]
