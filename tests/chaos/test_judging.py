"""What the chaos runs judge by: a judge who sees nothing would prove nothing."""

from __future__ import annotations

import copy
import itertools
import os
import subprocess
import sys
import time
from collections import Counter
from typing import Any

import httpx
import pytest
from deeds import DEEDS
from gate import Call, Gate, Moment, Trap
from kills import BOUNDARIES, VICTIMS, kills
from natural import differences, estate
from processes import MARK, marked, within
from soaks import Left, problems
from storms import too_early
from trials import warnings

STATE: dict[str, list[dict[str, Any]]] = {
    "customers": [{"id": "C", "externalId": "lake", "packages": ["webex_suite"], "orgId": "O"}],
    "organizations": [{"id": "O", "displayName": "Lake Clinic"}],
    "subscribers": [{"id": "S", "email": "ada@lake.example", "packages": ["webex_suite"], "personId": "P"}],
    "people": [{"id": "P", "emails": ["ada@lake.example"], "orgId": "O", "roles": ["r2", "r1"]}],
    "locations": [{"id": "L", "name": "HQ", "orgId": "O"}],
    "numbers": [{"id": "N", "phoneNumber": "+1", "locationId": "L", "owner": {"id": "P"}}],
    "licenses": [{"id": "X", "package": "webex_suite", "orgId": "O"}],
    "usage": [{"externalId": "lake", "package": "webex_suite", "personId": "P", "to": None}],
}
KINDS = tuple(STATE)


def test_the_same_estate_under_other_ids_is_the_same() -> None:
    text = repr(STATE)
    for one in "COSPLNX":
        text = text.replace(f"'{one}'", f"'{one}-other'")
    other = eval(text)  # noqa: S307 - our own repr
    other["people"][0]["roles"].reverse()
    assert differences(estate(STATE), estate(other)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_thing_that_is_there_twice_is_seen(kind: str) -> None:
    doubled = copy.deepcopy(STATE)
    doubled[kind].append({**doubled[kind][0], "id": f"{doubled[kind][0].get('id')}-2"})
    assert any(line.startswith(f"+1 {kind} ") for line in differences(estate(STATE), estate(doubled)))


@pytest.mark.parametrize("kind", KINDS)
def test_a_thing_that_is_missing_is_seen(kind: str) -> None:
    assert any(
        line.startswith(f"-1 {kind} ") for line in differences(estate(STATE), estate({**STATE, kind: []}))
    )


def row(
    time_: str, status: int = 200, answered: str | None = None, pause: int | None = None
) -> dict[str, Any]:
    moment = "2026-01-01T00:00:{}+00:00".format
    return {
        "time": moment(time_),
        "status": status,
        "answered": moment(answered) if answered else None,
        "retryAfter": pause,
    }


def test_a_call_within_a_pause_is_seen_and_those_on_their_way_and_after_it_are_not() -> None:
    told = row("01.000", 429, "01.100", 2)
    on_its_way, within_it, after_it = row("01.140"), row("02.500"), row("03.200")
    assert list(too_early([told, on_its_way, within_it, after_it])) == [pytest.approx(1.4)]


def test_warnings_of_an_output_are_seen_wherever_they_stand() -> None:
    text = "@ updating....\nwarning: 8 pending operations\n    error: no\nno warning: here"
    assert list(warnings(text)) == ["warning: 8 pending operations", "error: no"]


def left(run: int, **more: Any) -> Left:
    nothing: dict[str, Any] = {
        "code": 0,
        "seconds": 1.0,
        "processes": 0,
        "simulator_files": 10,
        "own_files": 5,
        "temporary": (),
        "files": Counter(others=7),
    }
    return Left(run, **{**nothing, **more})


@pytest.mark.parametrize(
    "more",
    [
        {"code": 1},
        {"processes": 1},
        {"simulator_files": 11},
        {"own_files": 6},
        {"temporary": ("pulumi-1",)},
        {"files": Counter(others=8)},
    ],
    ids=lambda more: next(iter(more)),
)
def test_whatever_a_run_leaves_behind_is_told(more: dict[str, Any]) -> None:
    calm = [left(run) for run in range(1, 20)]
    assert list(problems(calm)) == []
    assert len(list(problems([*calm, left(20, **more)]))) == 1


def test_a_process_is_found_by_its_mark_until_it_ends() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, env={**os.environ, MARK: "found"}
    )
    assert within(10, lambda: process.pid in marked("found"))
    process.communicate(b"\n")
    assert marked("found") == {}


def test_the_kills_meet_every_victim_at_every_boundary() -> None:
    met = {(kill.boundary, kill.victim) for kill in kills(DEEDS)}
    assert met == set(itertools.product(BOUNDARIES, VICTIMS))
    assert len(list(kills(DEEDS))) >= 60


@pytest.mark.parametrize(("side", "reached"), [("arrived", 0), ("carried out", 1), ("answered", 1)])
def test_a_trap_springs_at_its_moment_and_cuts_the_call(side: Any, reached: int, simulator: Any) -> None:
    calls = Call("GET", "/people/*")
    seen: list[int] = []

    def act() -> bool:
        seen.append(len(simulator.ledger()))
        return False

    trap = Trap(Moment(calls, side, nth=2, after=calls), act)
    with Gate(simulator.url) as gate, httpx.Client(trust_env=False) as client:
        gate.set_trap(trap)
        headers = {"Authorization": "Bearer sim-full"}
        for _ in range(2):
            assert client.get(f"{gate.url}/people/me", headers=headers).status_code == 200
        before = len(simulator.ledger())
        if side == "answered":
            assert client.get(f"{gate.url}/people/me", headers=headers).status_code == 200
            assert within(10, lambda: trap.sprung is not None)
        else:
            with pytest.raises(httpx.RemoteProtocolError):
                client.get(f"{gate.url}/people/me", headers=headers)
        assert trap.sprung
        assert trap.sprung <= time.monotonic()
        assert within(10, lambda: seen == [before + reached])
