"""A clock whose time passes when somebody sleeps."""

from __future__ import annotations

import asyncio
import heapq
import itertools

STEPS_OF_THE_LOOP = 30


class FakeClock:
    """Virtual seconds: when all who can go on have gone on, the next sleeper wakes."""

    def __init__(self) -> None:
        self.time = 0.0
        self.slept: list[float] = []
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = itertools.count()
        self._driver: asyncio.Task[None] | None = None

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
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
