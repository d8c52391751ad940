from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from test_sim_places import NUMBERS, PLACE

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulated import Api, Customer

DISABLE = "/telephony/config/jobs/locations/deleteCallingLocation"
MANAGE = "/telephony/config/jobs/numbers/manageNumbers"
MOVE = "/telephony/config/jobs/person/moveLocation"
UNKNOWN = "Y2lzY29zcGFyazovL3VzL0xPQ0FUSU9OLzc3Nzc3Nzc3LTc3NzctNDc3Ny04Nzc3LTc3Nzc3Nzc3Nzc3Nw"
WORKSPACE = "Y2lzY29zcGFyazovL3VzL1BMQUNFLzc3Nzc3Nzc3LTc3NzctNDc3Ny04Nzc3LTc3Nzc3Nzc3Nzc3Nw"


def _code(answer: Any) -> Any:
    return answer.json()["errors"][0].get("errorCode")


def _place(api: Api, acme: Customer, **changes: Any) -> str:
    """Make a second calling location with the provider of the first."""
    body = {**PLACE, **changes}
    place: str = api.post("/locations", body, orgId=acme.org).json()["id"]
    assert api.post("/telephony/config/locations", {**body, "id": place}, orgId=acme.org).status_code == 201
    path = f"/telephony/pstn/locations/{place}/connection"
    provider = api.get(f"{path}Options", orgId=acme.org).json()["items"][0]["id"]
    assert api.put(path, {"id": provider}, orgId=acme.org).status_code == 204
    return place


def _add(api: Api, acme: Customer, place: str, *numbers: str, **members: Any) -> None:
    path = f"/telephony/config/locations/{place}/numbers"
    body = {"phoneNumbers": list(numbers), **members}
    assert api.post(path, body, orgId=acme.org).status_code == 201


def _disable(api: Api, acme: Customer, place: str, **members: Any) -> Any:
    return api.post(DISABLE, {"locationId": place, **members}, orgId=acme.org)


def _manage(api: Api, acme: Customer, source: str, target: str, *numbers: str, **changes: Any) -> Any:
    listed = [{"locationId": source, "numbers": list(numbers)}]
    body = {"operation": "MOVE", "targetLocationId": target, "numberList": listed, **changes}
    return api.post(MANAGE, body, orgId=acme.org)


def _move(api: Api, acme: Customer, person: str, place: str, **user: Any) -> Any:
    validate = user.pop("validate", False)
    lists = [{"locationId": place, "validate": validate, "users": [{"userId": person, **user}]}]
    return api.post(MOVE, {"usersList": lists}, orgId=acme.org)


def _seen(api: Api, acme: Customer, path: str, answer: Any) -> Any:
    body = answer.json()
    job = body.get("response", {}).get("jobDetails", body)
    return api.get(f"{path}/{job['id']}", orgId=acme.org).json()


def _errors(api: Api, acme: Customer, path: str, job: Any) -> list[tuple[str, str]]:
    items = api.get(f"{path}/{job['id']}/errors", orgId=acme.org).json()["items"]
    return [(item["item"], item["error"]["message"][0]["code"]) for item in items]


def _found(answer: Any, kind: str = "errors") -> list[int]:
    assert answer.status_code == 200, answer.text
    return [entry["code"] for entry in answer.json()["response"]["usersList"][0][kind]]


@pytest.mark.rule("jobs.shape", "obs §10")
@pytest.mark.rule("jobs.exit-codes", "obs §5")
@pytest.mark.rule("jobs.duration", "obs §5")
def test_a_job_is_settled_at_the_first_look(api: Api, acme: Customer) -> None:
    place = _place(api, acme)
    started = _disable(api, acme, place)
    assert (started.status_code, started.json()["latestExecutionStatus"]) == (202, "STARTING")
    seen = _seen(api, acme, DISABLE, started)
    assert (seen["latestExecutionStatus"], seen["latestExecutionExitCode"]) == ("COMPLETED", "COMPLETED")
    needed = {"trackingId", "sourceUserId", "sourceCustomerId", "targetCustomerId", "instanceId"}
    assert needed < set(seen)
    assert seen["targetCustomerId"] == acme.org
    execution = seen["jobExecutionStatus"][0]
    assert (execution["statusMessage"], execution["exitCode"]) == ("COMPLETED", "COMPLETED")
    assert execution["stepExecutionStatuses"][0]["endTime"] == execution["endTime"]
    assert api.get(f"{DISABLE}/{seen['id']}/errors", orgId=acme.org).json() == {"items": []}


