from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from places import BASIC, MAC, NUMBER, OTHER, PROFESSIONAL, THIRD, Site, first_code
from simulated import CRANE, Api

if TYPE_CHECKING:
    from collections.abc import Callable


def _put_numbers(site: Site, room: dict[str, Any], *entries: dict[str, Any]) -> Any:
    path = f"/telephony/config/workspaces/{room['id']}/numbers"
    return site.api.put(path, {"phoneNumbers": list(entries)}, orgId=site.org)


def _numbers(site: Site, room: dict[str, Any]) -> dict[str, Any]:
    return site.api.get(f"/workspaces/{room['id']}/features/numbers", orgId=site.org).json()


def _add(number: str, *, primary: bool = True, **members: Any) -> dict[str, Any]:
    return {"primary": primary, "action": "ADD", "directNumber": number, **members}


@pytest.fixture
def hot_desk(site: Site) -> str:
    named = {"name": "Webex Calling - Hot desk only", "package": BASIC, "orgId": site.org}
    return site.api.edit("licenses", named)["id"]


@pytest.mark.rule("workspaces.defaults", "§14.8")
def test_a_new_workspace_has_free_calling_and_is_for_collaboration_devices(site: Site) -> None:
    room = site.api.post("/workspaces", {"displayName": "Lobby", "orgId": site.org}).json()
    assert (room["calling"], room["supportedDevices"], room["type"]) == (
        {"type": "freeCalling"},
        "collaborationDevices",
        "notSet",
    )


@pytest.mark.rule("workspaces.hidden-line", "obs §7")
def test_of_calling_only_the_licenses_come_back(site: Site) -> None:
    room = site.room(phoneNumber=NUMBER, extension="900")
    shown = {"type": "webexCalling", "webexCalling": {"licenses": [site.license(BASIC)]}}
    assert room["calling"] == shown
    assert site.api.get(f"/workspaces/{room['id']}").json()["calling"] == shown
    assert site.api.get("/workspaces", orgId=site.org).json()["items"][0]["calling"] == shown


def test_number_and_extension_are_read_with_the_features(site: Site) -> None:
    room = site.room(phoneNumber=NUMBER, extension="900")
    found = _numbers(site, room)
    line = {
        "directNumber": NUMBER,
        "extension": "900",
        "esn": "900",
        "ringPattern": "NORMAL",
        "primary": True,
    }
    assert found["phoneNumbers"] == [line]
    assert (found["workspace"]["id"], found["organization"]["id"]) == (room["id"], site.org)
    assert found["location"] == {"id": site.customer.location, "name": "HQ"}


@pytest.mark.rule("workspaces.inventory", "obs §7")
def test_the_inventory_shows_the_workspace_as_owner(site: Site) -> None:
    room = site.room(phoneNumber=NUMBER)
    owner = site.owner_of(NUMBER)
    assert (owner["id"], owner["type"], owner["firstName"]) == (room["id"], "PLACE", "Lobby")


@pytest.mark.rule("workspaces.inventory", "obs §7")
def test_the_inventory_lists_extensions_of_workspaces(site: Site) -> None:
    room = site.room(extension="900")
    rows = site.api.get("/telephony/config/numbers", orgId=site.org, ownerType="PLACE").json()["phoneNumbers"]
    assert [(row["extension"], row["owner"]["id"]) for row in rows] == [("900", room["id"])]


@pytest.mark.rule("workspaces.default-license", "obs §7")
@pytest.mark.rule("workspaces.license-kinds", "§14.8")
def test_without_licenses_the_workspace_license_is_applied(site: Site) -> None:
    room = site.new_room({"extension": "900"}).json()
    assert room["calling"]["webexCalling"]["licenses"] == [site.license(BASIC)]


@pytest.mark.rule("workspaces.default-license", "obs §7")
def test_without_a_workspace_license_a_professional_one_is_applied(api: Api) -> None:
    site = Site(api.customer(packages=[PROFESSIONAL]))
    room = site.new_room({"extension": "900"}).json()
    assert room["calling"]["webexCalling"]["licenses"] == [site.license(PROFESSIONAL)]


def test_an_organization_without_licenses_has_no_workspace_that_calls(api: Api) -> None:
    site = Site(api.customer(packages=["webex_calling_standard"]))
    assert site.new_room({"extension": "900"}).status_code == 400


