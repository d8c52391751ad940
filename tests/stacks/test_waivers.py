"""Waivers: comments that accept a problem for a time."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholesale.errors import FilesError
from wholesale.stacks.load import load
from wholesale.stacks.problems import Place, Problem
from wholesale.stacks.source import parse
from wholesale.stacks.waivers import judged, meant
from wholesale.validation.survey import survey

GOOD = Path(__file__).parent / "good"
PARTNER = Path(__file__).parent / "partner.yaml"
TODAY = date(2026, 11, 24)
WAIVER = "# wholesale: allow WS304 until 2027-03-31: agreed"


def problem(line: int, rule: str = "WS304") -> Problem:
    return Problem("error", Place("a.yaml", line, 1), "", "too many tags", "keep five", rule)


def waived_lines(text: str, *lines: int) -> list[int]:
    """The lines, of those with a problem, whose problem is waived."""
    source = parse(text.encode(), "a.yaml")
    found = judged([problem(line) for line in lines], meant(source), TODAY, complete=False)
    return [one.problem.place.line for one in found.waived]


def test_a_waiver_holds_for_its_own_line_or_the_next() -> None:
    assert waived_lines(f"a: 1 {WAIVER}\nb: 2\n", 1, 2) == [1]
    assert waived_lines(f"{WAIVER}\na: 1\nb: 2\n", 1, 2, 3) == [2]


def test_waivers_and_comments_may_stand_above_each_other() -> None:
    assert waived_lines(f"{WAIVER}\n# more\n{WAIVER}\na: 1\nb: 2\n", 4, 5) == [4]


@pytest.mark.parametrize(
    "text",
    [
        f'a: "{WAIVER}"\n',
        f"a: '{WAIVER}'\n",
        f"a:{WAIVER}\n",
        f"a: x{WAIVER}\n",
        f'a: "x\n  {WAIVER}\n  y"\n',
    ],
)
def test_text_that_only_looks_like_a_comment_waives_nothing(text: str) -> None:
    assert waived_lines(text, 1, 2) == []


def test_a_block_text_holds_no_comments_and_a_comment_may_follow_it() -> None:
    assert waived_lines(f"a: |\n  {WAIVER}\n  b\n{WAIVER}\nc: 1\n", 2, 3, 5) == [5]


@given(st.text(st.characters(exclude_categories=["C"]), max_size=40))
def test_any_reason_is_kept_as_it_is_written(reason: str) -> None:
    text = f"# wholesale: allow WS304 until 2027-03-31: {reason}\na: 1\n"
    found = judged([problem(2)], meant(parse(text.encode(), "a.yaml")), TODAY, complete=True)
    if reason.strip():
        assert [one.waiver.reason for one in found.waived] == [reason.strip()]
    else:
        assert [one.rule for one in found.problems] == ["WS304", "WS911"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(GOOD / "waivers-at-their-edge", tmp_path / "stacks")
    shutil.copy(PARTNER, tmp_path / "stacks")
    return tmp_path / "stacks"


def test_a_run_honours_what_validate_honours(folder: Path) -> None:
    assert load(folder, "shop", date(2026, 11, 24)).warnings == ()
    with pytest.raises(FilesError, match="the waiver of WS304 ended on 2026-11-24"):
        load(folder, "shop", date(2026, 11, 25))


def test_without_a_day_no_waiver_is_over(folder: Path) -> None:
    assert load(folder, "shop").warnings == ()


def test_an_unneeded_waiver_is_told_only_where_every_check_was_asked(folder: Path) -> None:
    file = folder / "shop.yaml"
    file.write_text(file.read_text("utf-8").replace("[a, b, c, d, e, f]", "[a, b]"), "utf-8")
    assert [one.rule for one in survey([folder], TODAY).problems] == ["WS916"]
    assert survey([file], TODAY).problems == ()


def test_a_waiver_in_the_partner_file_holds_there(folder: Path) -> None:
    partner = folder / "partner.yaml"
    partner.write_text(f"{partner.read_text('utf-8')}{WAIVER}\n", "utf-8")
    assert [str(one.place) for one in survey([folder], TODAY).problems if one.rule == "WS916"] == [
        f"{partner}:{len(partner.read_text('utf-8').splitlines())}:1"
    ]
