"""Indentation, spaces, blank lines and quotes, where they mean nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wholesale.stacks.editing.comments import dash, indentation, is_comment
from wholesale.stacks.editing.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wholesale.stacks.editing.tree import Document, Node

STEP = 2
"""Spaces that a block stands further right than its key."""
Level = tuple[int, int]
"""The column that a key has, and the one that it gets."""


def requoted(document: Document) -> list[Edit]:
    """Single quotes become double ones, where no letter of the text has to change."""
    return [
        Edit(node.start, node.end, f'"{node.text}"')
        for node in document.root.all()
        if document.text[node.start : node.end] == f"'{node.text}'"
        and node.text.isprintable()
        and not set(node.text) & {'"', "\\", "'"}
    ]


def tidied(document: Document) -> list[Edit]:
    """No spaces at line ends, one blank line at most, and one line break at the end; not within texts."""
    inner = [(node.start, node.end) for node in document.root.all() if _is_broken(document, node)]
    text, edits = document.text, []
    for found in re.finditer(r"[ \t]+(?=\r?\n|\Z)|(?<=\n)(?:[ \t]*\r?\n){2,}", text):
        if not any(start <= found.start() < end for start, end in inner):
            line_break = document.line_break if "\n" in found[0] else ""
            edits.append(Edit(found.start(), found.end(), line_break))
    if not any(end == len(text) for _, end in inner):
        body = len(text.rstrip())
        edits = [edit for edit in edits if edit.end <= body]
        edits += [] if text[body:] == document.line_break else [Edit(body, len(text), document.line_break)]
    return edits


def _is_broken(document: Document, node: Node) -> bool:
    return node.kind == "scalar" and "\n" in document.text[node.start : node.end]


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines at which an entry of a block begins, each with its levels from the outermost in."""

    document: Document
    levels: dict[int, tuple[Level, ...]] = field(default_factory=dict)
    texts: set[int] = field(default_factory=set)
    """Lines within a text or a bracket."""

    def look(self, node: Node, column: int, above: tuple[Level, ...]) -> bool:
        """Note the lines of a block that gets a column; whether all of them begin as usual."""
        for start, value in self._entries(node):
            old = self.document.column(start)
            line = self.document.line_start(start)
            chain = (*above, (old, column))
            if not self.document.text[line:start].strip():
                self.levels[line] = chain
            elif line not in self.levels:
                return False
            if value.is_block:
                if not self.look(value, self._column(value, line, old, column), chain):
                    return False
            else:
                self._note_text(value)
        return True

    def _entries(self, node: Node) -> Iterator[tuple[int, Node]]:
        for key, value in node.pairs:
            yield key.start, value
        for index, item in enumerate(node.items):
            yield dash(self.document, node, index), item

    def _column(self, block: Node, line: int, old: int, column: int) -> int:
        first = block.pairs[0][0].start if block.pairs else dash(self.document, block, 0)
        if self.document.line_start(first) == line:
            return column + self.document.column(first) - old
        return column + STEP

    def _note_text(self, node: Node) -> None:
        at = self.document.line_end(node.start)
        while at < node.end:
            self.texts.add(at)
            at = self.document.line_end(at)


def indented(document: Document) -> list[Edit]:
    """The edits that put every block two columns to the right of its key, comments with it."""
    lines = _Lines(document)
    if not lines.look(document.root, 0, ()):
        return []
    return list(_shifts(document, lines))


def _shifts(document: Document, lines: _Lines) -> Iterator[Edit]:
    starts = [0, *(found.end() for found in re.finditer("\n", document.text))]
    following = _following(starts, lines)
    current: tuple[Level, ...] = ((0, 0),)
    for start in starts:
        line = document.text[start : document.line_end(start)]
        current = lines.levels.get(start, current)
        old = indentation(line)
        new = old + current[-1][1] - current[-1][0]
        if start not in lines.texts and start not in lines.levels:
            new = _comment_column(old, current, following[start]) if is_comment(line) else old
        elif not line.strip():
            new = new if old else 0
        if max(new, 0) != old:
            yield Edit(start, start + old, " " * max(new, 0))


def _following(starts: list[int], lines: _Lines) -> dict[int, tuple[Level, ...]]:
    """For each line the levels of the next entry."""
    found: dict[int, tuple[Level, ...]] = {}
    coming: tuple[Level, ...] = ((0, 0),)
    for start in reversed(starts):
        coming = lines.levels.get(start, coming)
        found[start] = coming
    return found


def _comment_column(column: int, before: tuple[Level, ...], coming: tuple[Level, ...]) -> int:
    """The new column of a comment: that of the keys it stands in line with."""
    level = next((new for old, new in (*reversed(coming), *reversed(before)) if old == column), None)
    if level is not None:
        return level
    old, new = before[-1] if column > coming[-1][0] else coming[-1]
    return column + new - old
