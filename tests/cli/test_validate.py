"""`wholesale validate` and the outermost door: results, exit codes, help."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import jsonschema
import pytest

from wholesale.cli.main import run

CONTRACT = Path(__file__).parents[1] / "stacks" / "good" / "contract"
PROBLEM = "version: 1\ncustomers:\n  acme: {ensure: absent, nmae: Acme}\n"
FORM = json.loads((Path(__file__).parents[2] / "specs" / "validation.schema.json").read_text("utf-8"))


@pytest.fixture
def stacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(CONTRACT, tmp_path / "stacks")
    return tmp_path / "stacks"


def test_good_files_exit_0_and_say_what_is_not_applied(
    stacks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["validate", str(stacks)]) == 0
    printed = capsys.readouterr()
    assert all(line.startswith("not applied: stacks/") for line in printed.out.splitlines())
    assert printed.err == "2 stacks, 4 customers: 0 errors, 0 warnings\n"


def test_the_same_key_is_told_once_for_all_stacks(stacks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["validate", str(stacks)])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(set(lines))


@pytest.mark.usefixtures("stacks")
def test_the_stacks_folder_is_the_default(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["validate"]) == 0
    assert "2 stacks" in capsys.readouterr().err


def test_the_environment_can_name_another_folder(
    stacks: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stacks.rename(stacks.parent / "estate")
    monkeypatch.setenv("WHOLESALE_STACKS_DIR", "estate")
    assert run(["validate"]) == 0
    assert "2 stacks" in capsys.readouterr().err


def test_one_file_is_checked_with_its_neighbours(stacks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["validate", str(stacks / "acme-1001.yaml")]) == 0
    assert "1 stack, 1 customer" in capsys.readouterr().err


def test_a_problem_exits_2_and_stands_on_standard_output(
    stacks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (stacks / "shop.yaml").write_text(PROBLEM)
    assert run(["validate", "stacks/shop.yaml"]) == 2
    assert capsys.readouterr().out == (
        'stacks/shop.yaml:3:26: error: unknown key "nmae" in customers.acme\n'
        "    3 |   acme: {ensure: absent, nmae: Acme}\n"
        "      |                          ^\n"
        '    did you mean "name"?\n'
        "    WS101 unknown-key: docs/rules.md#ws101\n"
        "not applied: stacks/confirmations.yaml:4:1: confirmations\n"
    )


@pytest.mark.parametrize("mistake", ['main: "true", ', ""])
def test_a_location_that_lacks_its_mark_is_an_error_and_no_key_that_is_not_applied(
    stacks: Path, capsys: pytest.CaptureFixture[str], mistake: str
) -> None:
    locations = f"{{HQ: {{{mistake}pstn: {{trunk: t}}}}}}"
    block = f"{{packages: {{webex_calling: {{}}}}, locations: {locations}, tags: [a]}}"
    (stacks / "shop.yaml").write_text(f"version: 1\ncustomers:\n  acme: {block}\n")
    assert run(["validate", "stacks/shop.yaml"]) == 2
    told = re.findall(r"^not applied: stacks/shop.yaml:\S+ (.*)$", capsys.readouterr().out, re.MULTILINE)
    assert told == ["customers.acme.tags"]


def test_json_has_the_contracts_form(stacks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (stacks / "shop.yaml").write_text(PROBLEM)
    assert run(["validate", "--output", "json"]) == 2
    said = json.loads(capsys.readouterr().out)
    jsonschema.validate(said, FORM)
    assert said["problems"] == [
        {
            "severity": "error",
            "file": "stacks/shop.yaml",
            "line": 3,
            "column": 26,
            "path": "customers.acme.nmae",
            "message": 'unknown key "nmae" in customers.acme',
            "fix": 'did you mean "name"?',
            "rule": "WS101",
            "related": [],
        }
    ]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("nowhere", "nowhere:1:1: error: there is no such file or folder\n"),
        ("nowhere/shop.yaml", "nowhere/shop.yaml:1:1: error: there is no such file\n"),
        ("stacks/shop.yaml", "stacks/shop.yaml:1:1: error: there is no such file\n"),
        ("empty", "empty:1:1: error: the folder holds no stack file"),
    ],
)
@pytest.mark.usefixtures("stacks")
def test_what_is_not_there_is_one_clear_message(
    path: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("empty").mkdir()
    assert run(["validate", path]) == 2
    out = capsys.readouterr().out
    assert out.startswith(said)
    assert out.count("error") == 1


def test_a_missing_partner_file_is_told_once(stacks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (stacks / "partner.yaml").unlink()
    assert run(["validate"]) == 2
    assert capsys.readouterr().out == (
        "stacks/partner.yaml:1:1: error: the partner file is missing: stacks need its templates "
        "and profiles\n"
        "    create it beside the stack files; examples/partner.yaml is a complete one\n"
        "    WS003 no-partner-file: docs/rules.md#ws003\n"
    )


def test_a_folder_in_place_of_a_file_is_told(stacks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (stacks / "confirmations.yaml").unlink()
    (stacks / "confirmations.yaml").mkdir()
    assert run(["validate"]) == 2
    assert "stacks/confirmations.yaml:1:1: error: cannot be read" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [["plan"], ["validate", "--wrong"], ["validate", "--output", "xml"], ["validate", "--today", "soon"]],
)
def test_what_does_not_exist_exits_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    assert capsys.readouterr().out == ""


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("wholesale, version ")


@pytest.mark.parametrize("arguments", [["--help"], ["validate", "-h"]])
def test_help_is_a_result(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 0
    assert "validate" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("output", "begins"),
    [
        ("sarif", "{"),
        ("junit", "<testsuites"),
        ("github", "::error file=stacks/shop.yaml,line=3,col=26,title=WS101 unknown-key::"),
        ("gitlab", "["),
    ],
)
def test_machines_get_the_same_in_their_own_form(
    stacks: Path, output: str, begins: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (stacks / "shop.yaml").write_text(PROBLEM)
    assert run(["validate", "--output", output]) == 2
    printed = capsys.readouterr()
    assert printed.out.startswith(begins)
    assert "1 error, 0 warnings" in printed.err


def test_concise_is_a_line_for_each_problem(stacks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (stacks / "shop.yaml").write_text(PROBLEM)
    run(["validate", "stacks/shop.yaml", "--concise"])
    problems = [line for line in capsys.readouterr().out.splitlines() if "not applied: " not in line]
    assert problems == ['stacks/shop.yaml:3:26: error: unknown key "nmae" in customers.acme']


def test_the_day_decides_what_is_over(stacks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (stacks / "shop.yaml").write_text(
        "version: 1\ncustomers:\n"
        "  acme:\n    orgId: NTU1NQ\n"
        "    # wholesale: allow WS304 until 2027-03-31: agreed in May\n"
        "    tags: [a, b, c, d, e, f]\n"
    )
    assert run(["validate", "--today", "2027-03-31"]) == 0
    printed = capsys.readouterr()
    assert "waived: stacks/shop.yaml:6:11: WS304 until 2027-03-31: agreed in May" in printed.out
    assert printed.err.endswith("0 errors, 0 warnings, 1 waived\n")
    assert run(["validate", "--today", "2027-04-01"]) == 2
    assert "WS914" in capsys.readouterr().out


def test_colour_that_is_asked_for_comes_through_a_pipe(
    stacks: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (stacks / "shop.yaml").write_text(PROBLEM)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    run(["validate"])
    assert "\x1b[31;1merror:\x1b[0m" in capsys.readouterr().out