@pytest.mark.rule("jobs.duration", "obs §5")
@pytest.mark.parametrize(("path", "seconds"), [(DISABLE, 6), (MOVE, 10)])
def test_a_job_can_take_as_long_as_was_measured(api: Api, acme: Customer, path: str, seconds: int) -> None:
    place = _place(api, acme)
    user = acme.user("ada@acme.example", locationId=acme.location)
    api.side("POST", "/switches", {"jobs.duration": "measured"})
    begun = _disable(api, acme, place) if path == DISABLE else _move(api, acme, user["personId"], place)
    assert _seen(api, acme, path, begun)["latestExecutionStatus"] == "STARTED"
    api.side("POST", "/clock", {"advance": seconds - 2})
    running = _seen(api, acme, path, begun)
    assert (running["latestExecutionStatus"], running["latestExecutionExitCode"]) == ("STARTED", "UNKNOWN")
    api.side("POST", "/clock", {"advance": 2})
    assert _seen(api, acme, path, begun)["latestExecutionStatus"] == "COMPLETED"


@pytest.mark.rule("jobs.one-at-a-time", "obs §2")
def test_one_job_of_a_kind_runs_in_an_organization(api: Api, acme: Customer) -> None:
    place, other = _place(api, acme), _place(api, acme, name="Annex")
    home = acme.location
    user = acme.user("ada@acme.example", locationId=home)
    _add(api, acme, place, *NUMBERS)
    starts: dict[str, Callable[[], Any]] = {
        DISABLE: lambda: _disable(api, acme, other),
        MANAGE: lambda: _manage(api, acme, place, home, *NUMBERS),
        MOVE: lambda: _move(api, acme, user["personId"], place),
    }
    for start in starts.values():
        assert start().status_code in (201, 202)
        second = start()
        assert (second.status_code, _code(second)) == (409, "BATCH-1001004")
        assert second.json()["message"] == "BATCH-1001004 Customer has job of same type already running"
    assert api.post(DISABLE, {"locationId": UNKNOWN}).status_code == 202  # in another organization


@pytest.mark.rule("jobs.disable-unknown", "obs §2")
@pytest.mark.rule("jobs.errors", "obs §10")
def test_disabling_an_unknown_location_ends_failed(api: Api, acme: Customer) -> None:
    started = _disable(api, acme, UNKNOWN)
    assert started.status_code == 202
    seen = _seen(api, acme, DISABLE, started)
    assert (seen["latestExecutionStatus"], seen["latestExecutionExitCode"]) == ("FAILED", "FAILED")
    item = api.get(f"{DISABLE}/{seen['id']}/errors", orgId=acme.org).json()["items"][0]
    assert (item["itemNumber"], item["errorType"], item["trackingId"]) == (1, "ERROR", seen["trackingId"])
    assert item["error"]["message"][0]["code"] == "BATCH-1012014"


def _precheck(api: Api, acme: Customer, place: str) -> Any:
    path = f"/telephony/config/locations/{place}/actions/precheckForDeletion/invoke"
    return api.call("POST", path, orgId=acme.org).json()


@pytest.mark.rule("locations.precheck", "§14.1")
@pytest.mark.rule("jobs.disable-checked", "§14.1")
def test_users_stand_against_disabling_calling(api: Api, acme: Customer) -> None:
    place = _place(api, acme)
    user = acme.user("ada@acme.example", locationId=place)
    seen = _precheck(api, acme, place)
    assert (seen["locationDeleteStatus"], seen["blocking"]["usersInUseCount"]) == ("BLOCKED", 1)
    failed = _seen(api, acme, DISABLE, _disable(api, acme, place, forceDelete=True))
    assert failed["latestExecutionStatus"] == "FAILED"
    assert _errors(api, acme, DISABLE, failed) == [("Warehouse", "BATCH-1012007")]
    api.delete(f"/wholesale/subscribers/{user['id']}")
    assert _precheck(api, acme, place)["locationDeleteStatus"] == "UNBLOCKED"