def test_a_workspace_uses_a_unit_of_its_license(site: Site) -> None:
    site.room(BASIC)
    rows = site.api.get("/licenses", orgId=site.org).json()["items"]
    used = next(row for row in rows if row["id"] == site.license(BASIC))
    assert (used["consumedUnits"], used["consumedByUsers"], used["consumedByWorkspaces"]) == (1, 0, 1)


def test_a_license_without_units_left_is_refused(site: Site) -> None:
    site.api.edit("licenses", {"totalUnits": 1}, site.license(BASIC))
    site.room(BASIC)
    assert site.new_room({"extension": "901", "licenses": [site.license(BASIC)]}).status_code == 400


@pytest.mark.rule("workspaces.needs-line", "obs §7")
def test_webex_calling_needs_a_number_or_an_extension(site: Site) -> None:
    answer = site.new_room({"licenses": [site.license(BASIC)]})
    assert answer.status_code == 400
    assert answer.json()["message"].endswith("[DIRECTORY_NUMBER_OR_EXTERNAL_NUMBER]")
    assert site.api.get("/workspaces", orgId=site.org).json()["items"] == []


@pytest.mark.rule("workspaces.hot-desk-only", "obs §7")
def test_a_workspace_for_hot_desks_only_takes_no_extension(site: Site, hot_desk: str) -> None:
    assert site.new_room({"licenses": [hot_desk]}).status_code == 201
    answer = site.new_room({"licenses": [hot_desk], "extension": "900"})
    assert answer.status_code == 400
    assert answer.json()["message"].endswith("[DIRECTORY_NUMBER]")


@pytest.mark.rule("workspaces.hotdesking-status", "obs §7")
def test_hot_desking_alone_does_not_free_from_the_need_of_a_line(site: Site) -> None:
    assert site.new_room({}, hotdeskingStatus="on").status_code == 400
    assert site.new_room({"extension": "900"}, hotdeskingStatus="on").json()["hotdeskingStatus"] == "on"


@pytest.mark.rule("workspaces.webex-calling-needs", "§14.8")
def test_webex_calling_needs_a_location_that_has_it(site: Site) -> None:
    line = {"extension": "900"}
    calling = {"type": "webexCalling", "webexCalling": line}
    body = {"displayName": "Lobby", "orgId": site.org, "calling": calling}
    assert site.api.post("/workspaces", body).status_code == 400
    assert site.new_room({**line, "locationId": site.plain_location()}).status_code == 400


@pytest.mark.rule("workspaces.extension-space", "§13")
def test_an_extension_of_a_person_is_refused(site: Site) -> None:
    site.customer.user("ada@acme.example", extension="900")
    answer = site.new_room({"extension": "900"})
    assert (answer.status_code, first_code(answer)) == (400, 4202)


@pytest.mark.rule("workspaces.extension-space", "§13")
def test_a_person_cannot_have_the_extension_of_a_workspace(site: Site) -> None:
    site.room(extension="900")
    answer = site.customer.new_user("ada@acme.example", extension="900")
    assert (answer.status_code, first_code(answer)) == (409, 4202)


@pytest.mark.rule("workspaces.number-space", "§13")
@pytest.mark.parametrize(("number", "code"), [(NUMBER, 4201), ("+13125559999", 4250)])
def test_a_number_that_is_taken_or_unknown_is_refused(site: Site, number: str, code: int) -> None:
    site.customer.user("ada@acme.example", primaryPhoneNumber=NUMBER)
    answer = site.new_room({"phoneNumber": number})
    assert (answer.status_code, first_code(answer)) == (400, code)


@pytest.mark.rule("workspaces.number-space", "§13")
def test_a_person_cannot_have_the_number_of_a_workspace(site: Site) -> None:
    site.room(phoneNumber=NUMBER)
    answer = site.customer.new_user("ada@acme.example", primaryPhoneNumber=NUMBER)
    assert (answer.status_code, first_code(answer)) == (409, 4201)


@pytest.mark.rule("workspaces.left-out", "obs §7")
def test_an_update_keeps_what_it_leaves_out(site: Site) -> None:
    room = site.new_room(capacity=8, notes="by the stairs", type="huddle").json()
    after = site.api.put(f"/workspaces/{room['id']}", {"displayName": "Foyer"}).json()
    assert (after["displayName"], after["capacity"], after["notes"], after["type"]) == (
        "Foyer",
        8,
        "by the stairs",
        "huddle",
    )


