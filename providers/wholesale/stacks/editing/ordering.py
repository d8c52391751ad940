"""Keys in the order of the schema: a key moves with its value and its comments, and nothing else does."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wholesale.stacks.editing.comments import Extents, above, indentation, is_comment
from wholesale.stacks.editing.edits import Edit, applied
from wholesale.stacks.editing.schema_order import order_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wholesale.stacks.editing.tree import Document, Node
    from wholesale.stacks.problems import NodePath

Pair = tuple["Node", "Node"]
_COMMA = re.compile(r"\s*,\s*")


def ordered(document: Document) -> list[Edit]:
    """The edits that put every map's keys in order."""
    return _Ordering(document, Extents(document)).edits(document.root, (), 0)


def pieces(document: Document, node: Node, least: int) -> list[tuple[int, int]]:
    """Where the lines of each pair of a block begin and end, with the comments that stand with it.

    Args:
        document: the file.
        node: a map over lines of its own.
        least: the least column of comments below it that stand with it.

    Raises:
        EditError: something else stands between the keys.
    """
    ordering = _Ordering(document, Extents(document))
    starts = ordering.starts(node)
    if starts is None:
        raise document.refused(node.start, "the keys do not stand on lines of their own", "edit by hand")
    bounds = [*starts, ordering.extents.end(node, least)]
    return list(itertools.pairwise(bounds))


@dataclass(frozen=True, slots=True)
class _Ordering:
    document: Document
    extents: Extents

    def edits(self, node: Node, path: NodePath, least: int) -> list[Edit]:
        """The edits at and beneath a node; `least` is the least column of its comments."""
        column = self._column(node) if node.is_block else least
        below: list[Edit] = []
        for key, value in node.pairs:
            below += self.edits(value, (*path, key.text), column + 1)
        for index, item in enumerate(node.items):
            below += self.edits(item, (*path, str(index)), column + 1)
        pairs = self._sorted(node, path)
        if pairs is None:
            return below
        moved = self._block(node, pairs, below, least) if node.is_block else self._flow(node, pairs, below)
        return below if moved is None else [moved]

    def _column(self, node: Node) -> int:
        return self.document.column(node.pairs[0][0].start if node.pairs else node.start)

    def _sorted(self, node: Node, path: NodePath) -> list[Pair] | None:
        """The pairs of a map in order; None where they are, or where an alias would precede its anchor."""
        order = order_at(path) if node.pairs else ()
        rank = {key: place for place, key in enumerate(order)}
        pairs = sorted(node.pairs, key=lambda pair: rank.get(pair[0].text, len(rank)))
        if not order or pairs == [*node.pairs] or _alias_first(pairs):
            return None
        return pairs

    def _flow(self, node: Node, pairs: Sequence[Pair], below: list[Edit]) -> Edit | None:
        """A map in braces on one line: the members change places, the commas stay."""
        text, olds = self.document.text, node.pairs
        gaps = [text[one[1].end : two[0].start] for one, two in itertools.pairwise(olds)]
        one_line = "\n" not in text[node.start : node.end]
        if not one_line or not all(map(_COMMA.fullmatch, gaps)) or any(v.is_nothing for _, v in olds):
            return None
        members = [_spliced(text, key.start, value.end, below) for key, value in pairs]
        joined = "".join(member + gap for member, gap in zip(members, [*gaps, ""], strict=True))
        return Edit(olds[0][0].start, olds[-1][1].end, joined)

    def _block(self, node: Node, pairs: Sequence[Pair], below: list[Edit], least: int) -> Edit | None:
        starts = self.starts(node)
        if starts is None:
            return None
        bounds = [*starts, self.extents.end(node, least)]
        pieces = {
            pair[0].start: _spliced(self.document.text, begin, end, below)
            for pair, begin, end in zip(node.pairs, bounds, bounds[1:], strict=False)
        }
        column = self.document.column(node.pairs[0][0].start)
        beside = 0 if self.document.line_start(starts[0]) == starts[0] else column
        joined = _joined([pieces[pair[0].start] for pair in pairs], pieces[node.pairs[0][0].start], beside)
        return None if joined is None else Edit(bounds[0], bounds[-1], joined)

    def starts(self, node: Node) -> list[int] | None:
        """Where each pair's piece of text begins; None where something stands between them."""
        starts = [self._first(node)]
        column = self._column(node)
        key = node.pairs[0][0].start
        if self.document.text[self.document.line_start(key) : key].strip(" -"):
            return None
        for before, pair in zip(node.pairs, node.pairs[1:], strict=False):
            value_end = self.extents.end(before[1], column + 1)
            end = max(self.document.line_end(before[0].end), value_end)
            line = self.document.line_start(pair[0].start)
            lines = self.document.text[end:line].splitlines(keepends=True)
            odd = any(text.strip() and not is_comment(text) for text in lines)
            if odd or end > line or self.document.text[line : pair[0].start].strip():
                return None
            starts.append(line - _leading(lines, column))
        return starts

    def _first(self, node: Node) -> int:
        """The first piece takes along the comments right above it, but not the head of the file."""
        key = node.pairs[0][0].start
        beside = self.document.text[self.document.line_start(key) : key].strip()
        return key if beside else above(self.document, node)


def _alias_first(pairs: Sequence[Pair]) -> bool:
    """Whether an alias would stand above its anchor."""
    to_come = [{node.anchor for node in value.all() if node.anchor} for _, value in pairs]
    for place, (_, value) in enumerate(pairs):
        later = set().union(*to_come[place + 1 :])
        if later & {node.text for node in value.all() if node.kind == "alias"}:
            return True
    return False


def _spliced(text: str, start: int, end: int, edits: Sequence[Edit]) -> str:
    inside = [edit for edit in edits if start <= edit.start and edit.end <= end]
    shifted = [Edit(edit.start - start, edit.end - start, edit.text) for edit in inside]
    return applied(text[start:end], shifted)


def _leading(lines: Sequence[str], column: int) -> int:
    """The length of the lines above a key that stand with it: comments right above, and blank lines there."""
    count = len(lines)
    while count and is_comment(lines[count - 1]) and indentation(lines[count - 1]) <= column:
        count -= 1
    while count and not lines[count - 1].strip():
        count -= 1
    return sum(map(len, lines[count:]))


def _joined(pieces: Sequence[str], old_first: str, beside: int) -> str | None:
    """The pieces in their new order.

    Args:
        pieces: each with its lines, but for the former first one, when it stood beside a dash.
        old_first: that one.
        beside: the column of the keys where the first one stands beside a dash, else 0.
    """
    blanks, first = _without_blanks(pieces[0])
    rest = [(" " * beside + piece if piece is old_first else piece) for piece in pieces[1:]]
    rest = [blanks + piece if piece.lstrip(" ") == old_first.lstrip(" ") else piece for piece in rest]
    if beside and first is not old_first:
        if is_comment(first):
            return None
        first = first[beside:]
    return "".join([first, *rest])


def _without_blanks(piece: str) -> tuple[str, str]:
    lines = piece.splitlines(keepends=True)
    count = next((place for place, line in enumerate(lines) if line.strip()), 0)
    return "".join(lines[:count]), "".join(lines[count:])
