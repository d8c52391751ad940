from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from places import BASIC, MAC, NUMBER, OTHER_MAC, PROFESSIONAL, Site, first_code
from simulated import CRANE, Api

if TYPE_CHECKING:
    from collections.abc import Callable

PHONE_OS = "Cisco 9861"
CHECK = "/telephony/config/devices/actions/validateMacs/invoke"


def _macs(count: int) -> list[str]:
    return [f"AABBCCDDEE{number:02X}" for number in range(1, count + 1)]


def _lasts(answer: Any, days: int) -> bool:
    ends = datetime.fromisoformat(answer.json()["expiryTime"])
    return timedelta(0) <= timedelta(days=days) - (ends - datetime.now(tz=ends.tzinfo)) < timedelta(minutes=5)


def _check(site: Site, *macs: str) -> dict[str, Any]:
    return site.api.post(CHECK, {"macs": list(macs)}, orgId=site.org).json()


@pytest.fixture
def room(site: Site) -> str:
    return site.room(PROFESSIONAL)["id"]


@pytest.fixture
def ada(site: Site) -> str:
    return site.customer.user("ada@acme.example", primaryPhoneNumber=NUMBER)["personId"]


@pytest.fixture
def elsewhere(site: Site) -> str:
    """The MAC address of a device of another organization."""
    theirs = site.api.edit("workspaces", {"orgId": CRANE, "displayName": "Theirs"})["id"]
    return site.api.edit("devices", {"workspaceId": theirs, "mac": MAC})["mac"]


def test_a_phone_of_a_workspace_is_there_at_once(site: Site, room: str) -> None:
    answer = site.new_phone("aa:bb:cc:dd:ee:01", workspaceId=room)
    assert answer.status_code == 200
    device = answer.json()
    assert (device["mac"], device["product"], device["workspaceId"], device["type"]) == (
        MAC,
        "Cisco 8845",
        room,
        "phone",
    )
    assert (device["displayName"], device["locationId"]) == ("Lobby", site.customer.location)
    assert [row["mac"] for row in site.devices()] == [MAC]


@pytest.mark.rule("devices.calling-id", "obs §10")
def test_a_device_has_an_id_for_calling_too(site: Site, room: str) -> None:
    device = site.new_phone(workspaceId=room).json()
    assert device["callingDeviceId"] not in ("", device["id"])


def test_a_phone_of_a_person_is_shown_with_its_owner(site: Site, ada: str) -> None:
    device = site.new_phone(personId=ada).json()
    assert (device["personId"], device["displayName"]) == (ada, "Ada Lovelace")


@pytest.mark.rule("devices.padded-id", "obs §1")
def test_the_id_of_a_new_device_is_padded_and_found_without(site: Site, room: str) -> None:
    made, listed = site.new_phone(workspaceId=room).json()["id"], site.devices()[0]["id"]
    assert made.endswith("=")
    assert made.rstrip("=") == listed
    assert site.api.get(f"/devices/{made}", orgId=site.org).json()["id"] == listed


@pytest.mark.rule("devices.phone-os", "obs §8")
def test_a_phone_os_device_shows_a_minute_later(site: Site, room: str) -> None:
    answer = site.new_phone(model=PHONE_OS, workspaceId=room)
    assert (answer.status_code, answer.content) == (204, b"")
    assert site.devices() == []
    site.api.side("POST", "/clock", {"advance": 61})
    assert [row["product"] for row in site.devices()] == [PHONE_OS]


@pytest.mark.rule("devices.phone-os", "obs §8")
def test_as_published_a_phone_os_device_is_answered(api_with: Callable[..., Api]) -> None:
    site = Site(api_with(switches=("all=published",)).customer(packages=[PROFESSIONAL]))
    room = site.room(PROFESSIONAL)["id"]
    answer = site.new_phone(model=PHONE_OS, workspaceId=room)
    assert (answer.status_code, answer.json()["product"]) == (200, PHONE_OS)


def test_a_phone_os_device_holds_its_address_before_it_shows(site: Site, room: str, ada: str) -> None:
    site.new_phone(model=PHONE_OS, workspaceId=room)
    assert first_code(site.new_phone(model=PHONE_OS, personId=ada)) == "2011"
    assert site.new_phone(model=PHONE_OS, workspaceId=room).status_code == 204


