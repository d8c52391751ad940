"""How fast the simulator is: calls of one kind, made as fast as it answers."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Burst:
    """One run: how many calls were answered, in what time, and the CPU seconds of the simulator."""

    calls: int
    seconds: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Speed:
    """All runs of one kind of call; its figures are medians.

    Args:
        what: the call.
        bursts: at least one.
        bound: how many calls a second there must be; None: any number.
    """

    what: str
    bursts: tuple[Burst, ...]
    bound: float | None = None

    @property
    def per_second(self) -> float:
        """Calls per second."""
        return median(burst.calls / burst.seconds for burst in self.bursts)

    @property
    def per_cpu_second(self) -> float:
        """Calls per CPU second of the simulator, which company on the machine hardly changes."""
        return median(burst.calls / burst.cpu for burst in self.bursts)

    def as_json(self) -> dict[str, Any]:
        """The figures, for machines."""
        return {
            "what": self.what,
            "callsPerSecond": round(self.per_second),
            "callsPerCpuSecond": round(self.per_cpu_second),
            "runs": [
                {"calls": one.calls, "seconds": round(one.seconds, 3), "cpuSeconds": round(one.cpu, 3)}
                for one in self.bursts
            ],
        }


@dataclass(frozen=True, slots=True)
class Loading:
    """How long the simulator takes until it accepts calls.

    Args:
        what: what it loads.
        seconds: of each start.
        bound: the most that it may take.
    """

    what: str
    seconds: tuple[float, ...]
    bound: float

    @property
    def figure(self) -> float:
        """Seconds of the median start."""
        return median(self.seconds)

    def as_json(self) -> dict[str, Any]:
        """The figures, for machines."""
        return {
            "what": self.what,
            "seconds": round(self.figure, 3),
            "runs": [round(one, 3) for one in self.seconds],
        }