@pytest.mark.rule("locations.precheck", "§14.1")
@pytest.mark.rule("jobs.disable-checked", "§14.1")
def test_the_last_calling_location_stays(api: Api, acme: Customer) -> None:
    seen = _precheck(api, acme, acme.location)
    assert (seen["locationDeleteStatus"], seen["blocking"]["lastLocation"]) == ("BLOCKED", True)
    failed = _seen(api, acme, DISABLE, _disable(api, acme, acme.location))
    assert _errors(api, acme, DISABLE, failed) == [("HQ", "BATCH-1012012")]


@pytest.mark.rule("locations.precheck", "§14.1")
@pytest.mark.rule("jobs.disable-checked", "§14.1")
def test_features_give_way_to_force(api: Api, acme: Customer) -> None:
    place = _place(api, acme)
    _add(api, acme, place, NUMBERS[0])
    api.edit("numbers", {"owner": {"id": "x", "type": "AUTO_ATTENDANT"}}, NUMBERS[0])
    seen = _precheck(api, acme, place)
    assert seen["locationDeleteStatus"] == "FORCE_REQUIRED"
    assert seen["blockingUnlessForced"]["nonUserEntitiesInUse"] is True
    assert seen["nonBlocking"]["numbersPresent"] is True
    failed = _seen(api, acme, DISABLE, _disable(api, acme, place))
    assert _errors(api, acme, DISABLE, failed) == [("Warehouse", "BATCH-1012011")]
    done = _seen(api, acme, DISABLE, _disable(api, acme, place, forceDelete=True))
    assert done["latestExecutionStatus"] == "COMPLETED"
    assert done["counts"]["featureAccountsDeleted"] == 1


@pytest.mark.rule("jobs.disable-checked", "§14.1")
def test_virtual_lines_stay_even_when_forced(api: Api, acme: Customer) -> None:
    place = _place(api, acme)
    _add(api, acme, place, NUMBERS[0])
    api.edit("numbers", {"owner": {"id": "x", "type": "VIRTUAL_LINE"}}, NUMBERS[0])
    assert _precheck(api, acme, place)["blocking"]["virtualLineInUseCount"] == 1
    failed = _seen(api, acme, DISABLE, _disable(api, acme, place, forceDelete=True))
    assert _errors(api, acme, DISABLE, failed) == [("Warehouse", "BATCH-1012009")]


@pytest.mark.rule("locations.precheck-promises-nothing", "obs §2")
@pytest.mark.rule("locations.held", "obs §2")
def test_a_location_holds_on_for_a_while_after_its_calling_is_gone(api: Api, acme: Customer) -> None:
    place = _place(api, acme)
    assert _precheck(api, acme, place)["locationDeleteStatus"] == "UNBLOCKED"
    assert api.delete(f"/locations/{place}", orgId=acme.org).status_code == 409
    _seen(api, acme, DISABLE, _disable(api, acme, place))
    assert api.get(f"/telephony/config/locations/{place}", orgId=acme.org).status_code == 404
    held = api.delete(f"/locations/{place}", orgId=acme.org)
    assert held.json()["message"] == "Location is being referenced, cannot be deleted"
    api.side("POST", "/clock", {"advance": 119})
    assert api.delete(f"/locations/{place}", orgId=acme.org).status_code == 409
    api.side("POST", "/clock", {"advance": 2})
    assert api.delete(f"/locations/{place}", orgId=acme.org).status_code == 204


@pytest.mark.rule("locations.held", "obs §2")
def test_a_location_can_let_go_at_once(api: Api, acme: Customer) -> None:
    api.side("POST", "/switches", {"locations.held": "0"})
    place = _place(api, acme)
    _seen(api, acme, DISABLE, _disable(api, acme, place))
    assert api.delete(f"/locations/{place}", orgId=acme.org).status_code == 204


@pytest.mark.rule("locations.held-by-calling-plan", "obs §2")
def test_a_calling_plan_holds_a_location_for_hours(api: Api, acme: Customer) -> None:
    place = _place(api, acme)
    api.edit("locations", {"pstn": {"pstnConnectionType": "CISCO_PSTN"}}, place)
    _seen(api, acme, DISABLE, _disable(api, acme, place))
    api.side("POST", "/clock", {"advance": 3 * 3600})
    assert api.delete(f"/locations/{place}", orgId=acme.org).status_code == 409
    api.side("POST", "/clock", {"advance": 3600})
    assert api.delete(f"/locations/{place}", orgId=acme.org).status_code == 204


