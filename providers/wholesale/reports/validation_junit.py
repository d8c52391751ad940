"""The findings as JUnit XML: a suite per file, a failed case per error."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from wholesale.reports.findings import page_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wholesale.reports.findings import Findings
    from wholesale.stacks.findings import Waived
    from wholesale.stacks.problems import Problem

_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def rendered(findings: Findings) -> str:
    """A document in the form that Jenkins, GitLab and most others read.

    An error is a failure, a waived problem is skipped, a warning passes and says what it warns of. A file
    without errors has a case that passed.
    """
    suites = ET.Element("testsuites", name="wholesale validate")
    named = [*findings.files, *(problem.place.file for problem in _every(findings))]
    for file in dict.fromkeys(named):
        _suite(suites, file, findings)
    ET.indent(suites)
    return ET.tostring(suites, encoding="unicode", xml_declaration=False)


def _every(findings: Findings) -> Iterable[Problem]:
    return (*findings.problems, *(waived.problem for waived in findings.waived))


def _suite(suites: ET.Element, file: str, findings: Findings) -> None:
    problems = [problem for problem in findings.problems if problem.place.file == file]
    waived = [one for one in findings.waived if one.problem.place.file == file]
    suite = ET.SubElement(suites, "testsuite", name=_plain(file))
    errors = [problem for problem in problems if problem.severity == "error"]
    for problem in problems:
        _case(suite, problem)
    for one in waived:
        _skipped(suite, one)
    if not errors:
        ET.SubElement(suite, "testcase", classname=_plain(file), name="no errors", time="0")
    counts = {"tests": len(suite), "failures": len(errors), "errors": 0, "skipped": len(waived)}
    suite.attrib.update({name: str(count) for name, count in counts.items()}, time="0")


def _case(suite: ET.Element, problem: Problem) -> None:
    case = _named(suite, problem)
    told = _plain(f"{problem}\n{problem.rule}: {page_of(problem.rule)}")
    if problem.severity == "error":
        ET.SubElement(case, "failure", type=problem.rule, message=_plain(problem.message)).text = told
    else:
        ET.SubElement(case, "system-out").text = told


def _skipped(suite: ET.Element, one: Waived) -> None:
    waiver = one.waiver
    reason = _plain(f"waived until {waiver.until.isoformat()}: {waiver.reason}")
    ET.SubElement(_named(suite, one.problem), "skipped", message=reason).text = _plain(str(one.problem))


def _named(suite: ET.Element, problem: Problem) -> ET.Element:
    at = f"{problem.rule} at {problem.place.line}:{problem.place.column} {problem.path}"
    return ET.SubElement(
        suite, "testcase", classname=_plain(problem.place.file), name=_plain(at.strip()), time="0"
    )


def _plain(text: str) -> str:
    """A text without the characters that XML cannot hold."""
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)
