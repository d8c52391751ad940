"""Values for records: which records a path and its conditions name, and the file with the values in it."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from wholesale.errors import EditError
from wholesale.stacks.editing.edits import edited, with_value
from wholesale.stacks.editing.insertion import assigned, nested
from wholesale.stacks.editing.schema_order import order_at
from wholesale.stacks.models.files import StackBlock
from wholesale.stacks.models.partner import Partner
from wholesale.stacks.problems import dotted, listed, nearest
from wholesale.stacks.source import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pydantic import BaseModel

    from wholesale.stacks.editing.tree import Document
    from wholesale.stacks.problems import NodePath

HANDLED = ("customers", "users", "locations", "workspaces", "devices", "profiles", "templates", "subPartners")
"""Maps by handle: a path names members that are there, or all of them by *."""


@dataclass(frozen=True, slots=True)
class Condition:
    """`--where KEY=VALUE`: what a record must have; the value may hold * and ?."""

    key: str
    value: str

    def holds(self, record: Any) -> bool:
        """Whether a value, or one of a list's, is the wanted one."""
        for step in self.key.split("."):
            record = record.get(step) if isinstance(record, dict) else None
        values = record if isinstance(record, (list, tuple)) else [record]
        return any(fnmatchcase(_shown(value), self.value) for value in values if value is not None)


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def whole_path(path: NodePath) -> NodePath:
    """The path from the top of a file: what begins with a customer's key holds for every customer.

    Raises:
        EditError: its first step is no key of a stack file, partner.yaml or a customer.
    """
    top, own = order_at(()), order_at(("customers", "*"))
    if path[0] in top:
        return path
    if path[0] in own:
        return ("customers", "*", *path)
    meant = nearest(path[0], (*own, *top))
    raise EditError(
        f'"{path[0]}" is no key of a stack file, of partner.yaml or of a customer\n    '
        + (f'did you mean "{meant}"?' if meant else "write it like users.ada.extension")
    )


def matching(data: Any, path: NodePath, at: NodePath = ()) -> Iterator[NodePath]:
    """The paths of a file that a path with * names; its last steps may be missing in the file.

    Raises:
        EditError: a key is unknown.
    """
    if not path:
        yield at
        return
    step, rest = path[0], path[1:]
    if at and at[-1] in HANDLED and len(at) % 2:
        for handle in data if isinstance(data, dict) else ():
            dotted_handle = tuple(handle.split("."))
            if fnmatchcase(handle, step):
                yield from matching(data[handle], rest, (*at, handle))
            elif path[: len(dotted_handle)] == dotted_handle:
                yield from matching(data[handle], path[len(dotted_handle) :], (*at, handle))
        return
    known = order_at(at)
    if known and step not in known:
        meant = nearest(step, known)
        way_out = f'did you mean "{meant}"?' if meant else f"known keys: {listed(known, most=40)}"
        raise EditError(f'unknown key "{step}" in {dotted(at) or "the file"}\n    {way_out}')
    below = data.get(step) if isinstance(data, dict) else None
    yield from matching(below, rest, (*at, step))


def record_of(customer: Mapping[str, Any], path: NodePath) -> Any:
    """The user, location, workspace or device that a path below a customer ends in, else the customer."""
    if len(path) > len(("users", "ada")) and path[0] in HANDLED:
        return customer.get(path[0], {}).get(path[1])
    return customer


def meant_by(text: str, path: NodePath) -> Any:
    """The value that a text means at a path: what the field takes; text first, then what YAML reads.

    Raises:
        EditError: the field takes neither.
    """
    if text == "null":
        return None
    source = parse(f"value: {text}".encode(), "VALUE")
    readings = [text] + ([source.data["value"]] if isinstance(source.data, dict) else [])
    errors = [_refusal(path, value) for value in readings]
    if None not in errors:
        raise EditError(f"{dotted(path)} cannot be {text}: {errors[-1]}")
    return readings[errors.index(None)]


def _refusal(path: NodePath, value: Any) -> str | None:
    model: type[BaseModel] = StackBlock if path[0] in order_of(StackBlock) else Partner
    try:
        model.model_validate(nested(path, value))
    except ValidationError as error:
        for detail in error.errors():
            steps = tuple(str(step) for step in detail["loc"])
            if steps[: len(path)] == path:
                return str(detail.get("ctx", {}).get("message") or detail["msg"])
    return None


def order_of(model: type[BaseModel]) -> tuple[str, ...]:
    """The keys at the top of a file."""
    return tuple(field.alias or name for name, field in model.model_fields.items())


def with_values(document: Document, values: Mapping[NodePath, Any]) -> Document:
    """The document with values at paths, all of them in one go.

    Raises:
        EditError: one of them cannot be written safely.
    """
    edits, meant = [], document.data
    for path, value in values.items():
        edits += assigned(document, path, value)
        meant = with_value(meant, path, value)
    return edited(document, edits, meant)


def one_by_one(document: Document, values: Sequence[tuple[NodePath, Any]]) -> Document:
    """The document with values at paths that may lie within one another."""
    for path, value in values:
        document = with_values(document, {path: value})
    return document
