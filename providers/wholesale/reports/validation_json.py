"""What `wholesale validate` prints for machines: a contract; `schemaVersion` counts its changes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wholesale.reports.findings import Findings
    from wholesale.stacks.findings import Waived
    from wholesale.stacks.problems import Place, Problem

SCHEMA_VERSION = 1


def rendered(findings: Findings) -> str:
    """All findings as one JSON object (specs/validation.schema.json)."""
    return json.dumps(
        {
            "schemaVersion": SCHEMA_VERSION,
            "problems": [_problem(problem) for problem in findings.problems],
            "waived": [_waived(waived) for waived in findings.waived],
            "notApplied": [{**_place(key.place), "path": key.path} for key in findings.not_applied],
        },
        indent=2,
        ensure_ascii=False,
    )


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "severity": problem.severity,
        **_place(problem.place),
        "path": problem.path,
        "message": problem.message,
        "fix": problem.fix,
        "rule": problem.rule,
        "related": [_place(place) for place in problem.related],
    }


def _waived(waived: Waived) -> dict[str, Any]:
    waiver = waived.waiver
    terms = {"until": waiver.until.isoformat(), "reason": waiver.reason}
    return {**_problem(waived.problem), "waiver": {**_place(waiver.place), **terms}}


def _place(place: Place) -> dict[str, Any]:
    return {"file": place.file, "line": place.line, "column": place.column}
