"""What is known of one stack file that was checked by itself, and of all files in the end: plain values."""

from __future__ import annotations

from array import array
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from wholesale.stacks.findings import NotApplied, Waived, Waiver
from wholesale.stacks.problems import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wholesale.stacks.comments import Comment


class Report(NamedTuple):
    """One stack file; it holds no more of a person than its problems do.

    Args:
        file: the file, as the user knows it.
        problems: what is wrong in it, waived or not.
        comments: those that are meant as waivers; None where no stack could be read.
        customers: the handles of its customers.
        not_applied: what of it, and of what it uses of other files, this release does not act on.
        claims: what it takes that only one record of the folder can hold, as numbers that hide what it is.
    """

    file: str
    problems: tuple[Problem, ...]
    comments: tuple[Comment, ...] | None = None
    customers: tuple[str, ...] = ()
    not_applied: tuple[NotApplied, ...] = ()
    claims: frozenset[int] = frozenset()


class Survey(NamedTuple):
    """All files: what counts, what is waived, what is not applied, which files were read."""

    problems: tuple[Problem, ...]
    waived: tuple[Waived, ...] = ()
    not_applied: tuple[NotApplied, ...] = ()
    files: tuple[str, ...] = ()
    stacks: int = 0
    customers: int = 0


def report_to_json(report: Report) -> list[Any]:
    """A report as plain JSON values."""
    comments = report.comments
    return [
        report.file,
        [_problem(problem) for problem in report.problems],
        None
        if comments is None
        else [[*_place(one.place), one.text, one.line, one.before] for one in comments],
        list(report.customers),
        [[*_place(key.place), key.path] for key in report.not_applied],
        array("I", report.claims).tobytes().hex(),  # one text is written and read sooner than many numbers
    ]


def report_from_json(stored: Any) -> Report:
    """The report that `report_to_json` stored."""
    from wholesale.stacks.comments import Comment  # noqa: PLC0415 - not needed where nothing has changed

    file, problems, comments, customers, not_applied, claims = stored
    return Report(
        file,
        tuple(map(_to_problem, problems)),
        None
        if comments is None
        else tuple(Comment(Place(*place), text, line, before) for *place, text, line, before in comments),
        tuple(customers),
        tuple(NotApplied(Place(*place), path) for *place, path in not_applied),
        frozenset(array("I", bytes.fromhex(claims))),
    )


def survey_to_json(survey: Survey) -> dict[str, Any]:
    """A survey as plain JSON values."""
    return {
        "problems": [_problem(problem) for problem in survey.problems],
        "waived": [
            [
                _problem(one.problem),
                one.waiver.rule,
                _place(one.waiver.place),
                one.waiver.line,
                one.waiver.until.isoformat(),
                one.waiver.reason,
            ]
            for one in survey.waived
        ],
        "notApplied": [[*_place(key.place), key.path] for key in survey.not_applied],
        "files": list(survey.files),
        "counts": [survey.stacks, survey.customers],
    }


def survey_from_json(stored: Mapping[str, Any]) -> Survey:
    """The survey that `survey_to_json` stored."""
    stacks, customers = stored["counts"]
    return Survey(
        tuple(map(_to_problem, stored["problems"])),
        tuple(
            Waived(_to_problem(problem), Waiver(rule, Place(*place), line, date.fromisoformat(until), reason))
            for problem, rule, place, line, until, reason in stored["waived"]
        ),
        tuple(NotApplied(Place(*place), path) for *place, path in stored["notApplied"]),
        tuple(stored["files"]),
        int(stacks),
        int(customers),
    )


def _place(place: Place) -> list[Any]:
    return [place.file, place.line, place.column]


def _problem(problem: Problem) -> list[Any]:
    return [
        problem.severity,
        _place(problem.place),
        problem.path,
        problem.message,
        problem.fix,
        problem.rule,
        [_place(place) for place in problem.related],
    ]


def _to_problem(stored: list[Any]) -> Problem:
    severity, place, path, message, fix, rule, related = stored
    return Problem(severity, Place(*place), path, message, fix, rule, tuple(Place(*one) for one in related))
