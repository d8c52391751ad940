"""A handle renamed in place: the key, what refers to it, and `previously`, by which a run knows it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wholesale.errors import EditError
from wholesale.stacks.editing.assignment import one_by_one, with_values
from wholesale.stacks.editing.edits import Edit, edited, renamed_key, told
from wholesale.stacks.editing.writing import quoted, scalar
from wholesale.stacks.models.words import is_email

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wholesale.stacks.editing.tree import Document
    from wholesale.stacks.problems import NodePath

RENAMED = ("users", "workspaces", "devices")
"""What a customer has that a run knows again by `previously`."""
_REFERENCES = {"users": ("user",), "workspaces": ("workspace",)}
_MAC_DIGITS = 12


def renamed(document: Document, path: NodePath, new: str) -> Document:
    """The document with the handle at a path renamed, and everything in the file that refers to it.

    What defaulted to the handle is written out, so that nothing else changes.

    Raises:
        EditError: the new handle is taken, the last renaming has not run yet, or an alias is in the way.
    """
    siblings = _at(document.data, path[:-1])
    if new in siblings:
        raise EditError(
            f"{document.file}: {told((*path[:-1], new))} is there already\n    choose another handle"
        )
    former = (siblings[path[-1]] or {}).get("previously")
    if former is not None:
        node = document.node((*path, "previously"))
        undo = "undo the renaming in git while no run has seen it; else " if former == new else ""
        raise document.refused(
            node.start if node else 0,
            f"{told(path)} has a `previously` already: whoever has not run since would lose the first name",
            f"{undo}run the stack, take `previously` out, then rename again",
        )
    document = one_by_one(document, [*_written_out(document, path), ((*path, "previously"), path[-1])])
    document = with_values(document, dict(_references(document.data, path, new)))
    return _with_key(document, path, new)


def confirmed(document: Document, old: str, new: str) -> Document:
    """confirmations.yaml with the tasks of a renamed customer."""
    tasks: dict[NodePath, Any] = {
        ("confirmations", str(index), "task"): f"{new}/{entry['task'].partition('/')[2]}"
        for index, entry in enumerate(document.data.get("confirmations") or ())
        if str(entry.get("task", "")).partition("/")[0] == old
    }
    return with_values(document, tasks)


def _at(data: Any, path: NodePath) -> Any:
    for step in path:
        data = data[step]
    return data


def _written_out(document: Document, path: NodePath) -> Iterator[tuple[NodePath, Any]]:
    """The fields that default to the handle and are not written."""
    own, old, kind = _at(document.data, path) or {}, path[-1], path[-2]
    field = {"customers": "externalId", "users": "email", "workspaces": "name", "devices": "mac"}[kind]
    by_handle = {
        "users": is_email(old),
        "devices": "activation" not in own
        and len(old) == _MAC_DIGITS
        and set(old.upper()) <= set("0123456789ABCDEF"),
    }
    if own.get(field) is None and by_handle.get(kind, True):
        yield (*path, field), old


def _references(data: Any, path: NodePath, new: str) -> Iterator[tuple[NodePath, Any]]:
    old, kind = path[-1], path[-2]
    if kind == "customers":
        for index, entry in enumerate(data.get("allow") or ()):
            if entry.get("customer") == old:
                yield ("allow", str(index), "customer"), new
        return
    customer = path[:2]
    own = _at(data, customer)
    if kind == "users" and own.get("firstAdministrator") == old:
        yield (*customer, "firstAdministrator"), new
    for handle, device in (own.get("devices") or {}).items():
        for field in _REFERENCES.get(kind, ()):
            if (device or {}).get(field) == old:
                yield (*customer, "devices", handle, field), new


def _with_key(document: Document, path: NodePath, new: str) -> Document:
    parent = document.node(path[:-1])
    key = parent.key(path[-1]) if parent else None
    if key is None or key.anchor:
        raise EditError(
            f"{document.file}: {told(path)} is written by an alias or with an anchor\n    rename it by hand"
        )
    text = quoted(new) if key.style else scalar(new)
    return edited(document, [Edit(key.start, key.end, text)], renamed_key(document.data, path, new))
