"""`wholesale fmt`: a file in its usual form, which means exactly what it meant before."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from typing import TYPE_CHECKING

from wholesale.errors import EditError
from wholesale.stacks.editing.comments import comments
from wholesale.stacks.editing.edits import edited
from wholesale.stacks.editing.layout import indented, requoted, tidied
from wholesale.stacks.editing.ordering import ordered
from wholesale.stacks.source import parse
from wholesale.stacks.waivers import meant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wholesale.stacks.editing.tree import Document, Node
    from wholesale.stacks.problems import NodePath

_PASSES = (tidied, ordered, indented, requoted, tidied)


def formatted(document: Document) -> Document:
    """The document in its usual form.

    Raises:
        EditError: its form is too unusual to be changed without a risk; nothing is changed then.
    """
    after = document
    for edits_of in _PASSES:
        edits = edits_of(after)
        after = edited(after, edits, document.data) if edits else after
    if after is not document and Counter(comments(after)) != Counter(comments(document)):
        raise EditError(
            f"{document.file}: a comment would be lost, so the file is left as it is\n"
            "    move comments out of brackets and texts that go over several lines"
        )
    if after is not document and _waived(after) != _waived(document):
        raise EditError(
            f"{document.file}: a waiver would stand with another line, so the file is left as it is\n"
            "    write `# wholesale: allow ...` at the end of its line, or right above it in its column"
        )
    return after


def _waived(document: Document) -> Counter[tuple[str, frozenset[NodePath]]]:
    """The waivers of a file, each with what begins on the line that it is about."""
    waivers = meant(parse(document.encoded(), document.file))
    if not waivers:
        return Counter()
    starts = [0, *(found.end() for found in re.finditer("\n", document.text))]
    beginning: dict[int, set[NodePath]] = {}
    for offset, path in _begun(document.root, ()):
        beginning.setdefault(bisect_right(starts, offset), set()).add(path)
    return Counter((one.text.rstrip(), frozenset(beginning.get(one.line, ()))) for one in waivers)


def _begun(node: Node, path: NodePath) -> Iterator[tuple[int, NodePath]]:
    """Where each key and each item of a list begins."""
    below = [(key.start, key.text, value) for key, value in node.pairs]
    below += [(item.start, str(index), item) for index, item in enumerate(node.items)]
    for start, step, value in below:
        yield start, (*path, step)
        yield from _begun(value, (*path, step))
