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
    head = f"{place.line} | "
    before, after = _shown(line[: place.column - 1]), _shown(line[place.column - 1 :])
    shown, indent = _cut(before, after, width - len(head))
    return f"{head}{shown}".rstrip(), f"{' ' * (len(head) - 2)}| {' ' * indent}^"


def _shown(text: str) -> str:
    return one_line(text.replace("\t", TAB))


def _cut(before: str, after: str, width: int) -> tuple[str, int]:
    """Both parts as far as they fit, and the columns before the second one."""
    if columns(before) > width * 2 // 3:
        while columns(before) > width // 2:
            before = before[len(before) // 8 + 1 :]
        before = CUT + before
    room = width - columns(before)
    if columns(after) > room:
        while columns(after) >= room:
            after = after[:-1]
        after += CUT
    return before + after, columns(before)


def columns(text: str) -> int:
    """The columns that a terminal needs for a text: two for a wide character, none for a combining one."""
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
