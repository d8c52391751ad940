"""The line of a problem, with a caret under its column, as wide as a terminal shows it."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from wholesale.reports.findings import one_line
from wholesale.stacks.folder import content
from wholesale.stacks.problems import lines_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wholesale.stacks.problems import Place

TAB = "    "
CUT = "…"


def reader() -> Callable[[Place], str | None]:
    """A function that gives the line at a place, or None; each file is read once."""
    known: dict[str, Sequence[str]] = {}

    def line_at(place: Place) -> str | None:
        if place.file not in known:
            known[place.file] = _lines(Path(place.file))
        lines = known[place.file]
        return lines[place.line - 1] if place.line <= len(lines) else None

    return line_at


def _lines(file: Path) -> Sequence[str]:
    held = content(file)
    return lines_of(held.decode("utf-8-sig", errors="replace")) if isinstance(held, bytes) else ()


def excerpt(line: str, place: Place, width: int) -> tuple[str, str]:
    """A line with its number, and the line beneath with the caret.

    Args:
        line: the line at the place.
        place: which line, and which column of it.
        width: columns of a terminal that both may take; a longer line is cut around the caret.
    """
    head, room = f"{place.line} | ", width - len(f"{place.line} | ")
    nearby = slice(max(place.column - 1 - room, 0), place.column - 1)
    before = _end_of(_shown(line[nearby]), room, is_cut=nearby.start > 0)
    after = _begin_of(_shown(line[place.column - 1 : place.column - 1 + 4 * room]), room - columns(before))
    return f"{head}{before}{after}".rstrip(), f"{' ' * (len(head) - 2)}| {' ' * columns(before)}^"


def _shown(text: str) -> str:
    return one_line(text.replace("\t", TAB))


def _end_of(text: str, room: int, *, is_cut: bool) -> str:
    """The text before the caret; where it takes more than two thirds of the room, its last part."""
    if not is_cut and columns(text) <= room * 2 // 3:
        return text
    kept = _begin(text[::-1], room // 2)
    return CUT + kept[::-1]


def _begin_of(text: str, room: int) -> str:
    """The text from the caret on, as far as it fits."""
    return text if columns(text) <= room else _begin(text, room - 1) + CUT


def _begin(text: str, room: int) -> str:
    """The first characters of a text that fit into some columns."""
    taken = 0
    for position, character in enumerate(text):
        taken += _width(character)
        if taken > room:
            return text[:position]
    return text


def columns(text: str) -> int:
    """The columns that a terminal needs for a text: two for a wide character, none for a combining one."""
    return len(text) if text.isascii() else sum(map(_width, text))


def _width(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
