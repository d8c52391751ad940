"""A value set or a key added: the edits of one assignment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wholesale.stacks.editing.comments import Extents, above
from wholesale.stacks.editing.edits import Edit, told
from wholesale.stacks.editing.schema_order import order_at
from wholesale.stacks.editing.writing import entry, flow, quoted, scalar

if TYPE_CHECKING:
    from wholesale.stacks.editing.tree import Document, Node
    from wholesale.stacks.problems import NodePath


def assigned(document: Document, path: NodePath, value: Any) -> list[Edit]:
    """The edits that give a path its value; maps that are missing on the way are written with it.

    Raises:
        EditError: an alias, an anchor or a value over several lines is in the way.
    """
    node = document.root
    for depth, step in enumerate(path):
        below = node.child(step)
        if below is None:
            return [_added(document, path[:depth], node, step, nested(path[depth + 1 :], value))]
        _passable(document, path[: depth + 1], below, last=depth + 1 == len(path))
        if depth + 1 < len(path) and _is_null(below):
            return [_filled(document, node, below, step, nested(path[depth + 1 :], value))]
        node = below
    return _replaced(document, path, node, value)


def nested(path: NodePath, value: Any) -> Any:
    """The value with the maps of a path around it."""
    for step in reversed(path):
        value = {step: value}
    return value


def _passable(document: Document, path: NodePath, node: Node, *, last: bool) -> None:
    if node.kind == "alias" and not last:
        raise document.refused(
            node.start,
            f"{told(path)} is an alias: what is written there holds wherever *{node.text} stands",
            "write the values out here, or edit them at the anchor",
        )
    if node.anchor and last:
        raise document.refused(
            node.start,
            f"{told(path)} has the anchor &{node.anchor}: a new value would hold wherever the alias stands",
            "take the anchor away, or edit the value by hand",
        )
    if not last and node.kind not in {"map", "list"} and not _is_null(node):
        raise document.refused(node.start, f"{told(path)} is a single value", "a path goes through maps only")


def _is_null(node: Node) -> bool:
    return node.kind == "scalar" and not node.style and node.text in {"", "~", "null", "Null", "NULL"}


def _replaced(document: Document, path: NodePath, node: Node, value: Any) -> list[Edit]:
    if node.is_block or "\n" in document.text[node.start : node.end]:
        raise document.refused(
            node.start, f"{told(path)} stands over several lines", "edit it by hand, or name a key beneath it"
        )
    text = flow(value)
    if node.style in {'"', "'"} and isinstance(value, str):
        text = quoted(value)
    return [Edit(node.start, node.end, f" {text}" if node.is_nothing else text)]


def _filled(document: Document, parent: Node, node: Node, step: str, value: Any) -> Edit:
    """A map in place of nothing."""
    if not node.is_nothing:
        return Edit(node.start, node.end, flow(value))
    key = parent.key(step)
    lines = entry(step, value, document.column(key.start) if key else 0)
    if len(lines) == 1 or not parent.is_block:
        return Edit(node.start, node.end, f" {flow(value)}")
    at = document.line_end(node.start)
    return lines_at(document, at, lines[1:])


def _added(document: Document, path: NodePath, parent: Node, step: str, value: Any) -> Edit:
    if parent.kind != "map":
        raise document.refused(parent.start, f"{told(path)} has no item {step}", "add it by hand")
    if parent.is_block:
        return _new_line(document, path, parent, step, value)
    if "\n" in document.text[parent.start : parent.end]:
        raise document.refused(
            parent.start, f"{told(path)} is a map in braces over several lines", "add the key by hand"
        )
    member = f"{scalar(step)}: {flow(value)}"
    before = predecessor(path, parent, step)
    if not parent.pairs:
        return Edit(document.text.index("{", parent.start) + 1, parent.end - 1, member)
    if before is None:
        first = parent.pairs[0][0].start
        return Edit(first, first, f"{member}, ")
    return Edit(before[1].end, before[1].end, f", {member}")


def _new_line(document: Document, path: NodePath, parent: Node, step: str, value: Any) -> Edit:
    first = parent.pairs[0][0]
    column = document.column(first.start)
    lines = entry(step, value, column)
    before = predecessor(path, parent, step)
    if before is not None:
        return lines_at(document, Extents(document).behind(before, column), lines)
    start = document.line_start(first.start)
    if document.text[start : first.start].strip():
        return lines_at(document, Extents(document).behind(parent.pairs[0], column), lines)
    return lines_at(document, above(document, parent), lines)


def predecessor(path: NodePath, parent: Node, step: str) -> tuple[Node, Node] | None:
    """The pair that a new key follows: in the order of the schema; handles are added at the end."""
    order = order_at(path)
    if step not in order:
        return parent.pairs[-1] if parent.pairs else None
    earlier = order[: order.index(step)]
    return next((pair for pair in reversed(parent.pairs) if pair[0].text in earlier), None)


def lines_at(document: Document, at: int, lines: list[str]) -> Edit:
    """New lines before the line that begins at an offset, or at the end of the file."""
    line_break = document.line_break
    text = "".join(line + line_break for line in lines)
    unended = at > 0 and document.text[at - 1] != "\n"
    return Edit(at, at, line_break + text if unended else text)
