"""What the figures must be, and whether they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scenarios.adding import named
from scenarios.unchanged import ONE, SMALL
from scenarios.validating import CHANGED, COLD, REFERENCE, WARM

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from measured import Line
    from speeds import Loading, Speed

SLOW = 1.0
"""The latency that the promises speak of, in seconds."""


@dataclass(frozen=True)
class Promise:
    """One figure that must hold.

    Args:
        what: the figure.
        figure: as it was measured.
        bound: what it must reach, or must not exceed.
        at_least: which of the two.
    """

    what: str
    figure: float
    bound: float
    at_least: bool = False

    @property
    def holds(self) -> bool:
        """Whether it does."""
        return self.figure >= self.bound if self.at_least else self.figure <= self.bound


def promises(lines: Sequence[Line]) -> Iterator[Promise]:
    """The promises that these lines can show."""
    found = {(line.scenario, line.server): line for line in lines}
    yield from _adding(found)
    yield from _validating(found)
    for line in lines:
        if line.budget is not None and line.server == "ours":
            yield Promise(f"{line.scenario}: calls", line.calls, line.budget)
    if (line := found.get((ONE.name, "ours"))) and line.beyond_empty is not None:
        yield Promise(f"{ONE.name}: CPU seconds beyond an empty program", line.beyond_empty, 2.2)
    if line := found.get((SMALL.name, "ours")):
        yield Promise(f"{line.records} records: CPU seconds of a no-op in all", line.cpu, 2.6)


def of_simulator(starts: Sequence[Loading], speeds: Sequence[Speed]) -> Iterator[Promise]:
    """The promises about the simulator by itself."""
    for start in starts:
        yield Promise(f"{start.what}: seconds", start.figure, start.bound)
    for speed in speeds:
        if speed.bound:
            yield Promise(f"{speed.what}: calls per second", speed.per_second, speed.bound, at_least=True)


def _validating(found: dict[tuple[str, str], Line]) -> Iterator[Promise]:
    cold, reference = found.get((COLD, "ours")), found.get((REFERENCE, "peer"))
    if not cold or not reference:
        return
    yield Promise(f"{COLD}: wall, against {REFERENCE}", cold.wall / reference.wall, 3)
    yield Promise(f"{WARM}: seconds", found[WARM, "ours"].wall, 0.5)
    yield Promise(f"{CHANGED}: seconds", found[CHANGED, "ours"].wall, 0.8)
    yield Promise(f"{COLD}: MiB of the largest process", cold.kinds["CLI"].rss / 2**20, 500)


def _adding(found: dict[tuple[str, str], Line]) -> Iterator[Promise]:
    ours, stock = found.get((named(SLOW), "ours")), found.get((named(SLOW), "stock"))
    if not ours or not stock or not ours.posts or not stock.posts:
        return
    quick = found[named(0.0), "ours"]
    bound = 1.3 * (quick.wall + ours.limit.seconds)
    yield Promise(f"{ours.scenario}: POSTs, stock / ours", stock.posts / ours.posts, 8, at_least=True)
    yield Promise(f"{ours.scenario}: most calls in flight", ours.in_flight, 60, at_least=True)
    yield Promise(f"{ours.scenario}: wall, against 1.3 x (no latency + limit)", ours.wall, bound)
