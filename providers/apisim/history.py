"""What the tables held before the latest writes, for answers that are out of date.

Change
    one record before and after; a step is all changes of one call, or of the work that was due.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from apisim.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from apisim.calls import Answer

MOST_STEPS = 128


@dataclass(frozen=True, slots=True)
class Change:
    """One record as it was and as it is (None: not there); `restore` puts either in its place."""

    restore: Callable[[str, Any], None]
    key: str
    old: Any
    new: Any


@dataclass
class History:
    """The latest steps, oldest first; nothing is noted before the first begins."""

    _steps: deque[list[Change]] = field(default_factory=lambda: deque(maxlen=MOST_STEPS))
    _begins: bool = False

    def __len__(self) -> int:
        return len(self._steps)

    @property
    def begun(self) -> bool:
        """Tell whether a step runs, so that changes are to be noted."""
        return self._begins or bool(self._steps)

    def begin(self) -> None:
        """Let the next change be the first of a new step."""
        self._begins = True

    def latest(self) -> tuple[Change, ...]:
        """Give the changes of the step that runs."""
        return () if self._begins or not self._steps else tuple(self._steps[-1])

    def note(self, change: Change) -> None:
        """Note a change of the step that runs."""
        if self._begins:
            self._steps.append([])
            self._begins = False
        if self._steps:
            self._steps[-1].append(change)

    @contextmanager
    def past(self, count: int) -> Iterator[list[Change]]:
        """Let the tables be as they were before the latest steps; gives what changes meanwhile, undone too.

        Steps are undone backwards and redone forwards, so that all rows come back in their order.
        """
        undone = [self._steps.pop() for _ in range(count)]
        for step in undone:
            _undo(step)
        begins, self._begins = self._begins, False
        self._steps.append([])
        try:
            yield self._steps[-1]
        finally:
            _undo(self._steps.pop())
            for step in reversed(undone):
                _redo(step)
                self._steps.append(step)
            self._begins = begins


def _undo(step: list[Change]) -> None:
    for change in reversed(step):
        change.restore(change.key, change.old)


def _redo(step: list[Change]) -> None:
    for change in step:
        change.restore(change.key, change.new)


def outdated(history: History, read: Callable[[], Answer]) -> Answer | None:
    """Give what `read` answered before the latest step that changed its answer.

    None when no step did, when it was refused then, and when reading itself changes something.
    """

    def before(count: int) -> Answer | None:
        with history.past(count) as changed:
            try:
                answer = read()
            except Refusal:
                return None
            return None if changed else answer

    def differs(count: int) -> bool:
        return before(count) != now

    now, counts = before(0), range(len(history) + 1)
    last = next((count for count in _strides(len(history)) if differs(count)), None)
    if last is None:
        return None
    return before(bisect_left(counts, 1, lo=last // 2 + 1, hi=last, key=lambda count: int(differs(count))))


def _strides(most: int) -> Iterator[int]:
    """Give 1, 2, 4 and so on, and the most: what is recent is found first."""
    count = 1
    while count < most:
        yield count
        count *= 2
    if most:
        yield most
