"""Whatever a person does to a file, the answer is problems with places, never an exception."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wholesale.validation.survey import survey

CONTRACT = Path(__file__).parent / "good" / "contract"
FILES = ("acme-1001.yaml", "estate-north.yaml", "partner.yaml", "confirmations.yaml")
SLIPS = [
    "null",
    "[]",
    "{}",
    "0123",
    "yes",
    '"x"',
    "[{}]",
    "{a: 1}",
    "1:30",
    "webex_suite",
    "2027-01-31",
    "-1",
]


@pytest.fixture(scope="module")
def folder() -> object:
    with TemporaryDirectory() as name:
        shutil.copytree(CONTRACT, Path(name) / "stacks")
        yield Path(name) / "stacks"


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(FILES), st.integers(min_value=0), st.sampled_from(SLIPS), st.integers(min_value=0))
def test_a_value_of_any_other_kind_is_told(folder: Path, file: str, line: int, slip: str, colon: int) -> None:
    lines = (CONTRACT / file).read_text().splitlines()
    line %= len(lines)
    parts = lines[line].split(": ")
    keep = 1 + colon % len(parts)
    lines[line] = ": ".join(parts[:keep]) + f": {slip}"
    told_for(folder, file, "\n".join(lines))


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(FILES), st.integers(min_value=0), st.integers(min_value=1, max_value=6))
def test_a_file_with_lines_missing_is_told(folder: Path, file: str, line: int, count: int) -> None:
    lines = (CONTRACT / file).read_text().splitlines()
    line %= len(lines)
    told_for(folder, file, "\n".join(lines[:line] + lines[line + count :]))


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(FILES), st.integers(min_value=0), st.sampled_from(":{}[]#&*!|>'\"%@`-? \t0"))
def test_a_slip_of_one_character_is_told(folder: Path, file: str, offset: int, character: str) -> None:
    text = (CONTRACT / file).read_text()
    offset %= len(text)
    told_for(folder, file, text[:offset] + character + text[offset + 1 :])


def told_for(folder: Path, file: str, text: str) -> None:
    """Survey the folder with one damaged file; every problem has a place and a message."""
    for name in FILES:
        shutil.copy(CONTRACT / name, folder / name)
    (folder / file).write_text(text)
    for problem in survey([folder]).problems:
        assert problem.place.line >= 1
        assert problem.message
        assert problem.fix


def test_a_key_that_swallows_the_one_beneath_is_told(folder: Path) -> None:
    text = (folder / "partner.yaml").read_text("utf-8")
    told_for(folder, "partner.yaml", text.replace("subPartners:\n", "subPartners:{"))
