"""What a check of files finds beside problems: what is waived, and what is not applied. Light to import."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from wholesale.stacks.problems import Place, Problem


@dataclass(frozen=True, slots=True)
class Waiver:
    """A problem that is accepted: of which rule, on which line, until which day, and why."""

    rule: str
    place: Place
    line: int
    until: date
    reason: str


@dataclass(frozen=True, slots=True)
class Waived:
    """A problem that does not count, and the waiver that says so."""

    problem: Problem
    waiver: Waiver


@dataclass(frozen=True, slots=True, order=True)
class NotApplied:
    """A key that is accepted and not acted on yet.

    Args:
        place: where it stands.
        path: its way in the file, with dots.
    """

    place: Place
    path: str
