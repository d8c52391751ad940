"""A customer moved from one stack file to another, its lines and comments as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholesale.stacks.editing.comments import indentation
from wholesale.stacks.editing.edits import GONE, Edit, edited, with_value
from wholesale.stacks.editing.insertion import lines_at
from wholesale.stacks.editing.ordering import pieces
from wholesale.stacks.editing.tree import read

if TYPE_CHECKING:
    from wholesale.stacks.editing.tree import Document, Node

_HEAD = ("version", "subPartner", "defaults")


def without(document: Document, handle: str) -> tuple[Document, list[str]]:
    """The document less a customer, and the customer's lines with its handle in the first column.

    Raises:
        EditError: the customers do not stand on lines of their own, or an anchor binds them.
    """
    customers = _customers(document)
    start, end = _piece(document, customers, handle)
    lines = document.text[start:end].splitlines()
    first = next(line for line in lines if line.strip() and not line.lstrip().startswith("#"))
    edits = [Edit(start, end, "")]
    if len(customers.pairs) == 1:
        key = document.root.key("customers")
        colon = document.text.index(":", key.end) + 1 if key else 0
        edits.insert(0, Edit(colon, colon, " {}"))
    meant = with_value(document.data, ("customers", handle), GONE)
    left = edited(document, edits, meant)
    return left, [line[min(indentation(line), indentation(first)) :] for line in _trimmed(lines)]


def _trimmed(lines: list[str]) -> list[str]:
    while lines and not lines[0].strip():
        lines = lines[1:]
    return lines


def joined(document: Document, handle: str, lines: list[str], own: object) -> Document:
    """The document with a customer at the end of its customers.

    Args:
        document: the file that it goes to.
        handle: the customer.
        lines: its lines, its handle in the first column.
        own: its values.
    """
    customers = document.root.child("customers")
    meant = with_value(document.data, ("customers", handle), own)
    if customers is not None and not customers.is_block and not customers.pairs:
        shifted = _shifted(lines, 2)
        at = document.line_end(customers.end)
        blank = document.text[: customers.start].rstrip(" ")
        return edited(document, [Edit(len(blank), customers.end, ""), lines_at(document, at, shifted)], meant)
    customers = _customers(document)
    column = document.column(customers.pairs[0][0].start)
    _, at = pieces(document, customers, 1)[-1]
    return edited(document, [lines_at(document, at, _shifted(lines, column))], meant)


def _shifted(lines: list[str], column: int) -> list[str]:
    return [" " * column + line if line.strip() else line for line in lines]


def beginning(document: Document, file: str) -> Document:
    """A new stack file with the head of another: its schema line, version, sub-partner and defaults."""
    bounds = dict(
        zip((key.text for key, _ in document.root.pairs), pieces(document, document.root, 0), strict=True)
    )
    lines = document.text.splitlines(keepends=True)
    schema = [line for line in lines if line.startswith("# yaml-language-server:")][:1]
    kept = [document.text[slice(*bounds[key])].lstrip("\r\n") for key in _HEAD if key in bounds]
    text = "".join([*schema, *kept, f"customers: {{}}{document.line_break}"])
    return read((document.mark + text).encode(), file)


def _customers(document: Document) -> Node:
    customers = document.root.child("customers")
    if customers is None or not customers.is_block:
        raise document.refused(
            customers.start if customers else 0,
            "the customers do not stand on lines of their own",
            "write each customer as a block beneath `customers:`",
        )
    return customers


def _piece(document: Document, customers: Node, handle: str) -> tuple[int, int]:
    bounds = pieces(document, customers, 1)
    return next(piece for (key, _), piece in zip(customers.pairs, bounds, strict=True) if key.text == handle)
