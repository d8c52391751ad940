from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from simulated import Api, Customer

PLACE = {
    "name": "Warehouse",
    "timeZone": "America/Chicago",
    "preferredLanguage": "en_us",
    "announcementLanguage": "en_us",
    "address": {
        "address1": "4 Dock Road",
        "city": "Cicero",
        "state": "IL",
        "postalCode": "60804",
        "country": "US",
    },
}
NUMBERS = ["+13125550100", "+13125550101"]


def _code(answer: Any) -> int | None:
    return answer.json()["errors"][0].get("errorCode")


def _place(api: Api, acme: Customer) -> str:
    return api.post("/locations", PLACE, orgId=acme.org).json()["id"]


def test_a_location_is_made_without_calling(api: Api, acme: Customer) -> None:
    answer = api.post("/locations", PLACE, orgId=acme.org)
    assert answer.status_code == 201
    seen = api.get(f"/locations/{answer.json()['id']}", orgId=acme.org).json()
    assert seen["preferredLanguage"] == "en_US"
    assert "announcementLanguage" not in seen
    assert api.get(f"/telephony/config/locations/{seen['id']}", orgId=acme.org).status_code == 404


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"name": " "}, 400),
        ({"name": "hq"}, 409),
        ({"timeZone": "Mars"}, 400),
        ({"preferredLanguage": "?"}, 400),
        ({"address": {**PLACE["address"], "country": "usa"}}, 400),  # type: ignore[dict-item]
        ({"address": {**PLACE["address"], "state": ""}}, 400),  # type: ignore[dict-item]
        ({"name": "x" * 257}, 400),
    ],
)
def test_a_new_location_is_checked(api: Api, acme: Customer, changes: Any, status: int) -> None:
    assert api.post("/locations", {**PLACE, **changes}, orgId=acme.org).status_code == status


def test_a_missing_name_is_said_as_live(api: Api, acme: Customer) -> None:
    body = {name: value for name, value in PLACE.items() if name != "name"}
    answer = api.post("/locations", body, orgId=acme.org)
    assert answer.json()["message"] == "location name cannot be null or empty"
    assert api.put(f"/locations/{acme.location}", {}, orgId=acme.org).status_code == 400


def test_an_update_without_language_clears_it(api: Api, acme: Customer) -> None:
    path = f"/locations/{acme.location}"
    assert api.put(path, {"name": "Head office"}, orgId=acme.org).status_code == 204
    seen = api.get(path, orgId=acme.org).json()
    assert seen["name"] == "Head office"
    assert "preferredLanguage" not in seen
    assert seen["timeZone"] == "America/Chicago"


def test_an_update_changes_parts_of_the_address(api: Api, acme: Customer) -> None:
    path = f"/locations/{acme.location}"
    api.put(path, {"name": "HQ", "address": {"address1": "78 Main Street"}}, orgId=acme.org)
    address = api.get(path, orgId=acme.org).json()["address"]
    assert (address["address1"], address["city"]) == ("78 Main Street", "Chicago")


def test_locations_are_found_by_a_part_of_the_name(api: Api, acme: Customer) -> None:
    _place(api, acme)
    found = api.get("/locations", orgId=acme.org, name="WARE").json()["items"]
    assert [p["name"] for p in found] == ["Warehouse"]
    assert len(api.get("/locations", orgId=acme.org, id=found[0]["id"]).json()["items"]) == 1
    first = api.get("/locations", orgId=acme.org, max="1")
    assert 'rel="next"' in first.headers["link"]


def test_calling_is_enabled_once(api: Api, acme: Customer) -> None:
    place = _place(api, acme)
    body = {**PLACE, "id": place}
    assert api.post("/telephony/config/locations", body, orgId=acme.org).status_code == 201
    assert api.post("/telephony/config/locations", body, orgId=acme.org).status_code == 409
    names = [p["name"] for p in api.get("/telephony/config/locations", orgId=acme.org).json()["locations"]]
    assert names == ["HQ", "Warehouse"]


def test_an_announcement_language_is_lower_case(api: Api, acme: Customer) -> None:
    body = {**PLACE, "id": _place(api, acme), "announcementLanguage": "en_US"}
    answer = api.post("/telephony/config/locations", body, orgId=acme.org)
    assert (answer.status_code, answer.json()["errorCode"]) == (400, 25046)


def test_a_location_with_calling_cannot_be_deleted(api: Api, acme: Customer) -> None:
    answer = api.delete(f"/locations/{acme.location}", orgId=acme.org)
    assert (answer.status_code, answer.json()["message"]) == (
        409,
        "Location is being referenced, cannot be deleted",
    )
    place = _place(api, acme)
    assert api.delete(f"/locations/{place}", orgId=acme.org).status_code == 204
    assert api.get(f"/locations/{place}", orgId=acme.org).status_code == 404


