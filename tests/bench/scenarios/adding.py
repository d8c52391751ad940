"""100 users are added to five settled customers."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING

from calls import NEW_USER
from customers import records, stack
from limits import Api
from measured import Line
from workshop import SERVERS, Snapshot, Workshop, seen, started, written

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from measured import Run

NAME = "grown"
BEFORE, AFTER = (1,) * 5, (21,) * 5
NEW = sum(AFTER) - sum(BEFORE)
COMMAND = ("up", "--skip-preview", "--parallel", "128")


def lines(folder: Path, rounds: int, latencies: Sequence[float]) -> Iterator[Line]:
    """The runs at each latency."""
    workshop, before = _settled(folder)
    workshop.write(NAME, stack(NAME, *AFTER))
    runs: defaultdict[tuple[float, str], list[Run]] = defaultdict(list)
    for _, seconds, server in product(range(rounds), latencies, SERVERS):
        workshop.choose(server)
        with before.restored(workshop, seconds) as simulator:
            run = seen(simulator, workshop, *COMMAND, stack=NAME)
        runs[seconds, server].append(written(run, NEW_USER, NEW))
    for (seconds, server), found in runs.items():
        yield Line(named(seconds), server, records(*AFTER), tuple(found), Api(seconds))


def named(latency: float) -> str:
    """What the scenario is called in the table."""
    return f"{NEW} users added, {latency:g} s per call" if latency else f"{NEW} users added, no latency"


def _settled(folder: Path) -> tuple[Workshop, Snapshot]:
    with started() as simulator:
        workshop = Workshop(folder, simulator.url)
        workshop.write(NAME, stack(NAME, *BEFORE))
        workshop.settle(NAME)
        return workshop, Snapshot.take(workshop, simulator, folder / "before")
