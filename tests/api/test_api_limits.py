"""The pace that a limiter learns from refusals: against a bucket that lets so many calls pass."""

from __future__ import annotations

import asyncio

import pytest
from fakeclock import FakeClock
from hypothesis import given
from hypothesis import strategies as st

from wholesale.api.limits import SLOWER, SLOWEST, ProcessLimiter, learnt


class Bucket:
    """An API with a token bucket, as the simulator has one; it tells in whole seconds when to come back."""

    def __init__(self, clock: FakeClock, calls: int, seconds: float) -> None:
        self.clock, self.most, self.refill = clock, float(calls), calls / seconds
        self.left, self.since = self.most, 0.0
        self.refused = self.passed = 0

    def call(self) -> bool:
        now = self.clock.now()
        self.left = min(self.most, self.left + (now - self.since) * self.refill)
        self.since = now
        allowed = self.left >= 1
        self.left -= allowed
        self.passed += allowed
        self.refused += not allowed
        return allowed


def run(calls: int, bucket: tuple[int, float], takes: float = 0.02) -> tuple[Bucket, float]:
    """Make so many calls, each again until it passes; how long that took."""
    clock = FakeClock()
    limiter, api = ProcessLimiter(64, clock), Bucket(clock, *bucket)

    async def one() -> None:
        while True:
            async with limiter.slot():
                allowed = api.call()
                await clock.sleep(takes)
            if allowed:
                return
            limiter.pause(1)

    async def whole() -> None:
        await asyncio.gather(*(one() for _ in range(calls)))

    asyncio.run(whole())
    return api, clock.now()


def test_without_a_refusal_nothing_is_held_back() -> None:
    api, seconds = run(640, (10_000, 10))
    assert api.refused == 0
    assert seconds == pytest.approx(10 * 0.02)


def test_after_the_first_refusals_few_calls_are_refused_and_the_rate_is_used() -> None:
    api, seconds = run(1000, (100, 10))
    computed = (1000 - 100) / 10
    assert api.passed == 1000
    assert api.refused < 64 + 1000 * 0.05
    assert seconds < 1.25 * computed


def test_a_pace_that_was_learnt_too_low_recovers() -> None:
    clock = FakeClock()
    limiter = ProcessLimiter(64, clock)
    limiter.pause(1)

    async def calls(number: int) -> float:
        began = clock.now()
        for _ in range(number):
            async with limiter.slot():
                pass
        return clock.now() - began

    async def whole() -> tuple[float, float]:
        first = await calls(50)
        await calls(2000)
        return first, await calls(50)

    first, last = asyncio.run(whole())
    assert last < first / 4


@given(st.floats(0.1, 1000), st.floats(0, 1000))
def test_a_further_refusal_never_makes_it_faster(rate: float, passed: float) -> None:
    assert learnt(rate, passed) <= max(SLOWEST, rate * SLOWER)
