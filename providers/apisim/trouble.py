"""The ways in which a call can fail: how a fault is written, and what it says."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from apisim.errors import bad_request

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from apisim.errors import Json

BEFORE = ("reset", "timeout")
"""The connection is cut and nothing is carried out."""
AFTER = ("apply-then-reset", "cut-body")
"""The call is carried out, and the connection is cut before or in the middle of the answer."""
SPOILT = ("garbage", "stale", "duplicate", "short")
"""The call is carried out, and the answer is wrong."""
WORDS = (*BEFORE, *AFTER, *SPOILT)
FIRST, SECOND = "first", "second"
CODES = "cisco-spark-error-codes"


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to fail.

    Args:
        name: which way it is.
        status: of an answer that is given instead of the right one; 0 where there is none.
        headers: of that answer.
        text: its body, where it has one.
        seconds: how late, over how long, or how much later.
        rows: by how many rows a page moves.
        which: the answer that the client gets of two.
        skew: by how many seconds the answer's `Date` is wrong.
    """

    name: str
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    seconds: float = 0.0
    rows: int = 0
    which: str = ""
    skew: float = 0.0

    @property
    def delay(self) -> float:
        """Give the seconds that the whole answer is late."""
        return self.seconds if self.name in ("slow", "drip") else 0.0


def read(data: Any) -> tuple[Fault, ...]:
    """Read the `do` of a rule: one fault, or a list of them."""
    if data == []:
        raise bad_request("do: a list needs at least one fault")
    return tuple(_fault(one) for one in data) if isinstance(data, list) else (_fault(data),)


def _fault(data: Any) -> Fault:
    if isinstance(data, str) and data in WORDS:
        return Fault(data)
    names = [name for name in FORMS if isinstance(data, dict) and name in data]
    if not names and isinstance(data, dict) and "skew" in data:
        names = ["skew"]
    if len(names) != 1:
        raise bad_request(
            f"do: one of {', '.join(WORDS)}, or an object with one of"
            f" {', '.join((*FORMS, 'skew'))}, is needed"
        )
    return _of_object(names[0], data)


def _of_object(name: str, data: Json) -> Fault:
    form = FORMS.get(name)
    strange = set(data) - {name, "skew", *(form.members if form else ())}
    if strange:
        raise bad_request(f"do: {name}: {', '.join(sorted(strange))} is not known here")
    fault = form.read(name, data) if form else Fault(name)
    return replace(fault, skew=_number(data["skew"], "skew")) if "skew" in data else fault


def _answered(name: str, data: Json) -> Fault:
    status, pause, codes = data[name], data.get("retryAfter"), data.get("codes")
    if not isinstance(status, int) or not 400 <= status <= 599:  # noqa: PLR2004 - the range of error statuses
        raise bad_request(f"do: {name}: a number from 400 to 599 is needed")
    if pause is not None and (not isinstance(pause, int) or isinstance(pause, bool) or pause < 0):
        raise bad_request("do: retryAfter: whole seconds from 0 on are needed")
    headers = {} if pause is None else {"Retry-After": str(pause)}
    headers |= {} if codes is None else {CODES: str(codes)}
    return Fault(name, status=status, headers=headers, text=str(data.get("text", "")))


def _delayed(name: str, data: Json) -> Fault:
    seconds = _number(data[name], name)
    if seconds < 0:
        raise bad_request(f"do: {name}: seconds from 0 on are needed")
    return Fault(name, seconds=seconds)


def _shifted(name: str, data: Json) -> Fault:
    rows = data[name]
    if isinstance(rows, bool) or not isinstance(rows, int) or not rows:
        raise bad_request(f"do: {name}: a number of rows is needed, below zero to skip them")
    return Fault(name, rows=rows)


def _twice(name: str, data: Json) -> Fault:
    if data[name] not in (FIRST, SECOND):
        raise bad_request(f"do: {name}: {FIRST} or {SECOND} is needed, the answer that the client gets")
    return Fault(name, which=data[name])


def _number(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise bad_request(f"do: {name}: a number of seconds is needed")
    return float(value)


@dataclass(frozen=True, slots=True)
class Form:
    """How an object names a fault: what reads it, and its further members."""

    read: Callable[[str, Json], Fault]
    members: tuple[str, ...] = ()


FORMS: Mapping[str, Form] = {
    "status": Form(_answered, ("retryAfter",)),
    "gateway": Form(_answered, ("retryAfter",)),
    "upstream": Form(_answered, ("retryAfter", "codes", "text")),
    "slow": Form(_delayed),
    "drip": Form(_delayed),
    "shift": Form(_shifted),
    "twice": Form(_twice),
    "again": Form(_delayed),
}
