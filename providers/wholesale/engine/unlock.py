"""After a killed run: prove that it is dead, take its lock away, and forget what it left half-done.

`pulumi stack import` of the exported state drops every pending operation, without a call to the API
(docs/decisions/0010-unlock.md).
"""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wholesale.engine import locks
from wholesale.engine.command import Ended, pulumi, succeeded
from wholesale.engine.leftovers import mend, sweep
from wholesale.errors import LockedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from wholesale.engine.locks import Lock

SHARED = "/tmp"  # noqa: S108 - the folder itself is locked, nothing is written to it
"""What all users of a machine can lock, so that two unlocks follow each other."""


@dataclass(frozen=True, slots=True)
class Interrupted:
    """One operation that a killed run did not finish.

    Args:
        operation: `creating`, `updating` or `deleting`.
        urn: the record's.
    """

    operation: str
    urn: str


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What an unlock did.

    Args:
        stack: its name.
        locks: the locks that were taken away.
        cleared: the operations that the state does not wait for any more.
        mended: the files of a file backend that were broken or left over, and are gone.
    """

    stack: str
    locks: tuple[Lock, ...]
    cleared: tuple[Interrupted, ...]
    mended: tuple[Path, ...]


def unlock(stack: str, *, force: bool, say: Callable[[str], None]) -> Unlocked:
    """Take the lock of a dead run away, and clear what it left pending.

    Args:
        stack: its name.
        force: take locks of other machines for dead.
        say: shows how it goes.

    Raises:
        MissingStackError: Pulumi has no such stack.
        LockedError: a run is alive, or nobody can prove that it is not.
        WholesaleError: a Pulumi command failed.
    """
    with _one_at_a_time(say):
        held, mended = _holders(stack, say)
        refused = list(locks.refusals(stack, held, os.uname().nodename, locks.process, force=force))
        if refused:
            raise LockedError("\n".join(refused))
        state, pending = _exported(stack)
        if held:
            say(f"taking away {len(held)} lock(s) of {stack}")
            mended += tuple(file for lock in held for file in sweep(lock.where))
            succeeded(pulumi("cancel", "--yes", "--stack", stack), stack, "The lock cannot be taken away")
        if pending:
            say(f"clearing {len(pending)} interrupted operation(s)")
            _imported(stack, state)
    return Unlocked(stack, held, pending, mended)


@contextmanager
def _one_at_a_time(say: Callable[[str], None]) -> Iterator[None]:
    """Let no other unlock of this machine in: it would take away the lock of a run that began in between."""
    folder = os.open(SHARED, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another unlock on this machine")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _holders(stack: str, say: Callable[[str], None]) -> tuple[tuple[Lock, ...], tuple[Path, ...]]:
    """The locks of a stack, after what a kill broke in its files is mended."""
    asked = _asked(stack)
    if _is_understood(asked):
        return locks.locks_told(asked.said), ()
    mended = mend(_backend(stack), stack)
    for file in mended:
        say(f"removed {file}: it was half-written")
    asked = _asked(stack)
    if not _is_understood(asked):
        succeeded(asked, stack, f"Nobody can tell who holds stack {stack}")
    return locks.locks_told(asked.said), mended


def _asked(stack: str) -> Ended:
    """Ask for the lock, and change nothing: no stack can be renamed to a name that exists."""
    return pulumi("stack", "rename", stack, "--stack", stack)


def _is_understood(asked: Ended) -> bool:
    return bool(locks.locks_told(asked.said)) or "already exists" in asked.said


def _backend(stack: str) -> str:
    told = succeeded(pulumi("whoami", "--json"), stack, "Nobody can tell which backend is in use")
    return str(json.loads(told.out).get("url", ""))


def _exported(stack: str) -> tuple[bytes, tuple[Interrupted, ...]]:
    ended = succeeded(pulumi("stack", "export", "--stack", stack), stack, "The state cannot be read")
    return ended.out, pending(json.loads(ended.out))


def pending(exported: Any) -> tuple[Interrupted, ...]:
    """The operations that an exported state still waits for."""
    operations = (exported.get("deployment") or {}).get("pending_operations") or ()
    return tuple(
        Interrupted(str(one.get("type")), str((one.get("resource") or {}).get("urn"))) for one in operations
    )


def _imported(stack: str, state: bytes) -> None:
    ended = pulumi("stack", "import", "--stack", stack, fed=state)
    if held := locks.locks_told(ended.said):
        raise LockedError(
            f"A new run took stack {stack} in between (process {held[0].pid} on {held[0].host}).\n"
            f"    The dead lock is gone; what was interrupted is still marked in the state.\n"
            f"    Run `wholesale unlock -s {stack}` again when that run has ended."
        )
    succeeded(ended, stack, "The interrupted operations cannot be cleared")
