"""What is too deep or too large for the YAML library is refused before it gets it."""

from __future__ import annotations

import pytest

from wholesale.stacks.bounds import DEEPEST, MOST_WRITTEN
from wholesale.stacks.source import parse


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 200_000,
        "a: " + "{a: " * 200_000,
        "- " * 200_000,
        "? " * 200_000,
        "a: [ # ]\n" + "[ # ]\n" * 9000,
    ],
    ids=["lists", "maps", "dashes", "question marks", "brackets that a comment seems to close"],
)
def test_a_bottomless_file_is_told_at_the_level_too_many(text: str) -> None:
    (problem,) = parse(text.encode(), "f.yaml").problems
    assert problem.rule == "WS016"
    assert DEEPEST < problem.place.line + problem.place.column < 5 * DEEPEST


@pytest.mark.parametrize("item", ["x", "*a"])
def test_a_file_of_too_many_values_is_told(item: str) -> None:
    text = f"a: &a x\nb: [{f'{item},' * (MOST_WRITTEN + 1)} y]\n"
    (problem,) = parse(text.encode(), "f.yaml").problems
    assert problem.rule == "WS015"


def test_a_large_file_of_few_values_is_read() -> None:
    text = "# a comment\n" * MOST_WRITTEN + 'a: "x"\n'
    assert parse(text.encode(), "f.yaml").data == {"a": "x"}
