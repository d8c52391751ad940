"""What was measured: one run, and the line of all runs of one scenario under one server."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Any

import calls as of_calls
from limits import Api, Limit, limit

from wholesale.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from calls import Call

AT_A_TIME: int = Settings.__dataclass_fields__["concurrency"].default
CORES = len(os.sched_getaffinity(0))
NO_CALLS: tuple[Call, ...] = ()


@dataclass(frozen=True, slots=True)
class Usage:
    """What the processes of one kind used, as far as the samples saw it: CPU seconds, peak bytes of one."""

    cpu: float
    rss: int
    processes: int


@dataclass(frozen=True, slots=True)
class Run:
    """One command.

    Args:
        wall: seconds until it ended.
        cpu: CPU seconds of it and of everything that it started, exactly.
        kinds: the same by kind of process, sampled.
        calls: what reached the API.
    """

    wall: float
    cpu: float
    kinds: Mapping[str, Usage]
    calls: tuple[Call, ...] = NO_CALLS

    def as_json(self) -> dict[str, Any]:
        """The run's figures."""
        return {
            "wallSeconds": round(self.wall, 3),
            "cpuSeconds": round(self.cpu, 3),
            "calls": len(self.calls),
            "mostInFlight": of_calls.most_in_flight(self.calls),
            "kinds": {
                kind: {"cpuSeconds": one.cpu, "peakBytes": one.rss, "processes": one.processes}
                for kind, one in self.kinds.items()
            },
        }


@dataclass(frozen=True)
class Line:
    """All runs of a scenario under one server; its figures are medians.

    Args:
        scenario: what was done.
        server: `ours`, `stock`, or nothing where the server plays no part.
        records: how many records the stack has.
        runs: at least one.
        api: how the API behaved.
        together: the seconds that all runs took, where several ran at a time.
        budget: the most calls that it may make.
        empty: CPU seconds of a program that declares nothing.
    """

    scenario: str
    server: str
    records: int
    runs: tuple[Run, ...]
    api: Api = field(default_factory=Api)
    together: float | None = None
    budget: int | None = None
    empty: float | None = None

    @property
    def wall(self) -> float:
        """Seconds of one run; where several ran at a time, of all of them, divided by their number."""
        if self.together is not None:
            return self.together / len(self.runs)
        return median(run.wall for run in self.runs)

    @property
    def cpu(self) -> float:
        """CPU seconds of one run."""
        return median(run.cpu for run in self.runs)

    @property
    def beyond_empty(self) -> float | None:
        """CPU seconds of one run beyond those of an empty program."""
        return None if self.empty is None else self.cpu - self.empty

    @property
    def calls(self) -> int:
        """Calls of one run; the most of all runs, because a budget holds for each."""
        return max(len(run.calls) for run in self.runs)

    @property
    def writes(self) -> int:
        """Writes of one run; the most of all runs."""
        return max(of_calls.writes(run.calls) for run in self.runs)

    @property
    def in_flight(self) -> float:
        """The most calls in flight at a time."""
        return median(of_calls.most_in_flight(run.calls) for run in self.runs)

    @property
    def posts(self) -> float | None:
        """Seconds from the first new user to the last; None where there are not two."""
        spans = [of_calls.span(run.calls, of_calls.NEW_USER) for run in self.runs]
        known = [one for one in spans if one is not None]
        return median(known) if known else None

    @property
    def limit(self) -> Limit:
        """What no run of this kind can be faster than."""
        chain = min(of_calls.longest_chain(run.calls) for run in self.runs)
        return limit(self.api, self.calls, chain, AT_A_TIME, self.cpu / CORES)

    @property
    def kinds(self) -> dict[str, Usage]:
        """CPU seconds and peak memory by kind of process."""
        names = dict.fromkeys(name for run in self.runs for name in run.kinds)
        return {
            name: self._usage([run.kinds[name] for run in self.runs if name in run.kinds]) for name in names
        }

    def _usage(self, found: list[Usage]) -> Usage:
        return Usage(
            median([one.cpu for one in found] + [0.0] * (len(self.runs) - len(found))),
            max(one.rss for one in found),
            max(one.processes for one in found),
        )
