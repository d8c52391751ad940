"""What `wholesale validate` prints for machines: a contract; `schemaVersion` counts its changes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wholesale.desired.coverage import NotApplied
    from wholesale.stacks.problems import Place, Problem

SCHEMA_VERSION = 1


def rendered(problems: Sequence[Problem], not_applied: Sequence[NotApplied]) -> str:
    """The problems and the keys that are not applied, as one JSON object."""
    return json.dumps(
        {
            "schemaVersion": SCHEMA_VERSION,
            "problems": [_problem(problem) for problem in problems],
            "notApplied": [{**_place(key.place), "path": key.path} for key in not_applied],
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
    }


def _place(place: Place) -> dict[str, Any]:
    return {"file": place.file, "line": place.line, "column": place.column}
