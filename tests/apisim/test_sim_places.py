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


def _calling_place(api: Api, acme: Customer) -> str:
    place = _place(api, acme)
    api.post("/telephony/config/locations", {**PLACE, "id": place}, orgId=acme.org)
    return place


@pytest.mark.rule("locations.created", "obs §2")
@pytest.mark.rule("locations.announcement-hidden", "obs §2")
def test_a_location_is_made_without_calling(api: Api, acme: Customer) -> None:
    answer = api.post("/locations", PLACE, orgId=acme.org)
    assert answer.status_code == 201
    seen = api.get(f"/locations/{answer.json()['id']}", orgId=acme.org).json()
    assert seen["preferredLanguage"] == "en_US"
    assert "announcementLanguage" not in seen
    assert api.get(f"/telephony/config/locations/{seen['id']}", orgId=acme.org).status_code == 404


@pytest.mark.rule("locations.name-unique", "§14.1")
@pytest.mark.rule("locations.name-length", "§14.1")
@pytest.mark.rule("locations.created", "obs §2")
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


@pytest.mark.rule("locations.update", "obs §2")
@pytest.mark.rule("locations.name-needed", "obs §2")
def test_a_missing_name_is_said_as_live(api: Api, acme: Customer) -> None:
    body = {name: value for name, value in PLACE.items() if name != "name"}
    answer = api.post("/locations", body, orgId=acme.org)
    assert answer.json()["message"] == "location name cannot be null or empty"
    assert api.put(f"/locations/{acme.location}", {}, orgId=acme.org).status_code == 400


@pytest.mark.rule("locations.update", "obs §2")
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


@pytest.mark.rule("locations.list", "§14.1")
def test_locations_are_found_by_a_part_of_the_name(api: Api, acme: Customer) -> None:
    _place(api, acme)
    found = api.get("/locations", orgId=acme.org, name="WARE").json()["items"]
    assert [p["name"] for p in found] == ["Warehouse"]
    assert len(api.get("/locations", orgId=acme.org, id=found[0]["id"]).json()["items"]) == 1
    first = api.get("/locations", orgId=acme.org, max="1")
    assert 'rel="next"' in first.headers["link"]


@pytest.mark.rule("locations.enabled", "obs §2")
@pytest.mark.rule("locations.enabled-once", "§14.1")
def test_calling_is_enabled_once(api: Api, acme: Customer) -> None:
    place = _place(api, acme)
    body = {**PLACE, "id": place}
    assert api.post("/telephony/config/locations", body, orgId=acme.org).status_code == 201
    assert api.post("/telephony/config/locations", body, orgId=acme.org).status_code == 409


@pytest.mark.rule("locations.calling-list", "§14.1")
def test_the_calling_locations_are_listed_sorted_and_in_pages(api: Api, acme: Customer) -> None:
    _calling_place(api, acme)
    path = "/telephony/config/locations"

    def names(**query: str) -> list[str]:
        return [p["name"] for p in api.get(path, orgId=acme.org, **query).json()["locations"]]

    assert names() == ["HQ", "Warehouse"]
    assert names(order="desc") == ["Warehouse", "HQ"]
    assert names(name="ware") == ["Warehouse"]
    assert names(start="1", max="1") == ["Warehouse"]


@pytest.mark.rule("locations.announcement-case", "obs §2")
def test_an_announcement_language_is_lower_case(api: Api, acme: Customer) -> None:
    body = {**PLACE, "id": _place(api, acme), "announcementLanguage": "en_US"}
    answer = api.post("/telephony/config/locations", body, orgId=acme.org)
    assert (answer.status_code, answer.json()["errorCode"]) == (400, 25046)


@pytest.mark.rule("locations.referenced", "obs §2")
def test_a_location_with_calling_cannot_be_deleted(api: Api, acme: Customer) -> None:
    answer = api.delete(f"/locations/{acme.location}", orgId=acme.org)
    assert (answer.status_code, answer.json()["message"]) == (
        409,
        "Location is being referenced, cannot be deleted",
    )
    place = _place(api, acme)
    assert api.delete(f"/locations/{place}", orgId=acme.org).status_code == 204
    assert api.get(f"/locations/{place}", orgId=acme.org).status_code == 404


@pytest.mark.rule("locations.main-number", "§14.1")
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


