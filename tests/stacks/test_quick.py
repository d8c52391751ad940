"""The quick way to read a file: what it takes, it reads as the careful way does, and it takes plain files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wholesale.stacks import quick
from wholesale.stacks.source import read_carefully

if TYPE_CHECKING:
    import random

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*/*/*.yaml"))
PIECES = (
    *(
        "a",
        "b: ",
        "c:",
        "- ",
        "  ",
        "    ",
        "\n",
        "\n",
        "\n  ",
        " ",
        ": ",
        ", ",
        "{",
        "}",
        "[",
        "]",
        "#",
        " # x",
    ),
    *(
        " # x",
        '"',
        "'",
        '"x"',
        "'y'",
        "yes",
        "no",
        "on",
        "true",
        "Null",
        "null",
        "~",
        "0",
        "7",
        "-3",
        "012",
        "1_0",
    ),
    *("1:30", "1.5", ".5", "+1", "1e3", "0x1F", "0o7", "2026-01-01", "2026-01-01 10:00:00", "77 Main Street"),
    *(
        "é",
        "漢",
        "&a",
        "*a",
        "!t",
        "|",
        ">",
        "?",
        "@",
        "%",
        "---",
        "...",
        "<<",
        "=",
        "\\",
        "\t",
        "a@b.example",
    ),
)
lines = st.builds(
    lambda indent, key, value: f"{' ' * indent}{key}{value}\n",
    st.sampled_from((0, 0, 2, 2, 4, 6)),
    st.sampled_from(("a: ", "b: ", "c:", "d:", "- ", "- a: ", "", '"e": ', "no: ", "1: ")),
    st.lists(st.sampled_from(PIECES), max_size=4).map("".join),
)


def agree(text: str) -> bool:
    """Whether both ways agree, as far as the quick one takes the text; tells whether it did."""
    data = quick.read(text)
    if data is None:
        return False
    source = read_carefully(text, "f.yaml")
    assert source.problems == ()
    assert repr(data) == repr(source.data)
    return True


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(HERE)))
def test_every_example_is_read_alike_both_ways(file: Path) -> None:
    try:
        text = file.read_text("utf-8")
    except UnicodeDecodeError:
        return
    agree(text)


@settings(max_examples=1000)
@given(st.lists(lines, max_size=8).map("".join))
def test_generated_documents_are_read_alike_both_ways(text: str) -> None:
    agree(text)


@settings(max_examples=1000)
@given(st.randoms(use_true_random=False), st.sampled_from(FILES))
def test_damaged_examples_are_read_alike_both_ways(chance: random.Random, file: Path) -> None:
    text = file.read_bytes().decode("utf-8", "replace")
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(text) + 1)
        text = text[:at] + chance.choice(PIECES) + text[at + chance.randint(0, 2) :]
    agree(text)


def test_a_plain_stack_file_is_read_quickly() -> None:
    assert agree(
        """# Lakeside
version: 1
customers:
  lakeside:
    name: Lakeside Dental & Sons, "the best"   # a comment
    address: {addressLine1: 77 Main Street, city: München, zipOrPostalCode: "60601", country: US}
    packages: {webex_calling: {limit: 5}, webex_meetings: {}}
    tags: [dental, 'new']
    restrictedMode: true
    users:
      ada@lakeside.example:
        package: webex_calling
        phoneNumber: "+13125550101"
        roles:
          - full_admin
"""
    )


@pytest.mark.parametrize(
    "value",
    [
        "no",
        "Off",
        "0123",
        "1:30",
        "1_000",
        "+1",
        "2026-01-01",
        "1.5",
        ".inf",
        "0x1F",
        "=",
        "&a b",
        "*a",
        "!t b",
        "|",
    ],
)
def test_what_versions_of_yaml_read_differently_goes_the_careful_way(value: str) -> None:
    assert quick.read(f"a: {value}\n") is None
    assert quick.read(f"a: [{value}]\n") is None
    assert quick.read(f"a: {{b: {value}}}\n") is None


@pytest.mark.parametrize("text", ["a: 1\na: 2\n", "a:\n  b: 1\n  b: 2\n", "[a]\n", "a: 1\n---\nb: 1\n", ""])
def test_what_is_refused_with_a_place_goes_the_careful_way(text: str) -> None:
    assert quick.read(text) is None
