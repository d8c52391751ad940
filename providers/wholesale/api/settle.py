"""Waiting for what the API does in the background, for a bounded time (wholesale-api §3.2, "Timing")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholesale.errors import StoppedError

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

    async def __call__(
        self,
        fetch: Callable[[], Awaitable[Row]],
        busy: Callable[[Row], bool],
        longest: float = float("inf"),
    ) -> Row:
        """The row as soon as it is not busy, or as it is when the time is over or the run is cancelled."""
        end = self._clock.now() + min(longest, self._bound)
        for pause in _pauses():
            row = await fetch()
            rest = end - self._clock.now()
            if not busy(row) or rest <= 0:
                return row
            try:
                await self._clock.sleep(min(pause, rest))
            except StoppedError:
                return row
        raise AssertionError("the pauses never end")


def _pauses() -> Iterator[float]:
    pause = FIRST_PAUSE
    while True:
        yield pause
        pause = min(LONGEST_PAUSE, pause * 2)
