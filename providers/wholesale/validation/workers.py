"""Work in several processes at once: copies of this one, made after everything is imported."""

from __future__ import annotations

import json
import os
import threading
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")


def in_parts(
    items: Sequence[T], work: Callable[[T], Any], *, fewest: int, cores: int | None = None
) -> list[Any]:
    """The answers of a function to every item, in their order.

    Where a process cannot be made, or ends without its answers, this one does its work.

    Args:
        items: what is worked on.
        work: gives plain JSON values, depends on nothing but its item, and leaves nothing behind.
        fewest: items that are worth a process of their own.
        cores: the most processes; without a number, one for each core that this process may use.
    """
    several = min(cores or _cores(), len(items) // fewest)
    if several < 2 or not _can_be_copied():  # noqa: PLR2004 - one process is this one
        return [work(item) for item in items]
    parts = [items[start::several] for start in range(several)]
    copies = [_begun(part, work) for part in parts[1:]]
    done = [[work(item) for item in parts[0]]]
    for part, copy in zip(parts[1:], copies, strict=True):
        answers = None if copy is None else _answers(*copy)
        done.append([work(item) for item in part] if answers is None else answers)
    return [done[index % several][index // several] for index in range(len(items))]


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


def _can_be_copied() -> bool:
    """A copy has only one thread: whatever another one holds at that moment, it would hold for ever."""
    return hasattr(os, "fork") and threading.active_count() == 1


def _begun(items: Sequence[T], work: Callable[[T], Any]) -> tuple[int, int] | None:
    """Begin the work in a copy of this process: its id, and where its answers come out."""
    outcome, income = os.pipe()
    try:
        child = os.fork()
    except OSError:
        os.close(outcome)
        os.close(income)
        return None
    if child:
        os.close(income)
        return child, outcome
    failed = 1
    try:
        os.close(outcome)
        with os.fdopen(income, "wb") as opened:
            opened.write(json.dumps([work(item) for item in items]).encode())
        failed = 0
    finally:
        os._exit(failed)  # nothing of what the copied process would still do is this one's business


def _answers(child: int, outcome: int) -> list[Any] | None:
    """What a copy has found out; None when it ended without."""
    with os.fdopen(outcome, "rb") as opened:
        said = opened.read()
    _, status = os.waitpid(child, 0)
    answers: list[Any] | None = json.loads(said) if status == 0 else None
    return answers
