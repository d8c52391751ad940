from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from test_sim_places import PLACE

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulated import Api, Customer

NUMBERS = ["+13125550100", "+13125550101", "+13125550102"]
LIST = "/telephony/config/numbers"


def _code(answer: Any) -> Any:
    return answer.json()["errors"][0].get("errorCode")


def _inventory(acme: Customer) -> str:
    return f"/telephony/config/locations/{acme.location}/numbers"


def _rows(api: Api, acme: Customer, **query: str) -> list[Any]:
    return api.get(LIST, orgId=acme.org, **query).json()["phoneNumbers"]


@pytest.mark.rule("calling.code-in-text", "obs §1")
def test_a_calling_code_stands_in_the_text_and_as_a_number(acme: Customer) -> None:
    answer = acme.add_numbers("nothing")
    assert answer.json()["message"].startswith("[Error 4410]")
    assert _code(answer) == 4410


@pytest.mark.rule("calling.worded-codes", "obs §1")
def test_a_code_that_is_a_word_is_left_out_where_numbers_are_published(api: Api, acme: Customer) -> None:
    api.edit("locations", {"pstn": {"pstnConnectionType": "INTEGRATED_CCP"}}, acme.location)
    api.side("POST", "/switches", {"all": "published"})
    answer = acme.add_numbers(*NUMBERS)
    assert answer.json()["message"].startswith("ERR.V.TRM.PSP61001")
    assert _code(answer) is None


@pytest.mark.rule("numbers.existing", "§14.3")
def test_an_existing_number_is_ignored_where_the_published_text_holds(api: Api, acme: Customer) -> None:
    acme.add_numbers(NUMBERS[0])
    api.side("POST", "/switches", {"numbers.existing": "published"})
    assert acme.add_numbers(*NUMBERS, NUMBERS[2]).status_code == 201
    assert [row["phoneNumber"] for row in _rows(api, acme)] == NUMBERS


@pytest.mark.rule("numbers.mobile", "§14.3")
def test_twenty_mobile_numbers_are_added_at_a_time(acme: Customer) -> None:
    numbers = [f"+13125550{n}" for n in range(100, 121)]
    assert acme.add_numbers(*numbers, numberType="MOBILE").status_code == 400
    assert acme.add_numbers(*numbers[:20], numberType="MOBILE").status_code == 201


@pytest.mark.rule("numbers.calling-plan", "obs §3")
@pytest.mark.rule("numbers.state-elsewhere", "§14.3")
@pytest.mark.parametrize("kind", ["CISCO_PSTN", "INTEGRATED_CCP"])
def test_numbers_of_an_integrated_provider_are_managed_there(api: Api, acme: Customer, kind: str) -> None:
    acme.add_numbers(*NUMBERS)
    api.edit("locations", {"pstn": {"pstnConnectionType": kind}}, acme.location)
    body = {"phoneNumbers": NUMBERS[:1]}
    removed = api.delete(_inventory(acme), body, orgId=acme.org)
    changed = api.put(_inventory(acme), {**body, "action": "DEACTIVATE"}, orgId=acme.org)
    added = acme.add_numbers("+13125550109")
    assert [a.status_code for a in (removed, changed, added)] == [400, 400, 400]
    assert _code(removed) == _code(changed) == "ERR.V.TRM.TMN60004"
    assert _code(added) == "ERR.V.TRM.PSP61001"


@pytest.mark.rule("numbers.state-elsewhere", "§14.3")
def test_a_local_gateway_has_its_numbers_here(api: Api, acme: Customer) -> None:
    route = {"premiseRouteType": "TRUNK", "premiseRouteId": "trunk"}
    api.put(f"/telephony/pstn/locations/{acme.location}/connection", route, orgId=acme.org)
    assert acme.add_numbers(*NUMBERS).status_code == 201
    body = {"phoneNumbers": NUMBERS[:1]}
    assert api.put(_inventory(acme), {**body, "action": "DEACTIVATE"}, orgId=acme.org).status_code == 204
    assert api.delete(_inventory(acme), body, orgId=acme.org).status_code == 204


