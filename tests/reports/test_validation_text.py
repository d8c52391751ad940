"""The text of `wholesale validate`: a line as compilers write it; beneath it where, how to mend, and why."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholesale.reports import validation_text
from wholesale.reports.excerpts import columns, excerpt, reader
from wholesale.reports.findings import Findings
from wholesale.reports.terminal import PLAIN_WIDTH, Screen, screen
from wholesale.reports.validation_text import Manner
from wholesale.stacks.findings import Waived, Waiver
from wholesale.stacks.problems import Place, Problem

PROBLEM = Problem("error", Place("a.yaml", 1, 7), "tags", "a: error: b", "mend it\nor leave it", "WS101")
LINE = "tags: [x]"


def manner(line: str | None = LINE, **more: object) -> Manner:
    return Manner(line_at=lambda _: line, **more)  # type: ignore[arg-type]


def rendered(problem: Problem = PROBLEM, line: str | None = LINE, **more: object) -> str:
    return validation_text.rendered(Findings([problem]), manner(line, **more))


def test_the_first_line_is_as_compilers_write_it_and_all_others_are_indented() -> None:
    assert rendered() == (
        "a.yaml:1:7: error: a: error: b\n"
        "    1 | tags: [x]\n"
        "      |       ^\n"
        "    mend it\n"
        "    or leave it\n"
        "    WS101 unknown-key: docs/rules.md#ws101\n"
    )


def test_concise_is_one_line() -> None:
    assert rendered(concise=True) == "a.yaml:1:7: error: a: error: b\n"


def test_without_the_file_there_is_no_excerpt() -> None:
    assert "|" not in rendered(line=None)


def test_colour_and_links_change_nothing_but_escapes() -> None:
    shown_on = Screen(colour=True, links=True)
    painted = rendered(screen=shown_on, page="file:///docs/rules.md")
    assert painted.startswith("a.yaml:1:7: \x1b[31;1merror:\x1b[0m a: error: b\n")
    assert "\x1b]8;;file:///docs/rules.md#ws101\x1b\\WS101 unknown-key\x1b]8;;\x1b\\" in painted


def test_a_line_that_may_hold_a_token_is_not_shown() -> None:
    token = Problem("error", Place("a.yaml", 1, 7), "tokenEnv", "no variable", "name one", "WS141")
    assert "secret" not in rendered(token, "tokenEnv: secret")


@pytest.mark.parametrize(
    "line",
    [
        "accessToken: abc",
        "a: {token: abc}",
        '  "client_secret" : abc',
        "Password: abc",
        "apiKey: abc",
        "tokenEnv: [abc]",
    ],
)
def test_a_line_with_a_key_of_secrets_is_not_shown_whatever_is_wrong(line: str) -> None:
    assert "abc" not in rendered(line=line)


def test_a_place_does_not_drive_the_terminal_or_begin_a_line() -> None:
    problem = Problem("error", Place("a\n::error::\x1b[1m.yaml", 1, 7), "tags", "a", "b", "WS101")
    assert rendered(problem).startswith("a\\n::error::\\x1b[1m.yaml:1:7: error: a\n")


def test_what_is_waived_comes_last_with_its_reason() -> None:
    waiver = Waiver("WS101", Place("a.yaml", 1, 1), 1, date(2027, 3, 31), "agreed")
    said = validation_text.rendered(Findings([PROBLEM], [Waived(PROBLEM, waiver)]), manner())
    assert said.splitlines()[-1] == "waived: a.yaml:1:7: WS101 until 2027-03-31: agreed (a: error: b)"


@given(st.text(st.characters(exclude_characters="\t"), max_size=30))
def test_nothing_in_a_file_or_message_drives_the_terminal(text: str) -> None:
    said = rendered(Problem("error", Place("a.yaml", 1, 1), "", text, text, "WS101"), text)
    for character in said.replace("\n", ""):
        assert character.isprintable() or unicodedata.category(character) in {"Zs", "Cf"}
        assert character not in "\x1b\u202e\u2066"
    assert sum(not line.startswith("    ") for line in said.split("\n") if line) == 1


@pytest.mark.parametrize(
    ("line", "column", "beneath"),
    [
        ("a: b", 4, "   "),
        ("a:\tb", 4, "      "),
        ('"株式会社": b', 9, "            "),
        ("Cafe\N{COMBINING ACUTE ACCENT}: b", 8, "      "),
    ],
    ids=["plain", "tab", "wide", "combining"],
)
def test_the_caret_stands_under_its_column(line: str, column: int, beneath: str) -> None:
    _, caret = excerpt(line, Place("a.yaml", 1, column), PLAIN_WIDTH)
    assert caret == f"  | {beneath}^"


letters = st.characters(exclude_categories=["C", "Z", "M"], exclude_characters="\u00ad")


@given(st.text(letters, max_size=200), letters, st.text(letters, max_size=200), st.integers(40, 200))
def test_a_line_of_any_length_fits_and_the_caret_is_under_its_character(
    before: str, at: str, after: str, width: int
) -> None:
    shown, caret = excerpt(f"{before}{at}{after}", Place("a.yaml", 7, len(before) + 1), width)
    assert columns(shown) <= width
    position, indent = 0, len(caret) - 1
    while columns(shown[:position]) < indent:
        position += 1
    assert columns(shown[:position]) == indent
    assert shown[position] == at


def test_a_file_is_looked_up_as_it_was_named(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(str(tmp_path))
    with open("a.yaml", "wb") as file:  # noqa: PTH123 - relative, as it is named
        file.write(b"\xef\xbb\xbfone\r\ntwo\n")
    line_at = reader()
    assert line_at(Place("a.yaml", 1, 1)) == "one"
    assert line_at(Place("a.yaml", 2, 1)) == "two"
    assert line_at(Place("a.yaml", 9, 1)) is None
    assert line_at(Place("b.yaml", 1, 1)) is None


TERMINAL = {"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}


@pytest.mark.parametrize(
    ("environment", "is_terminal", "colour", "links"),
    [
        (TERMINAL, True, True, True),
        ({"TERM": "xterm"}, True, True, False),
        ({"TERM": "xterm", "VTE_VERSION": "7200"}, True, True, True),
        ({"TERM": "xterm", "VTE_VERSION": "4600"}, True, True, False),
        (TERMINAL, False, False, False),
        ({**TERMINAL, "NO_COLOR": "1"}, True, False, False),
        ({**TERMINAL, "NO_COLOR": ""}, True, True, True),
        ({**TERMINAL, "CI": "true"}, True, False, False),
        ({**TERMINAL, "TERM": "dumb"}, True, False, False),
        ({"FORCE_COLOR": "1"}, False, True, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, False, False),
    ],
)
def test_colour_and_links_are_for_people_at_a_terminal(
    environment: dict[str, str],
    is_terminal: bool,  # noqa: FBT001 - a row of the table
    colour: bool,  # noqa: FBT001
    links: bool,  # noqa: FBT001
) -> None:
    shown_on = screen(environment, is_terminal=is_terminal, width=90)
    assert (shown_on.colour, shown_on.links) == (colour, links)
    assert shown_on.width == (90 if is_terminal else PLAIN_WIDTH)
