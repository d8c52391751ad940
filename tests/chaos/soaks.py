"""Many runs in a row, changing and unchanging ones: what each leaves behind is counted."""

from __future__ import annotations

import copy
import os
import re
import time
import uuid
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deeds import BARE, STACK
from processes import MARK, end_all, marked, within
from trials import Trial, started, tail

if TYPE_CHECKING:
    from collections.abc import Iterator

TO_VANISH = 2.0
SETTLED = 6
"""Runs after which everything that is opened once has been opened: one turn of the changes, and a half."""
GROWING = {
    "state/.pulumi/history": "the engine's history of runs",
    "state/.pulumi/backups": "the engine's backups of the state",
    "home/logs": "the CLI's logs",
}


@dataclass(frozen=True)
class Left:
    """What is there after one run."""

    run: int
    code: int
    seconds: float
    processes: int
    simulator_files: int
    own_files: int
    temporary: tuple[str, ...]
    files: Counter[str]

    def as_json(self) -> dict[str, Any]:
        """The counts."""
        grown = {place: self.files[place] for place in GROWING}
        return {
            "run": self.run,
            "exit": self.code,
            "seconds": self.seconds,
            "processes": self.processes,
            "files open, simulator": self.simulator_files,
            "files open, here": self.own_files,
            "temporary files": len(self.temporary),
            **grown,
            "other files": self.files["others"],
        }


def soak(folder: Path, runs: int) -> Iterator[Left]:
    """Make runs in a row, and tell after each what is there."""
    mark = uuid.uuid4().hex
    with started("--rate", "0") as simulator:
        trial = Trial(folder, simulator.url)
        trial.environment[MARK] = mark
        try:
            for number in range(1, runs + 1):
                trial.write(STACK, _data(number))
                yield _one(trial, simulator.process.pid, mark, number)
        finally:
            end_all(mark)


def problems(found: list[Left]) -> Iterator[str]:
    """What a run left behind, or what grows from run to run."""
    yield from (f"run {one.run} ended with {one.code}" for one in found if one.code)
    yield from (f"run {one.run} left {one.processes} processes" for one in found if one.processes)
    yield from (f"run {one.run} left {', '.join(one.temporary)}" for one in found if one.temporary)
    calm, last = found[min(SETTLED, len(found)) - 1], found[-1]
    for name in ("simulator_files", "own_files"):
        before, after = getattr(calm, name), getattr(last, name)
        if after > before:
            yield f"{name} grew from {before} after run {calm.run} to {after} after run {last.run}"
    if new := last.files["others"] - calm.files["others"]:
        yield f"{new} files more than after run {calm.run}, in no place that is known to grow"


def _one(trial: Trial, simulator: int, mark: str, number: int) -> Left:
    began = time.monotonic()
    ran = trial.up(stack=STACK)
    seconds = time.monotonic() - began
    within(TO_VANISH, lambda: not marked(mark))
    if ran.code:
        raise RuntimeError(f"run {number} ended with {ran.code}: {tail(ran.text)}")
    return Left(
        run=number,
        code=ran.code,
        seconds=round(seconds, 1),
        processes=len(marked(mark)),
        simulator_files=_open_files(simulator),
        own_files=_open_files(os.getpid()),
        temporary=tuple(sorted(path.name for path in (trial.folder / "tmp").iterdir())),
        files=_files(trial.folder),
    )


def _data(number: int) -> dict[str, Any]:
    """Of four runs the first changes a name, the third adds or removes a user, two change nothing."""
    data = copy.deepcopy(BARE)
    users = data["customers"]["lake"]["users"]
    users["ben"]["lastName"] = f"Sato-{(number - 1) // 4 % 2}"
    if (number - 1) // 4 % 2 == (number - 1) % 4 // 2:
        users["dev"] = {**users["cleo"], "email": "dev@lake.example", "extension": "104"}
    return data


def _open_files(process: int) -> int:
    return len(list(Path(f"/proc/{process}/fd").iterdir()))


def _files(folder: Path) -> Counter[str]:
    """How many files lie in each place that grows, and how many elsewhere."""
    found: Counter[str] = Counter()
    for place, _, names in os.walk(folder):
        relative = str(Path(place).relative_to(folder))
        known = next((one for one in GROWING if re.match(rf"{one}(/|$)", relative)), "others")
        found[known] += len(names)
    return found
