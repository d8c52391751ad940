"""Each output of `wholesale validate` keeps the published form of its readers."""

from __future__ import annotations

import json
import re
import unicodedata
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st

from wholesale.reports import (
    validation_github,
    validation_gitlab,
    validation_json,
    validation_junit,
    validation_sarif,
)
from wholesale.reports.findings import Findings, one_line
from wholesale.stacks.findings import Waived, Waiver
from wholesale.stacks.problems import Place, Problem
from wholesale.stacks.rulebook import RULES

FORMATS = Path(__file__).parent / "formats"
SPECS = Path(__file__).parents[2] / "specs"
XSD = xmlschema.XMLSchema(FORMATS / "junit-10.xsd")

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
places = st.builds(Place, texts, st.integers(1, 9999), st.integers(1, 999))
problems = st.builds(
    Problem,
    st.sampled_from(["error", "warning"]),
    places,
    texts,
    texts,
    texts,
    st.sampled_from(list(RULES)),
    st.lists(places, max_size=2).map(tuple),
)
waivers = st.builds(Waiver, st.sampled_from(list(RULES)), places, st.integers(1, 99), st.dates(), texts)
findings = st.builds(
    Findings,
    st.lists(problems, max_size=4),
    st.lists(st.builds(Waived, problems, waivers), max_size=2),
    st.just(()),
    st.lists(texts, max_size=2),
)


