"""Comments of a YAML text: a parser drops them, so they are found in its lines."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from wholesale.stacks.problems import Place, lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_BEGINS = re.compile(r"(?:^|(?<=[ \t]))#")
_ALONE = re.compile(r"[ \t]*#")


class Span(NamedTuple):
    """A quoted or block text: line and column of both ends, from 0."""

    start: tuple[int, int]
    end: tuple[int, int]


class Comment(NamedTuple):
    """One comment: `line` is the line that it is about, its own one or the next that is no comment.

    `before` is what stands before it on its own line.
    """

    place: Place
    text: str
    line: int
    before: str = ""


def comments(file: str, text: str, meant: re.Pattern[str], quoted: Sequence[Span]) -> Iterator[Comment]:
    """The comments of a text that begin as meant.

    Args:
        file: the name of the file.
        text: what it holds.
        meant: how a comment begins, from its `#` on.
        quoted: where the texts stand in which a `#` begins no comment.
    """
    lines, spans, below = lines_of(text), sorted(quoted, key=lambda span: span.start), 0
    for number, line in enumerate(lines):
        column = _column(line, number, spans) if meant.search(line) else None
        if column is not None and meant.match(line, column):
            below = max(below, number)
            while below < len(lines) and _ALONE.match(lines[below]):
                below += 1
            about = below if below < len(lines) else number
            yield Comment(Place(file, number + 1, column + 1), line[column:], about + 1, line[:column])


def _column(line: str, number: int, spans: Sequence[Span]) -> int | None:
    begins = (found.start() for found in _BEGINS.finditer(line))
    return next((column for column in begins if not _inside((number, column), spans)), None)


def _inside(position: tuple[int, int], spans: Sequence[Span]) -> bool:
    """Whether a position is in one of the texts, which stand one after the other."""
    before = bisect_right(spans, position, key=lambda span: span.start)
    return before > 0 and position < spans[before - 1].end
