"""Runs that find nothing to do."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from calls import budget
from customers import records, stack
from measured import Line
from workshop import SERVERS, Workshop, seen, started, without_writes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from measured import Run


@dataclass(frozen=True)
class Case:
    """One command on one settled stack.

    Args:
        name: what it is called in the table.
        stack: the name of the stack.
        users: how many users each of its customers has.
        command: the Pulumi command with its flags.
    """

    name: str
    stack: str
    users: tuple[int, ...]
    command: tuple[str, ...] = ("up", "--skip-preview")

    @property
    def budget(self) -> int | None:
        """The most calls that it may make; none is set for a preview and a run together."""
        return budget(self.users) if "--skip-preview" in self.command else None


SMALL = Case("no-op, 22 users", "small", (22,))
ONE = Case("no-op, 96 users", "one", (96,))
TWICE = Case("no-op, 96 users, with preview", "one", (96,), ("up",))
FOUR = Case("no-op, 4 customers of 24", "four", (24, 24, 24, 24))
REFRESH = Case("refresh, 96 users", "one", (96,), ("refresh", "--skip-preview"))


def noop(folder: Path, rounds: int) -> Iterator[Line]:
    """One customer, small and large, several customers, and `pulumi up` as it is: preview and run."""
    return _lines(folder, rounds, SMALL, ONE, TWICE, FOUR)


def refresh(folder: Path, rounds: int) -> Iterator[Line]:
    """The state of one customer, read anew."""
    return _lines(folder, rounds, REFRESH)


def sizes(folder: Path, rounds: int) -> Iterator[Line]:
    """One customer, three sizes."""
    cases = [Case(f"no-op, {records(users)} records", f"users-{users}", (users,)) for users in (22, 97, 247)]
    return _lines(folder, rounds, *cases)


def _lines(folder: Path, rounds: int, *cases: Case) -> Iterator[Line]:
    empty: list[Run] = []
    runs: defaultdict[tuple[Case, str], list[Run]] = defaultdict(list)
    with started() as simulator:
        workshop = _settled(folder, simulator.url, cases)
        for _ in range(rounds):
            empty.append(workshop.empty())
            for case, server in product(cases, SERVERS):
                workshop.choose(server)
                runs[case, server].append(
                    without_writes(seen(simulator, workshop, *case.command, stack=case.stack))
                )
    nothing = Line("empty program", "", 0, tuple(empty))
    yield nothing
    for (case, server), found in runs.items():
        yield Line(
            case.name, server, records(*case.users), tuple(found), budget=case.budget, empty=nothing.cpu
        )


def _settled(folder: Path, url: str, cases: tuple[Case, ...]) -> Workshop:
    workshop = Workshop(folder, url)
    for case in cases:
        workshop.write(case.stack, stack(case.stack, *case.users))
    workshop.settle(*dict.fromkeys(case.stack for case in cases))
    return workshop