@pytest.mark.rule("pstn.template", "§14.2")
def test_a_template_can_give_an_integrated_provider(api_with: Callable[..., Api]) -> None:
    api = api_with(switches=("pstn.template=CISCO_PSTN",))
    acme = api.customer()
    seen = api.get(f"/telephony/pstn/locations/{acme.location}/connection", orgId=acme.org).json()
    assert seen["pstnConnectionType"] == "CISCO_PSTN"
    assert _code(acme.add_numbers(*NUMBERS)) == "ERR.V.TRM.PSP61001"


@pytest.mark.rule("numbers.deactivate", "§14.3")
def test_only_free_numbers_are_deactivated(api: Api, acme: Customer) -> None:
    acme.add_numbers(*NUMBERS[:2])
    acme.add_numbers(NUMBERS[2], numberType="MOBILE")
    acme.user("ada@acme.example", primaryPhoneNumber=NUMBERS[0])

    def rest(*numbers: str) -> int:
        body = {"phoneNumbers": list(numbers), "action": "DEACTIVATE"}
        return api.put(_inventory(acme), body, orgId=acme.org).status_code

    assert [rest(number) for number in NUMBERS] == [400, 204, 400]
    assert rest(*[NUMBERS[1]] * 501) == 400
    assert [row["state"] for row in _rows(api, acme)] == ["ACTIVE", "INACTIVE", "ACTIVE"]


@pytest.mark.rule("numbers.freed", "obs §3")
def test_the_number_of_a_deleted_person_may_stay_taken_for_a_while(api: Api, acme: Customer) -> None:
    acme.add_numbers(*NUMBERS)
    api.side("POST", "/switches", {"numbers.freed": "10"})
    user = acme.user("ada@acme.example", primaryPhoneNumber=NUMBERS[0])
    assert api.delete(f"/people/{user['personId']}").status_code == 204
    assert "owner" in _rows(api, acme)[0]
    body = {"phoneNumbers": NUMBERS[:1]}
    assert api.delete(_inventory(acme), body, orgId=acme.org).status_code == 502
    api.side("POST", "/clock", {"advance": 11})
    assert "owner" not in _rows(api, acme)[0]
    assert api.delete(_inventory(acme), body, orgId=acme.org).status_code == 204


@pytest.mark.rule("numbers.freed", "obs §3")
def test_the_number_of_a_deleted_person_is_free_at_once(api: Api, acme: Customer) -> None:
    acme.add_numbers(*NUMBERS)
    user = acme.user("ada@acme.example", primaryPhoneNumber=NUMBERS[0])
    api.delete(f"/people/{user['personId']}")
    assert "owner" not in _rows(api, acme)[0]


@pytest.mark.rule("numbers.entries", "§14.3")
def test_an_entry_shows_what_the_routing_prefix_makes_of_it(api: Api, acme: Customer) -> None:
    acme.add_numbers(*NUMBERS)
    acme.user("ada@acme.example", primaryPhoneNumber=NUMBERS[0], extension="101")
    acme.user("bob@acme.example", extension="102")
    place = f"/telephony/config/locations/{acme.location}"
    api.put(place, {"routingPrefix": "8", "callingLineId": {"phoneNumber": NUMBERS[1]}}, orgId=acme.org)
    ada, main, free, bob = _rows(api, acme)
    assert (ada["extension"], ada["esn"], ada["routingPrefix"]) == ("101", "8101", "8")
    assert (bob["extension"], bob["esn"], "phoneNumber" in bob) == ("102", "8102", False)
    assert (main["mainNumber"], free["mainNumber"]) == (True, False)
    assert "owner" not in free
    assert free["location"] == {"id": acme.location, "name": "HQ"}


