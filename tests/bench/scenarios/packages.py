"""30 users of one customer get another package."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING, Any

from customers import records, stack
from limits import Api
from measured import Line
from workshop import SERVERS, Snapshot, Workshop, seen, started, written

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from measured import Run

NAME = "moved"
USERS, CHANGED = 31, 30
LATENCY = 0.1
COMMAND = ("up", "--skip-preview", "--parallel", "128")


def lines(folder: Path, rounds: int) -> Iterator[Line]:
    """The runs; each begins with the old package."""
    workshop, before = _settled(folder)
    workshop.write(NAME, _data("webex_suite"))
    runs: defaultdict[str, list[Run]] = defaultdict(list)
    for _, server in product(range(rounds), SERVERS):
        workshop.choose(server)
        with before.restored(workshop, LATENCY) as simulator:
            run = seen(simulator, workshop, *COMMAND, stack=NAME)
        runs[server].append(written(run, "PUT wholesale/subscribers/{id}", CHANGED))
    for server, found in runs.items():
        name = f"package of {CHANGED} users, {LATENCY:g} s per call"
        yield Line(name, server, records(USERS) + 1, tuple(found), Api(LATENCY))


def _data(package: str) -> dict[str, Any]:
    data = stack(NAME, USERS)
    (customer,) = data["customers"].values()
    customer["packages"]["webex_suite"] = {}
    for user in list(customer["users"].values())[-CHANGED:]:
        user["package"] = package
    return data


def _settled(folder: Path) -> tuple[Workshop, Snapshot]:
    with started() as simulator:
        workshop = Workshop(folder, simulator.url)
        workshop.write(NAME, _data("webex_calling"))
        workshop.settle(NAME)
        return workshop, Snapshot.take(workshop, simulator, folder / "before")
