"""Failures on demand: rules that match calls and say how they fail (docs/simulator.md)."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from apisim import trouble
from apisim.errors import bad_request

if TYPE_CHECKING:
    from apisim.trouble import Fault


@dataclass(slots=True)
class Rule:
    """One rule with the uses that it has left (None: any number); of several faults chance picks one."""

    method: str
    path: str
    faults: tuple[Fault, ...]
    left: int | None
    probability: float | None

    def matches(self, method: str, path: str) -> bool:
        """Tell whether the call is one of those that the rule is about, and uses are left."""
        if self.left == 0 or self.method not in ("*", method):
            return False
        return fnmatchcase(path, self.path)


@dataclass
class Faults:
    """The rules in force; the first that matches and has uses left fires."""

    seed: int | None
    rules: list[Rule] = field(default_factory=list)
    _random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)  # noqa: S311 - chance for tests, not for secrets

    def replace(self, rules: Any) -> None:
        """Put these rules in place of all others."""
        if not isinstance(rules, list):
            raise bad_request("rules: a list of rules is needed")
        self.rules = [_rule(rule) for rule in rules]

    def take(self, method: str, path: str) -> Fault | None:
        """Give the fault of this call, and count the use."""
        for rule in self.rules:
            if not rule.matches(method, path):
                continue
            if rule.probability is not None and self._random.random() >= rule.probability:
                continue
            if rule.left is not None:
                rule.left -= 1
            return rule.faults[self.pick(len(rule.faults))]
        return None

    def pick(self, count: int) -> int:
        """Choose one of so many things by the seeded chance."""
        return self._random.randrange(count)


def _rule(data: Any) -> Rule:
    if not isinstance(data, dict) or "do" not in data or "path" not in data:
        raise bad_request("a rule is an object with path and do")
    times, probability = data.get("times"), data.get("probability")
    if times is not None and (not isinstance(times, int) or times < 0):
        raise bad_request("times: a whole number is needed")
    if probability is not None and not (isinstance(probability, int | float) and 0 <= probability <= 1):
        raise bad_request("probability: a number from 0 to 1 is needed")
    path = "/" + str(data["path"]).lstrip("/").removeprefix("v1/")
    path = str(data["path"]) if str(data["path"]).startswith("*") else path
    return Rule(str(data.get("method", "*")).upper(), path, trouble.read(data["do"]), times, probability)