@pytest.mark.rule("numbers.entries", "§14.3")
def test_an_alternate_number_is_held_too(api: Api, acme: Customer) -> None:
    acme.add_numbers(*NUMBERS)
    user = acme.user("ada@acme.example", primaryPhoneNumber=NUMBERS[0])
    entries = [{"type": "work", "value": NUMBERS[0]}, {"type": "alternate1", "value": NUMBERS[1]}]
    api.edit("people", {"phoneNumbers": entries}, user["personId"])
    rows = _rows(api, acme)
    assert [row["phoneNumberType"] for row in rows] == ["PRIMARY", "ALTERNATE", "PRIMARY"]
    assert rows[1]["owner"]["id"] == user["personId"]
    body = {"phoneNumbers": NUMBERS[1:2]}
    assert api.delete(_inventory(acme), body, orgId=acme.org).status_code == 400


@pytest.mark.rule("numbers.owner-spellings", "obs §10")
def test_owners_are_asked_for_in_their_other_spelling(api: Api, acme: Customer) -> None:
    acme.add_numbers(*NUMBERS)
    for number, kind in zip(NUMBERS, ("GROUP_PAGING", "OFFICE_ANYWHERE", "CALL_QUEUE"), strict=True):
        api.edit("numbers", {"owner": {"id": "x", "type": kind}}, number)

    def found(kind: str) -> list[str]:
        return [row["phoneNumber"] for row in _rows(api, acme, ownerType=kind)]

    assert found("PAGING_GROUP") == NUMBERS[:1]
    assert found("BROADWORKS_ANYWHERE") == NUMBERS[1:2]
    assert found("CALL_QUEUE") == NUMBERS[2:]


@pytest.mark.rule("numbers.filters", "obs §3")
def test_numbers_are_kept_by_kind_of_telephony(api: Api, acme: Customer) -> None:
    acme.add_numbers(*NUMBERS)
    assert len(_rows(api, acme, includedTelephonyTypes="PSTN_NUMBER")) == 3
    assert _rows(api, acme, includedTelephonyTypes="MOBILE_NUMBER") == []


@pytest.mark.rule("numbers.counts", "obs §10")
def test_counts_say_what_is_available(api: Api, acme: Customer) -> None:
    acme.add_numbers(*NUMBERS[:2])
    acme.add_numbers(NUMBERS[2], state="INACTIVE", numberUsageType="SERVICE")
    acme.user("ada@acme.example", primaryPhoneNumber=NUMBERS[0])
    acme.user("bob@acme.example", extension="700")
    count = api.get(LIST, orgId=acme.org, details="true").json()["count"]
    assert count == {
        "assigned": 1,
        "unAssigned": 2,
        "available": 1,
        "inActive": 1,
        "extensionOnly": 1,
        "tollFreeNumbers": 0,
        "serviceNumber": 1,
        "total": 4,
    }


@pytest.mark.rule("numbers.validated", "obs §3")
@pytest.mark.rule("numbers.validated-keys", "obs §10")
def test_checking_numbers_looks_at_form_and_doubles_only(api: Api, acme: Customer) -> None:
    def check(*numbers: str) -> Any:
        body = {"phoneNumbers": list(numbers)}
        return api.post("/telephony/config/actions/validateNumbers/invoke", body, orgId=acme.org).json()

    acme.add_numbers(NUMBERS[0])
    seen = check("+18005550100", NUMBERS[0], NUMBERS[1], NUMBERS[1], "12")
    assert seen["status"] == "ERRORS"
    states = ["Available", "Duplicate", "Duplicate In List", "Duplicate In List", "Invalid"]
    assert [row["state"] for row in seen["numbers"]] == states
    assert [row["state"] for row in seen["phoneNumbers"]] == states
    assert [row["tollFreeNumber"] for row in seen["numbers"]] == [True, False, False, False, False]
    assert [row["number"] for row in seen["numbers"]] == [row["phoneNumber"] for row in seen["phoneNumbers"]]
    assert seen["numbers"][4]["detail"]
    api.edit("locations", {"pstn": {"pstnConnectionType": "CISCO_PSTN"}}, acme.location)
    assert check(NUMBERS[2])["status"] == "OK"
    assert acme.add_numbers(NUMBERS[2]).status_code == 400


