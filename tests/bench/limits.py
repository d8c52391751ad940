"""The shortest time that a run can take on this machine against this API."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Api:
    """How the API of a run behaves.

    Args:
        latency: seconds of one call.
        burst: calls that the rate lets through at once.
        rate: calls a second after that; 0: no limit.
    """

    latency: float = 0.0
    burst: int = 0
    rate: float = 0.0


@dataclass(frozen=True, slots=True)
class Limit:
    """The four bounds, in seconds; the largest of them is the limit."""

    rate: float
    flight: float
    chain: float
    cpu: float

    @property
    def seconds(self) -> float:
        """What no run can be faster than."""
        return max(self.rate, self.flight, self.chain, self.cpu)

    @property
    def name(self) -> str:
        """Which bound it is."""
        bounds = {"rate": self.rate, "in flight": self.flight, "chain": self.chain, "CPU": self.cpu}
        return max(bounds, key=lambda bound: bounds[bound])


def limit(api: Api, calls: int, chain: int, at_a_time: int, cpu_per_core: float) -> Limit:
    """The limit of a run.

    Args:
        api: what it calls.
        calls: how many calls it makes.
        chain: how many of them have to wait for each other.
        at_a_time: the most calls that the client keeps in flight.
        cpu_per_core: the CPU seconds that it takes, spread over all cores.
    """
    return Limit(
        rate=max(0, calls - api.burst) / api.rate if api.rate else 0.0,
        flight=calls * api.latency / at_a_time,
        chain=chain * api.latency,
        cpu=cpu_per_core,
    )