def test_a_main_number_comes_from_the_inventory(api: Api, acme: Customer) -> None:
    path = f"/telephony/config/locations/{acme.location}"
    body = {"callingLineId": {"phoneNumber": NUMBERS[0]}}
    refused = api.put(path, body, orgId=acme.org)
    assert (refused.status_code, _code(refused)) == (400, 4250)
    acme.add_numbers(*NUMBERS)
    assert api.put(path, body, orgId=acme.org).status_code == 204
    assert api.get(path, orgId=acme.org).json()["callingLineId"] == {"name": "HQ", "phoneNumber": NUMBERS[0]}
    rows = api.get("/telephony/config/numbers", orgId=acme.org).json()["phoneNumbers"]
    assert [row["mainNumber"] for row in rows] == [True, False]


def test_numbers_need_a_connection(api: Api, acme: Customer) -> None:
    place = _place(api, acme)
    path = f"/telephony/config/locations/{place}/numbers"
    answer = api.post(path, {"phoneNumbers": NUMBERS}, orgId=acme.org)
    assert answer.status_code == 404
    assert "PSTN for the location is not configured" in answer.json()["message"]


def test_a_provider_that_manages_numbers_takes_none(api: Api, acme: Customer) -> None:
    api.edit("locations", {"pstn": {"pstnConnectionType": "CISCO_PSTN"}}, acme.location)
    answer = acme.add_numbers(*NUMBERS)
    assert answer.status_code == 400
    assert answer.json()["message"].startswith("ERR.V.TRM.PSP61001")


def test_a_number_exists_once_in_an_organization(api: Api, acme: Customer) -> None:
    assert acme.add_numbers(*NUMBERS).status_code == 201
    answer = acme.add_numbers("+13125550102", NUMBERS[0])
    assert (answer.status_code, answer.json()["errorCode"], _code(answer)) == (409, 25223, 8363)
    assert len(api.state("numbers")) == 2
    assert acme.add_numbers("+13125550103", "+13125550103").status_code == 409


@pytest.mark.parametrize("number", ["3125550100", "+1312x", "+0123456789", ""])
def test_a_number_that_is_no_number_is_a_400_with_4410(acme: Customer, number: str) -> None:
    answer = acme.add_numbers(number)
    assert (answer.status_code, _code(answer)) == (400, 4410)


def test_numbers_are_removed_in_fives_at_most(api: Api, acme: Customer) -> None:
    numbers = [f"+1312555010{n}" for n in range(6)]
    acme.add_numbers(*numbers)
    path = f"/telephony/config/locations/{acme.location}/numbers"
    assert api.delete(path, {"phoneNumbers": numbers}, orgId=acme.org).status_code == 400
    assert api.delete(path, {"phoneNumbers": numbers[:5]}, orgId=acme.org).status_code == 204
    assert [row["phoneNumber"] for row in api.state("numbers")] == numbers[5:]


def test_a_number_that_is_not_there_is_an_empty_502(api: Api, acme: Customer) -> None:
    path = f"/telephony/config/locations/{acme.location}/numbers"
    answer = api.delete(path, {"phoneNumbers": NUMBERS}, orgId=acme.org)
    assert (answer.status_code, answer.content) == (502, b"")
    assert answer.headers["cisco-spark-error-codes"] == "4251"
    assert answer.headers["trackingid"]


def test_main_and_assigned_numbers_stay(api: Api, acme: Customer) -> None:
    acme.add_numbers(*NUMBERS)
    place = f"/telephony/config/locations/{acme.location}"
    api.put(place, {"callingLineId": {"phoneNumber": NUMBERS[0]}}, orgId=acme.org)
    user = acme.user("ada@acme.example", primaryPhoneNumber=NUMBERS[1])
    for number in NUMBERS:
        assert api.delete(f"{place}/numbers", {"phoneNumbers": [number]}, orgId=acme.org).status_code == 400
    api.delete(f"/wholesale/subscribers/{user['id']}")
    assert api.delete(f"{place}/numbers", {"phoneNumbers": NUMBERS[1:]}, orgId=acme.org).status_code == 204


def test_an_inactive_number_is_not_assigned(api: Api, acme: Customer) -> None:
    acme.add_numbers(NUMBERS[0], state="INACTIVE")
    assert acme.new_user("ada@acme.example", primaryPhoneNumber=NUMBERS[0]).status_code == 400
    path = f"/telephony/config/locations/{acme.location}/numbers"
    assert (
        api.put(path, {"phoneNumbers": NUMBERS[:1], "action": "ACTIVATE"}, orgId=acme.org).status_code == 204
    )
    assert acme.new_user("ada@acme.example", primaryPhoneNumber=NUMBERS[0]).status_code == 200
    assert (
        api.put(path, {"phoneNumbers": NUMBERS[:1], "action": "DEACTIVATE"}, orgId=acme.org).status_code
        == 400
    )
    assert api.put(path, {"phoneNumbers": NUMBERS[1:]}, orgId=acme.org).status_code == 400