@pytest.mark.rule("workspaces.left-out", "obs §7")
def test_as_published_an_update_clears_what_it_leaves_out(api_with: Callable[..., Api]) -> None:
    site = Site(api_with(switches=("workspaces.left-out=published",)).customer())
    room = site.new_room(capacity=8, notes="by the stairs", type="huddle").json()
    after = site.api.put(f"/workspaces/{room['id']}", {"displayName": "Foyer"}).json()
    assert (after.get("capacity"), after.get("notes"), after["type"]) == (None, None, "notSet")


@pytest.mark.rule("workspaces.location-fixed", "obs §10")
def test_the_location_of_a_workspace_is_set_once(site: Site) -> None:
    room = site.new_room().json()
    other = site.api.edit("locations", {"name": "Annex", "orgId": site.org})["id"]
    place = {"displayName": "Lobby", "locationId": site.customer.location}
    assert site.api.put(f"/workspaces/{room['id']}", place).json()["locationId"] == site.customer.location
    assert site.api.put(f"/workspaces/{room['id']}", {**place, "locationId": other}).status_code == 400


@pytest.mark.rule("workspaces.devices-kept-for", "§14.8")
def test_what_devices_a_workspace_is_for_stays(site: Site) -> None:
    room = site.new_room().json()
    body = {"displayName": "Lobby", "supportedDevices": "collaborationDevices"}
    assert site.api.put(f"/workspaces/{room['id']}", body).json()["supportedDevices"] == "phones"


@pytest.mark.parametrize("kind", ["none", "thirdPartySipCalling"])
@pytest.mark.rule("workspaces.calling-held-by-devices", "obs §7")
def test_calling_stays_while_devices_are_present(site: Site, kind: str) -> None:
    room = site.room()
    site.new_phone(workspaceId=room["id"])
    path = f"/workspaces/{room['id']}"
    assert site.api.put(path, {"calling": {"type": kind}}).status_code == 400
    site.api.delete(f"/devices/{site.devices()[0]['id']}", orgId=site.org)
    assert site.api.put(path, {"calling": {"type": kind}}).json()["calling"] == {"type": kind}


@pytest.mark.rule("workspaces.phones-keep-calling", "obs §7")
def test_a_workspace_of_phones_does_not_go_back_to_free_calling(site: Site) -> None:
    room = site.room()
    site.new_phone(workspaceId=room["id"])
    answer = site.api.put(f"/workspaces/{room['id']}", {"calling": {"type": "freeCalling"}})
    assert answer.status_code == 400


@pytest.mark.rule("workspaces.phones-keep-calling", "obs §7")
def test_a_workspace_of_collaboration_devices_goes_back_to_free_calling(site: Site) -> None:
    room = site.new_room({"extension": "900"}, supportedDevices="collaborationDevices").json()
    site.api.edit("devices", {"workspaceId": room["id"]})
    answer = site.api.put(f"/workspaces/{room['id']}", {"calling": {"type": "freeCalling"}})
    assert answer.json()["calling"] == {"type": "freeCalling"}


def test_a_workspace_that_stops_calling_frees_its_line(site: Site) -> None:
    room = site.room(phoneNumber=NUMBER, extension="900")
    site.api.put(f"/workspaces/{room['id']}", {"calling": {"type": "none"}})
    assert site.owner_of(NUMBER) is None
    assert _numbers(site, room)["phoneNumbers"] == []


def test_the_line_of_a_workspace_changes(site: Site) -> None:
    room = site.room(phoneNumber=NUMBER, extension="900")
    line = {"type": "webexCalling", "webexCalling": {"phoneNumber": OTHER}}
    assert site.api.put(f"/workspaces/{room['id']}", {"calling": line}).status_code == 200
    found = _numbers(site, room)["phoneNumbers"][0]
    assert (found["directNumber"], found["extension"]) == (OTHER, "900")
    assert site.owner_of(NUMBER) is None


@pytest.mark.rule("workspaces.devices-go-along", "obs §7")
def test_devices_go_with_their_workspace(site: Site) -> None:
    room = site.room(phoneNumber=NUMBER)
    site.new_phone(MAC, workspaceId=room["id"])
    assert site.api.delete(f"/workspaces/{room['id']}").status_code == 204
    assert site.devices() == []
    assert site.owner_of(NUMBER) is None
    assert site.new_phone(MAC, workspaceId=site.room()["id"]).status_code == 200


