"""The benchmark runs, and its figures mean what they say."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from calls import Call, budget, by_kind, longest_chain, most_in_flight, parse, span
from limits import Api, limit
from machine import facts
from promises import of_simulator
from speeds import Burst, Loading, Speed

BENCH = Path(__file__).parent / "bench.py"
REAPER = Path(__file__).parent / "reaper.py"
LOADER = Path(__file__).parent / "loader.py"


def _row(method: str, path: str, began: str, ended: str | None) -> dict[str, Any]:
    moment = "2026-01-05T09:00:0{}Z".format
    return {"method": method, "path": path, "time": moment(began), "answered": ended and moment(ended)}


def test_a_call_is_named_by_its_path_without_ids() -> None:
    identifier = "Y2lzY29zcGFyazovL3VzL1BFT1BMRS8x"
    found = parse([_row("GET", f"/v1/people/{identifier}", "0.000", "0.100")])
    assert by_kind(found) == {"GET people/{id}": 1}


def test_a_call_without_an_answer_does_not_count() -> None:
    assert parse([_row("GET", "/v1/people", "0.000", None)]) == ()


def test_a_call_is_in_flight_from_its_arrival_to_its_answer() -> None:
    found = parse(
        [
            _row("GET", "/v1/roles", "0.000", "0.200"),
            _row("GET", "/v1/people", "0.100", "0.300"),
            _row("GET", "/v1/locations", "0.300", "0.300"),
        ]
    )
    assert most_in_flight(found) == 2


def test_the_span_goes_from_the_first_call_of_a_kind_to_the_last() -> None:
    found = [Call("POST users", 1.0, 2.0), Call("GET users", 0.0, 9.0), Call("POST users", 2.5, 9.0)]
    assert span(found, "POST users") == 1.5
    assert span(found, "GET users") is None


def test_calls_beside_each_other_and_of_one_kind_are_one_link_of_the_chain() -> None:
    found = [
        Call("GET me", 0.0, 1.0),
        Call("GET people", 1.0, 2.0),
        Call("GET locations", 1.0, 2.0),
        Call("POST user", 2.0, 3.0),
        Call("POST user", 3.0, 4.0),
    ]
    assert longest_chain(found) == 3


@pytest.mark.parametrize(("users", "calls"), [((22,), 10), ((96,), 10), ((247,), 14), ((24, 120), 18)])
def test_the_budget_counts_pages_and_customers(users: tuple[int, ...], calls: int) -> None:
    assert budget(users) == calls


def test_the_limit_is_the_largest_of_its_four_bounds() -> None:
    slow = Api(latency=1.0, burst=100, rate=10.0)
    assert limit(slow, calls=130, chain=2, at_a_time=64, cpu_per_core=1.0).name == "rate"
    assert limit(slow, calls=130, chain=2, at_a_time=64, cpu_per_core=1.0).seconds == 3.0
    assert limit(slow, calls=100, chain=5, at_a_time=64, cpu_per_core=1.0).name == "chain"
    assert limit(slow, calls=100, chain=1, at_a_time=50, cpu_per_core=1.0).seconds == 2.0
    assert limit(Api(), calls=100, chain=5, at_a_time=64, cpu_per_core=1.0).name == "CPU"


def test_the_reaper_counts_a_process_whose_parent_is_gone(tmp_path: Path) -> None:
    work = "import time\nwhile time.process_time() < 0.4: pass"
    orphan = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {work!r}])"
    figures = tmp_path / "figures.json"
    ended = subprocess.run([sys.executable, REAPER, figures, sys.executable, "-c", orphan], check=False)
    assert ended.returncode == 0
    assert json.loads(figures.read_text())["cpu"] >= 0.4


def test_the_reaper_ends_as_its_command_does(tmp_path: Path) -> None:
    command = [sys.executable, REAPER, tmp_path / "figures.json", sys.executable, "-c", "raise SystemExit(7)"]
    assert subprocess.run(command, check=False).returncode == 7


def test_an_unknown_scenario_is_refused_with_those_that_there_are() -> None:
    ended = subprocess.run([sys.executable, BENCH, "nop"], stderr=subprocess.PIPE, check=False, text=True)
    assert ended.returncode == 2
    assert "noop" in ended.stderr


def test_the_facts_of_the_machine_do_not_tell_which_machine_it_is() -> None:
    known = {"cores", "cpu", "memoryGiB", "system", "python", "pulumi", "pulumiSdk", "grpc"}
    assert facts("v3").keys() == known
    assert platform.node() not in json.dumps(facts("v3"))


def _loaded(simulator: Any, *paths: str) -> subprocess.CompletedProcess[str]:
    host, port = simulator.url.removeprefix("http://").removesuffix("/v1").split(":")
    command = [sys.executable, LOADER, host, port, "0.2", str(min(os.sched_getaffinity(0)))]
    text = "\n".join(paths)
    return subprocess.run(command, input=text, capture_output=True, check=False, text=True)


def test_the_loader_counts_the_answers_that_the_ledger_has(simulator: Any) -> None:
    ended = _loaded(simulator, "/v1/people/me", "/v1/roles")
    found = json.loads(ended.stdout)
    assert found["calls"] == len(simulator.ledger()) > 16
    assert found["seconds"] >= 0.2


def test_the_loader_ends_at_an_answer_that_is_no_200(simulator: Any) -> None:
    ended = _loaded(simulator, "/v1/people/nobody")
    assert ended.returncode == 1
    assert "404" in ended.stderr


def test_a_speed_is_the_median_of_its_bursts() -> None:
    bursts = tuple(Burst(calls, seconds=2.0, cpu=1.0) for calls in (1000, 9000, 4000))
    assert (Speed("x", bursts).per_second, Speed("x", bursts).per_cpu_second) == (2000, 4000)


def test_the_simulator_must_be_fast_and_start_soon() -> None:
    slow, quick = Speed("x", (Burst(1000, 1.0, 1.0),), 2000), Speed("y", (Burst(3000, 1.0, 1.0),), 2000)
    starts = (Loading("z", (1.0, 5.0, 2.0), 3.0),)
    assert [one.holds for one in of_simulator(starts, (slow, quick))] == [True, False, True]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_runs_without_changes_have_their_figures_and_keep_to_the_budget_of_calls(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    command = [sys.executable, BENCH, "noop", "--runs", "1", "--output", "json", "--to", file]
    ended = subprocess.run(command, capture_output=True, check=False, text=True)
    assert ended.returncode == 0, ended.stderr
    found: dict[str, Any] = json.loads(ended.stdout)
    assert json.loads(file.read_text()) == found
    lines = [line for line in found["lines"] if line["server"]]
    assert {line["server"] for line in lines} == {"ours", "stock"}
    assert [line["scenario"] for line in lines if not _has_its_figures(line)] == []
    limited = [line for line in lines if line["server"] == "ours" and line["budget"]]
    assert {line["records"] for line in limited} == {25, 99, 108}
    assert [line["scenario"] for line in limited if not 0 < line["calls"] <= line["budget"]] == []


def _has_its_figures(line: dict[str, Any]) -> bool:
    (run,) = line["runs"]
    kinds = run["kinds"]
    return (
        {"CLI", "program", "server"} <= kinds.keys()
        and 0 < sum(kind["cpuSeconds"] for kind in kinds.values()) <= run["cpuSeconds"] + 0.05
        and min(kinds[name]["peakBytes"] for name in ("CLI", "program", "server")) > 2**20
        and line["limit"]["seconds"] > 0
        and line["cpuSecondsBeyondEmpty"] is not None
    )
