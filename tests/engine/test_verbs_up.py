"""`wholesale up` with the real engine: exit codes that tell what came of it, and a graceful end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest
from engine_project import STACK, written

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine_project import Project, Ran

pytestmark = pytest.mark.slow

PATIENCE = 60.0
SECOND = "second"


@pytest.fixture
def two(project: Project) -> Project:
    """Two stacks that differ in their customer, neither of them made in Pulumi yet."""
    text = (project.stacks / f"{STACK}.yaml").read_text()
    other = text.replace("lakeside", "hillside")
    (project.stacks / f"{SECOND}.yaml").write_text(other)
    return project


def up(project: Project, *flags: str, **environment: str) -> Ran:
    """`wholesale up` without a terminal."""
    return project.run("wholesale", "up", "--yes", *flags, **environment)


def told(ran: Ran) -> dict[str, Any]:
    """The JSON that stands at the end of what was printed."""
    found: dict[str, Any] = json.loads(ran.text[ran.text.index('{\n  "schemaVersion"') :])
    return found


def test_one_stack_is_made_and_applied_and_the_plain_command_is_shown(project: Project) -> None:
    ran = up(project, "--init")
    assert ran.code == 0, ran.text
    plain = f"pulumi up --stack {STACK} --parallel 128 --continue-on-error --yes --skip-preview"
    assert f"+ PULUMI_DIY_BACKEND_ZSTD=true {plain}" in ran.text
    assert f"{STACK}: done: 9 created, 0 updated, 0 deleted\n" in ran.text
    assert len(project.records()) == 9


def test_a_compressed_state_is_read_and_kept_by_a_plain_pulumi(project: Project, simulator: Any) -> None:
    assert up(project, "--init").code == 0
    simulator.clear_ledger()
    assert project.up().code == 0
    assert written(simulator) == []
    assert len(project.records()) == 9


def test_a_stack_that_pulumi_does_not_have_exits_6_and_says_how_to_make_it(project: Project) -> None:
    ran = up(project)
    assert ran.code == 6
    assert f"next: pulumi stack init {STACK}, or wholesale up -s {STACK} --init" in ran.text


def test_of_two_stacks_one_fails_and_the_other_is_applied_all_the_same(two: Project, simulator: Any) -> None:
    simulator.faults(
        [{"method": "POST", "path": "/wholesale/subscribers", "times": 1, "do": {"status": 400}}]
    )
    ran = up(two, "--all", "--init", "--output", "json")
    assert ran.code == 23, ran.text
    first, second = told(ran)["stacks"]
    assert (first["exitCode"], second["exitCode"]) == (23, 0)
    assert [one["error"] for one in first["failed"]] == ["ApiError"]
    assert second["created"] == 9


def test_two_at_a_time_are_told_apart_by_their_names(two: Project) -> None:
    ran = up(two, "--all", "--init", "--jobs", "2")
    assert ran.code == 0, ran.text
    assert f"{STACK}: done: 9 created" in ran.text
    assert f"{SECOND}: done: 9 created" in ran.text
    assert f"{SECOND}: Updating ({SECOND})" in ran.text


def test_too_large_a_loss_exits_21(project: Project) -> None:
    assert up(project, "--init").code == 0
    partner = project.stacks / "partner.yaml"
    partner.write_text(
        partner.read_text().replace("templates:", "safety: {users: {delete: 1}}\ntemplates:", 1)
    )

    def lose(data: dict[str, Any]) -> None:
        users = data["customers"]["lakeside"]["users"]
        for handle in list(users)[2:]:
            del users[handle]

    project.edit(lose)
    ran = up(project)
    assert ran.code == 21
    assert "next: put back what would be lost" in ran.text


def test_all_that_leaves_with_a_customer_is_counted_as_deleted(project: Project) -> None:
    assert up(project, "--init").code == 0

    def leave(data: dict[str, Any]) -> None:
        asked = {"customer": "lakeside", "count": 1, "reason": "closed", "until": "2999-12-31"}
        data["allow"] = [{"what": "customers.delete", **asked}]
        data["customers"] = {"lakeside": {"ensure": "absent"}}

    project.edit(leave)
    ran = up(project)
    assert f"{STACK}: done: 0 created, 0 updated, 9 deleted\n" in ran.text
    assert "- 9 deleted" in ran.text


def test_a_bad_token_exits_3_and_begins_no_further_stack(two: Project) -> None:
    ran = up(two, "--all", "--init", WEBEX_ACCESS_TOKEN="expired-token")
    assert ran.code == 3
    assert "next: renew the token" in ran.text
    assert f"{SECOND}: not begun" in ran.text


def test_without_a_token_no_run_begins_and_no_record_is_blamed(project: Project) -> None:
    ran = up(project, "--init", WEBEX_ACCESS_TOKEN="")
    assert ran.code == 3
    assert ran.text.startswith(
        "error: No access token: the environment variable WEBEX_ACCESS_TOKEN is not set.\n"
    )
    assert "failed" not in ran.text
    assert "+ " not in ran.text


def test_what_is_parked_exits_20_where_that_is_asked_for(project: Project, simulator: Any) -> None:
    simulator.outcome({"email": "eli@lakeside.example"}, "consent")
    ran = up(project, "--init", "--detailed-exitcode")
    assert ran.code == 20, ran.text
    assert "8 created, 0 updated, 0 deleted, 1 needs_consent" in ran.text


def test_without_a_terminal_yes_is_needed(project: Project) -> None:
    ran = project.run("wholesale", "up")
    assert ran.code == 2
    assert f"pulumi preview --stack {STACK}" in ran.text


def test_several_stack_files_want_a_choice(two: Project) -> None:
    assert up(two).code == 2
    assert up(two, "-s", "nowhere").code == 2


def until(true: Callable[[], bool]) -> None:
    """Wait for something that another process does."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        os.sched_yield()