def test_a_deleted_workspace_is_gone(site: Site) -> None:
    room = site.room()
    site.api.delete(f"/workspaces/{room['id']}")
    assert site.api.get(f"/workspaces/{room['id']}").status_code == 404


@pytest.mark.rule("workspaces.professional-only", "obs §1")
@pytest.mark.rule("workspaces.license-kinds", "§14.8")
def test_numbers_of_a_basic_workspace_are_refused_with_405(site: Site) -> None:
    answer = _put_numbers(site, site.room(BASIC), _add(NUMBER))
    assert (answer.status_code, answer.json()["message"]) == (405, "Invalid Professional Place")


@pytest.mark.rule("workspaces.license-kinds", "§14.8")
def test_a_professional_workspace_gets_further_numbers(site: Site) -> None:
    room = site.room(PROFESSIONAL, phoneNumber=NUMBER, extension="900")
    assert _put_numbers(site, room, _add(OTHER, primary=False, ringPattern="LONG_LONG")).status_code == 204
    lines = _numbers(site, room)["phoneNumbers"]
    assert [(line["directNumber"], line["primary"]) for line in lines] == [(NUMBER, True), (OTHER, False)]
    assert site.owner_of(OTHER)["id"] == room["id"]


def test_a_new_primary_number_takes_the_place_of_the_old_one(site: Site) -> None:
    room = site.room(PROFESSIONAL, phoneNumber=NUMBER)
    assert _put_numbers(site, room, _add(OTHER, extension="901")).status_code == 204
    assert [(n["directNumber"], n["extension"]) for n in _numbers(site, room)["phoneNumbers"]] == [
        (OTHER, "901")
    ]
    assert site.owner_of(NUMBER) is None


def test_changes_of_numbers_are_made_all_or_none(site: Site) -> None:
    room = site.room(PROFESSIONAL, phoneNumber=NUMBER)
    gone = {"primary": False, "action": "DELETE", "directNumber": THIRD}
    assert _put_numbers(site, room, _add(OTHER), gone).status_code == 400
    assert _numbers(site, room)["phoneNumbers"][0]["directNumber"] == NUMBER


def test_a_number_is_taken_away(site: Site) -> None:
    room = site.room(PROFESSIONAL, phoneNumber=NUMBER, extension="900")
    gone = {"primary": True, "action": "DELETE", "directNumber": NUMBER}
    assert _put_numbers(site, room, gone).status_code == 204
    assert "directNumber" not in _numbers(site, room)["phoneNumbers"][0]


@pytest.mark.rule("workspaces.primary-mandatory", "obs §3")
def test_primary_is_mandatory_to_take_a_number_away_too(site: Site) -> None:
    room = site.room(PROFESSIONAL, phoneNumber=NUMBER)
    answer = _put_numbers(site, room, {"action": "DELETE", "directNumber": NUMBER})
    assert (answer.status_code, first_code(answer)) == (400, 25008)


@pytest.mark.rule("workspaces.numbers-not-readable", "obs §3")
def test_the_path_that_changes_numbers_cannot_be_read(site: Site) -> None:
    room = site.room(PROFESSIONAL)
    answer = site.api.get(f"/telephony/config/workspaces/{room['id']}/numbers", orgId=site.org)
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"displayName": "lob"}, ["Lobby"]),
        ({"type": "huddle"}, ["Den"]),
        ({"calling": "webexCalling"}, ["Lobby"]),
        ({"supportedDevices": "phones"}, ["Lobby"]),
        ({"capacity": "6"}, ["Den"]),
        ({"calendar": "google"}, ["Den"]),
        ({"customAttribute": "none"}, []),
        ({"plannedMaintenance": "off", "max": "1"}, ["Lobby"]),
        ({"start": "1"}, ["Den"]),
    ],
)
def test_lists_are_filtered(site: Site, query: dict[str, str], found: list[str]) -> None:
    site.room()
    site.new_room(
        displayName="Den",
        type="huddle",
        capacity=6,
        supportedDevices="collaborationDevices",
        calendar={"type": "google", "emailAddress": "den@acme.example"},
    )
    rows = site.api.get("/workspaces", orgId=site.org, **query).json()["items"]
    assert [row["displayName"] for row in rows] == found


