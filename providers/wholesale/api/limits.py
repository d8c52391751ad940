"""How many calls are in flight, and the pause that all of them keep.

The seam for a limiter that several runners share: anything with `slot` and `pause` will do.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from contextlib import AbstractAsyncContextManager

    from wholesale.api.clock import Clock


class Limiter(Protocol):
    """Who may call now."""

    def slot(self) -> AbstractAsyncContextManager[None]:
        """Hold one of the places for calls in flight; entered only when no pause is on."""
        ...

    def pause(self, seconds: float) -> None:
        """Let no call begin for `seconds` from now on."""
        ...


class ProcessLimiter:
    """A limiter for one process: a bound on calls in flight, and one pause for all.

    Args:
        concurrency: the most calls in flight.
        clock: whose seconds the pause is counted in.
    """

    def __init__(self, concurrency: int, clock: Clock) -> None:
        self._places = asyncio.Semaphore(concurrency)
        self._clock = clock
        self._resume_at = 0.0

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Hold one of the places for calls in flight; entered only when no pause is on."""
        async with self._places:
            while (rest := self._resume_at - self._clock.now()) > 0:
                await self._clock.sleep(rest)
            yield

    def pause(self, seconds: float) -> None:
        """Let no call begin for `seconds` from now on."""
        self._resume_at = max(self._resume_at, self._clock.now() + seconds)