@pytest.mark.rule("devices.mac-in-use", "obs §8")
def test_a_mac_address_of_another_organization_is_in_use(site: Site, room: str, elsewhere: str) -> None:
    answer = site.new_phone(elsewhere, workspaceId=room)
    assert (answer.status_code, first_code(answer)) == (400, "2011")


@pytest.mark.rule("devices.mac-in-use", "obs §8")
def test_a_mac_address_of_another_owner_is_in_use(site: Site, room: str, ada: str) -> None:
    site.new_phone(workspaceId=room)
    assert first_code(site.new_phone(personId=ada)) == "2011"


@pytest.mark.rule("devices.repeated", "obs §8")
def test_the_same_address_and_workspace_give_the_device_that_is_there(site: Site, room: str) -> None:
    first = site.new_phone(workspaceId=room).json()
    again = site.new_phone(workspaceId=room)
    assert (again.status_code, again.json()["id"]) == (200, first["id"])
    assert len(site.devices()) == 1


@pytest.mark.rule("devices.unknown-model", "obs §8")
def test_an_unknown_model_is_refused(site: Site, room: str) -> None:
    for answer in (
        site.new_phone(model="Cisco 1", workspaceId=room),
        site.new_code(model="Cisco 1", workspaceId=room),
    ):
        assert (answer.status_code, first_code(answer)) == (400, "2014")


@pytest.mark.rule("devices.error-codes", "obs §1")
def test_as_published_codes_are_integers(api_with: Callable[..., Api]) -> None:
    site = Site(api_with(switches=("devices.error-codes=published",)).customer())
    room = site.room(PROFESSIONAL)["id"]
    assert first_code(site.new_phone(model="Cisco 1", workspaceId=room)) == 2014


@pytest.mark.rule("devices.error-codes", "obs §1")
def test_codes_are_texts(site: Site, room: str) -> None:
    assert first_code(site.new_phone("nonsense", workspaceId=room)) == "25220"


@pytest.mark.rule("devices.model-spelling", "obs §8")
@pytest.mark.parametrize("spelling", ["Cisco 8845", "DMS Cisco 8845"])
def test_a_model_is_stored_as_the_catalogue_spells_it(site: Site, room: str, spelling: str) -> None:
    site.new_phone(model=spelling, workspaceId=room)
    assert [row["model"] for row in site.api.state("devices")] == ["DMS Cisco 8845"]


@pytest.mark.rule("devices.one-owner", "§14.8")
def test_a_device_has_exactly_one_owner(site: Site, room: str, ada: str) -> None:
    for owner in ({}, {"workspaceId": room, "personId": ada}):
        assert site.new_phone(**owner).status_code == 400
        assert site.new_code(**owner).status_code == 400


@pytest.mark.rule("devices.password", "§14.8")
def test_a_cisco_device_takes_no_password(site: Site, room: str) -> None:
    assert site.new_phone(workspaceId=room, password="secret-1").status_code == 400


@pytest.mark.rule("devices.third-party", "§14.8")
def test_third_party_phones_wait_for_permission(site: Site, room: str) -> None:
    phone = {"model": "Yealink T54W", "workspaceId": room, "password": "secret-1"}
    assert site.new_phone(**phone).status_code == 400
    site.api.edit("organizations", {"thirdPartyPhones": True}, site.org)
    assert site.new_phone(**phone).status_code == 200


@pytest.mark.rule("devices.workspace-limit", "obs §7")
@pytest.mark.parametrize(("package", "most"), [(BASIC, 1), (PROFESSIONAL, 5)])
def test_a_workspace_has_a_limit_of_devices(site: Site, package: str, most: int) -> None:
    room = site.room(package)["id"]
    for mac in _macs(most):
        assert site.new_phone(mac, workspaceId=room).status_code == 200
    refused = site.new_phone("AABBCCDDEEFF", workspaceId=room)
    assert (refused.status_code, first_code(refused)) == (400, "2022")
    assert refused.json()["message"] == "Exceeded max number of devices"
    assert first_code(site.new_code(workspaceId=room, model="Cisco 8845")) == "2022"