@pytest.mark.rule("locations.main-number-goes", "obs §2")
@pytest.mark.rule("locations.teardown", "obs §2")
def test_numbers_that_were_left_hold_the_location(api: Api, acme: Customer) -> None:
    place = _place(api, acme)
    _add(api, acme, place, *NUMBERS)
    path = f"/telephony/config/locations/{place}"
    api.put(path, {"callingLineId": {"phoneNumber": NUMBERS[0]}}, orgId=acme.org)
    _seen(api, acme, DISABLE, _disable(api, acme, place))
    api.side("POST", "/clock", {"advance": 600})
    assert api.delete(f"/locations/{place}", orgId=acme.org).status_code == 409
    assert [row["phoneNumber"] for row in api.state("numbers")] == NUMBERS[1:]
    left = {"phoneNumbers": NUMBERS[1:]}
    assert api.delete(f"{path}/numbers", left, orgId=acme.org).status_code == 204
    assert api.delete(f"/locations/{place}", orgId=acme.org).status_code == 204


@pytest.mark.rule("jobs.pause", "obs §5")
@pytest.mark.rule("jobs.paused", "§14.3")
@pytest.mark.parametrize("path", [DISABLE, MANAGE, MOVE])
def test_a_paused_job_waits_to_be_resumed(api: Api, acme: Customer, path: str) -> None:
    place = _place(api, acme)
    _add(api, acme, place, *NUMBERS)
    user = acme.user("ada@acme.example", locationId=acme.location)
    started = {
        DISABLE: lambda: _disable(api, acme, place),
        MANAGE: lambda: _manage(api, acme, place, acme.location, *NUMBERS),
        MOVE: lambda: _move(api, acme, user["personId"], place),
    }[path]()
    body = started.json()
    own = f"{path}/{body.get('response', {}).get('jobDetails', body)['id']}"

    def act(word: str) -> int:
        return api.call("POST", f"{own}/actions/{word}/invoke", orgId=acme.org).status_code

    assert (act("resume"), act("pause"), act("pause")) == (409, 204, 409)
    paused = api.get(own, orgId=acme.org).json()
    assert (paused["latestExecutionStatus"], paused["latestExecutionExitCode"]) == ("STARTED", "STOPPED")
    assert act("resume") == 204
    assert api.get(own, orgId=acme.org).json()["latestExecutionStatus"] == "COMPLETED"
    assert (act("pause"), act("resume")) == (409, 409)


@pytest.mark.rule("jobs.abandon", "obs §5")
def test_an_abandoned_job_does_nothing(api: Api, acme: Customer) -> None:
    place, home = _place(api, acme), acme.location
    _add(api, acme, home, *NUMBERS)
    user = acme.user("ada@acme.example", locationId=home)
    moved = _move(api, acme, user["personId"], place).json()["response"]["jobDetails"]["id"]
    managed = _manage(api, acme, home, place, *NUMBERS).json()["id"]
    jobs = (f"{MOVE}/{moved}", f"{MANAGE}/{managed}")
    for own in jobs:
        given_up = api.call("POST", f"{own}/actions/abandon/invoke", orgId=acme.org)
        assert given_up.status_code == 204
    for own in jobs:
        act = f"{own}/actions/abandon/invoke"
        assert api.get(own, orgId=acme.org).json()["latestExecutionStatus"] == "ABANDONED"
        assert api.call("POST", act, orgId=acme.org).status_code == 409
    assert acme.person(user)["locationId"] == home
    assert {row["locationId"] for row in api.state("numbers")} == {home}


@pytest.mark.rule("jobs.newest-first", "obs §3")
def test_jobs_are_listed_newest_first_in_pages(api: Api, acme: Customer) -> None:
    for _ in range(3):
        _seen(api, acme, DISABLE, _disable(api, acme, UNKNOWN))
    numbers = [job["instanceId"] for job in api.get(DISABLE, orgId=acme.org).json()["items"]]
    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) == 3
    page = api.get(DISABLE, orgId=acme.org, max="1", start="1")
    assert [job["instanceId"] for job in page.json()["items"]] == numbers[1:2]
    assert 'rel="next"' in page.headers["link"]
    assert api.get(MANAGE, orgId=acme.org).json() == {"items": []}
    assert api.get(MOVE, orgId=acme.org).json() == {"items": []}


