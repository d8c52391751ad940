"""What a check of files finds beside problems: what is waived, and what is not applied. Light to import."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from wholesale.stacks.problems import Place, Problem


class Waiver(NamedTuple):
    """A problem that is accepted: of which rule, on which line, until which day, and why."""

    rule: str
    place: Place
    line: int
    until: date
    reason: str


class Waived(NamedTuple):
    """A problem that does not count, and the waiver that says so."""

    problem: Problem
    waiver: Waiver


class NotApplied(NamedTuple):
    """A key that is accepted and not acted on yet.

    Args:
        place: where it stands.
        path: its way in the file, with dots.
    """

    place: Place
    path: str
