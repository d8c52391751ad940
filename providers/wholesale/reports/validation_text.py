"""What `wholesale validate` prints for people: a line per problem as compilers write it, and more beneath."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wholesale.reports.excerpts import excerpt, reader
from wholesale.reports.findings import one_line, page_of
from wholesale.reports.terminal import Screen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wholesale.reports.findings import Findings
    from wholesale.stacks.findings import Waived
    from wholesale.stacks.problems import Place, Problem

_INDENT = "    "
_COLOURS = {"error": "31;1", "warning": "33;1"}
_FAINT, _GREEN = "2", "32"
_NEARBY = 4000
"""Characters before and after a caret that an excerpt may be taken from, and a token of it may begin in."""
_SECRET = re.compile(r"(?:token|secret|passw|api_?key|bearer|credential)\w*[\"']?\s*:", re.IGNORECASE)
"""A line with such a key is not shown: our files hold no secrets, and one that does holds it by mistake."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How the text is laid out.

    Args:
        screen: what it is shown on.
        concise: the first line of each problem only.
        page: address of the page of the rules, for links; None when it is not there.
        line_at: the line at a place.
    """

    screen: Screen = field(default_factory=Screen)
    concise: bool = False
    page: str | None = None
    line_at: Callable[[Place], str | None] = field(default_factory=reader)


def rendered(findings: Findings, manner: Manner) -> str:
    """Problems, then what is not applied, then what is waived; empty when there is nothing to say."""
    return "".join(f"{line}\n" for line in _lines(findings, manner))


def _lines(findings: Findings, manner: Manner) -> Iterator[str]:
    for problem in findings.problems:
        yield _first(problem, manner)
        if not manner.concise:
            yield from (f"{_INDENT}{line}" for line in _beneath(problem, manner))
    for key in findings.not_applied:
        yield f"not applied: {one_line(str(key.place))}: {one_line(key.path)}"
    for waived in findings.waived:
        yield _waived(waived)


def _first(problem: Problem, manner: Manner) -> str:
    severity = manner.screen.painted(f"{problem.severity}:", _COLOURS[problem.severity])
    return f"{one_line(str(problem.place))}: {severity} {one_line(problem.message)}"


def _beneath(problem: Problem, manner: Manner) -> Iterator[str]:
    from wholesale.stacks.rulebook import RULES  # noqa: PLC0415 - 0.1 s, and often there is no problem

    screen, line = manner.screen, manner.line_at(problem.place)
    if line is not None and line.strip() and not (RULES[problem.rule].secret or _holds_secret(line, problem)):
        shown, caret = excerpt(line, problem.place, screen.width - len(_INDENT))
        yield screen.painted(shown, _FAINT)
        yield screen.painted(caret, _COLOURS[problem.severity])
    yield from (screen.painted(one_line(fix), _GREEN) for fix in problem.fix.splitlines())
    name = f"{problem.rule} {RULES[problem.rule].name}"
    target = f"{manner.page}#{problem.rule.lower()}" if manner.page else None
    yield screen.linked(name, target) if screen.links and target else f"{name}: {page_of(problem.rule)}"


def _holds_secret(line: str, problem: Problem) -> bool:
    """Whether what is shown of a line may be a secret."""
    begin = max(problem.place.column - _NEARBY, 0)
    return _SECRET.search(line, begin, problem.place.column + _NEARBY) is not None


def _waived(waived: Waived) -> str:
    problem, waiver = waived.problem, waived.waiver
    place, until = one_line(str(problem.place)), f"{problem.rule} until {waiver.until.isoformat()}"
    return f"waived: {place}: {until}: {one_line(waiver.reason)} ({one_line(problem.message)})"
