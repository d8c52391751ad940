"""A clock whose time passes when somebody sleeps."""

from __future__ import annotations

import asyncio
import heapq
import itertools

from wholesale.api.clock import CANCELLED
from wholesale.errors import StoppedError

STEPS_OF_THE_LOOP = 30


class FakeClock:
    """Virtual seconds: when all who can go on have gone on, the next sleeper wakes."""

    def __init__(self) -> None:
        self.time = 0.0
        self._stopped = False
        self.slept: list[float] = []
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = itertools.count()
        self._driver: asyncio.Task[None] | None = None

    @property
    def stopped(self) -> bool:
        return self._stopped

    def stop(self) -> None:
        self._stopped = True
        for _, _, wake in self._sleepers:
            if not wake.done():
                wake.set_exception(StoppedError(CANCELLED))
        self._sleepers = []

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        if self._stopped:
            raise StoppedError(CANCELLED)
        self.slept.append(seconds)
        wake: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.time + seconds, next(self._count), wake))
        if self._driver is None or self._driver.done():
            self._driver = asyncio.ensure_future(self._drive())
        await wake

    async def _drive(self) -> None:
        while self._sleepers:
            for _ in range(STEPS_OF_THE_LOOP):
                await asyncio.sleep(0)
            at, _, wake = heapq.heappop(self._sleepers)
            self.time = max(self.time, at)
            if not wake.done():
                wake.set_result(None)