def test_workspaces_are_listed_by_location(site: Site) -> None:
    site.new_room(displayName="Nowhere")
    site.room()
    rows = site.api.get("/workspaces", orgId=site.org, locationId=site.customer.location).json()["items"]
    assert [row["displayName"] for row in rows] == ["Lobby"]


@pytest.mark.rule("workspaces.paging", "obs §1")
def test_a_list_names_its_next_page(site: Site) -> None:
    for number in range(3):
        site.new_room(displayName=f"Room {number}")
    answer = site.api.get("/workspaces", orgId=site.org, max=2)
    assert len(answer.json()["items"]) == 2
    following = answer.headers["link"].partition(">")[0].removeprefix("<")
    assert [row["displayName"] for row in site.api.get(following).json()["items"]] == ["Room 2"]


def test_a_workspace_is_shown_with_its_devices_and_capabilities(site: Site) -> None:
    room = site.room()
    site.new_phone(workspaceId=room["id"])
    shown = site.api.get(
        f"/workspaces/{room['id']}", includeDevices="true", includeCapabilities="true"
    ).json()
    assert [device["mac"] for device in shown["devices"]] == [MAC]
    capable = site.api.get(f"/workspaces/{room['id']}/capabilities").json()["capabilities"]
    assert shown["capabilities"] == [capable]


def test_a_workspace_of_another_tenant_is_not_there(site: Site) -> None:
    other = site.api.edit("workspaces", {"orgId": CRANE, "displayName": "Theirs"})["id"]
    assert site.api.get(f"/workspaces/{other}").status_code == 404
    answer = site.api.post("/workspaces", {"displayName": "Lobby", "orgId": CRANE})
    assert answer.status_code == 403


@pytest.mark.rule("ids.kind", "obs §1")
def test_another_kind_of_id_is_refused(site: Site) -> None:
    answer = site.api.get(f"/workspaces/{site.org}")
    assert (answer.status_code, answer.json()["message"][:34]) == (400, "Wrong type of Webex ID provided, e")


@pytest.mark.parametrize("change", [{"displayName": " "}, {"calendar": {"type": "paper"}}])
def test_values_without_sense_are_refused(site: Site, change: dict[str, Any]) -> None:
    assert site.new_room(**change).status_code == 400
    room = site.new_room().json()
    assert site.api.put(f"/workspaces/{room['id']}", change).status_code == 400


def test_a_location_with_a_workspace_cannot_be_deleted(site: Site) -> None:
    place = site.plain_location()
    room = site.new_room(locationId=place).json()
    assert site.api.delete(f"/locations/{place}", orgId=site.org).status_code == 409
    site.api.delete(f"/workspaces/{room['id']}")
    assert site.api.delete(f"/locations/{place}", orgId=site.org).status_code == 204


def test_a_customer_that_leaves_takes_lines_and_phones_of_its_workspaces_away(site: Site) -> None:
    room = site.room()
    site.new_phone(workspaceId=room["id"])
    site.api.delete(site.customer.url)
    site.api.get("/organizations")
    left = next(row for row in site.api.state("workspaces") if row["id"] == room["id"])
    assert (left["calling"], left["extension"], site.api.state("devices")) == (
        {"type": "freeCalling"},
        None,
        [],
    )


def test_a_number_taken_from_a_workspace_at_the_side_door_is_free(site: Site) -> None:
    room = site.room(phoneNumber=NUMBER, extension="900")
    site.api.edit("numbers", {"owner": None}, NUMBER)
    assert site.owner_of(NUMBER) is None
    assert "directNumber" not in _numbers(site, room)["phoneNumbers"][0]


def test_a_workspace_of_an_estate_may_be_written_as_in_a_body(site: Site) -> None:
    line = {"locationId": site.customer.location, "extension": "900", "phoneNumber": NUMBER}
    calling = {"type": "webexCalling", "webexCalling": {**line, "licenses": [site.license(BASIC)]}}
    room = site.api.edit("workspaces", {"displayName": "Lobby", "calling": calling})
    assert site.owner_of(NUMBER)["id"] == room["id"]
    assert _numbers(site, room)["phoneNumbers"][0]["extension"] == "900"
