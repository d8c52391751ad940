from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from apisim.server import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ME = {"Authorization": "Bearer sim-full"}


def test_the_first_line_is_the_base_url(start_simulator: Callable[..., Any]) -> None:
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/v1", start_simulator().url)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_leaves_at_once_with_code_0(number: signal.Signals) -> None:
    command = [sys.executable, "-m", "apisim", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stderr
        url = process.stdout.readline().strip()
        with httpx.Client(trust_env=False) as idle:
            idle.get(f"{url}/people/me", headers=ME)
            process.send_signal(number)
            assert process.wait(5) == 0
        assert process.stderr.read() == ""


def test_a_port_that_is_taken_is_told_without_the_usage(
    simulator: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    port = simulator.url.removesuffix("/v1").rpartition(":")[2]
    with pytest.raises(SystemExit) as ended:
        main(["--port", port])
    assert ended.value.code == 2
    assert capsys.readouterr().err == (
        f"port {port} of 127.0.0.1 is taken: use another --port; 0 picks one\n"
    )


def test_latency_delays_the_api_and_not_the_side_door(start_simulator: Callable[..., Any]) -> None:
    simulator = start_simulator("--latency", "0.2")
    before = time.monotonic()
    httpx.get(f"{simulator.url}/people/me", headers=ME, trust_env=False)
    middle = time.monotonic()
    simulator.ledger()
    assert middle - before >= 0.2
    assert time.monotonic() - middle < 0.2


def test_options_reach_the_simulator(start_simulator: Callable[..., Any], tmp_path: Path) -> None:
    estate = tmp_path / "estate.json"
    estate.write_text(json.dumps({"organizations": [{"id": "b3Jn", "displayName": "Solo"}]}))
    given = ["--estate", str(estate), "--token", "extra=*", "--rate", "1/10s", "--seed", "3", "--settle", "5"]
    simulator = start_simulator(*given, "--review", "blocking", "--strict-bodies")
    assert "Solo" in {o["displayName"] for o in simulator.state()["organizations"]}
    extra = {"Authorization": "Bearer extra"}
    statuses = [
        httpx.get(f"{simulator.url}/people/me", headers=extra, trust_env=False).status_code for _ in range(2)
    ]
    assert statuses == [200, 429]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--port", "0", "--host", "0.0.0.0"],  # noqa: S104 - the address that is refused
        ["--port", "0", "--rate", "fast"],
        ["--port", "0", "--token", "nonsense"],
        ["--port", "0", "--token", "a=*@nowhere"],
        ["--port", "0", "--estate", "/no/such/file"],
    ],
)
def test_bad_options_end_with_code_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--port", "99999"),
        ("--port", "-1"),
        ("--port", "x"),
        ("--latency", "-1"),
        ("--latency", "nan"),
        ("--settle", "-0.5"),
        ("--settle", "inf"),
        ("--seed", "x"),
        ("--seed", "1.5"),
        ("--rate", "-1"),
        ("--review", "never"),
    ],
)
def test_a_value_out_of_range_is_named_in_one_message(
    option: str, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--port", "0", f"{option}={value}"])
    assert ended.value.code == 2
    message = capsys.readouterr().err.rsplit("error: ", 1)[1]
    assert option in message
    assert value in message
    assert message.count("\n") == 1
