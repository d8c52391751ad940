from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from simulated import Api, customer_body

from apisim.rates import Rate

if TYPE_CHECKING:
    from collections.abc import Callable


def _faults(api: Api, *rules: dict[str, object]) -> None:
    api.side("POST", "/faults", {"rules": list(rules)})


def test_a_status_fault_answers_with_retry_after(api: Api) -> None:
    do = {"status": 503, "retryAfter": 2}
    _faults(api, {"method": "GET", "path": "/people/*", "times": 1, "do": do})
    answer = api.get("/people/me")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert api.get("/people/me").status_code == 200


def test_the_first_matching_rule_with_uses_left_fires(api: Api) -> None:
    first = {"method": "*", "path": "/people/me", "times": 1, "do": {"status": 500}}
    second = {"method": "GET", "path": "/people/*", "do": {"status": 502}}
    _faults(api, first, second)
    assert [api.get("/people/me").status_code for _ in range(3)] == [500, 502, 502]


def test_deleting_faults_ends_them(api: Api) -> None:
    _faults(api, {"method": "*", "path": "*", "do": {"status": 500}})
    api.side("DELETE", "/faults")
    assert api.get("/people/me").status_code == 200


def test_a_reset_cuts_before_anything_happens(api: Api) -> None:
    _faults(api, {"method": "POST", "path": "/wholesale/customers", "times": 1, "do": "reset"})
    with pytest.raises(httpx.TransportError):
        api.new_customer()
    assert api.state("customers") == []
    assert api.ledger()[-1]["status"] is None


def test_apply_then_reset_cuts_after_it_happened(api: Api) -> None:
    _faults(api, {"method": "POST", "path": "/wholesale/customers", "times": 1, "do": "apply-then-reset"})
    with pytest.raises(httpx.TransportError):
        api.new_customer()
    assert [c["externalId"] for c in api.state("customers")] == ["acme-1001"]
    assert api.ledger()[-1]["status"] is None


def test_a_timeout_holds_the_connection_until_the_client_leaves(simulator) -> None:  # noqa: ANN001 - a process
    simulator.faults([{"method": "GET", "path": "/people/me", "times": 1, "do": "timeout"}])
    headers = {"Authorization": "Bearer sim-full"}
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(f"{simulator.url}/people/me", headers=headers, timeout=0.1, trust_env=False)
    assert simulator.ledger()[-1]["status"] is None


def test_chance_follows_the_seed(api_with: Callable[..., Api]) -> None:
    seen = []
    for _ in range(2):
        api = api_with(seed=7)
        _faults(api, {"method": "GET", "path": "/people/me", "probability": 0.5, "do": {"status": 500}})
        seen.append([api.get("/people/me").status_code for _ in range(12)])
    assert seen[0] == seen[1]
    assert set(seen[0]) == {200, 500}


@pytest.mark.parametrize(
    "rule",
    [
        {"path": "/x"},
        {"path": "/x", "do": "explode"},
        {"path": "/x", "do": {"status": 200}},
        {"path": "/x", "do": "reset", "times": -1},
        {"path": "/x", "do": "reset", "probability": 2},
    ],
)
def test_a_bad_rule_is_refused(api: Api, rule: dict[str, object]) -> None:
    assert api.client.post("/_sim/faults", json={"rules": [rule]}).status_code == 400


@pytest.mark.rule("rate.retry-after", "§2.4")
def test_over_the_rate_it_answers_429_with_whole_seconds(api_with: Callable[..., Api]) -> None:
    api = api_with(rate=Rate(2, 10))
    statuses = [api.get("/people/me").status_code for _ in range(2)]
    answer = api.get("/people/me")
    assert statuses == [200, 200]
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["retry-after"]) <= 10
    assert api.ledger()[-1]["status"] == 429


@pytest.mark.rule("rate.bucket", "§19.30")
def test_each_token_has_a_bucket_of_its_own(api_with: Callable[..., Api]) -> None:
    api = api_with(rate=Rate(1, 10))
    assert api.get("/people/me").status_code == 200
    assert api.call("GET", "/people/me", token="sim-read").status_code == 200
    assert api.get("/people/me").status_code == 429


def test_the_rate_follows_wall_time_not_the_virtual_clock(api_with: Callable[..., Api]) -> None:
    api = api_with(rate=Rate(1, 10))
    api.get("/people/me")
    api.side("POST", "/clock", {"advance": 3600})
    assert api.get("/people/me").status_code == 429


def test_a_call_over_the_rate_uses_up_no_fault(api_with: Callable[..., Api]) -> None:
    api = api_with(rate=Rate(1, 10))
    api.get("/people/me")
    _faults(api, {"method": "GET", "path": "*", "times": 1, "do": {"status": 500}})
    assert api.get("/people/me").status_code == 429
    assert api.call("GET", "/people/me", token="sim-read").status_code == 500


def test_a_refused_write_changes_nothing(api: Api) -> None:
    _faults(api, {"method": "POST", "path": "/wholesale/*", "do": {"status": 500}})
    assert api.post("/wholesale/customers", customer_body()).status_code == 500
    assert api.state("customers") == []