def test_a_job_is_of_its_kind_and_its_organization(api: Api, acme: Customer) -> None:
    job = _disable(api, acme, UNKNOWN).json()["id"]
    assert api.get(f"{DISABLE}/{job}", orgId=acme.org).status_code == 200
    assert api.get(f"{MOVE}/{job}", orgId=acme.org).status_code == 404
    assert api.get(f"{DISABLE}/{job}").status_code == 404
    assert api.get(f"{DISABLE}/nothing", orgId=acme.org).status_code == 404


@pytest.mark.rule("jobs.numbers-request", "§14.3")
@pytest.mark.rule("jobs.numbers-counts", "obs §10")
def test_numbers_move_to_another_location(api: Api, acme: Customer) -> None:
    place = _place(api, acme)
    acme.add_numbers(*NUMBERS)
    started = _manage(api, acme, acme.location, place, *NUMBERS)
    assert (started.status_code, started.json()["counts"]["pending"]) == (201, 2)
    seen = _seen(api, acme, MANAGE, started)
    assert (seen["sourceLocationId"], seen["targetLocationId"]) == (acme.location, place)
    assert (seen["operationType"], seen["latestExecutionExitCode"]) == ("MOVE", "COMPLETED")
    counts = seen["counts"]
    assert (counts["totalMoves"], counts["moved"], counts["failed"]) == (2, 2, 0)
    assert (counts["totalNumbers"], counts["numbersMoved"], counts["numbersFailed"]) == (2, 2, 0)
    rows = api.get("/telephony/config/numbers", orgId=acme.org, locationId=place).json()["phoneNumbers"]
    assert [row["phoneNumber"] for row in rows] == NUMBERS


@pytest.mark.rule("jobs.numbers-movable", "obs §5")
@pytest.mark.rule("jobs.exit-codes", "obs §5")
def test_numbers_that_cannot_move_are_errors_of_the_job(api: Api, acme: Customer) -> None:
    numbers = [f"+1312555010{n}" for n in range(5)]
    place = _place(api, acme)
    acme.add_numbers(*numbers[:3])
    acme.add_numbers(numbers[3], state="INACTIVE")
    acme.user("ada@acme.example", primaryPhoneNumber=numbers[1], locationId=acme.location)
    main = {"callingLineId": {"phoneNumber": numbers[2]}}
    api.put(f"/telephony/config/locations/{acme.location}", main, orgId=acme.org)
    seen = _seen(api, acme, MANAGE, _manage(api, acme, acme.location, place, *numbers))
    assert seen["latestExecutionStatus"] == "COMPLETED"
    assert seen["latestExecutionExitCode"] == "COMPLETED_WITH_ERRORS"
    assert (seen["counts"]["moved"], seen["counts"]["failed"]) == (1, 4)
    assert _errors(api, acme, MANAGE, seen) == [
        (numbers[1], "BATCH-1017023"),
        (numbers[2], "BATCH-1017024"),
        (numbers[3], "BATCH-1017021"),
        (numbers[4], "10030001"),
    ]


@pytest.mark.rule("jobs.numbers-movable", "obs §5")
@pytest.mark.parametrize("change", [{"pstn": {"id": "another"}}, {"address": {"country": "CA"}}])
def test_numbers_keep_their_provider_and_country(api: Api, acme: Customer, change: Any) -> None:
    place = _place(api, acme)
    acme.add_numbers(NUMBERS[0])
    api.edit("locations", change, place)
    seen = _seen(api, acme, MANAGE, _manage(api, acme, acme.location, place, NUMBERS[0]))
    assert _errors(api, acme, MANAGE, seen) == [(NUMBERS[0], "BATCH-1017022")]


@pytest.mark.rule("jobs.numbers-request", "§14.3")
def test_the_use_of_numbers_changes(api: Api, acme: Customer) -> None:
    acme.add_numbers(*NUMBERS)
    listed = [{"locationId": acme.location, "numbers": NUMBERS[:1]}]
    body = {"operation": "NUMBER_USAGE_CHANGE", "numberUsageType": "SERVICE", "numberList": listed}
    seen = _seen(api, acme, MANAGE, api.post(MANAGE, body, orgId=acme.org))
    assert (seen["counts"]["numbersUsageChanged"], seen["counts"]["numbersMoved"]) == (1, 0)
    rows = api.get("/telephony/config/numbers", orgId=acme.org, serviceNumber="true").json()["phoneNumbers"]
    assert [row["phoneNumber"] for row in rows] == NUMBERS[:1]


