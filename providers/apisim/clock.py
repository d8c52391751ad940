"""Virtual time: wall time plus the sum of all advances; and the work that waits for it."""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from apisim.rulebook import EVERY, rule

Work = Callable[[], None]


@rule("transport.dates", "A moment is ISO-8601 in UTC, with a fraction and `Z`.", "S §2.1", of=EVERY)
def stamp(moment: datetime) -> str:
    """Write a moment as objects of the API do: ISO-8601, UTC, milliseconds, `Z` (wholesale-api §2.1)."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


@dataclass
class Clock:
    """The simulator's time."""

    wall: Callable[[], float] = time.time
    offset: float = 0.0

    def moment(self) -> float:
        """Give the virtual moment in seconds, as `time.time` counts."""
        return self.wall() + self.offset

    def now(self) -> datetime:
        """Give the virtual moment."""
        return datetime.fromtimestamp(self.moment(), UTC)

    def stamp(self) -> str:
        """Give the virtual moment as the API writes it."""
        return stamp(self.now())

    def advance(self, seconds: float) -> datetime:
        """Move virtual time, and give the new moment."""
        self.offset += seconds
        return self.now()


@dataclass
class Agenda:
    """Background work in the order of its time; what is due in zero seconds waits for the next read."""

    clock: Clock
    _timed: list[tuple[datetime, int, Work]] = field(default_factory=list)
    _next_read: list[Work] = field(default_factory=list)
    _count: int = 0

    def after(self, seconds: float, work: Work) -> None:
        """Plan work; zero seconds means: just before the next GET is answered."""
        if seconds <= 0:
            self._next_read.append(work)
            return
        self._count += 1
        heapq.heappush(self._timed, (self.clock.now() + timedelta(seconds=seconds), self._count, work))

    def run(self, *, reading: bool) -> None:
        """Do all work whose time has come."""
        if reading and self._next_read:
            due, self._next_read = self._next_read, []
            for work in due:
                work()
        if not self._timed:
            return
        now = self.clock.now()
        while self._timed and self._timed[0][0] <= now:
            heapq.heappop(self._timed)[2]()
