"""Whose lock it is, and whether its run is dead: from what Pulumi says and which processes there are."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from wholesale.engine.leftovers import mend, sweep
from wholesale.engine.locks import UNKNOWN, UNSEEN, Lock, Process, locks_told, process, refusals
from wholesale.engine.unlock import Interrupted, pending

if TYPE_CHECKING:
    from pathlib import Path

HERE, SINCE = "here", "2026-11-24T14:51:08Z"
WHERE = "file:///srv/state/.pulumi/locks/organization/wholesale/shop/57465896.json?no_tmp_dir=true"
LOCK = Lock(WHERE, "olga", HERE, 4711, SINCE)
BUCKET = "s3://bucket/.pulumi/locks/organization/wholesale/shop/9.json"
SAID = f"""the stack is currently locked by 2 lock(s). Either wait for the other process(es) to end or \
delete the lock file with `pulumi cancel`.
  {WHERE}: created by olga@{HERE} (pid 4711) at {SINCE}
  {BUCKET}: created by CORP\\J Doe@a@there (pid 1) at {SINCE}"""


def why(lock: Lock, found: Process | None, *, force: bool = False) -> list[str]:
    return list(refusals("shop", [lock], HERE, lambda _: found, force=force))


def test_every_lock_is_read_from_what_the_cli_says() -> None:
    first, second = locks_told(SAID)
    assert first == LOCK
    assert (second.user, second.host, second.pid) == ("CORP\\J Doe@a", "there", 1)


def test_a_backend_that_does_not_tell_whose_lock_it_is_is_locked_all_the_same() -> None:
    assert locks_told("[409] Conflict: Another update is currently in progress.") == (UNKNOWN,)


def test_a_failure_of_another_sort_is_no_lock() -> None:
    assert locks_told("a stack named shop already exists") == ()


def test_a_run_whose_process_is_gone_is_dead() -> None:
    assert why(LOCK, None) == []


def test_a_process_that_ended_and_is_not_fetched_yet_is_dead() -> None:
    assert why(LOCK, Process("pulumi", ended=True)) == []


def test_a_process_id_that_another_program_has_by_now_is_no_run() -> None:
    assert why(LOCK, Process("postgres")) == []


def test_a_living_run_is_refused_with_its_process_its_user_and_its_time() -> None:
    (told,) = why(LOCK, Process("pulumi"))
    assert "process 4711 of olga on this machine, since 2026-11-24T14:51:08Z" in told
    assert "kill -INT 4711" in told


def test_force_does_not_take_a_living_run_for_dead() -> None:
    assert len(why(LOCK, Process("pulumi"), force=True)) == 1


def test_a_process_that_cannot_be_looked_at_counts_as_a_run() -> None:
    assert len(why(LOCK, Process(UNSEEN))) == 1


def test_nothing_is_proved_of_another_machine() -> None:
    (told,) = why(Lock(WHERE, "olga", "runner-7", 4711, SINCE), None)
    assert "Run `wholesale unlock -s shop` on runner-7" in told
    assert "--force" in told


def test_force_takes_the_runs_of_other_machines_for_dead() -> None:
    assert why(Lock(WHERE, "olga", "runner-7", 4711, SINCE), None, force=True) == []


def test_this_process_is_found_and_has_a_name() -> None:
    found = process(os.getpid())
    assert found is not None
    assert found.name
    assert not found.ended


def test_a_child_that_ended_is_seen_as_ended_and_then_as_gone() -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    found = process(child.pid)
    assert found is not None
    assert found.ended
    child.wait()
    assert process(child.pid) is None


def test_what_a_state_waits_for_is_read_from_its_export() -> None:
    urn = "urn:pulumi:shop::wholesale::pulumi-python:dynamic/wholesale:User::acme/ada"
    exported = {"deployment": {"pending_operations": [{"type": "creating", "resource": {"urn": urn}}]}}
    assert pending(exported) == (Interrupted("creating", urn),)
    assert pending({"deployment": None}) == ()


def state(folder: Path) -> Path:
    stacks = folder / ".pulumi" / "stacks" / "wholesale"
    stacks.mkdir(parents=True)
    for name, text in {
        "shop.json": "{}",
        "shop.json.attrs": "",
        "shop.json.bak.attrs": '{"md5": "x"}',
        "shop.json.18eb02c62c29d46b.tmp": "{",
        "other.json.attrs": "",
        "other.json.18eb02c62c29d46b.tmp": "{",
    }.items():
        (stacks / name).write_text(text)
    return stacks


def test_only_half_written_attributes_of_the_stack_are_removed(tmp_path: Path) -> None:
    stacks = state(tmp_path)
    assert mend(f"file://{tmp_path}?no_tmp_dir=true", "shop") == (stacks / "shop.json.attrs",)
    assert not (stacks / "shop.json.attrs").exists()
    assert mend(f"file://{tmp_path}", "shop") == ()


def test_only_temporary_files_of_the_stack_are_removed(tmp_path: Path) -> None:
    stacks = state(tmp_path)
    lock = f"file://{tmp_path}/.pulumi/locks/organization/wholesale/shop/57465896.json?no_tmp_dir=true"
    assert sweep(lock) == (stacks / "shop.json.18eb02c62c29d46b.tmp",)
    assert (stacks / "other.json.18eb02c62c29d46b.tmp").exists()


def test_files_of_other_backends_are_not_looked_for() -> None:
    assert mend("s3://bucket", "shop") == ()
    assert sweep(BUCKET) == ()
