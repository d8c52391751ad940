"""Writes that travel together, and writes that go one after the other."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from fakeclock import FakeClock

from wholesale.errors import ApiError
from wholesale.operations.coalesce import WINDOW, Coalescer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from wholesale.api.answers import Row

T = TypeVar("T")
KEY = ("customer", "c-1")


class Desk:
    """Carries out wishes, each batch in some seconds, and notes what came together and when."""

    def __init__(self, takes: float = 1.0, fails: int = 0) -> None:
        self.clock = FakeClock()
        self.coalescer = Coalescer(self.clock)
        self.batches: list[list[Any]] = []
        self.starts: list[float] = []
        self.running = self.most_running = 0
        self.takes, self.fails = takes, fails

    async def carry_out(self, wishes: Sequence[Any]) -> Row:
        self.batches.append(list(wishes))
        self.starts.append(self.clock.now())
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        await self.clock.sleep(self.takes)
        self.running -= 1
        if len(self.batches) <= self.fails:
            raise ApiError(f"batch {len(self.batches)} failed")
        return {"batch": len(self.batches)}

    async def wish(self, what: str, *, after: float = 0.0, key: tuple[str, ...] = KEY) -> Row:
        if after:
            await self.clock.sleep(after)
        return await self.coalescer.gather(key, what, self.carry_out)


def done(work: Callable[[], Awaitable[T]]) -> T:
    async def whole() -> T:
        return await work()

    return asyncio.run(whole())


def test_wishes_of_one_moment_travel_together() -> None:
    desk = Desk()
    rows = done(lambda: asyncio.gather(*(desk.wish(name, after=WINDOW / 2) for name in "abc")))
    assert desk.batches == [["a", "b", "c"]]
    assert rows == [{"batch": 1}] * 3


def test_a_wish_alone_waits_for_the_window_only() -> None:
    desk = Desk()
    done(lambda: desk.wish("a"))
    assert desk.starts == [WINDOW]


def test_wishes_that_come_while_others_are_carried_out_travel_together_afterwards() -> None:
    desk = Desk(takes=5)
    late = [("b", 1), ("c", 2), ("d", 4)]
    rows = done(lambda: asyncio.gather(desk.wish("a"), *(desk.wish(name, after=at) for name, at in late)))
    assert desk.batches == [["a"], ["b", "c", "d"]]
    assert rows == [{"batch": 1}, {"batch": 2}, {"batch": 2}, {"batch": 2}]


def test_wishes_for_different_things_do_not_wait_for_each_other() -> None:
    desk = Desk(takes=5)
    done(lambda: asyncio.gather(*(desk.wish(name, key=("customer", name)) for name in "abc")))
    assert desk.starts == [WINDOW] * 3
    assert desk.most_running == 3


def test_one_thing_is_never_written_twice_at_once() -> None:
    desk = Desk(takes=3)
    done(lambda: asyncio.gather(*(desk.wish(str(number), after=number * 0.7) for number in range(20))))
    assert desk.most_running == 1
    assert [wish for batch in desk.batches for wish in batch] == [str(number) for number in range(20)]


def test_a_failure_reaches_all_whose_wishes_travelled_together() -> None:
    desk = Desk(fails=1)

    async def whole() -> list[Any]:
        return await asyncio.gather(*(desk.wish(name) for name in "abc"), return_exceptions=True)

    assert [str(error) for error in done(whole)] == ["batch 1 failed"] * 3


def test_those_who_come_after_a_failure_get_their_own_answer() -> None:
    desk = Desk(fails=1)

    async def whole() -> list[Any]:
        first, second = desk.wish("a"), desk.wish("b", after=0.5)
        return await asyncio.gather(first, second, return_exceptions=True)

    failed, fine = done(whole)
    assert isinstance(failed, ApiError)
    assert fine == {"batch": 2}


@pytest.mark.parametrize("at", [0.01, WINDOW + 0.5])
def test_one_who_is_cancelled_does_not_cancel_the_others(at: float) -> None:
    desk = Desk()

    async def whole() -> Row:
        first = asyncio.ensure_future(desk.wish("a"))
        second = asyncio.ensure_future(desk.wish("b"))
        await desk.clock.sleep(at)
        first.cancel()
        return await second

    assert done(whole) == {"batch": 1}
    assert desk.batches == [["a", "b"]]


def test_the_wish_of_one_who_is_cancelled_is_carried_out_nevertheless() -> None:
    desk = Desk()

    async def whole() -> None:
        lone = asyncio.ensure_future(desk.wish("a"))
        await desk.clock.sleep(0.01)
        lone.cancel()
        await desk.clock.sleep(10)

    done(whole)
    assert desk.batches == [["a"]]


def test_work_alone_is_done_one_after_the_other() -> None:
    desk = Desk()

    async def whole() -> list[Row]:
        return await asyncio.gather(
            *(desk.coalescer.alone(("person", "p"), lambda: desk.carry_out(["x"])) for _ in range(5))
        )

    assert len(done(whole)) == 5
    assert desk.most_running == 1


def test_work_of_different_things_is_done_at_once() -> None:
    desk = Desk()

    async def whole() -> None:
        await asyncio.gather(
            *(desk.coalescer.alone(("person", str(n)), lambda: desk.carry_out(["x"])) for n in range(5))
        )

    done(whole)
    assert desk.most_running == 5


def test_work_that_fails_lets_the_next_one_begin() -> None:
    desk = Desk(fails=1)

    async def whole() -> list[Any]:
        works = (desk.coalescer.alone(("person", "p"), lambda: desk.carry_out(["x"])) for _ in range(2))
        return await asyncio.gather(*works, return_exceptions=True)

    failed, fine = done(whole)
    assert isinstance(failed, ApiError)
    assert fine == {"batch": 2}