@pytest.mark.rule("jobs.numbers-request", "§14.3")
@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"operation": "COPY"}, 400, 25024),
        ({"targetLocationId": ""}, 400, 25008),
        ({"operation": "NUMBER_USAGE_CHANGE"}, 400, 25008),
        ({"numberList": []}, 400, 25024),
        ({"targetLocationId": UNKNOWN}, 404, None),
    ],
)
def test_a_number_job_is_checked(api: Api, acme: Customer, changes: Any, status: int, code: Any) -> None:
    answer = _manage(api, acme, acme.location, acme.location, *NUMBERS, **changes)
    assert (answer.status_code, _code(answer)) == (status, code)


@pytest.mark.rule("jobs.numbers-request", "§14.3")
def test_a_number_job_takes_a_thousand_numbers(api: Api, acme: Customer) -> None:
    place = _place(api, acme)
    numbers = [f"+1312555{n}" for n in range(1000, 2001)]
    assert _manage(api, acme, acme.location, place, *numbers).status_code == 400
    assert _manage(api, acme, acme.location, place, *numbers[:1000]).status_code == 201
    assert _code(_manage(api, acme, acme.location, place, "12")) == 4410


@pytest.mark.rule("jobs.numbers-organization", "obs §10")
def test_a_number_job_finds_its_organization_without_being_told(api: Api, acme: Customer) -> None:
    place = _place(api, acme)
    acme.add_numbers(*NUMBERS)
    listed = [{"locationId": acme.location, "numbers": NUMBERS}]
    body = {"operation": "MOVE", "targetLocationId": place, "numberList": listed}
    job = api.post(MANAGE, body).json()
    assert job["targetCustomerId"] == acme.org
    assert api.get(f"{MANAGE}/{job['id']}").json()["latestExecutionStatus"] == "COMPLETED"


@pytest.mark.rule("jobs.moved", "obs §5")
@pytest.mark.rule("jobs.move-answer", "obs §5")
def test_a_user_moves_with_number_and_extension(api: Api, acme: Customer) -> None:
    place = _place(api, acme)
    acme.add_numbers(*NUMBERS)
    parameters = {"primaryPhoneNumber": NUMBERS[0], "extension": "101", "locationId": acme.location}
    user = acme.user("ada@acme.example", **parameters)
    started = _move(api, acme, user["personId"], place)
    details = started.json()["response"]["jobDetails"]
    assert (started.status_code, details["name"], details["latestExecutionStatus"]) == (
        202,
        "moveusers",
        "STARTING",
    )
    seen = _seen(api, acme, MOVE, started)
    assert (seen["counts"]["moved"], seen["counts"]["failed"]) == (1, 0)
    person = acme.person(user)
    assert (person["locationId"], person["extension"]) == (place, "101")
    rows = api.get("/telephony/config/numbers", orgId=acme.org, locationId=place).json()["phoneNumbers"]
    assert [(row["phoneNumber"], row["owner"]["id"]) for row in rows] == [(NUMBERS[0], user["personId"])]


@pytest.mark.rule("jobs.move-validate", "obs §5")
@pytest.mark.rule("jobs.move-impacts", "obs §5")
def test_a_move_that_is_only_validated_changes_nothing(api: Api, acme: Customer) -> None:
    place = _place(api, acme)
    acme.add_numbers(*NUMBERS)
    user = acme.user("ada@acme.example", primaryPhoneNumber=NUMBERS[0], locationId=acme.location)
    answer = _move(api, acme, user["personId"], place, validate=True)
    assert (_found(answer), _found(answer, "impacts")) == ([], [19717, 19723])
    _add(api, acme, place, "+13125550190")
    main = {"callingLineId": {"phoneNumber": "+13125550190"}}
    api.put(f"/telephony/config/locations/{place}", main, orgId=acme.org)
    again = _move(api, acme, user["personId"], place, validate=True)
    assert _found(again, "impacts") == [19717, 19722]
    assert acme.person(user)["locationId"] == acme.location
    assert api.get(MOVE, orgId=acme.org).json() == {"items": []}