def test_the_list_of_numbers_filters(api: Api, acme: Customer) -> None:
    acme.add_numbers(*NUMBERS)
    acme.add_numbers("+18005550100", numberType="TOLLFREE")
    ada = acme.user("ada@acme.example", primaryPhoneNumber=NUMBERS[0], extension="101")
    bob = acme.user("bob@acme.example", extension="102", firstName="Bob")

    def rows(**query: str) -> list[Any]:
        found = api.get("/telephony/config/numbers", orgId=acme.org, **query).json()["phoneNumbers"]
        return [row.get("phoneNumber", row.get("extension")) for row in found]

    assert rows() == [*NUMBERS, "+18005550100", "102"]
    assert rows(available="true") == [NUMBERS[1], "+18005550100"]
    assert rows(available="false") == [NUMBERS[0], "102"]
    assert rows(numberType="EXTENSION") == ["102"]
    assert rows(numberType="NUMBER", locationId=acme.location) == [*NUMBERS, "+18005550100"]
    assert rows(phoneNumber=NUMBERS[0]) == [NUMBERS[0]]
    assert rows(extension="101") == [NUMBERS[0]]
    assert rows(ownerType="PEOPLE") == [NUMBERS[0], "102"]
    assert rows(ownerId=bob["personId"]) == ["102"]
    assert rows(ownerName="bob") == ["102"]
    assert rows(tollFreeNumbers="true") == ["+18005550100"]
    assert rows(state="INACTIVE") == []
    assert rows(order="desc")[0] == "+18005550100"
    assert rows(max="1", start="1") == [NUMBERS[1]]
    owner = api.get("/telephony/config/numbers", orgId=acme.org).json()["phoneNumbers"][0]["owner"]
    assert owner == {"id": ada["personId"], "type": "PEOPLE", "firstName": "Ada", "lastName": "Lovelace"}


def test_details_count_the_numbers(api: Api, acme: Customer) -> None:
    acme.add_numbers(*NUMBERS)
    acme.user("ada@acme.example", primaryPhoneNumber=NUMBERS[0])
    count = api.get("/telephony/config/numbers", orgId=acme.org, details="true").json()["count"]
    assert (count["assigned"], count["unAssigned"], count["total"]) == (1, 1, 2)


def test_the_main_location_has_the_templates_provider(api: Api, acme: Customer) -> None:
    path = f"/telephony/pstn/locations/{acme.location}"
    seen = api.get(f"{path}/connection", orgId=acme.org).json()
    assert (seen["displayName"], seen["pstnConnectionType"]) == ("Example Carrier", "NON_INTEGRATED_CCP")
    options = api.get(f"{path}/connectionOptions", orgId=acme.org).json()["items"]
    assert seen["id"] in {option["id"] for option in options}
    assert api.get(f"{path}/connectionOptions", orgId=acme.org, serviceTypes="CONTACT_CENTER").json() == {
        "items": []
    }


def test_a_location_with_a_connection_takes_numbers(api: Api, acme: Customer) -> None:
    place = _place(api, acme)
    path = f"/telephony/pstn/locations/{place}/connection"
    assert api.get(path, orgId=acme.org).status_code == 404
    api.post("/telephony/config/locations", {**PLACE, "id": place}, orgId=acme.org)
    assert api.get(path, orgId=acme.org).status_code == 404
    options = api.get(f"{path}Options", orgId=acme.org).json()["items"]
    assert api.put(path, {"id": options[1]["id"]}, orgId=acme.org).status_code == 204
    assert api.get(path, orgId=acme.org).json()["displayName"] == "Second Carrier"
    numbers = {"phoneNumbers": NUMBERS}
    assert (
        api.post(f"/telephony/config/locations/{place}/numbers", numbers, orgId=acme.org).status_code == 201
    )


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"id": "nothing"}, 400),
        ({"premiseRouteType": "TRUNK"}, 400),
        ({"premiseRouteType": "WIRE", "premiseRouteId": "x"}, 400),
        ({"id": "x", "premiseRouteType": "TRUNK", "premiseRouteId": "x"}, 400),
        ({"premiseRouteType": "TRUNK", "premiseRouteId": "x"}, 204),
    ],
)
def test_a_connection_is_a_provider_or_a_route(api: Api, acme: Customer, body: Any, status: int) -> None:
    path = f"/telephony/pstn/locations/{acme.location}/connection"
    assert api.put(path, body, orgId=acme.org).status_code == status
