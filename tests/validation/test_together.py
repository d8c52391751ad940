"""Files that take the same things are compared within bounded memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholesale.validation.report import Report
from wholesale.validation.together import MOST_BYTES, compared

if TYPE_CHECKING:
    from pathlib import Path


def test_of_many_large_files_two_that_share_a_claim_are_read_and_the_others_are_named(tmp_path: Path) -> None:
    reports = {}
    for number, claims in enumerate([{1, 2}, {3}, {3, 4}, {1}, {2}]):
        file = tmp_path / f"{number}.yaml"
        with file.open("wb") as opened:
            opened.truncate(MOST_BYTES)
        reports[file] = Report(file.name, (), (), (), (), frozenset(claims))
    read: list[str] = []
    problems = list(compared(reports, lambda file: read.append(file.name)))
    assert read == ["0.yaml", "3.yaml"]
    assert [(problem.rule, "1.yaml" in problem.place.file) for problem in problems] == [("WS018", True)]


def test_files_that_share_nothing_are_not_read_again(tmp_path: Path) -> None:
    reports = {tmp_path / f"{one}": Report(f"{one}", (), (), (), (), frozenset({one})) for one in range(3)}
    assert list(compared(reports, lambda _: None)) == []
