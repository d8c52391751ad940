"""The comments of a file, and which key each of them stands with."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wholesale.stacks.waivers import MEANT

if TYPE_CHECKING:
    from wholesale.stacks.editing.tree import Document, Node

_COMMENT = re.compile(r"(?:(?<=\s)|^)#[^\r\n]*", re.MULTILINE)


def comments(document: Document) -> list[str]:
    """Every comment of a file, from its "#" on, without spaces at the end."""
    return [found[0].rstrip() for found in _COMMENT.finditer(masked(document))]


def masked(document: Document) -> str:
    """The text with an "x" in place of each letter of a value, so that what is left is form and comments."""
    parts, at = [], 0
    for node in document.root.all():
        if node.kind in {"scalar", "alias"}:
            text = document.text[node.start : node.end]
            parts += [document.text[at : node.start], re.sub(r"[^\r\n]", "x", text)]
            at = node.end
    return "".join([*parts, document.text[at:]])


@dataclass(frozen=True, slots=True)
class Extents:
    """Where each block ends once the comments that stand with it are counted in."""

    document: Document
    _known: dict[int, int] = field(default_factory=dict)

    def end(self, node: Node, least: int) -> int:
        """The offset behind a value's lines.

        Args:
            node: the value.
            least: the least column of a comment below it that stands with it.
        """
        if node.start not in self._known or not node.is_block:
            self._known[node.start] = self._end(node, least)
        return self._known[node.start]

    def behind(self, pair: tuple[Node, Node], column: int) -> int:
        """The offset of the line below a pair of a block, with the comments that stand further right."""
        key, value = pair
        at = max(_line_behind(self.document, key.end), self.end(value, column + 1))
        return self._past_comments(at, column + 1)

    def _end(self, node: Node, least: int) -> int:
        if not node.is_block:
            return _line_behind(self.document, node.end)
        column = max(least, first_column(self.document, node))
        key, last = node.pairs[-1] if node.pairs else (node, node.items[-1])
        at = max(_line_behind(self.document, key.end) if node.pairs else 0, self.end(last, column + 1))
        return self._past_comments(at, column)

    def _past_comments(self, at: int, column: int) -> int:
        """The offset behind the comments that follow and stand at this column or further right."""
        end = at
        while at < len(self.document.text):
            line_end = self.document.line_end(at)
            line = self.document.text[at:line_end]
            if line.strip() and not (is_comment(line) and indentation(line) >= column):
                break
            end = line_end if line.strip() else end
            at = line_end
        return end


def above(document: Document, node: Node) -> int:
    """The offset of the first line of a block of keys, with the comments right above that stand with it.

    What stands on top of a file is about the file, but for a waiver and what follows it.
    """
    key = node.pairs[0][0].start
    start = found = document.line_start(key)
    while start > 0:
        before = document.line_start(start - 1)
        line = document.text[before:start]
        if not is_comment(line) or indentation(line) != document.column(key):
            break
        start = before
        if node is not document.root or MEANT.match(line.lstrip(" ")):
            found = start
    return found


def first_column(document: Document, node: Node) -> int:
    """The column of a block's keys or dashes."""
    first = node.pairs[0][0] if node.pairs else node
    return document.column(first.start if node.pairs else dash(document, node, 0))


def dash(document: Document, node: Node, index: int) -> int:
    """The offset of the dash of a block list's item."""
    column = document.column(document.text.index("-", node.start)) if index else -1
    if column < 0:
        return document.text.index("-", node.start) if node.anchor or node.tag else node.start
    start = document.line_start(node.items[index].start)
    while document.text[start + column : start + column + 1] != "-" or (
        document.text[start : start + column].strip()
    ):
        start = document.line_start(start - 1)
    return start + column


def is_comment(line: str) -> bool:
    """Whether a line holds a comment and nothing else."""
    return line.lstrip(" ").startswith("#")


def indentation(line: str) -> int:
    """How many spaces a line begins with."""
    return len(line) - len(line.lstrip(" "))


def _line_behind(document: Document, end: int) -> int:
    broken = end > 0 and document.text[end - 1] == "\n"
    return end if broken else document.line_end(end)
