"""Values as YAML text: one spelling for each, which every reader reads alike."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from wholesale.errors import EditError
from wholesale.stacks.source import kind_of_spelling

if TYPE_CHECKING:
    from collections.abc import Mapping

_PLAIN = re.compile(r"(?:[0-9]+[A-Za-z]* )?[^\W\d_][\w @.+/()'&-]*", re.ASCII)
"""A text that may stand without quotes, in a flow map, too."""
_WIDEST = 100
"""Characters up to which a map is written in one line."""


def scalar(value: Any) -> str:
    """A text, number, switch or nothing as YAML."""
    if value is None:
        return "null"
    if not isinstance(value, str):
        return json.dumps(value)
    return value if _is_plain(value) else quoted(value)


def quoted(text: str) -> str:
    """A text in double quotes, on one line."""
    shown = json.dumps(text, ensure_ascii=False)
    return re.sub(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]", lambda odd: f"\\u{ord(odd[0]):04x}", shown)


def _is_plain(text: str) -> bool:
    letters = "".join("a" if letter.isalpha() and not letter.isascii() else letter for letter in text)
    return _PLAIN.fullmatch(letters) is not None and text == text.strip() and kind_of_spelling(text) == "str"


def flow(value: Any) -> str:
    """A value in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key)}: {flow(below)}" for key, below in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    return scalar(value)


def entry(key: str, value: Any, column: int) -> list[str]:
    """A key with its value as lines, the first one beginning at a column.

    A map of maps gets a line for each key; a map of plain values stays in one line where it fits.
    """
    margin, short = " " * column, f"{scalar(key)}: {flow(value)}"
    nested = isinstance(value, dict) and bool(value)
    wide = len(margin) + len(short) > _WIDEST or any(
        isinstance(below, dict) and below for below in _below(value)
    )
    if not nested or not wide:
        return [margin + short]
    return [f"{margin}{scalar(key)}:", *block(value, column + 2)]


def block(values: Mapping[str, Any], column: int) -> list[str]:
    """The keys of a map as lines that begin at a column."""
    return [line for key, value in values.items() for line in entry(key, value, column)]


def _below(value: Any) -> tuple[Any, ...]:
    return tuple(value.values()) if isinstance(value, dict) else ()


def parted(assignment: str) -> tuple[tuple[str, ...], str]:
    """The path and the value of `PATH=VALUE`.

    Raises:
        EditError: there is no "=" or no path in it.
    """
    path, sign, value = assignment.partition("=")
    steps = steps_of(path)
    if not sign or not all(steps):
        raise EditError(f'"{assignment}" is no PATH=VALUE\n    write it like users.ada.extension=101')
    return steps, value


def steps_of(path: str) -> tuple[str, ...]:
    """The steps of a dotted path; a handle with dots is written in quotes: users."ada@acme.example".email."""
    parts = re.findall(r'"([^"]*)"|([^."]+)|(\.)', path)
    return tuple(quoted_part or bare for quoted_part, bare, dot in parts if not dot) or ("",)
