"""One kill: a run is hit at one moment, and what the next run makes of it is judged."""

from __future__ import annotations

import base64
import json
import tempfile
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from deeds import STACK, Deed
from gate import Gate, Trap
from kills import ROLES, SAVING, VICTIMS, Kill, Outcome, strike
from natural import Estate, differences, estate
from processes import end_all, marked, within
from starts import SIMULATOR, Start, succeed
from trials import SimulatorProcess, Trial, tail, warnings
from watch import Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from subprocess import Popen

TO_SPRING, TO_END, TO_VANISH = 90.0, 90.0, 2.0


@dataclass
class Ground:
    """What all kills of a deed share: simulator, gate, what an undisturbed run leaves; `with` opens it.

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
            problems, unlocked = self._judged(trial, kill)
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
            succeed(trial)
        self.states = watch.changes
        self.wanted = estate(self._simulator.state())

    def _trial(self, folder: Path) -> Trial:
        self._simulator.reset()
        self._gate.set_trap(None)
        trial = Trial(folder, self._gate.url, self.start.trial)
        trial.write(STACK, self.deed.after)
        return trial

    def _judged(self, trial: Trial, kill: Kill) -> tuple[list[str], bool]:
        try:
            return self._hit_and_return(trial, kill)
        except (TimeoutError, ValueError) as error:
            return [f"{type(error).__name__}: {error}"], False

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
        trap = Trap(kill.moment, lambda: strike(kill.victim, mark))
        with Watch(trial.checkpoint(STACK), self._state_trap(kill, trap, mark)):
            if kill.boundary != "between states":
                self._gate.set_trap(trap)
            process = trial.begin_up(STACK, mark)
            within(TO_SPRING, lambda: trap.sprung is not None or process.poll() is not None)
            problems = [] if trap.sprung else [f"the moment did not come: {tail(trial.begun)}"]
            problems += _ended(process, mark)
        if trap.sprung and kill.victim in SAVING:
            problems += self._unsaved(trial, trap.sprung)
        return problems

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
        """The accepted creates that were told before the hit, and whose ids the state does not have."""
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


def _ended(process: Popen[bytes], mark: str) -> list[str]:
    if not within(TO_END, lambda: process.poll() is not None):
        return [f"the CLI does not end within {TO_END:g} s"]
    if within(TO_VANISH, lambda: not marked(mark)):
        return []
    return [f"alive {TO_VANISH:g} s after the CLI: {role}" for role in marked(mark).values()]


def _uuid(identifier: str) -> str:
    """The last part of an id of the API, which is the same in each of its spellings."""
    padded = identifier + "=" * (-len(identifier) % 4)
    try:
        return base64.b64decode(padded, validate=True).decode().rpartition("/")[2]
    except ValueError:
        return identifier
