"""The rate limit: a token bucket per bearer token, on wall time (wholesale-api §19 row 30, inferred)."""

from __future__ import annotations

import contextlib
import math
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from apisim.rulebook import EVERY, rule

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Rate:
    """So many calls in so many seconds; zero calls: no limit."""

    calls: int = 100
    seconds: float = 10.0


def parse(text: str) -> Rate:
    """Read `N`, `N/10s` or `0`."""
    calls, _, period = text.partition("/")
    with contextlib.suppress(ValueError):
        rate = Rate(int(calls), float(period.removesuffix("s")) if period else 10.0)
        if rate.calls >= 0 and 0 < rate.seconds < math.inf:
            return rate
    raise ValueError(f"--rate {text}: expected CALLS or CALLS/SECONDSs, such as 100/10s; 0 is off")


@rule(
    "rate.bucket",
    "A token makes 100 calls in 10 seconds, and more as its bucket fills again; `--rate` sets it.",
    "I §19.30",
    of=EVERY,
)
@rule(
    "rate.retry-after",
    "A call over the rate is a 429 with a whole number of seconds, 1 to 10, in `Retry-After`.",
    "S §2.4",
    of=EVERY,
)
@dataclass
class Buckets:
    """What each token has left."""

    rate: Rate
    wall: Callable[[], float] = time.monotonic
    _left: dict[str, tuple[float, float]] = field(default_factory=dict)

    def wait(self, name: str) -> int:
        """Take one call from the bucket: 0 when it had one, otherwise the seconds of `Retry-After`."""
        if not self.rate.calls:
            return 0
        now, refill = self.wall(), self.rate.calls / self.rate.seconds
        left, since = self._left.get(name, (float(self.rate.calls), now))
        left = min(float(self.rate.calls), left + (now - since) * refill)
        if left >= 1:
            self._left[name] = (left - 1, now)
            return 0
        self._left[name] = (left, now)
        return min(MOST_SECONDS, max(1, math.ceil((1 - left) / refill)))
