"""Writes that travel together, and writes that go one after the other."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from wholesale.api.answers import Row
    from wholesale.api.clock import Clock

T = TypeVar("T")
WINDOW = 0.1
"""Seconds in which wishes for the same thing are collected: far less than one call of the API takes."""


class Coalescer:
    """Collects wishes of the same key for a moment, and carries them out together.

    Args:
        clock: whose seconds the moment is counted in.
        window: how long it lasts.
    """

    def __init__(self, clock: Clock, window: float = WINDOW) -> None:
        self._clock, self._window = clock, window
        self._locks: defaultdict[tuple[str, ...], asyncio.Lock] = defaultdict(asyncio.Lock)
        self._open: dict[tuple[str, ...], tuple[list[Any], asyncio.Future[Row]]] = {}

    async def gather(
        self, key: tuple[str, ...], wish: T, carry_out: Callable[[Sequence[T]], Awaitable[Row]]
    ) -> Row:
        """Carry out this wish with all others of the same key that come in the meantime."""
        if key in self._open:
            wishes, done = self._open[key]
            wishes.append(wish)
        else:
            wishes = [wish]
            done = asyncio.ensure_future(self._carried_out(key, wishes, carry_out))
            self._open[key] = (wishes, done)
        return await asyncio.shield(done)

    async def alone(self, key: tuple[str, ...], work: Callable[[], Awaitable[T]]) -> T:
        """Do this work while nobody else does work of the same key."""
        async with self._locks[key]:
            return await work()

    async def _carried_out(
        self, key: tuple[str, ...], wishes: list[T], carry_out: Callable[[Sequence[T]], Awaitable[Row]]
    ) -> Row:
        await self._clock.sleep(self._window)
        async with self._locks[key]:
            self._open.pop(key)
            return await carry_out(wishes)
