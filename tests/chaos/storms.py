"""A storm: many customers are made while one call in five fails, until all is as in a calm."""

from __future__ import annotations

import re
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from deeds import ADDRESS
from natural import Estate, differences, estate
from trials import Trial, started, tail

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

SHARE = 0.2
MOST_ROUNDS = 6
ON_ITS_WAY = 0.05
"""Seconds after a 429 in which calls may still arrive that left before it was read."""
OF_ANY_CALL: tuple[Any, ...] = (
    {"status": 500},
    {"status": 502},
    {"gateway": 503},
    {"status": 504},
    {"status": 429, "retryAfter": 1},
    {"status": 429, "retryAfter": 2},
    {"status": 429},
    "timeout",
    "reset",
    "apply-then-reset",
    "cut-body",
    "garbage",
    {"slow": 1},
    {"slow": 3},
    {"drip": 1},
)
OF_A_READ: tuple[Any, ...] = ("duplicate", "short", "stale")
RULES = [
    {"method": "GET", "path": "*", "probability": SHARE, "do": [*OF_ANY_CALL, *OF_A_READ]},
    *(
        {"method": method, "path": "*", "probability": SHARE, "do": list(OF_ANY_CALL)}
        for method in ("POST", "PUT", "PATCH", "DELETE")
    ),
]
CALM = ("--rate", "0", "--latency", "0.02", "--settle", "0.3")
ENVIRONMENT = {"WHOLESALE_TIMEOUT": "2", "PULUMI_CONTINUE_ON_ERROR": "true", "PULUMI_PARALLEL": "32"}


@dataclass(frozen=True)
class Size:
    """How many customers in how many stacks, each with so many users."""

    customers: int
    stacks: int
    users: int = 10

    def data(self) -> dict[str, dict[str, Any]]:
        """The stack files, by name."""
        names = [f"shop-{number:02}" for number in range(self.customers)]
        return {
            f"storm-{number}": _stack(names[number :: self.stacks], self.users)
            for number in range(self.stacks)
        }


@dataclass(frozen=True)
class Weathered:
    """What became of one storm; without problems, it converged."""

    seed: int
    rounds: int
    calls: int
    faults: int
    wanted: int
    sent: int
    limited: int
    early: tuple[float, ...]
    seconds: float
    problems: tuple[str, ...]
    told: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The figures; `ratio` is writes sent for each wanted one."""
        figures = {
            "seed": self.seed,
            "rounds": self.rounds,
            "calls": self.calls,
            "faults": self.faults,
            "writes wanted": self.wanted,
            "writes sent": self.sent,
            "ratio": round(self.sent / self.wanted, 2),
            "ratio without 429": round((self.sent - self.limited) / self.wanted, 2),
            "in a pause": len(self.early),
            "latest after its 429": round(max(self.early, default=0.0), 2),
            "seconds": self.seconds,
        }
        return {**figures, "outcome": "; ".join(self.problems) or "converged"}


@dataclass(frozen=True)
class Calm:
    """What an undisturbed run of a size leaves, and how many writes it takes."""

    size: Size
    wanted: Estate
    writes: int


def calm(size: Size, folder: Path) -> Calm:
    """Make everything without a fault."""
    with started(*CALM) as simulator:
        trial = _trial(folder, simulator.url, size)
        for stack in size.data():
            ran = trial.up(stack=stack, **ENVIRONMENT)
            assert ran.code == 0, ran.text
        return Calm(size, estate(simulator.state()), len(simulator.writes()))


@dataclass
class Storm:
    """One seed's storm over a size."""

    before: Calm
    seed: int
    rounds: int = 0
    problems: list[str] = field(default_factory=list)
    early: list[float] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    _rows: list[dict[str, Any]] = field(default_factory=list)

    def weather(self, folder: Path) -> Weathered:
        """Run until all is there, then once more without faults, and judge."""
        began = time.monotonic()
        with started(*CALM, "--seed", str(self.seed)) as simulator:
            trial = _trial(folder, simulator.url, self.before.size)
            simulator.faults(RULES)
            self._run_until_there(trial, simulator)
            simulator.side("DELETE", "/faults")
            self.problems += differences(self.before.wanted, estate(simulator.state()))
            self.problems += self._after(trial, simulator)
        return self._judged(time.monotonic() - began)

    def _run_until_there(self, trial: Trial, simulator: Any) -> None:
        left = list(self.before.size.data())
        while left and self.rounds < MOST_ROUNDS:
            self.rounds += 1
            left = [stack for stack in left if not self._is_there(trial, simulator, stack)]
        self.problems += [f"{stack} is not there after {self.rounds} rounds" for stack in left]

    def _is_there(self, trial: Trial, simulator: Any, stack: str) -> bool:
        simulator.clear_ledger()
        ran = trial.up(stack=stack, **ENVIRONMENT)
        rows = simulator.ledger()
        self.early += too_early(rows)
        self._rows += rows
        phases = Counter(_phases(trial, stack))
        self.told += [f"round {self.rounds}, {stack}: {line}" for line in (*_errors(ran.text), dict(phases))]
        return ran.code == 0 and set(phases) == {"ready"}

    def _after(self, trial: Trial, simulator: Any) -> Iterator[str]:
        for stack in self.before.size.data():
            simulator.clear_ledger()
            ran = trial.up(stack=stack, **ENVIRONMENT)
            if ran.code:
                yield f"without faults, up of {stack} ended with {ran.code}: {tail(ran.text)}"
            for row in simulator.writes():
                yield f"without faults, up of {stack} writes: {row['method']} {row['path']}"

    def _judged(self, seconds: float) -> Weathered:
        writes = [row for row in self._rows if row["method"] != "GET"]
        limited = sum(row["status"] == 429 for row in writes)
        return Weathered(
            seed=self.seed,
            rounds=self.rounds,
            calls=len(self._rows),
            faults=sum(row.get("fault") is not None for row in self._rows),
            wanted=self.before.writes,
            sent=len(writes),
            limited=limited,
            early=tuple(self.early),
            seconds=round(seconds, 1),
            problems=tuple(self.problems),
            told=tuple(self.told),
        )