@pytest.mark.rule("extensions.validated", "§13")
@pytest.mark.rule("extensions.form", "§13")
def test_extensions_are_checked_for_a_location_and_for_all(api: Api, acme: Customer) -> None:
    acme.user("ada@acme.example", extension="101")
    body = {"extensions": ["101", "102", "103", "103", "1", "12a", "911"]}
    expected = [
        ("DUPLICATE", 9495),
        ("VALID", None),
        ("DUPLICATE_IN_LIST", 9498),
        ("DUPLICATE_IN_LIST", 9498),
        ("INVALID", 4909),
        ("INVALID", 4910),
        ("INVALID", 4911),
    ]
    place = f"/telephony/config/locations/{acme.location}/actions/validateExtensions/invoke"
    for path in (place, "/telephony/config/actions/validateExtensions/invoke"):
        seen = api.post(path, body, orgId=acme.org).json()
        assert seen["status"] == "ERRORS"
        assert [(row["state"], row.get("errorCode")) for row in seen["extensionStatus"]] == expected
        assert api.post(path, {"extensions": ["102"]}, orgId=acme.org).json()["status"] == "OK"


@pytest.mark.rule("numbers.available", "§14.1")
def test_the_numbers_that_can_be_main_are_listed(api: Api, acme: Customer) -> None:
    acme.add_numbers(*NUMBERS[:2])
    acme.add_numbers(NUMBERS[2], state="INACTIVE")
    acme.user("ada@acme.example", primaryPhoneNumber=NUMBERS[0])
    path = f"/telephony/config/locations/{acme.location}/availableNumbers"

    def rows(**query: str) -> list[Any]:
        return api.get(path, orgId=acme.org, **query).json()["phoneNumbers"]

    assert [row["phoneNumber"] for row in rows()] == NUMBERS
    assert [row["state"] for row in rows()] == ["ACTIVE", "ACTIVE", "INACTIVE"]
    assert [row["phoneNumber"] for row in rows(phoneNumber=",".join(NUMBERS[1:]))] == NUMBERS[1:]
    assert [row["owner"]["type"] for row in rows(ownerName="love")] == ["PEOPLE"]
    assert 'rel="next"' in api.get(path, orgId=acme.org, max="1").headers["link"]


def test_the_checks_need_a_calling_location(api: Api, acme: Customer) -> None:
    bare = api.post("/locations", {**PLACE, "name": "Bare"}, orgId=acme.org).json()["id"]
    place = f"/telephony/config/locations/{bare}"
    assert api.get(f"{place}/availableNumbers", orgId=acme.org).status_code == 404
    body = {"extensions": ["101"]}
    checked = api.post(f"{place}/actions/validateExtensions/invoke", body, orgId=acme.org)
    assert checked.status_code == 404


@pytest.mark.rule("numbers.pages", "obs §1")
def test_the_list_of_numbers_has_pages(api: Api, acme: Customer) -> None:
    acme.add_numbers(*NUMBERS)
    first = api.get(LIST, orgId=acme.org, max="2", state="ACTIVE")
    assert [row["phoneNumber"] for row in first.json()["phoneNumbers"]] == NUMBERS[:2]
    link = first.headers["link"]
    assert 'rel="next"' in link
    assert "state=ACTIVE" in link
    following = api.get(link[1 : link.index(">")])
    assert [row["phoneNumber"] for row in following.json()["phoneNumbers"]] == NUMBERS[2:]
    assert "link" not in following.headers


@pytest.mark.rule("pstn.scopes", "§14.2")
def test_choosing_a_connection_needs_both_scopes(api_with: Callable[..., Api]) -> None:
    read, write = "spark-admin:telephony_pstn_read", "spark-admin:telephony_pstn_write"
    api = api_with(tokens=(f"one={write}", f"both={read},{write}"))
    acme = api.customer()
    path = f"/telephony/pstn/locations/{acme.location}/connection"
    route = {"premiseRouteType": "TRUNK", "premiseRouteId": "trunk"}
    assert api.put(path, route, orgId=acme.org, token="one").status_code == 403
    assert api.put(path, route, orgId=acme.org, token="both").status_code == 204
