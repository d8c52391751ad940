"""Values for records: which records a path and its conditions name, and the file with the values in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from wholesale.errors import EditError
from wholesale.stacks.editing.edits import edited, with_value
from wholesale.stacks.editing.insertion import assigned
from wholesale.stacks.editing.schema_order import order_at
from wholesale.stacks.editing.writing import quoted
from wholesale.stacks.model_paths import path_of
from wholesale.stacks.models.files import StackBlock
from wholesale.stacks.models.partner import Partner
from wholesale.stacks.problems import dotted, listed, nearest
from wholesale.stacks.source import parse
from wholesale.stacks.wording import problem_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

    from wholesale.stacks.editing.tree import Document
    from wholesale.stacks.problems import NodePath, Problem
    from wholesale.stacks.source import Source

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


def record_depth(path: NodePath) -> int:
    """How many steps of a path lead to its record: a user, location, workspace or device, else a customer."""
    customer, user = len(("customers", "acme")), len(("customers", "acme", "users", "ada"))
    return user if len(path) > user and path[customer] in HANDLED else customer


def record_of(customer: Mapping[str, Any], path: NodePath) -> Any:
    """The user, location, workspace or device of a customer that a path ends in, else the customer."""
    steps = path[: record_depth(path)][len(("customers", "acme")) :]
    return customer.get(steps[0], {}).get(steps[1]) if steps else customer


def meant_by(text: str, path: NodePath) -> Any:
    """The value that a text means at a path: what the field takes; text first, then what YAML reads.

    Where the field takes a list or a map, what is text in it needs no quotes: `[+13125550100, 0101]`.

    Raises:
        EditError: the field takes neither.
    """
    if text == "null":
        return None
    as_text = _read(path, quoted(text))
    if _refusal(path, as_text) is None:
        return as_text.written_at(*path)
    if not text.strip():
        raise EditError(
            f"{dotted(path)} cannot be empty\n    write null to have it as if never written, [] for no items"
        )
    as_yaml = _spelled(path, _read(path, text))
    refusal = _refusal(path, as_yaml)
    if refusal is not None:
        raise EditError(f"{refusal.message}\n    {refusal.fix}")
    return as_yaml.written_at(*path)


_NO_TEXT = frozenset({"int_type", "float_type", "bool_type"})
"""Errors of fields that take no text."""


def _read(path: NodePath, text: str) -> Source:
    """A file that has nothing but a value at its path."""
    opening = "".join(f"{{{quoted(step)}: " for step in path)
    return parse(f"{opening}{text}\n{'}' * len(path)}\n".encode(), "VALUE")


def _spelled(path: NodePath, source: Source) -> Source:
    """The same with the letters that were typed where the field takes text and YAML reads something else."""
    data = source.data
    for detail in _errors(path, data):
        place = path_of(data, detail["loc"])
        spelling = source.spelling(*place)
        misread = spelling is not None and source.written_at(*place) is not None
        if misread and detail["type"] not in _NO_TEXT:
            data = with_value(data, place, spelling)
    return replace(source, data=data)


def _refusal(path: NodePath, source: Source) -> Problem | None:
    if source.problems:
        return source.problems[0]
    detail = next(iter(_errors(path, source.data)), None)
    return None if detail is None else problem_of(_model(path), source, detail)


def _errors(path: NodePath, data: Any) -> list[ErrorDetails]:
    """What a field has against its value."""
    try:
        _model(path).model_validate(data)
    except ValidationError as error:
        return [detail for detail in error.errors() if path_of(data, detail["loc"])[: len(path)] == path]
    return []


def _model(path: NodePath) -> type[BaseModel]:
    return StackBlock if path[0] in order_of(StackBlock) else Partner


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
