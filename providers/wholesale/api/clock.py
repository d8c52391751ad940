"""Time as an argument: what waits takes a clock, so that tests need not wait."""

from __future__ import annotations

import asyncio
import time
from typing import Protocol

from wholesale.errors import StoppedError


class Clock(Protocol):
    """Seconds that only go forward, and the way to let them pass."""

    def now(self) -> float:
        """Seconds since some fixed moment."""
        ...

    @property
    def stopped(self) -> bool:
        """Whether the run was cancelled: then no write begins any more."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return after `seconds`. Raises StoppedError as soon as the run is cancelled."""
        ...


CANCELLED = "not done: the run was cancelled before it was sent; the next run does it"


class WallClock:
    """The process's monotonic clock, until the run is cancelled: then nobody sleeps any more."""

    def __init__(self) -> None:
        self._stopped = asyncio.Event()

    @property
    def stopped(self) -> bool:
        """Whether the run was cancelled."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """Wake all who sleep: the user cancelled the run."""
        self._stopped.set()

    def now(self) -> float:
        """Seconds since some fixed moment."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Return after `seconds`. Raises StoppedError as soon as the run is cancelled."""
        try:
            async with asyncio.timeout(seconds):
                await self._stopped.wait()
        except TimeoutError:
            return
        raise StoppedError(CANCELLED)
