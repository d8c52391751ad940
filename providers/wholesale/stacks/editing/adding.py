"""Records added to a file: users beneath a customer, and a customer beneath the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wholesale.stacks.editing.edits import Edit, edited, with_value
from wholesale.stacks.editing.insertion import assigned, lines_at
from wholesale.stacks.editing.ordering import pieces
from wholesale.stacks.editing.schema_order import order_at
from wholesale.stacks.editing.writing import entry, flow, scalar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wholesale.stacks.editing.tree import Document, Node
    from wholesale.stacks.problems import NodePath


def with_records(document: Document, path: NodePath, records: Mapping[str, Any]) -> Document:
    """The document with records at the end of a map by handles.

    A record that holds no further maps is one line, unless its neighbours go over several lines.

    Raises:
        EditError: the map stands in braces over several lines, or an alias is in the way.
    """
    meant = document.data
    for handle, record in records.items():
        meant = with_value(meant, (*path, handle), record)
    node = document.node(path)
    if node is not None and node.is_block:
        edits = [_below(document, path, node, records)]
    elif node is not None and node.kind == "map" and not node.pairs and not node.anchor:
        edits = _opened(document, path, node, records)
    else:
        return _one_by_one(document, path, records)
    return edited(document, edits, meant)


def _one_by_one(document: Document, path: NodePath, records: Mapping[str, Any]) -> Document:
    """The first record makes the map, or stands within its braces; the others follow it."""
    (handle, record), *others = records.items()
    whole = (*path, handle)
    made = edited(document, assigned(document, whole, record), with_value(document.data, whole, record))
    return with_records(made, path, dict(others)) if others else made


def _below(document: Document, path: NodePath, node: Node, records: Mapping[str, Any]) -> Edit:
    column = document.column(node.pairs[0][0].start)
    _, end = pieces(document, node, len(path))[-1]
    over_lines = all(value.is_block for _, value in node.pairs)
    return lines_at(document, end, _lines(records, column, over_lines=over_lines))


def _opened(document: Document, path: NodePath, node: Node, records: Mapping[str, Any]) -> list[Edit]:
    """Lines in place of `{}`."""
    parent = document.node(path[:-1])
    key = parent.key(path[-1]) if parent else None
    if key is None or parent is None or not parent.is_block:
        return [Edit(node.start, node.end, flow(dict(records)))]
    before = len(document.text[: node.start].rstrip(" "))
    lines = _lines(records, document.column(key.start) + 2, over_lines=False)
    return [Edit(before, node.end, ""), lines_at(document, document.line_end(node.end), lines)]


def _lines(records: Mapping[str, Any], column: int, *, over_lines: bool) -> list[str]:
    lines: list[str] = []
    for handle, record in records.items():
        if over_lines and record:
            lines.append(f"{' ' * column}{scalar(handle)}:")
            lines += [line for key, value in record.items() for line in entry(key, value, column + 2)]
        elif any(isinstance(value, dict) for value in record.values()):
            lines += entry(handle, record, column)
        else:
            lines.append(f"{' ' * column}{scalar(handle)}: {flow(record)}")
    return lines


def in_order(path: NodePath, values: Mapping[str, Any]) -> dict[str, Any]:
    """A record with its keys in the order of the schema, at every depth."""
    order = order_at(path)
    keys = sorted(values, key=lambda key: order.index(key) if key in order else len(order))
    return {
        key: in_order((*path, key), values[key]) if isinstance(values[key], dict) else values[key]
        for key in keys
    }
