"""Text edits: pieces of a text replaced, all else untouched; and the proof that they say what was meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wholesale.errors import EditError, FilesError
from wholesale.stacks.editing.tree import read
from wholesale.stacks.problems import dotted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wholesale.stacks.editing.tree import Document
    from wholesale.stacks.problems import NodePath

GONE = object()
"""The value of a key that is taken out."""


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """The text from `start` to `end` gives way to another; equal ends insert."""

    start: int
    end: int
    text: str


def applied(text: str, edits: Iterable[Edit]) -> str:
    """The text with every edit made; they must not overlap."""
    parts, at = [], 0
    for edit in sorted(edits):
        if edit.start < at:
            raise EditError("two edits touch the same text\n    make them one after the other")
        parts += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*parts, text[at:]])


def edited(document: Document, edits: Iterable[Edit], meant: Any) -> Document:
    """The document after its edits.

    Args:
        document: before.
        edits: what becomes of its text.
        meant: the values that it must have afterwards.

    Raises:
        EditError: the edited text is read as something else; nothing is written then.
    """
    content = (document.mark + applied(document.text, edits)).encode()
    try:
        after = read(content, document.file)
    except FilesError as error:
        raise _unsafe(document) from error
    if not same(after.data, meant):
        raise _unsafe(document)
    return after


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal with the order of lists, the types of scalars, and no order of keys."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and bool(one == other)


def _unsafe(document: Document) -> EditError:
    return EditError(
        f"{document.file}: the edit is not made, for the file would be read as something else afterwards\n"
        "    make this change by hand; anchors, aliases, unusual brackets, or a text over several lines\n"
        "    that ends with the file or with empty lines may be in the way"
    )


def with_value(data: Any, path: NodePath, value: Any) -> Any:
    """A copy of values with one node set, or taken out by `GONE`; maps on the way are made."""
    head, rest = path[0], path[1:]
    if isinstance(data, tuple):
        index = int(head)
        below = value if not rest else with_value(data[index], rest, value)
        return (*data[:index], below, *data[index + 1 :])
    if not isinstance(data, (dict, type(None))):
        raise EditError(f'"{head}" has no place beneath a single value\n    a path goes through maps only')
    held: Mapping[str, Any] = data or {}
    if not rest and value is GONE:
        return {key: below for key, below in held.items() if key != head}
    return {**held, head: value if not rest else with_value(held.get(head), rest, value)}


def renamed_key(data: Any, path: NodePath, new: str) -> Any:
    """A copy of values with the key at a path renamed."""
    head, rest = path[0], path[1:]
    if rest:
        return {**data, head: renamed_key(data[head], rest, new)}
    return {new if key == head else key: value for key, value in data.items()}


def told(path: NodePath) -> str:
    """A path for a message."""
    return dotted(path) or "the file"
