"""Waiting for what the API does in the background, for a bounded time (wholesale-api §3.2, "Timing")."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from wholesale.api.answers import Row
    from wholesale.api.clock import Clock

FIRST_PAUSE, LONGEST_PAUSE = 0.25, 30.0


class Settling:
    """Polls until a row is not busy any more, or the time is over.

    Args:
        bound: the most seconds that one wait takes.
        clock: whose seconds they are.
    """

    def __init__(self, bound: float, clock: Clock) -> None:
        self._bound, self._clock = bound, clock
        self._cancelled = asyncio.Event()

    def cancel(self) -> None:
        """Let every wait end at once, with what its last poll gave: the user stopped the run."""
        self._cancelled.set()

    async def __call__(self, fetch: Callable[[], Awaitable[Row]], busy: Callable[[Row], bool]) -> Row:
        """The row as soon as it is not busy, or as it is when the time is over."""
        end = self._clock.now() + self._bound
        for pause in _pauses():
            row = await fetch()
            rest = end - self._clock.now()
            if not busy(row) or rest <= 0 or await self._is_cancelled_within(min(pause, rest)):
                return row
        raise AssertionError("the pauses never end")

    async def _is_cancelled_within(self, seconds: float) -> bool:
        """Sleep, but no longer than until the run is cancelled."""
        if self._cancelled.is_set():
            return True
        ends = [asyncio.ensure_future(end) for end in (self._clock.sleep(seconds), self._cancelled.wait())]
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for end in ends:
                end.cancel()
        return self._cancelled.is_set()


def _pauses() -> Iterator[float]:
    pause = FIRST_PAUSE
    while True:
        yield pause
        pause = min(LONGEST_PAUSE, pause * 2)
