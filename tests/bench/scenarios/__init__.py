"""What is measured: each scenario yields its lines, ours and stock in turn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from scenarios import adding, many, packages, serving, unchanged, validating

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from measured import Line
    from speeds import Loading, Speed


@dataclass(frozen=True)
class Scenario:
    """One scenario.

    Args:
        meaning: what it does, for those who choose.
        lines: makes the runs, in an empty folder, so many times.
    """

    meaning: str
    lines: Callable[[Path, int], Iterator[Line | Loading | Speed]]


SCENARIOS = {
    "noop": Scenario("runs that find nothing to do, against the budget of calls", unchanged.noop),
    "refresh": Scenario("pulumi refresh of 99 records", unchanged.refresh),
    "sizes": Scenario("runs that find nothing to do, of 25, 100 and 250 records", unchanged.sizes),
    "added-1s": Scenario(
        "100 users added, 1 s per call, and none", partial(adding.lines, latencies=(1.0, 0.0))
    ),
    "added-100ms": Scenario("100 users added, 100 ms per call", partial(adding.lines, latencies=(0.1,))),
    "packages": Scenario("another package for 30 users, 100 ms per call", packages.lines),
    "validate": Scenario(
        "wholesale validate of 250 files, 1,250 customers, 20,000 users, and what others need for it",
        validating.lines,
    ),
    "twenty": Scenario("20 stacks of 25 records, one by one and two at a time, once", many.lines),
    "simulator": Scenario("the simulator with 20,000 users: its start, and calls per second", serving.lines),
}
