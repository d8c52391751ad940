"""What a YAML reader complains about, said so that a person finds and mends it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from wholesale.stacks.problems import Place
from wholesale.stacks.rules import files, yaml_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from wholesale.stacks.problems import Problem
    from wholesale.stacks.rule import Rule

_CONTROL = r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"

_MARK = "\ufeff"
_TURNING = r"[\u202a-\u202e\u2066-\u2069]"


class Complaint(NamedTuple):
    """A YAML reader's own words; lines and columns count from 0."""

    problem: str
    line: int
    column: int
    context: str = ""
    context_line: int | None = None
    context_column: int = 0


class _Saying(NamedTuple):
    """How one complaint is told; `at_context` points to where the unfinished thing began."""

    rule: Rule
    matches: Callable[[Complaint, str], bool]
    message: str
    fix: str
    at_context: bool = False


def _says(*parts: str) -> Callable[[Complaint, str], bool]:
    return lambda complaint, _: all(part in f"{complaint.context} {complaint.problem}" for part in parts)


def _at_character(characters: str) -> Callable[[Complaint, str], bool]:
    return lambda complaint, line: line[complaint.column : complaint.column + 1] in set(characters)


def _begins(characters: str, *problems: str) -> Callable[[Complaint, str], bool]:
    return lambda complaint, line: (
        any(problem in complaint.problem for problem in problems)
        and _at_character(characters)(complaint, line)
        and line[: complaint.column].rstrip()[-1:] in {"", *":-[{,"}
    )


_STRAY = ("block mapping", "not allowed in this context", "cannot start any token")
_RESERVED = "a value cannot begin with this character unless it is quoted"

_SAYINGS = (
    _Saying(yaml_text.TAB, _says("tab character"), "a tab is used for indentation", "indent with spaces"),
    _Saying(
        yaml_text.TAB,
        lambda complaint, line: (
            "cannot start any token" in complaint.problem and _at_character("\t")(complaint, line)
        ),
        "a tab is used for indentation",
        "indent with spaces",
    ),
    _Saying(
        yaml_text.RESERVED_CHARACTER,
        _begins("@`%?", "cannot start any token", "mapping keys are not allowed"),
        _RESERVED,
        "put the value in double quotes",
    ),
    _Saying(
        yaml_text.RESERVED_CHARACTER,
        _begins("-", "block sequence entries are not allowed", "did not find expected node content"),
        _RESERVED,
        "put the value in double quotes; a list begins on the line below its key",
    ),
    _Saying(
        yaml_text.RESERVED_CHARACTER,
        lambda complaint, _: complaint.context.endswith(("an anchor", "an alias")),
        _RESERVED,
        "put the value in double quotes",
        at_context=True,
    ),
    _Saying(
        yaml_text.RESERVED_CHARACTER,
        _says("block scalar", "comment or line break"),
        _RESERVED,
        "put the value in double quotes; a text of several lines begins on the line below",
        at_context=True,
    ),
    _Saying(
        yaml_text.UNCLOSED_QUOTE,
        _says("quoted scalar", "end of stream"),
        "a quoted text is never closed",
        "close the quotes that open here",
        at_context=True,
    ),
    _Saying(
        yaml_text.UNKNOWN_ESCAPE,
        _says("unknown escape"),
        "this backslash sequence is unknown in double quotes",
        r"double the backslash (\\) or use single quotes",
    ),
    _Saying(
        yaml_text.VALUE_EXPECTED,
        _says("flow node"),
        "a value is missing here, or a bracket above is never closed",
        "close every [ and {",
    ),
    _Saying(
        yaml_text.UNCLOSED_LIST,
        _says("flow sequence"),
        "a list in [ ] is never closed, or a comma is missing",
        "look at the list that opens here",
        at_context=True,
    ),
    _Saying(
        yaml_text.UNCLOSED_MAP,
        _says("flow mapping"),
        "a map in { } is never closed, or a comma is missing",
        "look at the map that opens here",
        at_context=True,
    ),
    _Saying(
        yaml_text.STRAY_COLON,
        _says("mapping values are not allowed"),
        "a colon stands where no new key can begin",
        'indent the key like its neighbours, quote a value that holds ": ", or look for a missing colon '
        "in the line above",
    ),
    _Saying(
        yaml_text.NO_COLON,
        _says("could not find expected ':'"),
        "this line has no colon after its key",
        "write `key: value`, or indent the line as part of the value above",
        at_context=True,
    ),
    _Saying(
        yaml_text.AFTER_THE_END,
        lambda complaint, line: (
            any(part in f"{complaint.context} {complaint.problem}" for part in _STRAY)
            and line[: complaint.column].strip(" -") != ""
        ),
        "something stands behind a value that has ended",
        "remove it, or put all of it in the quotes or brackets",
    ),
    _Saying(
        yaml_text.LIST_INDENTATION,
        lambda complaint, line: (
            "block mapping" in complaint.context and line[complaint.column :].startswith("- ")
        ),
        "an item of a list stands where a key belongs",
        "remove the `-` in front of a key, or put every `-` of a list in the same column",
    ),
    _Saying(
        yaml_text.MAP_INDENTATION,
        _says("block mapping"),
        "the indentation does not fit the keys above",
        "put every key of a map in the same column",
    ),
    _Saying(
        yaml_text.LIST_INDENTATION,
        lambda complaint, line: (
            "block collection" in complaint.context
            and complaint.column == complaint.context_column
            and re.search(r":(\s|$)", line) is not None
        ),
        "a list begins here, and a key follows in the column of its items",
        "remove the `-` where keys of a map are meant, or move the key to the column of its neighbours",
        at_context=True,
    ),
    _Saying(
        yaml_text.LIST_INDENTATION,
        _says("block collection"),
        "the indentation does not fit the list above",
        "put every `-` of a list in the same column",
    ),
    _Saying(
        yaml_text.SEVERAL_DOCUMENTS,
        _says("single document"),
        "the file holds more than one YAML document",
        "remove the `---`; one file is one stack",
    ),
    _Saying(
        yaml_text.UNKNOWN_ALIAS,
        _says("undefined alias"),
        "an alias (*) names an anchor (&) that does not stand above it",
        'define the anchor first, or quote a text that begins with "*"',
    ),
    _Saying(
        yaml_text.ANCHOR_TWICE,
        _says("duplicate anchor"),
        "this anchor (&) is defined twice",
        "give each anchor its own name",
    ),
    _Saying(
        yaml_text.YAML_LINE, _says("YAML document"), "the %YAML line names another version", "remove the line"
    ),
)


