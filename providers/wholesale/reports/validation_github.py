"""The findings as workflow commands of GitHub Actions, which become annotations of a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholesale.reports.findings import one_line, page_of
from wholesale.stacks.rulebook import RULES

if TYPE_CHECKING:
    from wholesale.reports.findings import Findings
    from wholesale.stacks.problems import Problem


def rendered(findings: Findings) -> str:
    """A command per line: errors, warnings, and what is waived as notices."""
    told = [
        _command(problem.severity, problem, f"{problem.message}\n{problem.fix}")
        for problem in findings.problems
    ]
    told += [
        _command(
            "notice",
            one.problem,
            f"waived until {one.waiver.until.isoformat()}: {one.waiver.reason}\n{one.problem.message}",
        )
        for one in findings.waived
    ]
    return "\n".join(told)


def _command(command: str, problem: Problem, message: str) -> str:
    properties = {
        "file": problem.place.file,
        "line": str(problem.place.line),
        "col": str(problem.place.column),
        "title": f"{problem.rule} {RULES[problem.rule].name}",
    }
    told = "\n".join(map(one_line, [*message.split("\n"), page_of(problem.rule)]))
    said = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{command} {said}::{_data(told)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
