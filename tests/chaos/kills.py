"""The kills: who is hit, when, doing what; and what became of it."""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from gate import Moment, Side
from processes import Role, marked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from deeds import Deed

Boundary = Literal["before the write", "sent, unanswered", "answer seen", "while polling", "between states"]
Victim = Literal["kill -9 CLI", "kill -9 plug-in", "kill -9 program", "SIGINT", "SIGTERM", "SIGINT twice"]

BOUNDARIES: tuple[Boundary, ...] = (
    "before the write",
    "sent, unanswered",
    "answer seen",
    "while polling",
    "between states",
)
ROLES: dict[Victim, Role] = {
    "kill -9 CLI": "cli",
    "kill -9 plug-in": "plug-in",
    "kill -9 program": "program",
    "SIGINT": "cli",
    "SIGTERM": "cli",
    "SIGINT twice": "cli",
}
VICTIMS = tuple(ROLES)
SIDES: dict[Boundary, Side] = {"before the write": "arrived", "sent, unanswered": "carried out"}
SAVING: tuple[Victim, ...] = ("SIGINT", "SIGTERM")
"""After these the engine ends in order, with the ids of what was made; a second Ctrl-C is like a kill."""
BETWEEN_PRESSES = 0.15


@dataclass(frozen=True)
class Kill:
    """Who is hit, when, doing what."""

    deed: Deed
    boundary: Boundary
    victim: Victim

    @property
    def name(self) -> str:
        """The kill in words."""
        return f"{self.deed.name}, {self.boundary}, {self.victim}"

    @property
    def moment(self) -> Moment:
        """When a call springs the trap; between states, none does."""
        write, nth = self.deed.write, self.deed.nth
        if self.boundary == "while polling" and self.deed.poll:
            return Moment(self.deed.poll, "arrived", after=write)
        return Moment(write, SIDES.get(self.boundary, "answered"), nth)


@dataclass(frozen=True)
class Outcome:
    """What became of a kill; without problems, the next run converged."""

    deed: str
    boundary: str
    victim: str
    problems: tuple[str, ...]
    unlocked: bool
    calls: int
    writes: int
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """The outcome as plain values."""
        return {**asdict(self), "converged": not self.problems}


def kills(deeds: Sequence[Deed]) -> list[Kill]:
    """Every victim at every boundary of every deed, where they can meet.

    The first ones cover every deed at every boundary, with changing victims; so do the next ones.
    """
    found = list(_ranked(deeds))
    return [kill for _, kill in sorted(found, key=lambda one: one[0])]


def _ranked(deeds: Sequence[Deed]) -> Iterator[tuple[int, Kill]]:
    for (row, deed), (column, boundary), (number, victim) in itertools.product(
        enumerate(deeds), enumerate(BOUNDARIES), enumerate(VICTIMS)
    ):
        gone = deed.program_ended and victim == "kill -9 program" and boundary != "between states"
        if not gone and not (boundary == "while polling" and deed.poll is None):
            yield (number + column + 2 * row) % len(VICTIMS), Kill(deed, boundary, victim)


def strike(victim: Victim, mark: str) -> bool:
    """Hit the victim; tell whether the call at the gate goes on: not where its sender was killed."""
    for process, role in marked(mark).items():
        if role == ROLES[victim]:
            _hit(victim, process)
    return victim not in {"kill -9 CLI", "kill -9 plug-in"}


def _hit(victim: Victim, process: int) -> None:
    """Send the signal; Ctrl-C goes to the whole group of the terminal."""
    if victim == "SIGTERM":
        os.kill(process, signal.SIGTERM)
    elif victim.startswith("kill -9"):
        os.kill(process, signal.SIGKILL)
    else:
        os.killpg(process, signal.SIGINT)
    if victim == "SIGINT twice":
        time.sleep(BETWEEN_PRESSES)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process, signal.SIGINT)
