"""`wholesale explain`: what people and machines are shown."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from wholesale.cli.main import run

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXAMPLES.parent)
    monkeypatch.setenv("WHOLESALE_STACKS_DIR", "examples")


def test_each_value_is_a_line_with_its_place_and_who_else_gets_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "bolt-2001"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [
        "language",
        "en_US",
        "examples/partner.yaml:46:15",
        "(profile",
        "smb-us,",
        "also",
        "acme-1001)",
    ] in lines
    assert ["name", "Bolt", "Cycles", "examples/estate-north.yaml:10:11"] in lines


def test_a_part_is_told_with_all_that_lies_beneath_it(capsys: pytest.CaptureFixture[str]) -> None:
    run(["explain", "bolt-2001", "template"])
    assert capsys.readouterr().out.splitlines() == [
        "customer bolt-2001 at examples/estate-north.yaml:9:3, extends smb-us",
        "template  north-us  examples/estate-north.yaml:5:41  (defaults of the file)",
        "    over us-standard at examples/partner.yaml:45:15 (profile smb-us)",
        "    the same line reaches 1 other customer: crane-2002",
    ]


def test_a_lock_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    run(["explain", "acme-1001", "restrictedMode"])
    assert "locked by profile smb-us" in capsys.readouterr().out


def test_handles_with_dots_are_parts_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "acme-1001", "users.grace@acme.example.package"]) == 0
    assert "webex_calling  examples/partner.yaml:51:29  (profile smb-us)" in capsys.readouterr().out


def test_machines_get_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    run(["explain", "bolt-2001", "template", "--output", "json"])
    said = json.loads(capsys.readouterr().out)
    assert (said["schemaVersion"], said["customer"], said["extends"]) == (1, "bolt-2001", ["smb-us"])
    assert said["values"] == [
        {
            "path": "template",
            "value": "north-us",
            "from": "defaults of the file",
            "because": None,
            "file": "examples/estate-north.yaml",
            "line": 5,
            "column": 41,
            "lockedBy": None,
            "over": [
                {
                    "value": "us-standard",
                    "from": "profile smb-us",
                    "because": None,
                    "file": "examples/partner.yaml",
                    "line": 45,
                    "column": 15,
                }
            ],
            "others": ["crane-2002"],
        }
    ]


def test_a_value_that_null_takes_away_is_told_with_both_lines(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "bolt-2001", "packages.webex_calling"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        "packages.webex_calling  null  examples/estate-north.yaml:14:31  (taken away)",
        "    over {} at examples/partner.yaml:47:31 (profile smb-us)",
    ]


@pytest.mark.parametrize("customer", ["acme-1001", "bolt-2001", "crane-2002", "drum-2003"])
def test_what_machines_get_keeps_its_schema(customer: str, capsys: pytest.CaptureFixture[str]) -> None:
    schema = json.loads((EXAMPLES.parent / "specs" / "explanation.schema.json").read_text("utf-8"))
    run(["explain", customer, "--output", "json"])
    jsonschema.validate(json.loads(capsys.readouterr().out), schema)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["acme-101"], 'There is no customer "acme-101" in examples. Did you mean "acme-1001"?'),
        (["acme-1001", "langage"], 'Nothing says "langage" of customer acme-1001. Did you mean "language"?'),
    ],
)
def test_what_is_not_there_is_met_with_the_nearest_name(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["explain", *arguments]) == 2
    assert told in capsys.readouterr().err


def test_colours_are_for_those_who_ask_for_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    run(["explain", "acme-1001", "language"])
    assert "\x1b[1mlanguage" in capsys.readouterr().out
