"""Copies of this process that work beside it, and hand over plain values when they are done."""

from __future__ import annotations

import marshal
import os
import threading
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

_FORMAT = 2
"""Of marshal: without references, which cost more than they save."""


_WHOLE = b"whole"
"""The end of an answer that was not cut off."""
_ENDING: list[int] = []
"""Copies that have answered. To give back their memory takes them a while, for which nobody waits here."""


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


class Copy(NamedTuple):
    """A copy at work.

    Args:
        process: its id.
        outcome: where its answer comes out.
    """

    process: int
    outcome: int

    def answer(self) -> Any | None:
        """What it has found out, once it has; None when it ended without."""
        with os.fdopen(self.outcome, "rb") as opened:
            said = opened.read()
        _ENDING.append(self.process)
        return unpacked(said[: -len(_WHOLE)]) if said.endswith(_WHOLE) else None


def begin(work: Callable[[], Any]) -> Copy | None:
    """Let a copy of this process do some work; None where no copy can be made.

    Args:
        work: gives plain values, and leaves nothing behind.
    """
    if not _can_be_copied():
        return None
    _take_in()
    outcome, income = os.pipe()
    try:
        child = os.fork()
    except OSError:
        os.close(outcome)
        os.close(income)
        return None
    if child:
        os.close(income)
        return Copy(child, outcome)
    failed = 1
    try:
        os.close(outcome)
        with os.fdopen(income, "wb") as opened:
            opened.write(packed(work()) + _WHOLE)
        failed = 0
    finally:
        os._exit(failed)  # nothing of what the copied process would still do is this one's business


def _take_in() -> None:
    """Take note of the copies that have ended, so that the system can forget them."""
    ended = [process for process in _ENDING if os.waitpid(process, os.WNOHANG)[0]]
    _ENDING[:] = [process for process in _ENDING if process not in ended]


def _can_be_copied() -> bool:
    """A copy has only one thread: whatever another one holds at that moment, it would hold for ever."""
    return hasattr(os, "fork") and threading.active_count() == 1


def packed(value: Any) -> bytes:
    """Plain values, for a process of the same Python."""
    return marshal.dumps(value, _FORMAT)


def unpacked(content: bytes) -> Any:
    """The values that `packed` gave."""
    return marshal.loads(content)  # noqa: S302 - of nobody but a copy of this process
