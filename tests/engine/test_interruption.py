"""Ctrl-C and a killed engine in the middle of a run: nothing is made twice, nothing is left running."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from engine_project import ROOT, STACK, written

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine_project import Project

pytestmark = pytest.mark.slow

PATIENCE = 30.0


def until(true: Callable[[], bool]) -> None:
    """Wait for something that another process does."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        os.sched_yield()


def started(project: Project, url: str) -> subprocess.Popen[bytes]:
    """A `pulumi up` in the background."""
    project.pulumi("stack", "ls")
    command = ["pulumi", "up", "--yes", "--skip-preview", "--non-interactive", "--stack", STACK]
    environment = {**os.environ, **project.environment, "WHOLESALE_API_URL": url}
    return subprocess.Popen(
        command, cwd=project.folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def serving(project: Project) -> list[str]:
    """The processes that still work in the project's folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if process.joinpath("cwd").resolve() == project.folder.resolve():
                found.append(process.joinpath("cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return found


def posts(simulator: Any) -> int:
    """How many users were asked for."""
    return sum(row.startswith("POST wholesale/subscribers") for row in seen(simulator))


def seen(simulator: Any) -> list[str]:
    """The writes so far."""
    return [f"{item['method']} {item['path'].removeprefix('/v1/')}" for item in simulator.writes()]


OUTLIVES = pytest.mark.own_server("it outlives an engine that was killed")


@pytest.mark.parametrize(
    "number", [signal.SIGINT, signal.SIGTERM, pytest.param(signal.SIGKILL, marks=OUTLIVES)]
)
def test_an_interrupted_run_leaves_nothing_running_and_the_next_one_completes_it(
    number: signal.Signals, project: Project, start_simulator: Any
) -> None:
    simulator = start_simulator("--rate", "0", "--latency", "0.3")
    process = started(project, simulator.url)
    until(lambda: posts(simulator) > 0)
    process.send_signal(number)
    process.wait(PATIENCE)
    until(lambda: serving(project) == [])
    here = {"WHOLESALE_API_URL": simulator.url}
    if number == signal.SIGKILL:
        project.pulumi("cancel", "--yes")
    ran = project.up(**here)
    assert ran.code == 0, ran.text
    state = simulator.state()
    emails = sorted(user["email"] for user in state["subscribers"])
    assert emails == [f"{name}@lakeside.example" for name in ("ada", "ben", "chloe", "dev", "eli")]
    assert len(state["customers"]) == 1
    written(simulator)
    assert project.up(**here).code == 0
    assert written(simulator) == []


@pytest.mark.own_server("the demo shows our own server")
def test_the_demo_is_true_from_beginning_to_end() -> None:
    tools = f"{ROOT}/.venv/bin:{ROOT}/.toolchain/bin:{os.environ['PATH']}"
    before = subprocess.run(
        ["git", "status", "--porcelain"], cwd=ROOT, capture_output=True, check=True
    ).stdout
    ended = subprocess.run(
        [f"{ROOT}/.venv/bin/python", "examples/demo.py"],
        cwd=ROOT,
        env={**os.environ, "PATH": tools},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr
    assert "1.9 calls per thing" in ended.stdout
    after = subprocess.run(["git", "status", "--porcelain"], cwd=ROOT, capture_output=True, check=True).stdout
    assert after == before


@pytest.mark.own_server("the demo shows our own server")
def test_an_interrupted_demo_leaves_nothing_behind(tmp_path: Path) -> None:
    tools = f"{ROOT}/.venv/bin:{ROOT}/.toolchain/bin:{os.environ['PATH']}"
    process = subprocess.Popen(
        [f"{ROOT}/.venv/bin/python", "examples/demo.py"],
        cwd=ROOT,
        env={**os.environ, "PATH": tools, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout
    until(lambda: b"pulumi up" in process.stdout.readline())
    os.killpg(process.pid, signal.SIGINT)
    process.stdout.read()
    assert process.wait(PATIENCE) == 130
    process.stdout.close()
    assert list(tmp_path.glob("wholesale-demo-*")) == []