@pytest.mark.rule("numbers.connection-first", "obs §3")
def test_numbers_need_a_connection(api: Api, acme: Customer) -> None:
    place = _place(api, acme)
    path = f"/telephony/config/locations/{place}/numbers"
    answer = api.post(path, {"phoneNumbers": NUMBERS}, orgId=acme.org)
    assert answer.status_code == 404
    assert "PSTN for the location is not configured" in answer.json()["message"]


@pytest.mark.rule("numbers.managed-elsewhere", "obs §3")
@pytest.mark.rule("calling.worded-codes", "obs §1")
def test_a_provider_that_manages_numbers_takes_none(api: Api, acme: Customer) -> None:
    api.edit("locations", {"pstn": {"pstnConnectionType": "CISCO_PSTN"}}, acme.location)
    answer = acme.add_numbers(*NUMBERS)
    assert answer.status_code == 400
    assert answer.json()["message"].startswith("ERR.V.TRM.PSP61001")
    assert answer.json()["errors"][0]["errorCode"] == "ERR.V.TRM.PSP61001"


@pytest.mark.rule("numbers.existing", "§14.3")
def test_a_number_exists_once_in_an_organization(api: Api, acme: Customer) -> None:
    assert acme.add_numbers(*NUMBERS).status_code == 201
    answer = acme.add_numbers("+13125550102", NUMBERS[0])
    assert (answer.status_code, answer.json()["errorCode"], _code(answer)) == (409, 25223, 8363)
    assert len(api.state("numbers")) == 2
    assert acme.add_numbers("+13125550103", "+13125550103").status_code == 409


@pytest.mark.rule("numbers.form", "§13")
@pytest.mark.parametrize("number", ["3125550100", "+1312x", "+0123456789", ""])
def test_a_number_that_is_no_number_is_a_400_with_4410(acme: Customer, number: str) -> None:
    answer = acme.add_numbers(number)
    assert (answer.status_code, _code(answer)) == (400, 4410)


@pytest.mark.rule("numbers.remove-five", "§14.3")
def test_numbers_are_removed_in_fives_at_most(api: Api, acme: Customer) -> None:
    numbers = [f"+1312555010{n}" for n in range(6)]
    acme.add_numbers(*numbers)
    path = f"/telephony/config/locations/{acme.location}/numbers"
    assert api.delete(path, {"phoneNumbers": numbers}, orgId=acme.org).status_code == 400
    assert api.delete(path, {"phoneNumbers": numbers[:5]}, orgId=acme.org).status_code == 204
    assert [row["phoneNumber"] for row in api.state("numbers")] == numbers[5:]


@pytest.mark.rule("numbers.remove-unknown", "§13")
def test_a_number_that_is_not_there_is_an_empty_502(api: Api, acme: Customer) -> None:
    path = f"/telephony/config/locations/{acme.location}/numbers"
    answer = api.delete(path, {"phoneNumbers": NUMBERS}, orgId=acme.org)
    assert (answer.status_code, answer.content) == (502, b"")
    assert answer.headers["cisco-spark-error-codes"] == "4251"
    assert answer.headers["trackingid"]


@pytest.mark.rule("numbers.main-stays", "§14.3")
@pytest.mark.rule("numbers.assigned-stays", "§14.3")
def test_main_and_assigned_numbers_stay(api: Api, acme: Customer) -> None:
    acme.add_numbers(*NUMBERS)
    place = f"/telephony/config/locations/{acme.location}"
    api.put(place, {"callingLineId": {"phoneNumber": NUMBERS[0]}}, orgId=acme.org)
    user = acme.user("ada@acme.example", primaryPhoneNumber=NUMBERS[1])
    for number in NUMBERS:
        assert api.delete(f"{place}/numbers", {"phoneNumbers": [number]}, orgId=acme.org).status_code == 400
    api.delete(f"/wholesale/subscribers/{user['id']}")
    assert api.delete(f"{place}/numbers", {"phoneNumbers": NUMBERS[1:]}, orgId=acme.org).status_code == 204


@pytest.mark.rule("numbers.states", "§14.3")
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


@pytest.mark.rule("numbers.filters", "obs §3")
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


@pytest.mark.rule("numbers.counts", "obs §10")
def test_details_count_the_numbers(api: Api, acme: Customer) -> None:
    acme.add_numbers(*NUMBERS)
    acme.user("ada@acme.example", primaryPhoneNumber=NUMBERS[0])
    count = api.get("/telephony/config/numbers", orgId=acme.org, details="true").json()["count"]
    assert (count["assigned"], count["unAssigned"], count["total"]) == (1, 1, 2)


