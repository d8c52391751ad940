"""Whether and when a call is made again: a pure decision.

Facts: 429 and 423 carry `Retry-After` in whole seconds (wholesale-api §2.4); a POST that reached the API
may have been carried out although it failed, so it is never repeated blindly (§2.4, and
neighbour-observations §1 "retry").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["limited", "locked", "unavailable", "unsent", "lost", "garbled"]
"""What became of a call that did not succeed: told to wait (429), told that its thing is busy (423), failed
on the way (500, 502, 503, 504), never sent (no connection), sent without an answer, or answered by something
that is not the API: a page of a gateway."""

LIMITED, LOCKED = frozenset({429}), frozenset({423})
UNAVAILABLE = frozenset({500, 502, 503, 504})
REPEATABLE = frozenset({"GET", "PUT", "DELETE"})
ATTEMPTS = 6
LONGEST_PAUSE = 60.0
LONGEST_RETRY_AFTER = 300.0
DEFAULT_RETRY_AFTER = 5.0


@dataclass(frozen=True, slots=True)
class Again:
    """Make the call again after `seconds`; with `everyone`, all who share the token wait as long."""

    seconds: float
    everyone: bool = False


def outcome_of(status: int) -> Outcome | None:
    """What an HTTP status says about making the call again; None when it is final."""
    if status in LIMITED:
        return "limited"
    if status in LOCKED:
        return "locked"
    return "unavailable" if status in UNAVAILABLE else None


def decide(
    method: str, outcome: Outcome, attempt: int, retry_after: float | None, chance: float
) -> Again | None:
    """When to make a failed call again, or None to give up.

    Args:
        method: the HTTP method.
        outcome: what became of this attempt.
        attempt: how many attempts were made so far, from 1 on.
        retry_after: the seconds that the API asked for, if it did.
        chance: a random number from 0 to 1, for jitter.
    """
    if outcome in {"limited", "locked"}:
        return _told_to_wait(attempt, retry_after, chance, everyone=outcome == "limited")
    if attempt >= ATTEMPTS or (outcome != "unsent" and method not in REPEATABLE):
        return None
    if retry_after is not None and retry_after > LONGEST_RETRY_AFTER:
        return None
    backoff = min(LONGEST_PAUSE, 0.5 * 2 ** (attempt - 1)) * (0.5 + chance / 2)
    return Again(max(backoff, retry_after or 0.0))


def _told_to_wait(attempt: int, retry_after: float | None, chance: float, *, everyone: bool) -> Again | None:
    asked = DEFAULT_RETRY_AFTER if retry_after is None else retry_after
    if attempt >= ATTEMPTS * 3 or asked > LONGEST_RETRY_AFTER:
        return None
    return Again(asked + chance * min(1.0, asked / 4), everyone)


def parse_retry_after(text: str | None) -> float | None:
    """The seconds of a `Retry-After` header; None when it is absent or not a number of seconds."""
    seconds = (text or "").strip()
    return float(seconds) if seconds.isdecimal() else None
