"""The faults beyond those of the contract: late, cut, spoilt and outdated answers."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from simulated import Api, Customer, customer_body

from apisim.history import MOST_STEPS

if TYPE_CHECKING:
    from collections.abc import Callable

ME = "/people/me"


def _fault(api: Api, do: Any, path: str = "*", method: str = "*", **members: Any) -> None:
    rule = {"method": method, "path": path, "times": 1, "do": do, **members}
    api.side("POST", "/faults", {"rules": [{n: v for n, v in rule.items() if v is not None}]})


def _pieces(address: str) -> list[bytes]:
    headers = {"Authorization": "Bearer sim-full"}
    with (
        httpx.Client(trust_env=False) as client,
        client.stream("GET", address, headers=headers) as answer,
    ):
        return list(answer.iter_raw())


def _names(answer: httpx.Response) -> list[str]:
    return [row["externalId"] for row in answer.json()["items"]]


def test_a_slow_answer_comes_late_and_right(api: Api) -> None:
    right = api.get(ME)
    _fault(api, {"slow": 0.2})
    before = time.monotonic()
    answer = api.get(ME)
    assert time.monotonic() - before >= 0.2
    assert (answer.status_code, answer.json()) == (200, right.json())
    assert api.ledger()[-1]["fault"] == "slow"


def test_a_client_that_does_not_wait_for_a_slow_answer_gets_none(simulator: Any) -> None:
    simulator.faults([{"path": "/wholesale/customers", "times": 1, "do": {"slow": 30}}])
    headers = {"Authorization": "Bearer sim-full"}
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(
            f"{simulator.url}/wholesale/customers",
            json=customer_body(),
            headers=headers,
            timeout=0.2,
            trust_env=False,
        )
    assert len(simulator.state()["customers"]) == 1
    assert simulator.ledger()[-1]["status"] is None


def test_a_dripping_answer_comes_in_pieces_and_is_right(api: Api) -> None:
    right = api.get(ME)
    _fault(api, {"drip": 0.2})
    before = time.monotonic()
    answer = api.get(ME)
    assert time.monotonic() - before >= 0.2
    assert (answer.status_code, answer.json()) == (200, right.json())
    assert api.ledger()[-1]["fault"] == "drip"


def test_the_pieces_of_a_dripping_answer_arrive_one_by_one(simulator: Any) -> None:
    simulator.faults([{"path": ME, "times": 1, "do": {"drip": 0.4}}])
    assert len(_pieces(f"{simulator.url}{ME}")) > 10


def test_a_dripping_answer_without_a_body_comes_late(api: Api, acme: Customer) -> None:
    _fault(api, {"drip": 0.1}, method="DELETE")
    before = time.monotonic()
    assert api.delete(acme.url).status_code == 202
    assert time.monotonic() - before >= 0.1


def test_a_cut_body_ends_in_the_middle_after_the_call_is_carried_out(api: Api) -> None:
    _fault(api, "cut-body", method="POST")
    with pytest.raises(httpx.TransportError):
        api.new_customer()
    assert len(api.state("customers")) == 1
    item = api.ledger()[-1]
    assert (item["status"], item["answered"], item["fault"]) == (None, None, "cut-body")


def test_a_cut_body_comes_with_the_length_of_the_whole(simulator: Any) -> None:
    simulator.faults([{"path": ME, "times": 1, "do": "cut-body"}])
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
        _pieces(f"{simulator.url}{ME}")


def test_an_answer_without_a_body_is_cut_before_its_head(api: Api, acme: Customer) -> None:
    _fault(api, "cut-body", method="DELETE")
    with pytest.raises(httpx.TransportError):
        api.delete(acme.url)
    assert api.state("customers") == []
    assert api.ledger()[-1]["status"] is None


def test_garbage_is_carried_out_and_keeps_its_status(api: Api) -> None:
    _fault(api, "garbage", method="POST")
    answer = api.new_customer()
    assert (answer.status_code, answer.headers["content-type"]) == (202, "text/html")
    assert answer.text.startswith("<html>")
    assert "trackingid" not in answer.headers
    assert len(api.state("customers")) == 1
    assert api.ledger()[-1]["fault"] == "garbage"


def test_garbage_in_place_of_an_empty_answer_is_a_200(api: Api, acme: Customer) -> None:
    user = acme.user("ada@acme.example")
    _fault(api, "garbage", method="DELETE")
    answer = api.delete(f"/wholesale/subscribers/{user['id']}")
    assert (answer.status_code, answer.text[:6]) == (200, "<html>")
    assert api.state("subscribers") == []


@pytest.mark.parametrize("status", [404, 502])
def test_a_gateway_answers_a_page_and_carries_nothing_out(api: Api, status: int) -> None:
    _fault(api, {"gateway": status}, method="POST")
    answer = api.new_customer()
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html")
    assert "trackingid" not in answer.headers
    assert api.state("customers") == []
    assert api.ledger()[-1]["fault"] == "gateway"


def test_a_gateway_can_ask_for_a_pause(api: Api) -> None:
    _fault(api, {"gateway": 503, "retryAfter": 2})
    assert api.get(ME).headers["retry-after"] == "2"
    assert api.ledger()[-1]["retryAfter"] == 2


def test_a_stale_list_lacks_what_was_just_created(api: Api, acme: Customer) -> None:
    acme.user("ada@acme.example")
    _fault(api, "stale")
    assert api.get("/wholesale/subscribers").json()["items"] == []
    assert api.ledger()[-1]["fault"] == "stale"
    assert len(api.get("/wholesale/subscribers").json()["items"]) == 1


def test_a_stale_object_is_the_version_before_the_latest_write_to_it(api: Api, acme: Customer) -> None:
    user = acme.user("ada@acme.example")
    for name in ("Byron", "King"):
        api.edit("people", {"lastName": name}, user["personId"])
    acme.user("bob@acme.example")
    acme.add_numbers("+13125550100")
    _fault(api, "stale")
    assert acme.person(user)["lastName"] == "Byron"
    assert acme.person(user)["lastName"] == "King"


def test_a_settled_customer_is_still_busy_in_a_stale_answer(api: Api, acme: Customer) -> None:
    _fault(api, "stale")
    assert acme.status == "provisioning"
    assert acme.status == "provisioned"


def test_a_created_object_is_never_a_404_in_a_stale_answer(api: Api, acme: Customer) -> None:
    user = acme.user("ada@acme.example")
    _fault(api, "stale")
    answer = api.get(f"/wholesale/subscribers/{user['id']}")
    assert (answer.status_code, answer.json()["email"]) == (200, "ada@acme.example")
    assert api.ledger()[-1]["fault"] is None


def test_a_deleted_object_is_still_there_in_a_stale_answer(api: Api, acme: Customer) -> None:
    user = acme.user("ada@acme.example")
    path = f"/wholesale/subscribers/{user['id']}"
    api.delete(path)
    _fault(api, "stale")
    assert [api.get(path).status_code for _ in range(2)] == [200, 404]


def test_a_stale_answer_leaves_everything_as_it_is(api: Api, acme: Customer) -> None:
    users = [acme.user(f"{name}@acme.example") for name in ("ada", "bob", "cyd")]
    api.delete(f"/wholesale/subscribers/{users[0]['id']}")
    before = api.side("GET", "/state")
    _fault(api, "stale")
    assert len(api.get("/wholesale/subscribers").json()["items"]) == 3
    assert api.side("GET", "/state") == before


def test_a_write_is_carried_out_as_ever_under_a_stale_fault(api: Api) -> None:
    _fault(api, "stale")
    assert api.new_customer().status_code == 202
    assert api.ledger()[-1]["fault"] is None


def test_what_many_writes_lie_behind_is_not_stale(api_with: Callable[..., Api]) -> None:
    api = api_with()
    acme = api.customer()
    user = acme.user("ada@acme.example")
    for number in range(MOST_STEPS):
        api.edit("templates", {"name": str(number)}, api.state("templates")[0]["id"])
    _fault(api, "stale")
    assert [row["id"] for row in api.get("/wholesale/subscribers").json()["items"]] == [user["id"]]


def test_a_stale_report_is_not_ready_and_has_no_download(api: Api) -> None:
    body = {"billingStartDate": "2026-01-01", "billingEndDate": "2026-01-31"}
    report = api.post("/wholesale/billing/reports", body).json()["id"]
    path = f"/wholesale/billing/reports/{report}"
    assert api.get(path).json()["status"] == "COMPLETED"
    _fault(api, "stale")
    shown = api.get(path).json()
    assert (shown["status"], "tempDownloadURL" in shown) == ("IN_PROGRESS", False)


def test_a_duplicate_is_one_row_twice(api: Api) -> None:
    for number in range(3):
        api.customer(externalId=f"c-{number}")
    _fault(api, "duplicate")
    names = _names(api.get("/wholesale/customers"))
    assert len(names) == 4
    assert set(names) == {"c-0", "c-1", "c-2"}


def test_a_short_list_lacks_one_row_and_keeps_its_link(api: Api) -> None:
    for number in range(3):
        api.customer(externalId=f"c-{number}")
    _fault(api, "short")
    answer = api.get("/wholesale/customers", max=2)
    assert len(_names(answer)) == 1
    assert "next" in answer.headers["link"]


@pytest.mark.parametrize("do", ["duplicate", "short"])
def test_what_is_no_list_is_neither_duplicated_nor_shortened(api: Api, acme: Customer, do: str) -> None:
    right = api.get(acme.url).json()
    _fault(api, do, times=None)
    assert api.get(acme.url).json() == right
    assert api.put(acme.url, {"packages": ["webex_calling"]}).status_code == 202
    assert [item["fault"] for item in api.ledger()[-2:]] == [None, None]


@pytest.mark.parametrize("path", ["/telephony/config/numbers", "/telephony/config/locations"])
def test_lists_with_other_names_are_shortened_too(api: Api, acme: Customer, path: str) -> None:
    acme.add_numbers("+13125550100")
    _fault(api, "short")
    short, right = (api.get(path, orgId=acme.org).json() for _ in range(2))
    assert [len(rows) for rows in short.values()] == [0]
    assert [len(rows) for rows in right.values()] == [1]


def test_of_several_faults_chance_picks_one(api_with: Callable[..., Api]) -> None:
    seen = []
    for _ in range(2):
        api = api_with(seed=7)
        do = [{"status": 500}, {"gateway": 502}, "garbage"]
        _fault(api, do, times=None, probability=0.8)
        seen.append([(a.status_code, a.text[:6]) for a in (api.get(ME) for _ in range(30))])
    assert [status for status, _ in seen[0]] == [status for status, _ in seen[1]]
    assert {status for status, _ in seen[0]} == {200, 500, 502}
    assert (200, "<html>") in seen[0]


def test_the_same_seed_spoils_the_same_rows(api_with: Callable[..., Api]) -> None:
    seen = []
    for _ in range(2):
        api = api_with(seed=7)
        for number in range(5):
            api.customer(externalId=f"c-{number}")
        _fault(api, ["duplicate", "short"], times=None)
        seen.append([_names(api.get("/wholesale/customers")) for _ in range(10)])
    assert seen[0] == seen[1]
    assert len({tuple(names) for names in seen[0]}) > 3


@pytest.mark.parametrize(
    "do",
    [
        [],
        ["reset", "explode"],
        [["reset"]],
        {"slow": -1},
        {"slow": True},
        {"drip": "1"},
        {"drip": 1e999},
        {"gateway": 200},
        {"status": 503, "retryAfter": 0.5},
        {"status": 503, "slow": 1},
    ],
)
def test_a_bad_fault_is_refused(api: Api, do: Any) -> None:
    text = str({"rules": [{"path": "*", "do": do}]}).replace("'", '"').replace("True", "true")
    answer = api.client.post("/_sim/faults", content=text.replace("inf", "1e999"))
    assert answer.status_code == 400


def test_the_ledger_tells_when_a_call_was_answered(api: Api) -> None:
    _fault(api, {"slow": 0.1})
    api.get(ME)
    item = api.ledger()[-1]
    assert item["time"] < item["answered"]


def test_the_ledger_tells_the_pause_that_was_asked_for(api: Api) -> None:
    _fault(api, {"status": 429, "retryAfter": 3})
    api.get(ME)
    api.get(ME)
    assert [(i["status"], i["retryAfter"], i["fault"]) for i in api.ledger()] == [
        (429, 3, "status"),
        (200, None, None),
    ]


def test_a_429_of_the_rate_is_no_fault_and_tells_its_pause(start_simulator: Callable[..., Any]) -> None:
    simulator = start_simulator("--rate", "1/10s")
    headers = {"Authorization": "Bearer sim-full"}
    for _ in range(2):
        httpx.get(f"{simulator.url}{ME}", headers=headers, trust_env=False)
    item = simulator.ledger()[-1]
    assert (item["status"], item["fault"]) == (429, None)
    assert 1 <= item["retryAfter"] <= 10


@pytest.mark.parametrize("do", ["reset", "apply-then-reset"])
def test_a_cut_call_is_never_answered(api: Api, do: str) -> None:
    _fault(api, do)
    with pytest.raises(httpx.TransportError):
        api.get(ME)
    item = api.ledger()[-1]
    assert (item["status"], item["answered"], item["fault"]) == (None, None, do)


def test_the_load_is_what_is_in_flight_and_the_most_that_was(start_simulator: Callable[..., Any]) -> None:
    simulator = start_simulator("--latency", "0.3")
    headers = {"Authorization": "Bearer sim-full"}
    assert simulator.side("GET", "/load") == {"inFlight": 0, "mostInFlight": 0}
    with httpx.Client(headers=headers, trust_env=False) as client, ThreadPoolExecutor(5) as pool:
        calls = [pool.submit(client.get, f"{simulator.url}{ME}") for _ in range(5)]
        while simulator.side("GET", "/load")["inFlight"] < 5:
            assert not calls[0].done()
        assert [call.result().status_code for call in calls] == [200] * 5
    assert simulator.side("GET", "/load") == {"inFlight": 0, "mostInFlight": 5}


@pytest.mark.parametrize(("method", "path"), [("DELETE", "/ledger"), ("POST", "/reset")])
def test_the_most_in_flight_is_forgotten_with_the_ledger(api: Api, method: str, path: str) -> None:
    api.get(ME)
    assert api.side("GET", "/load") == {"inFlight": 0, "mostInFlight": 1}
    api.side(method, path)
    assert api.side("GET", "/load") == {"inFlight": 0, "mostInFlight": 0}
