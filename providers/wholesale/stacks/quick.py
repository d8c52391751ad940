"""The quick way to read a stack file: for plain files only, and with the same values as the careful way.

The parser is fast because it keeps no places, and it follows YAML 1.2. So a file is read here only when
nothing in it could be read differently by YAML 1.1, and nothing would have to be refused with a place. All
other files, and all that the parser itself refuses, go the careful way; `read` says so by giving None.
"""

from __future__ import annotations

import re
from typing import Any

import yaml_rs

from wholesale.stacks.bounds import DEEPEST, may_be_large

_QUOTED = r"(?:\"[^\"\\\n]*+\"|'[^'\n]*+')"
_WORD = r"(?!(?:[Yy]es|YES|[Nn]o|NO|[Oo]n|ON|[Oo]ff|OFF|~)(?:[ ]*(?:[\n,\]}]|:[ \n])|[ ]+#))[^\W\d_]"
"""The first letter of a word that YAML 1.1 takes for a text, too."""
_NUMBER = r"(?:-?[1-9][0-9]{0,8}|0)"
_NUMBERED = r"[0-9]++[A-Za-z]*+[ ](?=[^\W\d_])"
"""The beginning of a text such as `77 Main Street`: no number, date or time has a letter after a space."""
_REST = r"(?:[^\n:#]|:(?=[^ \n])|(?<=[^ ])#)*+"
_REST_IN_FLOW = r"(?:[^\n:#,\[\]{}]|(?<=[^ ,\[\]{}])#)*+"
_LINE_END = r"[#\n]"
_KEY = rf"(?:{_WORD}[\w@.+-]*+|{_QUOTED})"


def _value(rest: str, end: str) -> str:
    return rf"(?:{_QUOTED}|{_NUMBER}(?=[ ]*+(?:{end}))|{_WORD}{rest}|{_NUMBERED}{rest})"


_IN_FLOW = _value(_REST_IN_FLOW, r"[,\]}]")


def _flow(inner: str) -> str:
    member = rf"[ ]*+(?:{_KEY}:[ ]++)?(?:{inner})[ ]*+(?:,(?=[ ]*+[^ \]}}])|(?=[\]}}]))"
    return rf"(?:\{{[ ]*+\}}|\[[ ]*+\]|[\[{{](?:{member})++[\]}}])"


_FLOW = _flow(rf"{_IN_FLOW}|{_flow(_IN_FLOW)}")
_VALUE = rf"(?:{_value(_REST, _LINE_END)}|{_FLOW})"
_BEFORE = rf"(?:(?:-[ ]++)?{_KEY}:(?:[ ]++|(?=\n))|-[ ]++(?=[^ #\n]))"
"""What stands before a value, which may be missing after a key only."""
_ENTRY = rf"{_BEFORE}(?:{_VALUE})?"
_LINE = rf"[ ]{{0,80}}+(?:{_ENTRY}[ ]*+)?(?:(?:(?<=[ ])|(?<=^))#[^\n]*+)?\n"
_PLAIN_LINES = re.compile(rf"(?:{_LINE})*+\Z", re.MULTILINE)
"""Plain lines: one key with one value each, flow collections that end on their line, comments.

There are no anchors, tags, block scalars, escapes or documents in it, nor a spelling that the two versions of
YAML read differently, and its nesting is shallow."""
_KNOWN: set[str] = set()
"""Lines that were found plain: each line is judged by itself, and most stand in many files."""
_MOST_KNOWN = 50_000
_USUAL = bytes([10, *range(32, 127)])
_STRANGE = re.compile(
    r"[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
"""A character that YAML does not allow, or takes for the end of a line."""


_TEXT = frozenset({str})
_SCALARS = frozenset({str, bool, int, type(None)})


class _OddError(Exception):
    """The file holds something that the careful way has to look at."""


def read(text: str) -> dict[str, Any] | None:
    """The values of a plain file, lists as tuples; None when the file has to be read the careful way."""
    text = text if text.endswith("\n") else f"{text}\n"
    if may_be_large(text) or _is_strange(text) or not _has_plain_lines(text):
        return None
    try:
        data = yaml_rs.loads(text)
        return _plain(data, 0) if isinstance(data, dict) else None
    except (yaml_rs.YAMLDecodeError, _OddError):
        return None


def _is_strange(text: str) -> bool:
    if text.isascii():
        return bool(text.encode("ascii").translate(None, _USUAL))
    return _STRANGE.search(text) is not None


def _has_plain_lines(text: str) -> bool:
    new = set(text.split("\n")).difference(_KNOWN)
    if not _PLAIN_LINES.match("".join(f"{line}\n" for line in new)):
        return False
    if len(_KNOWN) < _MOST_KNOWN:
        _KNOWN.update(new)
    return True


def _plain(value: dict[Any, Any], depth: int) -> dict[str, Any]:
    """A map whose keys are texts, with all that lies beneath."""
    if depth > DEEPEST:
        raise _OddError
    if _TEXT.issuperset(map(type, value)) and _SCALARS.issuperset(map(type, value.values())):
        return value
    for key, member in value.items():
        kind = type(member)
        if type(key) is not str:
            raise _OddError
        if kind is dict:
            _plain(member, depth + 1)
        elif kind is list:
            value[key] = _items(member, depth + 1)
        elif kind not in _SCALARS:
            raise _OddError
    return value


def _items(items: list[Any], depth: int) -> tuple[Any, ...]:
    held = _plain({str(index): item for index, item in enumerate(items)}, depth)
    return tuple(held.values())