@pytest.mark.rule("devices.person-limit", "obs §8")
def test_a_person_has_five_devices_by_address_and_more_by_code(site: Site, ada: str) -> None:
    for mac in _macs(5):
        assert site.new_phone(mac, personId=ada).status_code == 200
    refused = site.new_phone("AABBCCDDEEFF", personId=ada)
    assert (refused.status_code, refused.json()["message"]) == (400, "Phones cannot be added to this user")
    assert site.new_code(personId=ada, model="Cisco 8845").status_code == 200


def test_a_phone_needs_an_owner_that_calls(site: Site) -> None:
    user = site.customer.user("bob@acme.example", "webex_meetings", extension=None)
    assert site.new_phone(personId=user["personId"]).status_code == 400
    assert site.new_phone(workspaceId=site.new_room().json()["id"]).status_code == 400


@pytest.mark.rule("devices.code-with-model", "obs §8")
def test_a_code_with_a_model_makes_a_device_that_counts(site: Site) -> None:
    room = site.room(BASIC)["id"]
    answer = site.new_code(workspaceId=room, model="Cisco 8845")
    assert answer.status_code == 200
    assert _lasts(answer, 30)
    device = site.devices()[0]
    assert (device["connectionStatus"], "mac" in device) == ("activating", False)
    assert first_code(site.new_phone(workspaceId=room)) == "2022"


@pytest.mark.rule("devices.code-lasts", "obs §8")
@pytest.mark.rule("devices.code-without-model", "obs §8")
def test_a_code_without_a_model_lasts_a_week_and_is_not_limited(site: Site) -> None:
    room = site.room(BASIC)["id"]
    site.new_phone(workspaceId=room)
    answer = site.new_code(workspaceId=room)
    assert _lasts(answer, 7)
    assert len(site.devices()) == 1


@pytest.mark.rule("devices.code-without-model", "obs §8")
def test_as_published_a_code_for_phones_needs_a_model(api_with: Callable[..., Api]) -> None:
    site = Site(api_with(switches=("devices.code-without-model=published",)).customer())
    assert site.new_code(workspaceId=site.room(PROFESSIONAL)["id"]).status_code == 400
    room = site.new_room(supportedDevices="collaborationDevices").json()["id"]
    assert site.new_code(workspaceId=room).status_code == 200


@pytest.mark.rule("devices.tags", "obs §8")
def test_tags_are_appended_overwritten_and_all_taken_away(site: Site, room: str) -> None:
    path = f"/devices/{site.new_phone(workspaceId=room).json()['id']}"
    for op, value, after in (
        ("add", ["one"], ["one"]),
        ("add", ["two", "three"], ["one", "two", "three"]),
        ("replace", ["four", "five"], ["four", "five"]),
        ("remove", ["four"], []),
    ):
        answer = site.api.patch(path, {"op": op, "path": "tags", "value": value}, orgId=site.org)
        assert (answer.status_code, answer.json()["tags"]) == (200, after)


@pytest.mark.rule("devices.tags-forms", "obs §10")
def test_tags_change_by_an_array_of_operations_too(site: Site, room: str) -> None:
    path = f"/devices/{site.new_phone(workspaceId=room).json()['id']}"
    changes = [{"op": "add", "path": "tags", "value": [name]} for name in ("one", "two")]
    assert site.api.patch(path, changes, orgId=site.org).json()["tags"] == ["one", "two"]


@pytest.mark.rule("devices.tags-content-type", "§14.8")
def test_tags_change_with_the_published_content_type(site: Site, room: str) -> None:
    path = f"/v1/devices/{site.new_phone(workspaceId=room).json()['id']}"
    headers = {"Authorization": "Bearer sim-full", "Content-Type": "application/json-patch+json"}
    change = b'{"op": "add", "path": "tags", "value": ["one"]}'
    answer = site.api.client.patch(path, content=change, headers=headers, params={"orgId": site.org})
    assert answer.json()["tags"] == ["one"]
    plain = {**headers, "Content-Type": "text/plain"}
    refused = site.api.client.patch(path, content=change, headers=plain, params={"orgId": site.org})
    assert refused.status_code == 415