@pytest.mark.rule("pstn.template", "§14.2")
@pytest.mark.rule("pstn.options", "§14.2")
@pytest.mark.rule("pstn.read", "§14.2")
def test_the_main_location_has_the_templates_provider(api: Api, acme: Customer) -> None:
    path = f"/telephony/pstn/locations/{acme.location}"
    seen = api.get(f"{path}/connection", orgId=acme.org).json()
    assert (seen["displayName"], seen["pstnConnectionType"]) == ("Example Carrier", "NON_INTEGRATED_CCP")
    options = api.get(f"{path}/connectionOptions", orgId=acme.org).json()["items"]
    assert seen["id"] in {option["id"] for option in options}
    assert api.get(f"{path}/connectionOptions", orgId=acme.org, serviceTypes="CONTACT_CENTER").json() == {
        "items": []
    }


@pytest.mark.rule("pstn.none", "§14.2")
@pytest.mark.rule("pstn.read", "§14.2")
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


@pytest.mark.rule("pstn.chosen", "§14.2")
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


@pytest.mark.rule("locations.name-length", "§14.1")
def test_a_calling_location_has_a_shorter_name(api: Api, acme: Customer) -> None:
    place, long = _place(api, acme), {"name": "x" * 81}
    assert api.put(f"/locations/{place}", long, orgId=acme.org).status_code == 204
    body = {**PLACE, **long, "id": place}
    assert api.post("/telephony/config/locations", body, orgId=acme.org).status_code == 400
    assert api.put(f"/locations/{acme.location}", {"name": "y" * 81}, orgId=acme.org).status_code == 400


@pytest.mark.rule("locations.announcement-hidden", "obs §2")
def test_the_announcement_language_is_in_the_calling_record(api: Api, acme: Customer) -> None:
    seen = api.get(f"/telephony/config/locations/{acme.location}", orgId=acme.org).json()
    assert seen["announcementLanguage"] == "en_us"
    assert "announcementLanguage" not in api.get(f"/locations/{acme.location}", orgId=acme.org).json()


@pytest.mark.rule("locations.enabled", "obs §2")
@pytest.mark.rule("calling.missing-member", "obs §1")
def test_enabling_calling_needs_all_six_members(api: Api, acme: Customer) -> None:
    whole = {**PLACE, "id": _place(api, acme)}
    for name in ("id", "name", "timeZone", "preferredLanguage", "announcementLanguage", "address"):
        body = {key: value for key, value in whole.items() if key != name}
        answer = api.post("/telephony/config/locations", body, orgId=acme.org)
        assert (answer.status_code, _code(answer)) == (400, 25008)
        expected = "Validation failure" if name == "address" else f"{name} is mandatory"
        assert answer.json()["message"] == expected
    answer = api.post("/telephony/config/locations", {**whole, "timeZone": 7}, orgId=acme.org)
    assert (answer.status_code, _code(answer)) == (400, 25024)
    assert "timeZone" in answer.json()["message"]


@pytest.mark.rule("locations.second-line", "obs §2")
def test_an_absent_second_address_line_is_null(api: Api, acme: Customer) -> None:
    def enabled(line: str | None) -> int:
        address = {**PLACE["address"], "address2": line}  # type: ignore[dict-item]
        body = {**PLACE, "id": place, "address": address}
        return api.post("/telephony/config/locations", body, orgId=acme.org).status_code

    place = _place(api, acme)
    assert enabled("") == 400
    assert enabled(None) == 201


@pytest.mark.rule("locations.update", "obs §2")
@pytest.mark.rule("locations.second-line", "obs §2")
def test_published_bodies_of_locations_merge(api: Api, acme: Customer) -> None:
    api.side("POST", "/switches", {"all": "published"})
    path = f"/locations/{acme.location}"
    assert api.put(path, {"timeZone": "America/Denver"}, orgId=acme.org).status_code == 204
    seen = api.get(path, orgId=acme.org).json()
    assert (seen["name"], seen["preferredLanguage"], seen["timeZone"]) == ("HQ", "en_US", "America/Denver")
    address = {**PLACE["address"], "address2": ""}  # type: ignore[dict-item]
    body = {**PLACE, "id": _place(api, acme), "address": address}
    assert api.post("/telephony/config/locations", body, orgId=acme.org).status_code == 201


