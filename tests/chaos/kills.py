"""One kill: a run is hit at one moment, and what the next run makes of it is judged."""

from __future__ import annotations

import base64
import itertools
import json
import os
import signal
import tempfile
import threading
import time
import uuid
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from deeds import NUMBERS, STACK, Deed
from gate import Gate, Moment, Trap
from natural import Estate, differences, estate
from processes import Role, end_all, marked, within
from trials import SimulatorProcess, Trial, started, tail, warnings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from subprocess import Popen

Boundary = Literal["before the write", "sent, unanswered", "answer seen", "while polling", "between states"]
Victim = Literal["kill -9 CLI", "kill -9 plug-in", "kill -9 program", "SIGINT", "SIGTERM"]

BOUNDARIES: tuple[Boundary, ...] = (
    "before the write",
    "sent, unanswered",
    "answer seen",
    "while polling",
    "between states",
)
VICTIMS: tuple[Victim, ...] = ("kill -9 CLI", "kill -9 plug-in", "kill -9 program", "SIGINT", "SIGTERM")
ROLES: dict[Victim, Role] = {
    "kill -9 CLI": "cli",
    "kill -9 plug-in": "plug-in",
    "kill -9 program": "program",
    "SIGINT": "cli",
    "SIGTERM": "cli",
}
SIGNALS: dict[Victim, signal.Signals] = {"SIGINT": signal.SIGINT, "SIGTERM": signal.SIGTERM}

TO_SPRING, TO_END, TO_VANISH = 30.0, 60.0, 2.0
SIMULATOR = ("--rate", "0", "--latency", "0.05", "--settle", "0.4")


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


@dataclass
class Start:
    """A small customer, applied: a project with its state, and the simulator's estate in a file.

    Args:
        folder: an empty folder.
        data: the stack file; None: nothing is there.
    """

    folder: Path
    data: dict[str, Any] | None

    def __post_init__(self) -> None:
        with started(*SIMULATOR) as simulator:
            self.trial = Trial(self.folder, simulator.url)
            self.trial.pulumi("stack", "ls", stack=STACK)
            if self.data is not None:
                self._apply(self.data, simulator)
            self.estate = self.folder / "estate.json"
            self.estate.write_text(json.dumps(simulator.state()))

    def _apply(self, data: dict[str, Any], simulator: Any) -> None:
        """Apply it without its numbers, let the carrier add them, and apply it with them."""
        lake = data["customers"]["lake"]
        self.trial.write(STACK, {**data, "customers": {"lake": _without_numbers(lake)}})
        _succeed(self.trial)
        _add_numbers(simulator)
        self.trial.write(STACK, data)
        _succeed(self.trial)


@dataclass
class Ground:
    """What all kills of one deed share: simulator and gate, and what an undisturbed run leaves; `with` opens it.

    Args:
        deed: what is done.
        start: what is there before.
        folder: an empty folder.
    """

    deed: Deed
    start: Start
    folder: Path
    wanted: Estate = field(init=False)
    states: int = field(init=False)

    def __enter__(self) -> Self:
        self._simulator = SimulatorProcess(*SIMULATOR, "--estate", str(self.start.estate))
        self._gate = Gate(self._simulator.url).__enter__()
        self._measure()
        return self

    def __exit__(self, *_: object) -> None:
        self._gate.__exit__()
        self._simulator.stop()

    def carry_out(self, kill: Kill) -> Outcome:
        """Hit a run, go the way back where it is needed, run again, and judge."""
        began = time.monotonic()
        with tempfile.TemporaryDirectory(dir=self.folder) as name:
            trial = self._trial(Path(name))
            problems, unlocked = self._hit_and_return(trial, kill)
        rows = self._simulator.ledger()
        writes = sum(row["method"] != "GET" for row in rows)
        return Outcome(
            kill.deed.name,
            kill.boundary,
            kill.victim,
            tuple(problems),
            unlocked,
            len(rows),
            writes,
            round(time.monotonic() - began, 1),
        )

    def _measure(self) -> None:
        """Make the run without a hit, and note what it leaves."""
        (self.folder / "undisturbed").mkdir()
        trial = self._trial(self.folder / "undisturbed")
        watch = Watch(trial.checkpoint(STACK), lambda _: False)
        with watch:
            _succeed(trial)
        self.states = watch.changes
        self.wanted = estate(self._simulator.state())

    def _trial(self, folder: Path) -> Trial:
        self._simulator.reset()
        self._gate.set_trap(None)
        trial = Trial(folder, self._gate.url, self.start.trial)
        trial.write(STACK, self.deed.after)
        return trial

    def _hit_and_return(self, trial: Trial, kill: Kill) -> tuple[list[str], bool]:
        mark = uuid.uuid4().hex
        try:
            problems = self._hit(trial, kill, mark)
        finally:
            end_all(mark)
        needed = trial.is_locked(STACK) or bool(trial.standing(STACK).get("pending_operations"))
        self._gate.set_trap(None)
        if needed:
            problems += trial.unlock(STACK)
        problems += self._converge(trial)
        return problems, needed

    def _hit(self, trial: Trial, kill: Kill, mark: str) -> list[str]:
        trap = Trap(self._moment(kill), lambda: _strike(kill.victim, mark))
        with Watch(trial.checkpoint(STACK), self._state_trap(kill, trap, mark)):
            if kill.boundary != "between states":
                self._gate.set_trap(trap)
            process = trial.begin_up(STACK, mark)
            within(TO_SPRING, lambda: trap.sprung is not None or process.poll() is not None)
            problems = [] if trap.sprung else [f"the moment did not come: {tail(trial.begun)}"]
            problems += _ended(process, mark)
        if trap.sprung and kill.victim in SIGNALS:
            problems += self._unsaved(trial, trap.sprung)
        return problems

    def _moment(self, kill: Kill) -> Moment:
        write, nth = kill.deed.write, kill.deed.nth
        if kill.boundary == "before the write":
            return Moment(write, "arrived", nth)
        if kill.boundary == "sent, unanswered":
            return Moment(write, "carried out", nth)
        if kill.boundary == "while polling" and kill.deed.poll:
            return Moment(kill.deed.poll, "arrived", after=write)
        return Moment(write, "answered", nth)

    def _state_trap(self, kill: Kill, trap: Trap, mark: str) -> Callable[[int], bool]:
        """Spring the trap after some changes of the state, another number for each victim, once it lives."""
        if kill.boundary != "between states":
            return lambda _: False
        nth = 1 + VICTIMS.index(kill.victim) * (self.states - 1) // len(VICTIMS)

        def look(changes: int) -> bool:
            if changes < nth or ROLES[kill.victim] not in marked(mark).values():
                return False
            trap.spring()
            return True

        return look

    def _unsaved(self, trial: Trial, hit: float) -> Iterator[str]:
        """The ids of accepted creates that were handed out before the hit, and that the state does not have."""
        resources = trial.standing(STACK).get("resources") or ()
        saved = {_uuid((row.get("outputs") or {}).get("apiId") or "") for row in resources}
        for row in self._gate.handed:
            if row.method == "POST" and 200 <= row.status < 300 and row.at <= hit:
                made = row.location.rpartition("/")[2] or json.loads(row.body or b"{}").get("id") or ""
                if _uuid(made) not in saved:
                    yield f"accepted and not in the state: POST {row.path}"

    def _converge(self, trial: Trial) -> list[str]:
        ran = trial.up(stack=STACK)
        if ran.code:
            return [f"up ended with {ran.code}: {tail(ran.text)}"]
        problems = differences(self.wanted, estate(self._simulator.state()))
        before = len(self._simulator.writes())
        again = trial.up(stack=STACK)
        problems += [f"the second up ended with {again.code}"] if again.code else []
        problems += [f"the second up warns: {line}" for line in warnings(again.text)]
        problems += [
            f"the second up writes: {row['method']} {row['path']}"
            for row in self._simulator.writes()[before:]
        ]
        if trial.pulumi("preview", "--expect-no-changes", stack=STACK).code:
            problems += ["preview --expect-no-changes sees changes"]
        if pending := trial.standing(STACK).get("pending_operations"):
            problems += [f"{len(pending)} pending operations stay in the state"]
        return problems


