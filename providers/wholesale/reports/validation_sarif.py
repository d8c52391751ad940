"""The findings as SARIF 2.1.0, which GitHub code scanning and many editors read."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from wholesale.reports.findings import fingerprints, page_of
from wholesale.stacks.rulebook import RULES

if TYPE_CHECKING:
    from wholesale.reports.findings import Findings
    from wholesale.stacks.findings import Waiver
    from wholesale.stacks.problems import Place, Problem
    from wholesale.stacks.rule import Rule

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_INDEX = {rule: index for index, rule in enumerate(RULES)}


def rendered(findings: Findings) -> str:
    """One run; what is waived is a suppressed result, as the format has it."""
    every: list[tuple[Problem, Waiver | None]] = [(problem, None) for problem in findings.problems]
    every += [(waived.problem, waived.waiver) for waived in findings.waived]
    marks = fingerprints([problem for problem, _ in every])
    results = [_result(problem, waiver, mark) for (problem, waiver), mark in zip(every, marks, strict=True)]
    run = {"tool": {"driver": _driver()}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _driver() -> dict[str, Any]:
    return {
        "name": "wholesale validate",
        "version": version("wholesale-provisioner"),
        "rules": [_rule(rule) for rule in RULES.values()],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.what},
        "fullDescription": {"text": f"{rule.what} {rule.why}"},
        "help": {"text": f"{rule.mend} See {page_of(rule.id)}."},
        "defaultConfiguration": {"level": rule.severity},
    }


def _result(problem: Problem, waiver: Waiver | None, mark: str) -> dict[str, Any]:
    result = {
        "ruleId": problem.rule,
        "ruleIndex": _INDEX[problem.rule],
        "level": problem.severity,
        "message": {"text": f"{problem.message}\n{problem.fix}"},
        "locations": [{"physicalLocation": _location(problem.place)}],
        "partialFingerprints": {"rulePath/v1": mark},
    }
    if problem.related:
        result["relatedLocations"] = [_related(place, at) for at, place in enumerate(problem.related, 1)]
    if waiver is not None:
        result["suppressions"] = [_suppression(waiver)]
    return result


def _related(place: Place, number: int) -> dict[str, Any]:
    """Another place that the message names; viewers show it beside the first one."""
    return {
        "id": number,
        "message": {"text": f"named in the message: {place}"},
        "physicalLocation": _location(place),
    }


def _suppression(waiver: Waiver) -> dict[str, Any]:
    return {
        "kind": "inSource",
        "status": "accepted",
        "justification": f"until {waiver.until.isoformat()}: {waiver.reason}",
        "location": {"physicalLocation": _location(waiver.place)},
    }


def _location(place: Place) -> dict[str, Any]:
    file = place.file.replace("\\", "/")
    uri = f"file://{quote(file)}" if file.startswith("/") else quote(file)
    return {
        "artifactLocation": {"uri": uri},
        "region": {"startLine": place.line, "startColumn": place.column},
    }
