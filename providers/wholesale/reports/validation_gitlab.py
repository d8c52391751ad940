"""The findings as a GitLab code quality report, which merge requests show as what is new and what is gone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from wholesale.reports.findings import fingerprints

if TYPE_CHECKING:
    from wholesale.reports.findings import Findings
    from wholesale.stacks.problems import Problem

_SEVERITIES = {"error": "major", "warning": "minor"}


def rendered(findings: Findings) -> str:
    """A JSON array; what is waived is listed as information."""
    waived = {id(one.problem): one.waiver for one in findings.waived}
    every = [*findings.problems, *(one.problem for one in findings.waived)]
    issues = []
    for problem, mark in zip(every, fingerprints(every), strict=True):
        issue = _issue(problem, mark)
        waiver = waived.get(id(problem))
        if waiver is not None:
            said = f"waived until {waiver.until.isoformat()}: {waiver.reason}: {problem.message}"
            issue |= {"severity": "info", "description": said}
        issues.append(issue)
    return json.dumps(issues, indent=2, ensure_ascii=False)


def _issue(problem: Problem, mark: str) -> dict[str, Any]:
    return {
        "description": f"{problem.message}: {' '.join(problem.fix.splitlines())}",
        "check_name": problem.rule,
        "fingerprint": mark,
        "severity": _SEVERITIES[problem.severity],
        "location": {"path": problem.place.file, "lines": {"begin": problem.place.line}},
    }
