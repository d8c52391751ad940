"""The faults of what lies between client and API: repeated deliveries, moving pages, clocks, no JSON."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import pytest

from apisim.paging import moved

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx
    from simulated import Api, Customer

ME = "/people/me"
USERS = "/wholesale/subscribers"


def _fault(api: Api, do: Any, path: str = "*", method: str = "*", times: int | None = 1) -> None:
    api.side("POST", "/faults", {"rules": [{"method": method, "path": path, "times": times, "do": do}]})


def _ids(answer: httpx.Response) -> list[str]:
    return [row["id"] for row in answer.json()["items"]]


def _followed(api: Api, path: str, **query: Any) -> list[str]:
    answer = api.get(path, **query)
    found = _ids(answer)
    while link := answer.links.get("next"):
        answer = api.get(link["url"])
        found += _ids(answer)
    return found


def _users(acme: Customer, count: int) -> list[str]:
    return [acme.user(f"user-{number}@acme.example")["id"] for number in range(count)]


@pytest.mark.rule("errors.upstream", "§2.5")
@pytest.mark.parametrize(("text", "kind"), [("", None), ("upstream error", "text/plain")])
def test_a_failure_behind_the_api_is_no_json_and_has_its_codes_in_a_header(
    api: Api, text: str, kind: str | None
) -> None:
    _fault(api, {"upstream": 502, "codes": 4251, "text": text, "retryAfter": 3})
    answer = api.get(ME)
    assert (answer.status_code, answer.text, answer.headers.get("content-type")) == (502, text, kind)
    assert answer.headers["cisco-spark-error-codes"] == "4251"
    assert answer.headers["trackingid"]
    assert answer.headers["retry-after"] == "3"


def test_an_empty_400_has_its_tracking_id_only(api: Api) -> None:
    _fault(api, {"upstream": 400})
    answer = api.get(ME)
    assert (answer.status_code, answer.content) == (400, b"")
    assert answer.headers["trackingid"]
    assert "cisco-spark-error-codes" not in answer.headers


@pytest.mark.parametrize(("which", "status"), [("first", 202), ("second", 409)])
def test_a_write_that_is_delivered_twice_is_carried_out_twice(api: Api, which: str, status: int) -> None:
    _fault(api, {"twice": which}, method="POST")
    assert api.new_customer().status_code == status
    assert len(api.state("customers")) == 1
    assert [(item["status"], item["fault"]) for item in api.ledger()] == [(202, "twice"), (409, "twice")]


def test_a_delete_that_is_delivered_twice_can_look_as_if_nothing_had_been_there(
    api: Api, acme: Customer
) -> None:
    (user,) = _users(acme, 1)
    _fault(api, {"twice": "second"}, method="DELETE")
    assert api.delete(f"{USERS}/{user}").status_code == 404
    assert api.state("subscribers") == []


def test_a_read_is_never_delivered_twice(api: Api) -> None:
    _fault(api, {"twice": "second"})
    assert api.get(ME).status_code == 200
    assert [item["fault"] for item in api.ledger()] == [None]


def test_a_write_can_come_again_when_time_has_passed(api: Api, acme: Customer) -> None:
    (user,) = _users(acme, 1)
    api.side("DELETE", "/ledger")
    _fault(api, {"again": 60}, method="POST")
    body = {"customerId": acme.id, "email": "late@acme.example", "packages": ["webex_meetings"]}
    made = api.post(USERS, {**body, "provisioningParameters": {}}).json()["id"]
    api.delete(f"{USERS}/{made}")
    api.side("POST", "/clock", {"advance": 59})
    assert len(api.state("subscribers")) == 1
    api.side("POST", "/clock", {"advance": 2})
    assert [row["email"] for row in api.state("subscribers")] == ["user-0@acme.example", "late@acme.example"]
    assert [(i["method"], i["fault"]) for i in api.ledger()] == [
        ("POST", "again"),
        ("DELETE", None),
        ("POST", "again"),
    ]
    assert user != made


def test_rows_that_came_before_a_page_let_a_row_come_twice(api: Api, acme: Customer) -> None:
    users = _users(acme, 6)
    assert _followed(api, USERS, max=2) == users
    _fault(api, {"shift": 1}, path=USERS, times=None)
    api.side("DELETE", "/ledger")
    found = _followed(api, USERS, max=4)
    assert found == [*users[:4], *users[3:]]
    assert [item["fault"] for item in api.ledger()] == [None, "shift"]


def test_rows_that_left_before_a_page_let_a_row_be_missed(api: Api, acme: Customer) -> None:
    users = _users(acme, 6)
    _fault(api, {"shift": -1}, path=USERS, times=None)
    assert _followed(api, USERS, max=3) == [*users[:3], *users[4:]]


def test_pages_by_cursor_move_too(api: Api, acme: Customer) -> None:
    _users(acme, 4)
    right = _followed(api, "/people", orgId=acme.org, max=2)
    _fault(api, {"shift": 1}, path="/people", times=None)
    assert _followed(api, "/people", orgId=acme.org, max=2)[:4] == [right[0], right[1], right[1], right[2]]


@pytest.mark.parametrize("query", [{}, {"offset": "0"}, {"offset": "x"}, {"cursor": "nonsense"}])
def test_a_first_page_and_a_bad_position_do_not_move(api: Api, query: dict[str, str]) -> None:
    right = api.get(USERS, **query).status_code
    _fault(api, {"shift": 1})
    assert api.get(USERS, **query).status_code == right
    assert api.ledger()[-1]["fault"] is None


@pytest.mark.parametrize(
    ("position", "value", "rows", "expected"),
    [
        ("offset", "10", 1, "9"),
        ("start", "10", -2, "12"),
        ("offset", "1", 5, "0"),
        ("startIndex", "11", 1, "10"),
        ("startIndex", "1", 1, None),
        ("startIndex", "2", 5, "1"),
        ("offset", "0", 1, None),
    ],
)
def test_a_position_moves_by_rows(position: str, value: str, rows: int, expected: str | None) -> None:
    assert moved(position, value, rows) == expected


@pytest.mark.parametrize("skew", [-300, 86400])
def test_the_date_of_an_answer_can_be_wrong(api: Api, skew: int) -> None:
    right = parsedate_to_datetime(api.get(ME).headers["date"])
    _fault(api, {"skew": skew})
    answer = api.get(ME)
    assert answer.status_code == 200
    off = (parsedate_to_datetime(answer.headers["date"]) - right).total_seconds()
    assert skew <= off <= skew + 5
    assert api.ledger()[-1]["fault"] == "skew"


def test_a_wrong_date_goes_with_other_faults(api: Api) -> None:
    right = parsedate_to_datetime(api.get(ME).headers["date"])
    _fault(api, {"status": 429, "retryAfter": 2, "skew": -3600})
    answer = api.get(ME)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "2")
    assert (parsedate_to_datetime(answer.headers["date"]) - right).total_seconds() < -3500


def test_an_answer_has_one_date(api: Api) -> None:
    assert len(api.get(ME).headers.get_list("date")) == 1


def test_the_same_seed_repeats_the_same_troubles(api_with: Callable[..., Api]) -> None:
    seen = []
    for _ in range(2):
        api = api_with(seed=7)
        do = [{"upstream": 502}, {"twice": "second"}, {"shift": 1}, {"skew": 60}]
        api.side("POST", "/faults", {"rules": [{"path": "*", "probability": 0.7, "do": do}]})
        statuses = [api.new_customer(externalId=f"c-{number}").status_code for number in range(20)]
        seen.append((statuses, [item["fault"] for item in api.ledger()]))
    assert seen[0] == seen[1]
    assert {202, 409, 502} <= set(seen[0][0])


@pytest.mark.parametrize(
    "do",
    [
        {"upstream": 200},
        {"twice": "third"},
        {"again": -1},
        {"shift": 0},
        {"shift": 1.5},
        {"shift": True},
        {"skew": "1"},
        {"skew": True},
        {"status": 503, "retryafter": 2},
        {"status": 503, "codes": 4251},
        {"slow": 1, "retryAfter": 2},
        {"skew": 1, "retryAfter": 2},
    ],
)
def test_a_bad_fault_is_refused(api: Api, do: Any) -> None:
    answer = api.client.post("/_sim/faults", json={"rules": [{"path": "*", "do": do}]})
    assert answer.status_code == 400