def unreadable(file: str, text: str, complaint: Complaint) -> Problem:
    """The problem of a text that is not YAML."""
    lines = text.splitlines()
    line = lines[complaint.line] if complaint.line < len(lines) else ""
    if _MARK in line:
        return _mark_in_between(file, complaint.line, line.index(_MARK))
    for saying in _SAYINGS:
        if saying.matches(complaint, line):
            place = _place_of(file, complaint, at_context=saying.at_context)
            return saying.rule.at(place, "", f"not readable as YAML: {saying.message}", saying.fix)
    words = " ".join(part for part in (complaint.context, complaint.problem) if part)
    return yaml_text.NOT_YAML.at(
        _place_of(file, complaint, at_context=False),
        "",
        f"not readable as YAML: {words}",
        "compare the line with examples/",
    )


def _mark_in_between(file: str, line: int, column: int) -> Problem:
    """The problem of a byte order mark that does not stand at the beginning: two files were put together."""
    return files.CONTROL_CHARACTER.at(
        Place(file, line + 1, column + 1),
        "",
        "an invisible byte order mark (U+FEFF) stands in the middle of the file",
        "delete the character; files that are put together each bring one",
    )


def control_character(file: str, text: str) -> Problem:
    """The problem of a text with a character that YAML does not allow."""
    if text.count("\0") * 3 > len(text) > text.count("\0"):  # every second character, or three of four
        return _not_utf_8(file, 2 if text.count("\0") * 3 < 2 * len(text) else 4)
    found = re.search(_CONTROL, text)
    offset = found.start() if found else 0
    code = ord(text[offset]) if text else 0
    return files.CONTROL_CHARACTER.at(
        _place_at(file, text, offset),
        "",
        f"the file holds a control character (U+{code:04X})",
        "delete the character",
    )


def turned(file: str, text: str) -> tuple[Problem, ...]:
    """The problem of the first character that turns the text around it, where there is one."""
    found = None if text.isascii() else re.search(_TURNING, text)
    if found is None:
        return ()
    message = f"the file holds a character that turns the text around it (U+{ord(found[0]):04X})"
    place = _place_at(file, text, found.start())
    return (files.TURNED_TEXT.at(place, "", message, "delete the character; it shows nothing itself"),)


def undecodable(file: str, content: bytes, error: UnicodeDecodeError) -> Problem:
    """The problem of a file that is not UTF-8."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _not_utf_8(file, 4 if content[2:4] == b"\0\0" else 2)
    before = content[: error.start].decode("utf-8-sig", errors="replace")
    return files.NOT_UTF_8.at(
        _place_at(file, before, len(before)),
        "",
        f"the file is not UTF-8: byte 0x{content[error.start]:02X} does not belong here",
        "save the file as UTF-8",
    )


def _not_utf_8(file: str, width: int) -> Problem:
    """The problem of a file whose characters all have two or four bytes."""
    return files.UTF_16.at(Place(file, 1, 1), "", f"the file is UTF-{8 * width}", "save it as UTF-8")


def _place_at(file: str, text: str, offset: int) -> Place:
    before = text[:offset]
    return Place(file, before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)


def _place_of(file: str, complaint: Complaint, *, at_context: bool) -> Place:
    if at_context and complaint.context_line is not None:
        return Place(file, complaint.context_line + 1, complaint.context_column + 1)
    return Place(file, complaint.line + 1, complaint.column + 1)