class Watch:
    """Counts how often a file changes while `with` lasts, and looks with each count whether it is time to act."""

    def __init__(self, file: Path, look: Callable[[int], bool]) -> None:
        self._file, self._look = file, look
        self.changes, self._done = 0, threading.Event()
        self._thread = threading.Thread(target=self._follow, daemon=True)

    def __enter__(self) -> Self:
        self._last = self._stamp()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join(10)

    def _follow(self) -> None:
        acted = False
        while not self._done.wait(0.001):
            stamp = self._stamp()
            self.changes += stamp != self._last
            self._last = stamp
            acted = acted or (self.changes > 0 and self._look(self.changes))

    def _stamp(self) -> tuple[int, ...]:
        try:
            found = self._file.stat()
        except FileNotFoundError:
            return ()
        return found.st_ino, found.st_mtime_ns, found.st_size


def _strike(victim: Victim, mark: str) -> bool:
    """Hit the victim; tell whether the call at the gate goes on: not where its sender or its run was killed."""
    number = SIGNALS.get(victim, signal.SIGKILL)
    for process, role in marked(mark).items():
        if role == ROLES[victim] and victim == "SIGINT":
            os.killpg(process, number)
        elif role == ROLES[victim]:
            os.kill(process, number)
    return victim not in {"kill -9 CLI", "kill -9 plug-in"}


def _ended(process: Popen[bytes], mark: str) -> list[str]:
    if not within(TO_END, lambda: process.poll() is not None):
        return [f"the CLI does not end within {TO_END:g} s"]
    if within(TO_VANISH, lambda: not marked(mark)):
        return []
    return [f"alive {TO_VANISH:g} s after the CLI: {role}" for role in marked(mark).values()]


def _succeed(trial: Trial) -> None:
    ran = trial.up(stack=STACK)
    assert ran.code == 0, ran.text


def _without_numbers(customer: dict[str, Any]) -> dict[str, Any]:
    users = {
        name: {key: value for key, value in user.items() if key != "phoneNumber"}
        for name, user in customer["users"].items()
    }
    return {**customer, "users": users}


def _add_numbers(simulator: Any) -> None:
    """Let the carrier add numbers to the location."""
    place = next(one for one in simulator.state()["locations"] if one["name"] == "Clinic")
    for number in NUMBERS:
        simulator.edit(
            "numbers",
            {
                "phoneNumber": number,
                "orgId": place["orgId"],
                "locationId": place["id"],
                "state": "ACTIVE",
                "phoneNumberType": "PRIMARY",
            },
        )


def _uuid(identifier: str) -> str:
    """The last part of an id, which is the same in each of its spellings."""
    if not identifier or "-" in identifier:
        return identifier
    padded = identifier + "=" * (-len(identifier) % 4)
    return base64.b64decode(padded).decode().rpartition("/")[2]
