"""The simulator's ledger as figures: what was called, when, how much at a time, and how much may be."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PAGE = 100
"""Rows of the largest page that the API gives."""
SHORTEST_ID = 30
SHORTEST_CALL = 0.0005
"""Seconds; the ledger tells whole milliseconds, and no call takes no time."""
NEW_USER = "POST wholesale/subscribers"


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the ledger.

    Args:
        kind: its method, and its path without ids.
        began: when it arrived, in seconds.
        ended: when its answer had left.
    """

    kind: str
    began: float
    ended: float


def parse(ledger: Iterable[dict[str, Any]]) -> tuple[Call, ...]:
    """The calls of a ledger that were answered, in the order of their arrival."""
    return tuple(_call(row) for row in ledger if row["answered"])


def _call(row: dict[str, Any]) -> Call:
    began = _seconds(row["time"])
    ended = max(_seconds(row["answered"]), began + SHORTEST_CALL)
    return Call(f"{row['method']} {_pattern(row['path'])}", began, ended)


def _pattern(path: str) -> str:
    parts = path.removeprefix("/v1/").split("/")
    return "/".join("{id}" if len(part) >= SHORTEST_ID else part for part in parts)


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


def by_kind(calls: Iterable[Call]) -> dict[str, int]:
    """How many calls there were of each kind, the most frequent first."""
    return dict(Counter(call.kind for call in calls).most_common())


def writes(calls: Iterable[Call]) -> int:
    """How many calls were no GET."""
    return sum(not call.kind.startswith("GET ") for call in calls)


def most_in_flight(calls: Iterable[Call]) -> int:
    """The most calls that were in flight at a time; one that ends when another begins is not."""
    moments = sorted(moment for call in calls for moment in ((call.began, 1), (call.ended, -1)))
    now = most = 0
    for _, step in moments:
        now += step
        most = max(most, now)
    return most


def span(calls: Iterable[Call], kind: str) -> float | None:
    """The seconds from the first call of a kind to the last; None where there are not two."""
    began = [call.began for call in calls if call.kind == kind]
    return max(began) - min(began) if len(began) > 1 else None


def longest_chain(calls: Iterable[Call]) -> int:
    """The most calls of different kinds, each begun after the one before was answered.

    Of each kind the first call counts: more of a kind stand beside each other, not behind.
    """
    first: dict[str, Call] = {}
    for call in sorted(calls, key=lambda call: call.began):
        first.setdefault(call.kind, call)
    count, free = 0, -math.inf
    for call in sorted(first.values(), key=lambda call: call.ended):
        if call.began >= free:
            count, free = count + 1, call.ended
    return count


def budget(users: Sequence[int]) -> int:
    """The most calls of a run without changes.

    Args:
        users: how many users each customer of the stack has.
    """
    first, *further = users
    return 2 * pages(first) + 8 + sum(pages(count) + 6 for count in further)


def pages(rows: int) -> int:
    """The pages of a list with so many rows."""
    return max(1, math.ceil(rows / PAGE))
