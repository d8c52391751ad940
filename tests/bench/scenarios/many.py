"""Many small stacks, one after the other and two at a time."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from typing import TYPE_CHECKING

from customers import records, stack
from measured import Line
from workshop import SERVERS, FailedError, Workshop, started

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from measured import Run

STACKS = tuple(f"stack-{number:02}" for number in range(1, 21))
USERS = 22
AT_A_TIME = {1: "one by one", 2: "two at a time"}


def lines(folder: Path, _: int) -> Iterator[Line]:
    """Runs that find nothing to do; the stacks are as many that one round is enough."""
    with started() as simulator:
        workshop = Workshop(folder, simulator.url)
        for name in STACKS:
            workshop.write(name, stack(name, USERS))
        workshop.apply(*STACKS)
        simulator.clear_ledger()
        for jobs, server in product(AT_A_TIME, SERVERS):
            workshop.choose(server)
            began = time.monotonic()
            runs = _runs(workshop, jobs)
            took = time.monotonic() - began
            name = f"{len(STACKS)} stacks, {AT_A_TIME[jobs]}, each"
            yield Line(name, server, records(USERS), runs, together=took)
        if simulator.writes():
            raise FailedError("stacks that should have nothing to do made writes")


def _runs(workshop: Workshop, jobs: int) -> tuple[Run, ...]:
    with ThreadPoolExecutor(jobs) as pool:
        return tuple(pool.map(lambda name: workshop.measured("up", "--skip-preview", stack=name), STACKS))
