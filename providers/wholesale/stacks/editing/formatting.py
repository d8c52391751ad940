"""`wholesale fmt`: a file in its usual form, which means exactly what it meant before."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from wholesale.errors import EditError
from wholesale.stacks.editing.comments import comments
from wholesale.stacks.editing.edits import edited
from wholesale.stacks.editing.layout import indented, requoted, tidied
from wholesale.stacks.editing.ordering import ordered

if TYPE_CHECKING:
    from wholesale.stacks.editing.tree import Document

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
    return after