def too_early(rows: Sequence[dict[str, Any]]) -> Iterator[float]:
    """How long after a 429 calls of one run came, where that was before the end of its Retry-After."""
    told = [row for row in rows if row["status"] == 429 and row["retryAfter"]]
    pauses = [(_seconds(row["answered"]), row["retryAfter"]) for row in told]
    for row in rows:
        lags = [(_seconds(row["time"]) - answered, pause) for answered, pause in pauses]
        if found := [lag for lag, pause in lags if ON_ITS_WAY < lag < pause]:
            yield max(found)


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


def _errors(text: str) -> Iterator[str]:
    """The messages of an output that are no echo of others."""
    return (line.strip() for line in text.splitlines() if re.match(r"\s*error: ", line))


def _phases(trial: Trial, stack: str) -> Iterator[str]:
    for row in trial.standing(stack).get("resources") or ():
        if "dynamic/wholesale" in row["type"]:
            yield str((row.get("outputs") or {}).get("phase"))


def _trial(folder: Path, url: str, size: Size) -> Trial:
    trial = Trial(folder, url)
    for stack, data in size.data().items():
        trial.write(stack, data)
    return trial


def _stack(names: Sequence[str], users: int) -> dict[str, Any]:
    customers = {name: _customer(name, users) for name in names}
    return {"version": 1, "defaults": {"extends": ["smb-us"]}, "customers": customers}


def _customer(name: str, users: int) -> dict[str, Any]:
    everyone = {f"user-{number}": _user(name, number) for number in range(users)}
    everyone["user-0"]["roles"] = ["full_admin"]
    return {
        "name": f"Shop {name}",
        "primaryEmail": f"office@{name}.example",
        "firstAdministrator": "user-0",
        "address": ADDRESS,
        "packages": {"webex_calling": {}, "webex_meetings": {}},
        "locations": {"HQ": {"name": f"{name} HQ", "main": True, "address": "same"}},
        "users": everyone,
    }


def _user(customer: str, number: int) -> dict[str, Any]:
    return {
        "email": f"user-{number}@{customer}.example",
        "firstName": f"First{number}",
        "lastName": f"Last{number}",
        "extension": str(101 + number),
    }
