"""Failures on demand: rules that match calls and say how they fail (design §5, docs/simulator.md)."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from apisim.errors import bad_request

if TYPE_CHECKING:
    from apisim.errors import Json

BEFORE = ("reset", "timeout")
"""The connection is cut and nothing is carried out."""
AFTER = ("apply-then-reset", "cut-body")
"""The call is carried out, and the connection is cut before or in the middle of the answer."""
SPOILT = ("garbage", "stale", "duplicate", "short")
"""The call is carried out, and the answer is wrong."""
WORDS = (*BEFORE, *AFTER, *SPOILT)
WITH_STATUS = ("status", "gateway")
"""Nothing is carried out, and the answer has an error status: the API's own, or that of a proxy before it."""
WITH_SECONDS = ("slow", "drip")
"""The call is carried out, and the right answer comes late or in small pieces."""


@dataclass(frozen=True, slots=True)
class Fault:
    """How a call fails: the name of the way, and the numbers that belong to it."""

    name: str
    status: int = 0
    retry_after: int | None = None
    seconds: float = 0.0

    @property
    def headers(self) -> dict[str, str]:
        """Give the pause that the answer asks for, if any."""
        return {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}


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
    return Rule(str(data.get("method", "*")).upper(), path, _faults(data["do"]), times, probability)


def _faults(data: Any) -> tuple[Fault, ...]:
    if data == []:
        raise bad_request("do: a list needs at least one fault")
    return tuple(_fault(one) for one in data) if isinstance(data, list) else (_fault(data),)


def _fault(data: Any) -> Fault:
    if isinstance(data, str) and data in WORDS:
        return Fault(data)
    names = [name for name in (*WITH_STATUS, *WITH_SECONDS) if isinstance(data, dict) and name in data]
    if len(names) != 1:
        raise bad_request(
            f"do: one of {', '.join(WORDS)}, or an object with one of"
            f" {', '.join((*WITH_STATUS, *WITH_SECONDS))}, is needed"
        )
    return (_with_status if names[0] in WITH_STATUS else _with_seconds)(names[0], data)


def _with_status(name: str, data: Json) -> Fault:
    status, pause = data[name], data.get("retryAfter")
    if not isinstance(status, int) or not 400 <= status <= 599:  # noqa: PLR2004 - the range of error statuses
        raise bad_request(f"do: {name}: a number from 400 to 599 is needed")
    if pause is not None and (not isinstance(pause, int) or isinstance(pause, bool) or pause < 0):
        raise bad_request("do: retryAfter: whole seconds from 0 on are needed")
    return Fault(name, status=status, retry_after=pause)


def _with_seconds(name: str, data: Json) -> Fault:
    seconds = data[name]
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds < math.inf:
        raise bad_request(f"do: {name}: seconds from 0 on are needed")
    return Fault(name, seconds=float(seconds))