@pytest.mark.rule("locations.network-info", "§14.1")
def test_network_information_is_for_three_countries(api: Api, acme: Customer) -> None:
    path = f"/telephony/config/locations/{acme.location}"
    body = {"pAccessNetworkInfo": "3GPP-E-UTRAN"}
    assert api.put(path, body, orgId=acme.org).status_code == 400
    api.edit("locations", {"address": {"country": "DE"}}, acme.location)
    assert api.put(path, body, orgId=acme.org).status_code == 204


@pytest.mark.rule("locations.no-calling-delete", "obs §2")
@pytest.mark.rule("locations.calling-put", "obs §10")
def test_wrong_verbs_and_paths_are_told_apart(api: Api, acme: Customer) -> None:
    assert api.delete(f"/telephony/config/locations/{acme.location}", orgId=acme.org).status_code == 404
    verb = api.put("/telephony/config/locations", PLACE, orgId=acme.org)
    assert (verb.status_code, verb.json()["message"]) == (405, "Request method 'PUT' is not supported")
    unknown = api.get("/telephony/config/nothing")
    assert unknown.status_code == 404
    assert unknown.json()["message"].startswith("No static resource")
    elsewhere = api.post("/people/x/actions/moveLocation", {})
    assert elsewhere.status_code == 404
    assert "requested resource could not be found" in elsewhere.json()["message"]


@pytest.mark.rule("locations.prefix-job", "§14.1")
def test_a_routing_prefix_holds_at_once_or_after_a_job(api: Api, acme: Customer) -> None:
    path = f"/telephony/config/locations/{acme.location}"
    assert api.put(path, {"routingPrefix": "81"}, orgId=acme.org).status_code == 204
    api.side("POST", "/switches", {"locations.routing-prefix": "job"})
    assert api.put(path, {"routingPrefix": "81"}, orgId=acme.org).status_code == 204
    answer = api.put(path, {"routingPrefix": "82", "outsideDialDigit": "9"}, orgId=acme.org)
    assert answer.status_code == 200
    assert answer.json()["batchJobId"] in {job["id"] for job in api.state("jobs")}
    seen = api.get(path, orgId=acme.org).json()
    assert (seen["routingPrefix"], seen["outsideDialDigit"]) == ("82", "9")


@pytest.mark.rule("locations.onboarding", "§14.9")
def test_an_onboarding_goes_in_the_order_of_the_reference_application(api: Api) -> None:
    customer = api.customer()
    assert customer.status == "provisioned"
    org = customer.org
    assert api.get(f"/organizations/{org}").status_code == 200
    place = api.get("/locations", orgId=org).json()["items"][0]["id"]
    pstn = f"/telephony/pstn/locations/{place}/connection"
    chosen = api.get(f"{pstn}Options", orgId=org).json()["items"][1]["id"]
    assert api.put(pstn, {"id": chosen}, orgId=org).status_code == 204
    assert api.get(pstn, orgId=org).json()["id"] == chosen
    config = f"/telephony/config/locations/{place}"
    assert api.post(f"{config}/numbers", {"phoneNumbers": NUMBERS}, orgId=org).status_code == 201
    main = {"callingLineId": {"phoneNumber": NUMBERS[0]}}
    assert api.put(config, main, orgId=org).status_code == 204
    user = customer.new_user("ada@acme.example", primaryPhoneNumber=NUMBERS[1], locationId=place)
    assert user.status_code == 200


@pytest.mark.rule("locations.calling-record", "§14.1")
@pytest.mark.rule("locations.field-names", "§14.1")
def test_the_main_location_speaks_the_words_of_locations(api: Api, acme: Customer) -> None:
    seen = api.get(f"/locations/{acme.location}", orgId=acme.org).json()
    assert seen["timeZone"] == "America/Chicago"
    assert seen["address"] == {
        "address1": "77 Main Street",
        "city": "Chicago",
        "state": "IL",
        "postalCode": "60601",
        "country": "US",
    }
    calling = api.get(f"/telephony/config/locations/{acme.location}", orgId=acme.org).json()
    assert calling["callingLineId"] == {"name": "HQ", "phoneNumber": ""}
    assert calling["connection"]["type"] == "ROUTE_GROUP"
    assert (calling["routingPrefix"], calling["userLimit"]) == ("", 1000)
    assert calling["defaultDomain"]
