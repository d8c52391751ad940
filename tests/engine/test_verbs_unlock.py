"""`wholesale unlock` with the real engine: a killed run's stack is free, a living one's stays locked."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from engine_project import STACK, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine_project import Project

pytestmark = pytest.mark.slow

PATIENCE = 60.0
UNLOCK = ("wholesale", "unlock", "-s", STACK)


def until(true: Callable[[], bool]) -> None:
    """Wait for something that another process does."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        os.sched_yield()


class Run:
    """A `pulumi up` that is at work in the background."""

    def __init__(self, project: Project, simulator: Any) -> None:
        project.pulumi("stack", "ls")
        self.project, self.simulator = project, simulator
        self.process = subprocess.Popen(
            ["pulumi", "up", "--yes", "--skip-preview", "--non-interactive", "--stack", STACK],
            cwd=project.folder,
            env={**os.environ, **project.environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def until_asked_for(self, path: str) -> None:
        """Wait until something of this path is ordered."""
        until(lambda: any(one["path"].endswith(path) for one in self.simulator.writes()))

    def stop(self) -> None:
        """End the run, if it is still there."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(PATIENCE)

    def kill(self) -> None:
        """Kill the engine; its plug-in and its program end by themselves."""
        self.process.kill()
        self.process.wait(PATIENCE)
        until(lambda: at_work(self.project) == 0)


def at_work(project: Project) -> int:
    """How many processes work in the project's folder."""

    def here(process: Path) -> bool:
        try:
            return process.joinpath("cwd").resolve() == project.folder.resolve()
        except OSError:
            return False

    return sum(here(process) for process in Path("/proc").glob("[0-9]*"))


@pytest.fixture
def run(project: Project, start_simulator: Any) -> Iterator[Run]:
    """A run in whose middle the test begins, against a slow API."""
    simulator = start_simulator("--rate", "0", "--latency", "0.3")
    project.environment["WHOLESALE_API_URL"] = simulator.url
    running = Run(project, simulator)
    running.until_asked_for("/wholesale/subscribers")
    yield running
    running.stop()


@pytest.fixture
def waiting_run(project: Project, start_simulator: Any) -> Iterator[Run]:
    """A run that waits for its customer until the clock is advanced."""
    simulator = start_simulator("--rate", "0", "--settle", "1000")
    project.environment["WHOLESALE_API_URL"] = simulator.url
    running = Run(project, simulator)
    running.until_asked_for("/wholesale/customers")
    yield running
    running.stop()


def test_after_a_killed_run_the_next_one_completes_it_and_no_warning_stays(run: Run) -> None:
    run.kill()
    done = run.project.run(*UNLOCK)
    assert done.code == 0, done.text
    assert "the lock of a dead run is taken away" in done.text
    assert "interrupted operations are cleared" in done.text
    ran = run.project.up()
    assert ran.code == 0, ran.text
    assert "pending operations" not in ran.text
    state = run.simulator.state()
    assert len(state["customers"]) == 1
    assert len(state["subscribers"]) == 5
    written(run.simulator)
    assert run.project.up().code == 0
    assert written(run.simulator) == []


def test_a_living_run_keeps_its_lock_and_ends_well(waiting_run: Run) -> None:
    for flags in ((), ("--force",)):
        refused = waiting_run.project.run(*UNLOCK, *flags)
        assert refused.code == 1
        assert f"process {waiting_run.process.pid} of " in refused.text
    waiting_run.simulator.advance(1000)
    assert waiting_run.process.wait(2 * PATIENCE) == 0
    assert len(waiting_run.project.records()) == 9


def test_two_unlocks_at_once_do_it_once(run: Run) -> None:
    run.kill()
    both = [
        subprocess.Popen(
            [*UNLOCK, "--output", "json"],
            cwd=run.project.folder,
            env={**os.environ, **run.project.environment},
            stdout=subprocess.PIPE,
        )
        for _ in range(2)
    ]
    told = [json.loads(process.communicate(timeout=PATIENCE)[0]) for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sorted(len(one["locks"]) for one in told) == [0, 1]


def test_a_lock_of_another_machine_stays_unless_it_is_vouched_for(run: Run) -> None:
    run.kill()
    (lock,) = (run.project.folder / "state" / ".pulumi" / "locks").rglob("*.json")
    lock.write_text(json.dumps(json.loads(lock.read_text()) | {"hostname": "runner-7"}))
    refused = run.project.run(*UNLOCK)
    assert refused.code == 1
    assert f"Run `wholesale unlock -s {STACK}` on runner-7" in refused.text
    assert lock.exists()
    assert run.project.run(*UNLOCK, "--force").code == 0
    assert not lock.exists()


def test_a_state_whose_attributes_were_half_written_is_readable_again(run: Run) -> None:
    run.kill()
    stacks = run.project.folder / "state" / ".pulumi" / "stacks" / "wholesale"
    (stacks / f"{STACK}.json.attrs").write_text("")
    assert run.project.pulumi("stack", "export").code != 0
    assert run.project.run(*UNLOCK).code == 0
    assert run.project.up().code == 0
    assert list(stacks.glob("*.tmp")) == []


def test_marks_without_a_lock_are_cleared_too(run: Run) -> None:
    run.kill()
    assert run.project.pulumi("cancel", "--yes").code == 0
    done = run.project.run(*UNLOCK)
    assert done.code == 0
    assert "taken away" not in done.text
    assert "interrupted operations are cleared" in done.text


def test_where_nothing_is_wrong_nothing_is_done(project: Project) -> None:
    project.pulumi("stack", "ls")
    done = project.run(*UNLOCK)
    told = done.text.removeprefix("waiting for another unlock on this machine\n")
    assert (done.code, told) == (
        0,
        f"{STACK}: nothing to do; it is not locked, and nothing was interrupted\n",
    )


def test_an_unknown_stack_exits_6(project: Project) -> None:
    refused = project.run("wholesale", "unlock", "-s", "nowhere")
    assert refused.code == 6
    assert "pulumi stack init nowhere" in refused.text