def schema(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def problem(line: int = 3, path: str = "customers.acme.tags", rule: str = "WS304") -> Problem:
    return Problem("error", Place("stacks/shop.yaml", line, 11), path, "it has 6 tags", "keep five", rule)


WAIVED = Waived(
    problem(), Waiver("WS304", Place("stacks/shop.yaml", 2, 1), 3, date(2027, 3, 31), "agreed in May")
)


@given(findings)
def test_json_keeps_our_schema(found: Findings) -> None:
    jsonschema.validate(json.loads(validation_json.rendered(found)), schema(SPECS / "validation.schema.json"))


@given(findings)
def test_sarif_keeps_the_schema_of_2_1_0(found: Findings) -> None:
    said = json.loads(validation_sarif.rendered(found))
    jsonschema.Draft4Validator(schema(FORMATS / "sarif-2.1.0-rtm.5.json")).validate(said)


def test_every_result_of_sarif_points_to_its_rule() -> None:
    (run,) = json.loads(validation_sarif.rendered(Findings([problem(), problem(rule="WS101")])))["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == ["WS304", "WS101"]


def test_the_other_places_of_a_problem_are_told_beside_it() -> None:
    first = Place("stacks/north.yaml", 7, 3)
    found = Findings([replace(problem(), related=(first,))])
    (result,) = json.loads(validation_sarif.rendered(found))["runs"][0]["results"]
    (there,) = result["relatedLocations"]
    assert there["physicalLocation"]["artifactLocation"]["uri"] == "stacks/north.yaml"
    (told,) = json.loads(validation_json.rendered(found))["problems"]
    assert told["related"] == [{"file": "stacks/north.yaml", "line": 7, "column": 3}]


@given(findings)
def test_junit_keeps_the_schema_of_jenkins(found: Findings) -> None:
    XSD.validate(validation_junit.rendered(found))


def test_junit_fails_for_errors_only_and_passes_a_file_without_any() -> None:
    warning = Problem("warning", Place("b.yaml", 1, 1), "", "empty", "fill it", "WS306")
    root = ET.fromstring(  # noqa: S314 - our own text
        validation_junit.rendered(Findings([problem(), warning], [], [], ["a.yaml", "b.yaml"]))
    )
    failures = {suite.get("name"): suite.get("failures") for suite in root.iter("testsuite")}
    assert failures == {"a.yaml": "0", "b.yaml": "0", "stacks/shop.yaml": "1"}
    assert [case.get("name") for case in root.iter("testcase") if case.get("classname") == "a.yaml"] == [
        "no errors"
    ]


@given(findings)
def test_gitlab_keeps_the_form_of_a_code_quality_report(found: Findings) -> None:
    said = json.loads(validation_gitlab.rendered(found))
    form = schema(FORMATS / "gitlab-code-quality.schema.json")
    for issue in said:  # a file may be named as it likes here, but GitLab takes no path that begins with ./
        issue["location"]["path"] = issue["location"]["path"].removeprefix("./")
    jsonschema.validate(said, form)


@given(st.lists(problems, max_size=6))
def test_fingerprints_differ_within_a_report(found: list[Problem]) -> None:
    marks = [issue["fingerprint"] for issue in json.loads(validation_gitlab.rendered(Findings(found)))]
    assert len(set(marks)) == len(found)


def test_a_fingerprint_stays_when_lines_move_and_changes_with_what_it_is_about() -> None:
    def mark(one: Problem) -> str:
        return str(json.loads(validation_gitlab.rendered(Findings([one])))[0]["fingerprint"])

    assert mark(problem(line=3)) == mark(problem(line=30))
    assert mark(problem()) != mark(problem(path="customers.bolt.tags"))
    assert mark(problem()) != mark(problem(rule="WS305"))


COMMAND = re.compile(r"::(?P<name>error|warning|notice) (?P<properties>[^\r\n]*?)::(?P<message>[^\r\n]*)")


def read_back(line: str) -> tuple[str, dict[str, str], str]:
    """A workflow command as GitHub's runner reads it: to the first `::`, then properties at commas."""
    said = COMMAND.fullmatch(line)
    assert said
    properties = dict(part.split("=", 1) for part in said["properties"].split(","))
    mended = {name: unescaped(unescaped(value, colon=True)) for name, value in properties.items()}
    return said["name"], mended, unescaped(said["message"])


def unescaped(text: str, *, colon: bool = False) -> str:
    if colon:
        return text.replace("%3A", ":").replace("%2C", ",")
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


@given(problems)
def test_github_reads_back_what_was_said(one: Problem) -> None:
    name, properties, message = read_back(validation_github.rendered(Findings([one])))
    assert name == one.severity
    assert properties == {
        "file": one.place.file,
        "line": str(one.place.line),
        "col": str(one.place.column),
        "title": f"{one.rule} {RULES[one.rule].name}",
    }
    said = f"{one.message}\n{one.fix}\ndocs/rules.md#{one.rule.lower()}"
    assert message == "\n".join(map(one_line, said.split("\n")))


@given(problems)
def test_github_gets_no_character_that_drives_what_shows_its_log(one: Problem) -> None:
    _, _, message = read_back(validation_github.rendered(Findings([one])))
    assert all(unicodedata.category(letter) not in {"Cc", "Zl", "Zp"} for letter in message.replace("\n", ""))


def test_github_has_one_line_for_each_finding() -> None:
    said = validation_github.rendered(Findings([problem(), problem(4)], [WAIVED]))
    assert [read_back(line)[0] for line in said.splitlines()] == ["error", "error", "notice"]


@pytest.mark.parametrize(
    "format_",
    [validation_json, validation_sarif, validation_junit, validation_github, validation_gitlab],
    ids=lambda format_: format_.__name__,
)
def test_every_output_lists_what_is_waived_with_its_reason(format_: Any) -> None:
    said = format_.rendered(Findings([], [WAIVED]))
    assert "agreed in May" in said
    assert "2027-03-31" in said


def test_what_is_waived_is_suppressed_in_sarif_and_skipped_in_junit() -> None:
    (result,) = json.loads(validation_sarif.rendered(Findings([], [WAIVED])))["runs"][0]["results"]
    assert result["suppressions"][0]["status"] == "accepted"
    root = ET.fromstring(validation_junit.rendered(Findings([], [WAIVED])))  # noqa: S314 - our own text
    assert [suite.get("failures") for suite in root.iter("testsuite")] == ["0"]
    assert root.find(".//skipped") is not None
