"""What is there before a kill, made once for all kills that share it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deeds import NUMBERS, STACK
from trials import Trial, started

if TYPE_CHECKING:
    from pathlib import Path

SIMULATOR = ("--rate", "0", "--latency", "0.05", "--settle", "0.4")


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
        succeed(self.trial)
        _add_numbers(simulator)
        self.trial.write(STACK, data)
        succeed(self.trial)


def succeed(trial: Trial) -> None:
    """Run, and let no error pass."""
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