@pytest.mark.parametrize(
    "change",
    [
        {"op": "add", "path": "displayName", "value": ["x"]},
        {"op": "add", "path": "tags"},
        {"path": "tags", "value": ["x"]},
        {"op": "add", "path": "tags", "value": "x"},
        [{"op": "move", "path": "tags"}],
    ],
)
def test_other_changes_of_a_device_are_refused(site: Site, room: str, change: Any) -> None:
    path = f"/devices/{site.new_phone(workspaceId=room).json()['id']}"
    assert site.api.patch(path, change, orgId=site.org).status_code == 400


@pytest.mark.rule("devices.owner-fixed", "obs §8")
def test_the_owner_of_a_device_cannot_change(site: Site, room: str, ada: str) -> None:
    path = f"/devices/{site.new_phone(workspaceId=room).json()['id']}"
    answer = site.api.patch(path, {"op": "replace", "path": "personId", "value": [ada]}, orgId=site.org)
    assert (answer.status_code, first_code(answer)) == (400, "25487")


@pytest.mark.rule("devices.mac-filter", "obs §8")
@pytest.mark.parametrize("spelling", ["aabbccddee01", "AA:BB:CC:DD:EE:01", "aa-bb-cc-dd-ee-01"])
def test_devices_are_found_by_any_spelling_of_their_address(site: Site, room: str, spelling: str) -> None:
    site.new_phone(MAC, workspaceId=room)
    site.new_phone(OTHER_MAC, workspaceId=room)
    assert [row["mac"] for row in site.devices(mac=spelling)] == [MAC]


def test_devices_are_filtered_by_owner_and_place(site: Site, room: str, ada: str) -> None:
    site.new_phone(MAC, workspaceId=room)
    site.new_phone(OTHER_MAC, personId=ada)
    assert [row["mac"] for row in site.devices(personId=ada)] == [OTHER_MAC]
    assert [row["mac"] for row in site.devices(workspaceId=room)] == [MAC]
    assert site.devices(workspaceId=room, personId=ada) == []
    assert len(site.devices(locationId=site.customer.location)) == 2
    assert site.devices(locationId=site.plain_location()) == []


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"displayName": "lob"}, 1),
        ({"tag": "one,two"}, 1),
        ({"tag": "one,three"}, 0),
        ({"connectionStatus": "disconnected"}, 1),
        ({"connectionStatus": "connected"}, 0),
        ({"type": "roomdesk"}, 0),
        ({"permission": "xapi"}, 0),
        ({"plannedMaintenance": "on"}, 0),
        ({"devicePlatform": "cisco"}, 1),
    ],
)
def test_devices_are_filtered(site: Site, room: str, query: dict[str, str], count: int) -> None:
    path = f"/devices/{site.new_phone(workspaceId=room).json()['id']}"
    site.api.patch(path, {"op": "add", "path": "tags", "value": ["one", "two"]}, orgId=site.org)
    assert len(site.devices(**query)) == count


@pytest.mark.rule("devices.paging", "obs §1")
def test_a_list_of_devices_names_its_next_page(site: Site, room: str) -> None:
    for mac in _macs(3):
        site.new_phone(mac, workspaceId=room)
    answer = site.api.get("/devices", orgId=site.org, max=2)
    following = answer.headers["link"].partition(">")[0].removeprefix("<")
    assert [row["mac"] for row in site.api.get(following).json()["items"]] == _macs(3)[2:]


def test_a_deleted_device_frees_its_address(site: Site, room: str, ada: str) -> None:
    device = site.new_phone(workspaceId=room).json()["id"]
    assert site.api.delete(f"/devices/{device}", orgId=site.org).status_code == 204
    assert site.api.get(f"/devices/{device}", orgId=site.org).status_code == 404
    assert site.new_phone(personId=ada).status_code == 200


def test_a_device_of_another_tenant_is_not_there(site: Site, elsewhere: str) -> None:
    theirs = next(row["id"] for row in site.api.state("devices") if row["mac"] == elsewhere)
    assert site.api.get(f"/devices/{theirs}", orgId=site.org).status_code == 404
    assert site.api.get("/devices", orgId=CRANE).status_code == 403