@pytest.mark.rule("jobs.move-empty", "obs §5")
def test_an_empty_number_or_extension_is_taken_away(api: Api, acme: Customer) -> None:
    place = _place(api, acme)
    acme.add_numbers(*NUMBERS)
    parameters = {"primaryPhoneNumber": NUMBERS[0], "extension": "101", "locationId": acme.location}
    user = acme.user("ada@acme.example", **parameters)
    _seen(api, acme, MOVE, _move(api, acme, user["personId"], place, phoneNumber="", extension="105"))
    person = acme.person(user)
    assert (person["locationId"], person["extension"]) == (place, "105")
    rows = api.get("/telephony/config/numbers", orgId=acme.org, phoneNumber=NUMBERS[0]).json()["phoneNumbers"]
    assert (rows[0]["location"]["id"], "owner" in rows[0]) == (acme.location, False)


@pytest.mark.rule("jobs.move-number", "obs §5")
def test_a_user_can_get_a_number_of_the_new_location(api: Api, acme: Customer) -> None:
    place = _place(api, acme)
    acme.add_numbers(NUMBERS[0])
    _add(api, acme, place, NUMBERS[1])
    user = acme.user("ada@acme.example", primaryPhoneNumber=NUMBERS[0], locationId=acme.location)
    wrong = _move(api, acme, user["personId"], place, phoneNumber="+13125550199", validate=True)
    assert _found(wrong) == [27966]
    _seen(api, acme, MOVE, _move(api, acme, user["personId"], place, phoneNumber=NUMBERS[1]))
    numbers = [n["value"] for n in acme.person(user)["phoneNumbers"] if n["type"] == "work"]
    assert numbers == [NUMBERS[1]]


@pytest.mark.rule("jobs.move-one", "obs §5")
@pytest.mark.parametrize(
    ("lists", "code"),
    [
        (None, 1026011),
        ([], 1026011),
        ([{"validate": True, "users": [{"userId": "x"}]}], 1026006),
        ([{"locationId": UNKNOWN, "users": [{"userId": "x"}]}], 1026006),
        ([{"locationId": UNKNOWN, "validate": True, "users": [{}]}], 1026006),
        ([{"locationId": UNKNOWN, "validate": True, "users": []}], 1026012),
        ([{"locationId": UNKNOWN, "validate": True}], 1026012),
        ([{"locationId": UNKNOWN, "validate": True, "users": [{"userId": "x"}] * 2}], 1026005),
        ([{"locationId": UNKNOWN, "validate": True, "users": [{"userId": "x"}]}] * 2, 1026005),
    ],
)
def test_one_user_moves_at_a_time(api: Api, acme: Customer, lists: Any, code: int) -> None:
    body = {} if lists is None else {"usersList": lists}
    answer = api.post(MOVE, body, orgId=acme.org)
    assert (answer.status_code, _code(answer)) == (400, code)


@pytest.mark.rule("jobs.move-refused", "obs §5")
def test_a_move_without_sense_is_refused_before_any_job(api: Api, acme: Customer) -> None:
    place = _place(api, acme)
    ada = acme.user("ada@acme.example", extension="101", locationId=acme.location)["personId"]
    meets = acme.user("bob@acme.example", package="webex_meetings", extension=None)["personId"]
    answers = [
        _move(api, acme, meets, place),
        _move(api, acme, ada, acme.location),
        _move(api, acme, ada, place, extension=""),
        _move(api, acme, ada, place, phoneNumber="12"),
    ]
    assert [(a.status_code, _code(a)) for a in answers] == [
        (400, 1026010),
        (400, 1026013),
        (400, 1026016),
        (400, 1026017),
    ]
    assert api.state("jobs") == []


@pytest.mark.rule("jobs.move-unknown", "obs §5")
def test_what_is_unknown_is_an_error_of_the_user(api: Api, acme: Customer) -> None:
    place = _place(api, acme)
    bare = api.post("/locations", {**PLACE, "name": "Bare"}, orgId=acme.org).json()["id"]
    ada = acme.user("ada@acme.example", locationId=acme.location)["personId"]
    other = api.get("/people/me").json()["id"]
    assert _found(_move(api, acme, other, place, validate=True)) == [4003]
    assert _found(_move(api, acme, WORKSPACE, place, validate=True)) == [27962]
    assert _found(_move(api, acme, ada, UNKNOWN, validate=True)) == [4152]
    assert _found(_move(api, acme, ada, bare, validate=True)) == [5620]
    seen = _seen(api, acme, MOVE, _move(api, acme, WORKSPACE, place))
    assert (seen["latestExecutionExitCode"], seen["counts"]["failed"]) == ("COMPLETED_WITH_ERRORS", 1)
    assert _errors(api, acme, MOVE, seen) == [(WORKSPACE, "27962")]


