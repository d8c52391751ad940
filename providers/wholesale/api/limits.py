"""How many calls are in flight, the pause that all of them keep, and the pace that is learnt from it.

The seam for a limiter that several runners share: anything with `slot` and `pause` will do.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from contextlib import AbstractAsyncContextManager

    from wholesale.api.clock import Clock

WINDOW = 10.0
"""Seconds over which the calls are counted that the API let pass."""
CALM = 2.0
"""Seconds without a refusal after which the pace grows."""
FASTER, SLOWER, CAUTION = 1.1, 0.8, 0.95
"""What the pace is multiplied with after a calm time, after a refusal, and when it is first learnt."""
SLOWEST = 5.0
"""Calls in a second: slower is never learnt, for the refusal may be another runner's doing."""


class Limiter(Protocol):
    """Who may call now."""

    def slot(self) -> AbstractAsyncContextManager[None]:
        """Hold one of the places for calls in flight; entered only when no pause is on."""
        ...

    def pause(self, seconds: float) -> None:
        """Let no call begin for `seconds` from now on: the API refused one for its rate (429)."""
        ...

    def rest(self) -> float:
        """The seconds that the pause still lasts; 0 where none is on."""
        ...


class ProcessLimiter:
    """A limiter for one process: a bound on calls in flight, one pause for all, and a pace after it.

    Nobody publishes the API's rate (wholesale-api §2.4), so it is learnt: after the first refusal calls begin
    no faster than the API let them pass before, a little faster after each calm time, slower after each
    further refusal.

    Args:
        concurrency: the most calls in flight.
        clock: whose seconds pause and pace are counted in.
    """

    def __init__(self, concurrency: int, clock: Clock) -> None:
        self._places = asyncio.Semaphore(concurrency)
        self._clock = clock
        self._resume_at = self._next_at = self._calm_since = 0.0
        self._rate: float | None = None
        self._begun: deque[float] = deque()

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Hold one of the places for calls in flight; entered only when no pause is on."""
        async with self._places:
            while (rest := self._reserved() - self._clock.now()) > 0:
                await self._clock.sleep(rest)
                if self._resume_at <= self._clock.now():
                    break
            self._count()
            yield

    def pause(self, seconds: float) -> None:
        """Let no call begin for `seconds` from now on: the API refused one for its rate (429)."""
        now = self._clock.now()
        if self._begun:
            self._begun.pop()
        if now >= self._resume_at:
            self._rate = learnt(self._rate, len(self._begun) / WINDOW)
        self._resume_at = max(self._resume_at, now + seconds)
        self._calm_since, self._next_at = self._resume_at, max(self._next_at, self._resume_at)

    def rest(self) -> float:
        """The seconds that the pause still lasts; 0 where none is on."""
        return max(0.0, self._resume_at - self._clock.now())

    def _reserved(self) -> float:
        """When the next call may begin; the one after it comes later by the pace."""
        now = self._clock.now()
        begins = max(now, self._resume_at, self._next_at)
        if self._rate is not None:
            if begins - self._calm_since >= CALM:
                self._rate, self._calm_since = self._rate * FASTER, begins
            self._next_at = begins + 1 / self._rate
        return begins

    def _count(self) -> None:
        now = self._clock.now()
        self._begun.append(now)
        while self._begun[0] <= now - WINDOW:
            self._begun.popleft()


def learnt(rate: float | None, passed: float) -> float:
    """The pace after a refusal, in calls in a second.

    Args:
        rate: the pace so far; None where none was kept.
        passed: the calls in a second that the API let pass before.
    """
    slower = passed * CAUTION if rate is None else min(rate * SLOWER, passed)
    return max(SLOWEST, slower)
