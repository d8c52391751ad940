"""What is parked, why, since when, until when, and who ends it: from state and live values, purely."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from wholesale.operations.results import SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wholesale.vocabulary.record import Reference, Standing

REVIEW = timedelta(hours=72)
"""After this time Cisco's review of a new customer ends by itself, in an error (wholesale-api §11)."""

OVER = "over"
"""In place of a phase: what kept the record has ended, and the next run finishes it."""

ORDER = (
    "failed",
    "needs_operator",
    "needs_approval",
    "needs_consent",
    "in_review",
    "pending",
    "waiting",
    OVER,
)
"""What a person has to act on comes first."""

ENDED_BY: Mapping[str, str] = {
    "failed": "you: ask Cisco with the customer's id, or remove it and make it anew",
    "needs_operator": "an operator",
    "needs_approval": "the organization's administrator",
    "needs_consent": "the person, by the e-mail from Webex",
    "in_review": "Cisco's review",
    "pending": "the API",
    "waiting": "what it waits for",
    OVER: "the next pulumi up",
}
MAINTENANCE = "maintenance"


@dataclass(frozen=True, slots=True)
class Parked:
    """One record that is not as it is wanted yet.

    Args:
        stack: the stack's name.
        reference: the record.
        phase: where it stands now; `over` when only the next run is missing.
        reason: why.
        since: when this phase was entered, as far as the state knows; else empty.
        until: when it ends by itself; empty where nobody knows.
        ended_by: who or what ends it.
    """

    stack: str
    reference: Reference
    phase: str
    reason: str
    since: str = ""
    until: str = ""
    ended_by: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Records of one customer that stand alike: those that wait for the same thing are one line.

    Args:
        first: one of them, with the earliest time.
        count: how many they are.
    """

    first: Parked
    count: int


def parked(stack: str, stood: Standing, phase: str, reason: str) -> Parked | None:
    """How a record stands; None when it is as it is wanted.

    Args:
        stack: the stack's name.
        stood: the record in the state.
        phase: where it stands now, live.
        reason: why, live.
    """
    was = str(stood.outputs.get("phase") or "ready")
    if phase == "ready" and was == "ready":
        return None
    if phase == "ready":
        reason = f"it was {was}, and that has ended: the next `pulumi up` finishes it"
        return Parked(stack, stood.reference, OVER, reason, ended_by=ENDED_BY[OVER])
    since = str(stood.outputs.get("since") or "") if phase == was else ""
    ended_by = "the package's maintenance" if MAINTENANCE in reason else ENDED_BY.get(phase, "the API")
    return Parked(stack, stood.reference, phase, reason, since, _until(phase, since), ended_by)


def grouped(found: Iterable[Parked]) -> tuple[Group, ...]:
    """The lines for people: what waits for the same thing is one, what failed stands first."""
    groups: defaultdict[tuple[str, ...], list[Parked]] = defaultdict(list)
    for one in found:
        alike = one.phase in {"pending", "waiting", OVER}
        own = (one.reason, "") if alike else ("", str(one.reference))
        groups[one.stack, one.reference.customer, one.phase, *own].append(one)
    lines = [Group(min(group, key=_time), len(group)) for group in groups.values()]
    return tuple(sorted(lines, key=_urgency))


def counts(found: Iterable[Parked]) -> dict[str, int]:
    """How many records stand in which phase, in the order of urgency."""
    phases = [one.phase for one in found]
    return {phase: phases.count(phase) for phase in ORDER if phase in phases}


def _urgency(line: Group) -> tuple[int, str, tuple[str, str]]:
    return ORDER.index(line.first.phase), line.first.stack, _time(line.first)


def _time(one: Parked) -> tuple[str, str]:
    return one.since or "9", str(one.reference)


def _until(phase: str, since: str) -> str:
    if phase != "in_review" or not since:
        return ""
    try:
        began = datetime.strptime(since, SECONDS).replace(tzinfo=UTC)
    except ValueError:
        return ""
    return (began + REVIEW).strftime(SECONDS)
