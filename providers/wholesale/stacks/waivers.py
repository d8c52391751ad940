"""Waivers: comments that say, with a reason and for a time, that a problem is accepted.

`# wholesale: allow WS504 until 2027-03-31: reason`, at the end of the line of the problem or on a line of
its own before it. A waiver that cannot be honoured is a problem itself, and silences nothing.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from wholesale.stacks.findings import Waived, Waiver
from wholesale.stacks.handed import once_each
from wholesale.stacks.problems import MOST_PROBLEMS, Problem, in_reading_order, nearest
from wholesale.stacks.rulebook import RULES
from wholesale.stacks.rules import files
from wholesale.stacks.rules import waived as rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from wholesale.stacks.comments import Comment
    from wholesale.stacks.rule import Rule
    from wholesale.stacks.source import Source

FORM = "# wholesale: allow WS504 until 2027-03-31: why it is accepted"

MEANT = re.compile(r"#[ \t]*[Ww]holesale[ \t]*:[ \t]*(?:[Aa]llow\b|\w+[ \t]+WS\d)")
"""How a comment begins that is meant as a waiver."""
_SHAPE = re.compile(
    r"#\s*wholesale\s*:\s*allow\s+(?P<rule>\w+)(?:\s+until\s+(?P<until>[\w-]+))?\s*(?::\s*(?P<reason>.*))?"
)


class Judged(NamedTuple):
    """What counts of a file's problems, and what is waived."""

    problems: tuple[Problem, ...]
    waived: tuple[Waived, ...]


def meant(source: Source) -> tuple[Comment, ...]:
    """The comments of a file that are meant as waivers."""
    return tuple(source.comments(MEANT))


def judged_all(
    problems: Iterable[Problem],
    comments: Mapping[str, Sequence[Comment]],
    today: date | None,
    *,
    complete: bool,
) -> Judged:
    """All problems in reading order, after the waivers of their files.

    Args:
        problems: everything found.
        comments: of each file, the comments that are meant as waivers.
        today: the day it is, UTC; without one, no waiver is over.
        complete: whether every check was asked.
    """
    by_file: dict[str, list[Problem]] = {}
    for problem in once_each(in_reading_order(problems)):
        by_file.setdefault(problem.place.file, []).append(problem)
    waived: list[Waived] = []
    for file, found in comments.items():
        ruling = judged(by_file.get(file, ()), found, today, complete=complete)
        by_file[file] = list(ruling.problems)
        waived += ruling.waived
    left = (problem for found in by_file.values() for problem in found)
    return Judged(in_reading_order(left), tuple(waived))


def judged(
    problems: Sequence[Problem], comments: Iterable[Comment], today: date | None, *, complete: bool
) -> Judged:
    """The problems of one file after its waivers.

    Args:
        problems: everything found in the file.
        comments: its comments that are meant as waivers.
        today: the day it is, UTC; without one, no waiver is over.
        complete: whether every check was asked, so that a waiver without a problem is not needed.
    """
    waivers, told = _read(comments, today)
    known = {(waiver.rule, waiver.line): waiver for waiver in waivers}
    found = [(problem, known.get((problem.rule, problem.place.line))) for problem in problems]
    waived = tuple(Waived(problem, waiver) for problem, waiver in found if waiver)
    left = [problem for problem, waiver in found if not waiver]
    if complete and not any(problem.severity == "error" for problem in left):
        used = {one.waiver.place for one in waived}
        told += [_unused(waiver) for waiver in waivers if waiver.place not in used]
    return Judged((*left, *_at_most(told)), waived)


def _at_most(told: list[Problem]) -> list[Problem]:
    """The first problems with waivers, and at the place of the next one that there are more."""
    if len(told) <= MOST_PROBLEMS:
        return told
    message = f"more than {MOST_PROBLEMS:,} waivers of the file do not hold; the others are not shown"
    more = files.TOO_MANY.at(told[MOST_PROBLEMS].place, "", message, "mend these first")
    return [*told[:MOST_PROBLEMS], more]


def _unused(waiver: Waiver) -> Problem:
    return rules.UNUSED.at(
        waiver.place,
        "",
        f"this waiver of {waiver.rule} waives nothing",
        f"remove it, or move it to the line of its problem (it holds for line {waiver.line})",
    )


def _read(comments: Iterable[Comment], today: date | None) -> tuple[list[Waiver], list[Problem]]:
    waivers: list[Waiver] = []
    told: list[Problem] = []
    for comment in comments:
        one = _waiver(comment, today)
        waivers += [one] if isinstance(one, Waiver) else []
        told += [one] if isinstance(one, Problem) else []
    return waivers, told


def _waiver(comment: Comment, today: date | None) -> Waiver | Problem:
    """The waiver that a comment is, or what is wrong with it."""
    said = _SHAPE.fullmatch(comment.text.strip())
    if said is None:
        return _refusal(rules.FORM, comment, "this waiver cannot be read", f"write it like `{FORM}`")
    if said["rule"] not in RULES:
        return _unknown(comment, said["rule"])
    until, reason = _day(said["until"] or ""), (said["reason"] or "").strip()
    if until is None:
        return _without_day(comment, said["rule"], said["until"])
    if not reason:
        what = f"the waiver of {said['rule']} gives no reason"
        return _refusal(rules.NO_REASON, comment, what, f"say why it is accepted: `{FORM}`")
    waiver = Waiver(said["rule"], comment.place, comment.line, until, reason)
    return _over_or_firm(comment, waiver, today) or waiver


def _refusal(rule: Rule, comment: Comment, message: str, fix: str) -> Problem:
    return rule.at(comment.place, "", message, fix)


def _unknown(comment: Comment, name: str) -> Problem:
    meant = nearest(name, RULES)
    fix = f'did you mean "{meant}"?' if meant else "docs/rules.md has every rule"
    return _refusal(rules.UNKNOWN_RULE, comment, f'there is no rule "{name}"', fix)


def _without_day(comment: Comment, rule: str, until: str | None) -> Problem:
    what = f'"{until}" is not a date' if until else f"the waiver of {rule} has no last day"
    return _refusal(rules.NO_DAY, comment, what, f"write year, month and day: `{FORM}`")


def _over_or_firm(comment: Comment, waiver: Waiver, today: date | None) -> Problem | None:
    firm = RULES[waiver.rule].firm
    if firm:
        what = f"{waiver.rule} cannot be waived: {firm}"
        return _refusal(rules.FIRM, comment, what, "mend the problem and remove the waiver")
    if today is not None and waiver.until < today:
        what = f"the waiver of {waiver.rule} ended on {waiver.until.isoformat()}"
        return _refusal(rules.EXPIRED, comment, what, "mend the problem, or agree on a new day with a reason")
    return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        return None
