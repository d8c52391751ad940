"""Writes that travel together, and writes that go one after the other."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    from wholesale.api.answers import Row
    from wholesale.api.clock import Clock

T = TypeVar("T")
WINDOW = 0.1
"""Seconds in which wishes for the same thing are collected: far less than one call of the API takes."""


class Door:
    """Lets many in beside each other, or one alone; who wants to be alone comes next."""

    def __init__(self) -> None:
        self._inside = self._waiting = 0
        self._taken = False
        self._changed = asyncio.Condition()

    @asynccontextmanager
    async def beside(self) -> AsyncIterator[None]:
        """Be inside with others that are beside, too."""
        async with self._changed:
            await self._changed.wait_for(lambda: not self._taken and not self._waiting)
            self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1
            await self._tell()

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Be inside with nobody else."""
        self._waiting += 1
        try:
            async with self._changed:
                await self._changed.wait_for(lambda: not self._taken and not self._inside)
                self._taken = True
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._taken = False
            await self._tell()

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()


class Coalescer:
    """Collects wishes of the same key for a moment, and carries them out together.

    Args:
        clock: whose seconds the moment is counted in.
        window: how long it lasts.
    """

    def __init__(self, clock: Clock, window: float = WINDOW) -> None:
        self._clock, self._window = clock, window
        self._doors: defaultdict[tuple[str, ...], Door] = defaultdict(Door)
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
        async with self._doors[key].alone():
            return await work()

    async def beside(self, key: tuple[str, ...], work: Callable[[], Awaitable[T]]) -> T:
        """Do this work beside others that say so too, while nobody does work of the same key alone."""
        async with self._doors[key].beside():
            return await work()

    async def _carried_out(
        self, key: tuple[str, ...], wishes: list[T], carry_out: Callable[[Sequence[T]], Awaitable[Row]]
    ) -> Row:
        await self._clock.sleep(self._window)
        async with self._doors[key].alone():
            self._open.pop(key)
            return await carry_out(wishes)
