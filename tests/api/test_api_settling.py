"""Waiting for what the API does in the background."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from fakeclock import FakeClock
from hypothesis import given
from hypothesis import strategies as st

from wholesale.api.settle import FIRST_PAUSE, LONGEST_PAUSE, Settling

if TYPE_CHECKING:
    from wholesale.api.answers import Row


class Thing:
    """Something that is busy until a moment."""

    def __init__(self, clock: FakeClock, until: float) -> None:
        self.clock, self.until, self.polls = clock, until, 0

    async def fetch(self) -> Row:
        self.polls += 1
        return {"busy": self.clock.now() < self.until}


def settled(bound: float, until: float) -> tuple[Row, FakeClock, Thing]:
    clock = FakeClock()
    thing = Thing(clock, until)

    async def whole() -> Row:
        return await Settling(bound, clock)(thing.fetch, lambda row: row["busy"])

    return asyncio.run(whole()), clock, thing


def test_what_is_settled_is_read_once_and_not_waited_for() -> None:
    row, clock, thing = settled(600, 0)
    assert (row, clock.slept, thing.polls) == ({"busy": False}, [], 1)


def test_the_pauses_grow_to_a_bound() -> None:
    _, clock, _ = settled(600, 300)
    assert clock.slept[0] == FIRST_PAUSE
    assert clock.slept == sorted(clock.slept)
    assert max(clock.slept) == LONGEST_PAUSE


@given(st.floats(0, 1000), st.floats(0, 2000))
def test_no_wait_takes_longer_than_its_bound(bound: float, until: float) -> None:
    row, clock, _ = settled(bound, until)
    assert clock.now() <= bound * (1 + 1e-9)
    assert row["busy"] == (until > clock.now())


def test_without_time_there_is_one_look() -> None:
    row, clock, thing = settled(0, 100)
    assert (row, clock.slept, thing.polls) == ({"busy": True}, [], 1)


def test_after_a_cancel_nothing_is_waited_for() -> None:
    clock = FakeClock()
    thing = Thing(clock, 100)

    async def whole() -> Row:
        settling = Settling(600, clock)
        clock.stop()
        return await settling(thing.fetch, lambda row: row["busy"])

    assert asyncio.run(whole()) == {"busy": True}
    assert clock.slept == []


def test_a_cancel_ends_every_wait_at_once() -> None:
    clock = FakeClock()
    thing = Thing(clock, 10_000)

    async def whole() -> float:
        settling = Settling(5000, clock)
        waits = [asyncio.ensure_future(settling(thing.fetch, lambda row: row["busy"])) for _ in range(3)]
        await clock.sleep(200)
        clock.stop()
        await asyncio.gather(*waits)
        return clock.now()

    assert asyncio.run(whole()) <= 200 + 1