@pytest.mark.own_server("it knows no cancel: it goes on waiting for what the API does in the background")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_ends_gracefully_with_8_and_the_next_run_goes_on(
    number: signal.Signals, two: Project, start_simulator: Any
) -> None:
    simulator = start_simulator("--rate", "0", "--settle", "1000")
    here = {"WHOLESALE_API_URL": simulator.url}
    process = subprocess.Popen(
        ["wholesale", "up", "--all", "--init", "--yes"],
        cwd=two.folder,
        env={**os.environ, **two.environment, **here},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    until(lambda: len(simulator.writes()) > 0)
    os.killpg(process.pid, number)
    out, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 8
    assert f"{STACK}: cancelled" in out
    assert f"{SECOND}: not begun" in out
    assert not list((two.folder / "state" / ".pulumi" / "locks").rglob("*.json"))
    simulator.advance(1000)
    assert up(two, "-s", STACK, **here).code == 0
    assert len(simulator.state()["customers"]) == 1


IN_A_TERMINAL = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))"


class Terminal:
    """`wholesale up` in a terminal of its own, as a person sees it."""

    def __init__(self, project: Project, *flags: str, **environment: str) -> None:
        self.screen = project.folder / "screen"
        with self.screen.open("wb") as screen:
            self.process = subprocess.Popen(
                [sys.executable, "-c", IN_A_TERMINAL, "wholesale", "up", *flags],
                cwd=project.folder,
                env={**os.environ, **project.environment, **environment},
                stdin=subprocess.PIPE,
                stdout=screen,
            )

    def until_shown(self, text: str) -> None:
        """Wait until this stands on the screen."""
        until(lambda: text in self.screen.read_text(errors="replace"))

    def type(self, keys: str) -> None:
        """Press keys."""
        assert self.process.stdin
        self.process.stdin.write(keys.encode())
        self.process.stdin.flush()

    def end(self) -> tuple[int, str]:
        """Its exit code, and what stands on the screen then."""
        code = self.process.wait(PATIENCE)
        assert self.process.stdin
        self.process.stdin.close()
        return code, self.screen.read_text(errors="replace")


def test_in_a_terminal_pulumi_previews_and_asks(project: Project) -> None:
    project.pulumi("stack", "ls")
    terminal = Terminal(project)
    terminal.until_shown("Do you want to perform this update?")
    assert project.records() == {}
    terminal.type("yes\r")
    code, screen = terminal.end()
    assert code == 0
    assert f"{STACK}: done: 9 created" in screen


@pytest.mark.own_server("it knows no cancel: it goes on waiting for what the API does in the background")
def test_ctrl_c_in_a_terminal_reaches_pulumi_once(project: Project, start_simulator: Any) -> None:
    simulator = start_simulator("--rate", "0", "--settle", "1000")
    project.pulumi("stack", "ls")
    terminal = Terminal(project, "--yes", WHOLESALE_API_URL=simulator.url)
    terminal.until_shown("the customer is provisioning")
    terminal.type("\x03")
    code, screen = terminal.end()
    assert code == 8
    assert screen.count("^C received") == 1
    assert "terminating" not in screen.replace("Note that terminating immediately", "")
    assert project.records()["Customer::lakeside"]["outputs"]["phase"] == "pending"
    assert not list((project.folder / "state" / ".pulumi" / "locks").rglob("*.json"))
