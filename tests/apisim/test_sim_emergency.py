from __future__ import annotations

from typing import Any

import pytest
from places import BASIC, NUMBER, OTHER, PROFESSIONAL, THIRD, Site, first_code
from simulated import CRANE

CALLBACK = "emergencyCallbackNumber"
ADDRESS = {
    "address1": "1 Elm Street",
    "city": "Chicago",
    "state": "IL",
    "postalCode": "60601",
    "country": "US",
}


class Line:
    """The callback number of one person or workspace."""

    def __init__(self, site: Site, kind: str, member: str) -> None:
        self.site = site
        self.path = f"/telephony/config/{kind}/{member}/{CALLBACK}"

    def get(self, rest: str = "", **query: Any) -> Any:
        return self.site.api.get(self.path + rest, orgId=self.site.org, **query)

    def seen(self) -> dict[str, Any]:
        return self.get().json()

    def choose(self, selected: str, member: str | None = None, **members: Any) -> Any:
        named = {"locationMemberId": member} if member else {}
        return self.site.api.put(self.path, {"selected": selected, **named, **members}, orgId=self.site.org)


class Place:
    """The emergency settings of the main location."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.config = f"/telephony/config/locations/{site.customer.location}"
        self.pstn = f"/telephony/pstn/locations/{site.customer.location}"
        self.callback = f"{self.config}/features/{CALLBACK}"

    def get(self, path: str) -> dict[str, Any]:
        return self.site.api.get(path, orgId=self.site.org).json()

    def put(self, path: str, **body: Any) -> Any:
        return self.site.api.put(path, body, orgId=self.site.org)

    def post(self, path: str, **body: Any) -> Any:
        return self.site.api.post(path, body, orgId=self.site.org)


@pytest.fixture
def place(site: Site) -> Place:
    return Place(site)


@pytest.fixture
def ada(site: Site) -> dict[str, Any]:
    return site.customer.user("ada@acme.example", primaryPhoneNumber=NUMBER)


@pytest.fixture
def bob(site: Site) -> dict[str, Any]:
    return site.customer.user("bob@acme.example", extension="222")


@pytest.fixture
def line(site: Site, ada: dict[str, Any]) -> Line:
    return Line(site, "people", ada["personId"])


@pytest.fixture
def extension_only(site: Site, bob: dict[str, Any]) -> Line:
    return Line(site, "people", bob["personId"])


def _make_main(place: Place, number: str) -> None:
    assert place.put(place.config, callingLineId={"phoneNumber": number}).status_code == 204


@pytest.mark.rule("emergency.levels", "§14.2")
def test_a_person_with_a_number_is_called_back_there(line: Line) -> None:
    seen = line.seen()
    assert seen["selected"] == "DIRECT_LINE"
    assert seen["directLineInfo"] == {
        "phoneNumber": NUMBER,
        "firstName": "Ada",
        "lastName": "Lovelace",
        "effectiveLevel": "DIRECT_LINE",
        "effectiveValue": NUMBER,
        "quality": "RECOMMENDED",
    }


@pytest.mark.rule("emergency.levels", "§14.2")
def test_a_person_without_a_number_falls_back_to_the_location(place: Place, extension_only: Line) -> None:
    empty = extension_only.seen()
    assert empty["selected"] == "LOCATION_ECBN"
    assert (empty["locationECBNInfo"], empty["defaultInfo"]) == (
        {"effectiveLevel": "NONE", "quality": "INVALID"},
        {"quality": "INVALID"},
    )
    _make_main(place, OTHER)
    seen = extension_only.seen()
    main = {"effectiveLevel": "LOCATION_NUMBER", "effectiveValue": OTHER, "quality": "NOT_RECOMMENDED"}
    assert seen["locationECBNInfo"] == {"phoneNumber": OTHER, **main}
    assert seen["directLineInfo"]["effectiveValue"] == OTHER
    assert seen["defaultInfo"] == {"effectiveValue": OTHER, "quality": "NOT_RECOMMENDED"}


@pytest.mark.rule("emergency.direct-line", "obs §9")
def test_a_direct_line_can_be_chosen_without_a_number(extension_only: Line) -> None:
    assert extension_only.choose("DIRECT_LINE").status_code == 204
    assert extension_only.seen()["selected"] == "DIRECT_LINE"


@pytest.mark.rule("emergency.none-is-read-only", "obs §9")
def test_nothing_cannot_be_chosen(line: Line) -> None:
    answer = line.choose("NONE")
    assert (answer.status_code, first_code(answer)) == (400, 25100)


@pytest.mark.rule("emergency.dependencies", "obs §9")
def test_the_number_of_another_member_can_be_chosen(line: Line, extension_only: Line, ada: Any) -> None:
    assert extension_only.choose("LOCATION_MEMBER_NUMBER", ada["personId"]).status_code == 204
    seen = extension_only.seen()
    member = seen["locationMemberInfo"]
    assert seen["selected"] == "LOCATION_MEMBER_NUMBER"
    assert (member["memberId"], member["memberType"], member["effectiveValue"], member["quality"]) == (
        ada["personId"],
        "PEOPLE",
        NUMBER,
        "RECOMMENDED",
    )
    assert line.get("/dependencies").json() == {
        "isLocationEcbnDefault": False,
        "isSelfEcbnDefault": True,
        "dependentMemberCount": 1,
    }


@pytest.mark.rule("emergency.member-needs-number", "obs §9")
def test_a_member_without_a_number_is_refused(place: Place, line: Line, bob: Any) -> None:
    member = {"selected": "LOCATION_MEMBER_NUMBER", "locationMemberId": bob["personId"]}
    for answer in (
        line.choose("LOCATION_MEMBER_NUMBER", bob["personId"]),
        place.put(place.callback, **member),
    ):
        assert (answer.status_code, first_code(answer)) == (400, 27402)
        assert answer.json()["message"].startswith("[Error 27402]")


@pytest.mark.rule("emergency.member-of-location", "§14.2")
def test_a_member_is_named_and_of_the_same_location(site: Site, line: Line) -> None:
    answer = line.choose("LOCATION_MEMBER_NUMBER")
    assert (answer.status_code, first_code(answer)) == (400, 25008)
    theirs = site.api.edit("workspaces", {"orgId": CRANE, "displayName": "Theirs"})["id"]
    assert line.choose("LOCATION_MEMBER_NUMBER", theirs).status_code == 400
    assert line.choose("LOCATION_MEMBER_NUMBER", site.org).status_code == 400


def test_what_a_choice_leaves_out_stays(line: Line) -> None:
    line.choose("DIRECT_LINE", elinEnabled=True)
    line.choose("LOCATION_ECBN")
    seen = line.seen()
    assert (seen["selected"], seen["elinEnabled"], seen["elinForWebexAppEnabled"]) == (
        "LOCATION_ECBN",
        True,
        False,
    )


@pytest.mark.rule("emergency.without-calling", "obs §1")
def test_somebody_without_calling_has_no_callback_number(site: Site, line: Line, ada: Any) -> None:
    user = site.customer.user("cy@acme.example", "webex_meetings", extension=None)
    site.api.edit("people", {"invitePending": "true"}, ada["personId"])
    for answer in (Line(site, "people", user["personId"]).get(), line.get()):
        assert (answer.status_code, first_code(answer)) == (400, 4003)


@pytest.mark.parametrize("package", [BASIC, PROFESSIONAL])
@pytest.mark.rule("emergency.basic-workspaces", "obs §7")
@pytest.mark.rule("emergency.dependencies", "obs §9")
def test_workspaces_have_callback_numbers_too(site: Site, ada: Any, package: str) -> None:
    room = site.room(package, phoneNumber=OTHER)
    line = Line(site, "workspaces", room["id"])
    assert line.seen()["directLineInfo"]["effectiveValue"] == OTHER
    assert line.seen()["directLineInfo"]["lastName"] == "."
    assert line.choose("LOCATION_MEMBER_NUMBER", ada["personId"]).status_code == 204
    assert line.get("/dependencies").json()["isSelfEcbnDefault"] is False
    Line(site, "people", ada["personId"]).choose("LOCATION_MEMBER_NUMBER", room["id"])
    assert line.get("/dependencies").json()["dependentMemberCount"] == 1


@pytest.mark.rule("emergency.path", "obs §9")
@pytest.mark.parametrize("kind", ["people", "workspaces"])
def test_the_short_word_for_callback_numbers_is_no_path(site: Site, ada: Any, kind: str) -> None:
    member = ada["personId"] if kind == "people" else site.room(phoneNumber=OTHER)["id"]
    assert site.api.get(f"/telephony/config/{kind}/{member}/ecbn", orgId=site.org).status_code == 404


def test_a_workspace_that_does_not_call_has_no_callback_number(site: Site) -> None:
    room = site.new_room().json()["id"]
    assert first_code(Line(site, "workspaces", room).get()) == 4003


def test_a_member_that_is_gone_is_nobodys_callback_number(
    site: Site, line: Line, extension_only: Line
) -> None:
    room = site.room(phoneNumber=OTHER)
    extension_only.choose("LOCATION_MEMBER_NUMBER", room["id"])
    site.api.delete(f"/workspaces/{room['id']}")
    assert "locationMemberInfo" not in extension_only.seen()
    assert line.get("/dependencies").json()["dependentMemberCount"] == 0


@pytest.mark.rule("emergency.of-location", "obs §9")
def test_the_callback_number_of_a_location_is_its_main_number(place: Place) -> None:
    _make_main(place, OTHER)
    seen = place.get(place.callback)
    assert (seen["selected"], seen["elinExpiryTimeMinutes"]) == ("LOCATION_NUMBER", 60)
    assert seen["locationInfo"]["effectiveValue"] == OTHER


@pytest.mark.rule("emergency.of-location", "obs §9")
def test_the_callback_number_of_a_location_can_be_a_members(place: Place, line: Line, ada: Any) -> None:
    member = {"selected": "LOCATION_MEMBER_NUMBER", "locationMemberId": ada["personId"]}
    assert place.put(place.callback, **member, elinExpiryTimeMinutes=10).status_code == 204
    seen = place.get(place.callback)
    assert (
        seen["selected"],
        seen["elinExpiryTimeMinutes"],
        seen["locationMemberInfo"]["effectiveValue"],
    ) == (
        "LOCATION_MEMBER_NUMBER",
        10,
        NUMBER,
    )
    assert line.get("/dependencies").json()["isLocationEcbnDefault"] is True


@pytest.mark.parametrize("minutes", [9, 1441])
@pytest.mark.rule("emergency.of-location", "obs §9")
def test_numbers_of_a_location_expire_in_ten_minutes_to_a_day(place: Place, minutes: int) -> None:
    answer = place.put(place.callback, selected="LOCATION_NUMBER", elinExpiryTimeMinutes=minutes)
    assert answer.status_code == 400


@pytest.mark.rule("emergency.callback-stays-active", "obs §9")
def test_a_callback_number_cannot_be_deactivated(place: Place) -> None:
    _make_main(place, OTHER)
    path, body = f"{place.config}/numbers", {"action": "DEACTIVATE"}
    assert place.put(path, phoneNumbers=[OTHER], **body).status_code == 400
    assert place.put(path, phoneNumbers=[THIRD], **body).status_code == 204


@pytest.mark.rule("emergency.available-numbers", "§14.2")
def test_numbers_of_people_and_workspaces_are_offered(site: Site, place: Place, line: Line) -> None:
    room = site.room(phoneNumber=OTHER, extension="900")
    for path in (
        f"{line.path}/availableNumbers",
        f"{place.config}/{CALLBACK}/availableNumbers",
        f"/telephony/config/workspaces/{room['id']}/{CALLBACK}/availableNumbers",
    ):
        rows = site.api.get(path, orgId=site.org).json()["phoneNumbers"]
        assert [(row["phoneNumber"], row["owner"]["type"]) for row in rows] == [
            (NUMBER, "PEOPLE"),
            (OTHER, "PLACE"),
        ]


@pytest.mark.parametrize(
    ("query", "found"),
    [({"phoneNumber": OTHER}, [OTHER]), ({"ownerName": "love"}, [NUMBER]), ({"start": "1"}, [OTHER])],
)
def test_offered_numbers_are_filtered(
    site: Site, line: Line, query: dict[str, str], found: list[str]
) -> None:
    site.room(phoneNumber=OTHER)
    rows = line.get("/availableNumbers", **query).json()["phoneNumbers"]
    assert [row["phoneNumber"] for row in rows] == found


def test_a_person_of_another_tenant_is_not_there(site: Site) -> None:
    theirs = next(row["id"] for row in site.api.state("people") if row["orgId"] == CRANE)
    assert Line(site, "people", theirs).get().status_code == 404


@pytest.mark.rule("emergency.notifications-apart", "obs §9")
def test_notifications_of_organization_and_location_are_apart(place: Place) -> None:
    own, whole = f"{place.config}/emergencyCallNotification", "/telephony/config/emergencyCallNotification"
    flags = {"emergencyCallNotificationEnabled": True, "allowEmailNotificationAllLocationEnabled": True}
    assert place.put(whole, **flags, emailAddress="safety@acme.example").status_code == 204
    assert place.put(own, emailAddress="hq@acme.example").status_code == 204
    organization = place.get(whole)
    assert organization == {**flags, "emailAddress": "safety@acme.example"}
    assert place.get(own) == {
        "emergencyCallNotificationEnabled": False,
        "emailAddress": "hq@acme.example",
        "organization": organization,
    }


def test_a_notification_goes_to_an_address(place: Place) -> None:
    for path in ("/telephony/config", place.config):
        assert place.put(f"{path}/emergencyCallNotification", emailAddress="nobody").status_code == 400


@pytest.mark.rule("emergency.redsky-prefix", "obs §9")
def test_an_account_is_made_for_a_wholesale_organization(place: Place) -> None:
    account = "/telephony/config/redSky"
    assert place.get(account) == {"enabled": False, "locationsEnabled": False}
    answer = place.post(account, email="safety@acme.example", orgPrefix="wxc-whs")
    assert (answer.status_code, answer.content) == (201, b"")
    assert place.get(account)["enabled"] is True
    assert place.post(account, email="safety@acme.example", orgPrefix="other").status_code == 400


@pytest.mark.rule("emergency.redsky-once", "§14.2")
def test_accounts_and_buildings_are_made_once(place: Place) -> None:
    building = f"{place.config}/redSky/building"
    account = "/telephony/config/redSky"
    assert place.post(account, email="safety@acme.example").status_code == 201
    assert place.post(account, email="safety@acme.example").status_code == 409
    assert place.post(building, alertingEmail="hq@acme.example").status_code == 201
    assert place.post(building, alertingEmail="hq@acme.example").status_code == 409


@pytest.mark.rule("emergency.redsky-order", "§14.2")
def test_a_building_needs_the_account_and_routing_the_building(place: Place) -> None:
    own, account = f"{place.config}/redSky", "/telephony/config/redSky"
    address = {"addressLine1": "1 Elm Street", "city": "Chicago"}
    assert place.post(f"{own}/building", alertingEmail="hq@acme.example").status_code == 400
    assert place.put(f"{own}/building", address=address).status_code == 404
    assert place.put(f"{own}/status", complianceStatus="ROUTING_ENABLE").status_code == 400
    place.post(account, email="safety@acme.example")
    place.post(f"{own}/building", alertingEmail="hq@acme.example", address=address)
    assert place.put(f"{own}/building", address={**address, "city": "Evanston"}).status_code == 204
    reached = place.put(f"{own}/status", complianceStatus="COMPLIANT")
    assert reached.json()["locationsStatus"]["state"] == "COMPLIANT"
    assert place.get(own) == {"integrationEnabled": True, "routingEnabled": True}
    assert place.get(account)["locationsEnabled"] is True


@pytest.mark.parametrize(
    ("reached", "compliance"),
    [(None, "NON_COMPLIANT"), ("OPTED_OUT", "OPTED_OUT"), ("ALERTS", "NON_COMPLIANT")],
)
def test_the_status_of_a_location_tells_how_far_it_is(
    site: Site, place: Place, reached: str | None, compliance: str
) -> None:
    path = f"{place.config}/redSky/status"
    if reached:
        place.put(path, complianceStatus=reached)
    seen = place.get(path)
    assert (seen["orgStatus"], seen["complianceStatus"], seen["adminExists"]) == (
        "INITIALISE",
        compliance,
        False,
    )
    assert seen["locationsStatus"]["locations"][0]["id"] == site.customer.location


@pytest.mark.rule("emergency.address-of-location", "§14.2")
def test_the_emergency_address_of_a_location_changes_by_its_id(site: Site, place: Place) -> None:
    made = place.post(f"{place.pstn}/emergencyAddress", **ADDRESS)
    assert made.status_code == 201
    path = f"{place.pstn}/emergencyAddresses/{made.json()['id']}"
    assert place.put(path, **{**ADDRESS, "city": "Evanston"}).status_code == 204
    held = next(row for row in site.api.state("locations") if row["id"] == site.customer.location)
    assert held["emergencyAddress"] == {"id": made.json()["id"], **ADDRESS, "city": "Evanston"}
    place.post(f"{place.pstn}/emergencyAddress", **ADDRESS)
    assert place.put(path, **ADDRESS).status_code == 404


@pytest.mark.rule("emergency.address-fields", "§14.2")
@pytest.mark.parametrize("lacking", sorted(ADDRESS))
def test_an_emergency_address_is_complete(place: Place, lacking: str) -> None:
    body = {**ADDRESS, lacking: ""}
    for answer in (
        place.post(f"{place.pstn}/emergencyAddress", **body),
        place.put(f"/telephony/pstn/numbers/{NUMBER}/emergencyAddress", emergencyAddress=body),
    ):
        assert (answer.status_code, first_code(answer)) == (400, 25008)


@pytest.mark.rule("emergency.address-lookup", "§14.2")
def test_a_lookup_tells_what_is_wrong_with_an_address(place: Place) -> None:
    path = f"{place.pstn}/emergencyAddress/lookup"
    good = place.post(path, **ADDRESS)
    assert (good.status_code, good.json()["addresses"]) == (200, [{**ADDRESS, "meta": {}, "errors": []}])
    bad = place.post(path, **{**ADDRESS, "country": "usa", "city": ""}).json()["addresses"][0]
    assert [error["title"] for error in bad["errors"]] == ["city", "country"]


@pytest.mark.rule("emergency.address-of-number", "obs §3")
@pytest.mark.parametrize("nothing", [None, {}])
def test_a_number_goes_back_to_the_address_of_its_location(
    site: Site, place: Place, nothing: dict[str, str] | None
) -> None:
    path = f"/telephony/pstn/numbers/{NUMBER}/emergencyAddress"
    assert place.put(path, emergencyAddress=ADDRESS).status_code == 204
    number = next(row for row in site.api.state("numbers") if row["phoneNumber"] == NUMBER)
    assert number["emergencyAddress"] == ADDRESS
    assert place.put(path, emergencyAddress=nothing).status_code == 204
    number = next(row for row in site.api.state("numbers") if row["phoneNumber"] == NUMBER)
    assert number["emergencyAddress"] is None


def test_the_address_of_an_unknown_number_is_not_there(place: Place) -> None:
    path = "/telephony/pstn/numbers/+13125559999/emergencyAddress"
    assert place.put(path, emergencyAddress=ADDRESS).status_code == 404


def test_a_location_without_calling_has_no_emergency_settings(site: Site, place: Place) -> None:
    plain = site.plain_location()
    for path in (
        f"/telephony/config/locations/{plain}/features/{CALLBACK}",
        f"/telephony/config/locations/{plain}/emergencyCallNotification",
        f"/telephony/config/locations/{plain}/redSky",
    ):
        assert site.api.get(path, orgId=site.org).status_code == 404
    assert place.post(f"/telephony/pstn/locations/{plain}/emergencyAddress", **ADDRESS).status_code == 404
