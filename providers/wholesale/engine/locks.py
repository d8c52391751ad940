"""Who holds a stack's lock, and whether that run is dead.

Deciding is pure: processes are looked up by an argument. A lock tells user, host, process id and time.
Only on its own host can it be proved that the process is gone.
"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_LOCKED = re.compile(r"currently locked by|currently in progress")
_LOCK = re.compile(
    r"^\s*(?P<where>\S+): created by (?P<user>.+)@(?P<host>[^@\s]+) "
    r"\(pid (?P<pid>\d{1,9})\) at (?P<since>\S+)",
    re.MULTILINE,
)
UNSEEN = "?"
"""The name of a process that is there and cannot be looked at."""


@dataclass(frozen=True, slots=True)
class Lock:
    """One lock of a stack, as the Pulumi CLI tells it.

    Args:
        where: its address in the backend.
        user: who started the run.
        host: on which machine.
        pid: the run's process there.
        since: when, RFC 3339.
    """

    where: str
    user: str
    host: str
    pid: int
    since: str


@dataclass(frozen=True, slots=True)
class Process:
    """A process of this machine.

    Args:
        name: what runs in it.
        ended: whether it has ended, and nobody has asked for its exit code yet.
    """

    name: str
    ended: bool = False


UNKNOWN = Lock("", "somebody", "another machine", 0, "an unknown time")
"""The lock of a backend that does not tell whose it is."""


def locks_told(said: str) -> tuple[Lock, ...]:
    """The locks that a refused command names; empty when it was not refused for a lock."""
    found = tuple(
        Lock(one["where"], one["user"], one["host"], int(one["pid"]), one["since"])
        for one in _LOCK.finditer(said)
    )
    return found or ((UNKNOWN,) if _LOCKED.search(said) else ())


def living(locks: Sequence[Lock], here: str, look: Callable[[int], Process | None]) -> tuple[Lock, ...]:
    """The locks of this machine whose process is alive, and is Pulumi or cannot be seen."""
    return tuple(lock for lock in locks if lock.host == here and _is_pulumi(look(lock.pid)))


def distant(locks: Sequence[Lock], here: str) -> tuple[Lock, ...]:
    """The locks of which nothing can be proved on this machine."""
    return tuple(lock for lock in locks if lock.host != here)


def refusals(
    stack: str, locks: Sequence[Lock], here: str, look: Callable[[int], Process | None], *, force: bool
) -> Iterator[str]:
    """Why the lock of a stack stays; nothing when every run that holds it is dead, or is taken for dead.

    Args:
        stack: its name.
        locks: its locks.
        here: the name of this machine.
        look: finds a process of this machine.
        force: whether the user vouches for the runs of other machines.
    """
    for lock in living(locks, here, look):
        yield (
            f"Stack {stack} is locked by a run that is alive: process {lock.pid} of {lock.user} on this "
            f"machine, since {lock.since}.\n"
            f"    Wait until it ends, or end it: `kill -INT {lock.pid}`, once, lets it finish what is in "
            f"flight and give the stack free."
        )
    for lock in () if force else distant(locks, here):
        yield (
            f"Stack {stack} is locked by {lock.user} on {lock.host} (process {lock.pid}), since "
            f"{lock.since}.\n"
            f"    Whether that run is alive cannot be proved on this machine ({here}).\n"
            f"    Run `wholesale unlock -s {stack}` on {lock.host}. Where that machine is gone for good, "
            f"`--force` takes your word for it; two runs at once would overwrite each other's state."
        )


def process(pid: int) -> Process | None:
    """The process of this id on this machine; None when there is none."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        pass
    return _of_proc(pid) or _of_ps(pid) or Process(UNSEEN)


def _is_pulumi(found: Process | None) -> bool:
    return found is not None and not found.ended and (found.name.startswith("pulumi") or found.name == UNSEEN)


def _of_proc(pid: int) -> Process | None:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return None
    name, _, rest = stat.partition("(")[2].rpartition(")")
    return Process(name, ended=rest.split()[0] in "ZX")


def _of_ps(pid: int) -> Process | None:
    """The process as `ps` shows it, where there is no /proc."""
    command = ["ps", "-p", str(pid), "-o", "stat=", "-o", "comm="]
    try:
        shown = subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603 - no shell
    except OSError:
        return None
    state, _, name = shown.strip().partition(" ")
    return Process(Path(name.strip()).name, ended=state.startswith("Z")) if name else None