@pytest.mark.rule("jobs.move-extension", "obs §5")
def test_a_taken_extension_is_refused_or_reset(api: Api, acme: Customer) -> None:
    place = _place(api, acme)
    acme.add_numbers(*NUMBERS)
    parameters = {"extension": "101", "primaryPhoneNumber": NUMBERS[0], "locationId": acme.location}
    user = acme.user("ada@acme.example", **parameters)
    acme.user("bob@acme.example", extension="101", locationId=place)
    ada = user["personId"]
    assert _found(_move(api, acme, ada, place, extension="101", validate=True)) == [4202]
    assert _found(_move(api, acme, ada, place, phoneNumber="", validate=True)) == [4202]
    assert _found(_move(api, acme, ada, place, extension="911", validate=True)) == [4911]
    kept = _move(api, acme, ada, place, validate=True)
    assert (_found(kept), _found(kept, "impacts")) == ([], [19717, 19713, 19723])
    _seen(api, acme, MOVE, _move(api, acme, ada, place))
    assert "extension" not in acme.person(user)


@pytest.mark.rule("jobs.move-number", "obs §5")
def test_a_number_that_comes_along_needs_its_provider_and_must_not_be_the_main_one(
    api: Api, acme: Customer
) -> None:
    place = _place(api, acme)
    acme.add_numbers(*NUMBERS)
    ada = acme.user("ada@acme.example", primaryPhoneNumber=NUMBERS[0], locationId=acme.location)["personId"]
    main = {"callingLineId": {"phoneNumber": NUMBERS[0]}}
    api.put(f"/telephony/config/locations/{acme.location}", main, orgId=acme.org)
    assert _found(_move(api, acme, ada, place, validate=True)) == [19604]
    api.edit("locations", {"calling": {"callingLineId": {"phoneNumber": ""}}}, acme.location)
    api.edit("locations", {"pstn": {"id": "another"}}, place)
    assert _found(_move(api, acme, ada, place, validate=True)) == [10010005]
    bare = api.post("/locations", {**PLACE, "name": "Bare"}, orgId=acme.org).json()["id"]
    api.post("/telephony/config/locations", {**PLACE, "name": "Bare", "id": bare}, orgId=acme.org)
    assert _found(_move(api, acme, ada, bare, validate=True)) == [10010009]


@pytest.mark.rule("jobs.move-limit", "obs §5")
def test_a_full_location_takes_no_more_users(api: Api, acme: Customer) -> None:
    place = _place(api, acme)
    ada = acme.user("ada@acme.example", locationId=acme.location)["personId"]
    acme.user("bob@acme.example", locationId=place)
    api.edit("locations", {"calling": {"userLimit": 1}}, place)
    assert _found(_move(api, acme, ada, place, validate=True)) == [19603]


@pytest.mark.rule("jobs.move-scopes", "obs §5")
def test_moving_a_user_needs_three_scopes(api_with: Callable[..., Api]) -> None:
    some = "spark-admin:telephony_config_write,spark-admin:people_write"
    tokens = (f"some={some}", f"three={some},identity:groups_rw")
    api = api_with(tokens=tokens)
    acme = api.customer()
    body = {"usersList": [{"locationId": UNKNOWN, "validate": True, "users": [{"userId": "x"}]}]}
    assert api.post(MOVE, body, orgId=acme.org, token="some").status_code == 403
    assert api.post(MOVE, body, orgId=acme.org, token="three").status_code == 200


def test_a_job_that_an_estate_holds_in_the_middle_is_abandoned(api: Api, acme: Customer) -> None:
    job = api.edit("jobs", {"orgId": acme.org, "type": "moveusers", "status": "STARTED"})
    assert api.get(f"{MOVE}/{job['id']}", orgId=acme.org).json()["latestExecutionStatus"] == "ABANDONED"