@pytest.mark.rule("ids.kind", "obs §1")
def test_another_kind_of_id_is_refused(site: Site, ada: str) -> None:
    assert site.api.get(f"/devices/{ada}", orgId=site.org).status_code == 400
    assert site.new_phone(workspaceId=ada).status_code == 400


@pytest.mark.rule("devices.lost-with-license", "obs §6")
def test_devices_go_with_the_calling_license_of_their_person(site: Site, ada: str) -> None:
    site.new_phone(personId=ada)
    gone = [{"id": site.license(PROFESSIONAL), "operation": "remove"}]
    site.api.patch("/licenses/users", {"personId": ada, "orgId": site.org, "licenses": gone})
    assert site.devices() == []


@pytest.mark.rule("devices.move-along", "obs §5")
def test_devices_move_with_their_person(site: Site, ada: str) -> None:
    site.new_phone(personId=ada)
    annex = site.api.edit("locations", {"name": "Annex", "orgId": site.org})["id"]
    move = {"locationId": annex, "validate": False, "users": [{"userId": ada}]}
    path = "/telephony/config/jobs/person/moveLocation"
    assert site.api.post(path, {"usersList": [move]}, orgId=site.org).status_code < 300
    site.api.get(path, orgId=site.org)
    assert [row["locationId"] for row in site.devices()] == [annex]


def test_devices_go_with_their_person(site: Site, ada: str) -> None:
    site.new_phone(personId=ada)
    site.api.delete(f"/people/{ada}")
    assert site.devices() == []


@pytest.mark.rule("devices.check-all-fine", "obs §8")
def test_where_all_addresses_are_fine_only_the_status_is_answered(site: Site) -> None:
    assert _check(site, MAC, OTHER_MAC) == {"status": "OK"}


@pytest.mark.rule("devices.check-all-fine", "obs §8")
def test_as_published_fine_addresses_are_listed(api_with: Callable[..., Api]) -> None:
    site = Site(api_with(switches=("devices.mac-status=published",)).customer())
    assert _check(site, MAC) == {"status": "OK", "macStatus": [{"mac": MAC, "state": "AVAILABLE"}]}


@pytest.mark.rule("devices.check-with-errors", "obs §8")
@pytest.mark.rule("devices.check-codes", "obs §8")
def test_where_an_address_has_an_error_all_are_listed(site: Site, room: str) -> None:
    site.new_phone(MAC, workspaceId=room)
    found = _check(site, OTHER_MAC, MAC.lower(), OTHER_MAC, "nonsense")
    assert found["status"] == "ERRORS"
    assert [(row["state"], row.get("errorCode")) for row in found["macStatus"]] == [
        ("AVAILABLE", None),
        ("UNAVAILABLE", 5675),
        ("DUPLICATE_IN_LIST", 5676),
        ("INVALID", 25220),
    ]


@pytest.mark.rule("devices.check-own-organization", "obs §8")
def test_the_check_does_not_see_other_organizations(site: Site, elsewhere: str) -> None:
    assert _check(site, elsewhere) == {"status": "OK"}


@pytest.mark.rule("devices.catalogue", "obs §8")
def test_the_catalogue_tells_what_is_made_in_the_background(site: Site) -> None:
    rows = site.api.get("/telephony/config/supportedDevices", orgId=site.org).json()["devices"]
    background = [row["model"] for row in rows if row["deviceSettingsConfiguration"] == BACKGROUND]
    assert background == ["Cisco 9811", "Cisco 9821", "Cisco 9841", "Cisco 9851", "Cisco 9861", "Cisco 9871"]


BACKGROUND = "WEBEX_DEVICE_CONFIGURATION"


@pytest.mark.parametrize(("asked", "kinds"), [("ATA", {"ATA"}), ("not:MPP", {"ATA", "GENERIC_SIP"})])
def test_the_catalogue_is_filtered_by_type(site: Site, asked: str, kinds: set[str]) -> None:
    found = site.api.get("/telephony/config/supportedDevices", orgId=site.org, type=asked).json()["devices"]
    assert {row["type"] for row in found} == kinds
