"""A file's values against its model: pydantic's errors told as problems, with their places."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ValidationError

from wholesale.stacks.problems import NodePath, Problem, dotted, listed, nearest
from wholesale.stacks.source import Source, kind_of_spelling

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pydantic_core import ErrorDetails

M = TypeVar("M", bound=BaseModel)

_MARKERS = frozenset({"<text>", "<map>", "<same>", "<switch>", "[key]"})
"""Steps of a pydantic location that are no part of a file: members of a union, and "the key itself"."""


@dataclass(frozen=True, slots=True)
class Checked(Generic[M]):
    """What a file says, as far as it is right.

    `data` is the file without what is wrong, `broken` the paths that were taken out, `model` None when
    even the rest does not stand on its own.
    """

    data: dict[str, Any]
    model: M | None
    problems: tuple[Problem, ...]
    broken: frozenset[NodePath]


def check(model: type[M], source: Source, stand_ins: Mapping[str, Any]) -> Checked[M]:
    """Validate a file; the problems come with the reader's own.

    Args:
        model: what the file must look like.
        source: the file.
        stand_ins: what takes the place of a needed key at the top, so that the rest can be looked at.
    """
    if not isinstance(source.data, dict):
        return Checked({}, None, source.problems, frozenset())
    try:
        valid = model.model_validate(source.data)
    except ValidationError as error:
        return _partly(model, source, error.errors(include_url=False), stand_ins)
    return Checked(source.data, valid, source.problems, frozenset())


def _partly(
    model: type[M], source: Source, errors: Sequence[ErrorDetails], stand_ins: Mapping[str, Any]
) -> Checked[M]:
    problems = source.problems + tuple(_problem(model, source, detail) for detail in errors)
    data = source.data
    for detail in errors:
        data = _without(data, _path(source.data, detail["loc"]), detail["type"])
    data = {**stand_ins, **data}
    broken = frozenset(_broken(model, source, detail) for detail in errors)
    return Checked(data, model.model_validate(data), problems, broken)


def _without(data: Any, path: NodePath, kind: str) -> Any:
    """The data less what is wrong: a record that is no map is emptied, an item takes its list along."""
    head, rest = path[0], path[1:]
    if head not in data or not isinstance(data, dict):
        return data
    if rest and isinstance(data[head], dict) and not (kind == "missing" and len(rest) == 1):
        return {**data, head: _without(data[head], rest, kind)}
    if not rest and kind == "model_type":
        return {**data, head: {}}
    return {key: value for key, value in data.items() if key != head}


def _path(data: Any, location: Sequence[int | str]) -> NodePath:
    """A pydantic location as a path of the file: without the names of union members and markers."""
    path: list[str] = []
    for step in location:
        if step in _MARKERS and not (isinstance(data, Mapping) and step in data):
            continue
        path.append(str(step))
        data = _below(data, step)
    return tuple(path)


def _below(data: Any, step: int | str) -> Any:
    if isinstance(data, Mapping):
        return data.get(step)
    if isinstance(data, tuple) and isinstance(step, int) and step < len(data):
        return data[step]
    return None


def _broken(model: type[BaseModel], source: Source, detail: ErrorDetails) -> NodePath:
    path = _path(source.data, detail["loc"])
    if detail["type"] != "extra_forbidden":
        return path
    meant = nearest(path[-1], _known_keys(model, path[:-1]))
    return (*path[:-1], meant or path[-1])


def _problem(model: type[BaseModel], source: Source, detail: ErrorDetails) -> Problem:
    path = _path(source.data, detail["loc"])
    if detail["type"] == "extra_forbidden":
        message, fix = _unknown_key(path, _known_keys(model, path[:-1]))
        return Problem("error", source.place(*path), dotted(path), message, fix)
    if detail["type"] == "missing":
        message, fix = f"{dotted(path)} is missing", _example(model, path)
        return Problem("error", source.place(*path), dotted(path), message, fix)
    is_key = detail["loc"][-1:] == ("[key]",)
    place = source.place(*path) if is_key else source.value_place(*path)
    message, fix = _told(detail, path, source.spelling(*path) if not is_key else None)
    return Problem("error", place, dotted(path), message, fix)


def _unknown_key(path: NodePath, known: Sequence[str]) -> tuple[str, str]:
    where = f" in {dotted(path[:-1])}" if path[:-1] else ""
    meant = nearest(path[-1], known)
    fix = f'did you mean "{meant}"?' if meant else f"known keys here: {listed(known, most=40)}"
    return f'unknown key "{path[-1]}"{where}', fix


def _example(model: type[BaseModel], path: NodePath) -> str:
    block = _block_at(model, path[:-1])
    for name, field in (block.model_fields if block else {}).items():
        if (field.alias or name) == path[-1]:
            sample = f", for example `{path[-1]}: {field.examples[0]}`" if field.examples else ""
            return f"add it{sample} ({field.description})"
    return "add it"


def _told(detail: ErrorDetails, path: NodePath, spelling: str | None) -> tuple[str, str]:
    """Message and fix of one validation error."""
    name, context = dotted(path), detail.get("ctx", {})
    if detail["type"] == "refused":
        return f"{name}: {context['message']}", str(context["fix"])
    if detail["input"] is None:
        return (
            f"{name} has no value",
            "write a value, or remove the line; for a record with nothing to say write {}",
        )
    teller = _TELLERS.get(detail["type"])
    if teller is None:
        return f"{name}: {detail['msg']}", "see examples/"
    return teller(name, context, spelling, detail["input"])


def _text_wanted(name: str, _: Any, spelling: str | None, value: Any) -> tuple[str, str]:
    if spelling is None:
        return f"{name} must be text, not {_kind(value)}", 'write one value: "..."'
    return (
        f"{name} must be text, but YAML reads {spelling} as {kind_of_spelling(spelling)}",
        f'quote it: "{spelling}"',
    )


def _number_wanted(name: str, _: Any, spelling: str | None, value: Any) -> tuple[str, str]:
    shown = spelling if spelling is not None else _kind(value)
    return f"{name} must be a whole number, not {shown}", "write decimal digits without quotes, like 5"


def _switch_wanted(name: str, _: Any, spelling: str | None, value: Any) -> tuple[str, str]:
    shown = spelling if spelling is not None else _kind(value)
    return f"{name} must be true or false, not {shown}", "write true or false, without quotes"


def _map_wanted(name: str, _: Any, spelling: str | None, value: Any) -> tuple[str, str]:
    shown = spelling if spelling is not None else _kind(value)
    return f"{name} must be a map of keys and values, not {shown}", "indent its keys beneath it, or write {}"


def _list_wanted(name: str, _: Any, spelling: str | None, value: Any) -> tuple[str, str]:
    shown = spelling if spelling is not None else _kind(value)
    return (
        f"{name} must be a list, not {shown}",
        f"write [{shown}]" if spelling else "begin each item with `- `",
    )


def _word_wanted(name: str, context: Any, spelling: str | None, value: Any) -> tuple[str, str]:
    expected = [word.strip("'") for word in str(context["expected"]).replace(" or ", ", ").split(", ")]
    shown = f'"{value}"' if isinstance(value, str) else (spelling or _kind(value))
    meant = nearest(value, expected) if isinstance(value, str) else None
    fix = f'did you mean "{meant}"? ' if meant else ""
    return f"{name} cannot be {shown}", f"{fix}possible: {listed(expected, most=20)}"


def _too_long(name: str, context: Any, _: Any, value: Any) -> tuple[str, str]:
    return f"{name} is {len(value)} characters long", f"use at most {context['max_length']}"


def _too_short(name: str, *_: Any) -> tuple[str, str]:
    return f"{name} is empty", "write a value, or remove the line"


def _too_small(name: str, context: Any, spelling: str | None, value: Any) -> tuple[str, str]:
    return f"{name} cannot be {spelling or value}", f"write {context['ge']} or more"


def _too_large(name: str, context: Any, spelling: str | None, value: Any) -> tuple[str, str]:
    return f"{name} cannot be {spelling or value}", f"write {context['le']} or less"


def _form_wanted(name: str, context: Any, spelling: str | None, value: Any) -> tuple[str, str]:
    shown = spelling if spelling is not None else _kind(value)
    unquoted = spelling is not None and not isinstance(value, str)
    fix = (
        f'quote it: "{spelling}"'
        if unquoted and spelling and spelling.lstrip("+").isdigit()
        else "see examples/"
    )
    return f"{name} cannot be {shown}; {context.get('message', '')}".rstrip("; "), fix


_TELLERS: Mapping[str, Callable[..., tuple[str, str]]] = {
    "string_type": _text_wanted,
    "int_type": _number_wanted,
    "float_type": _number_wanted,
    "bool_type": _switch_wanted,
    "model_type": _map_wanted,
    "dict_type": _map_wanted,
    "mapping_type": _map_wanted,
    "tuple_type": _list_wanted,
    "date_type": _text_wanted,
    "literal_error": _word_wanted,
    "string_too_long": _too_long,
    "string_too_short": _too_short,
    "too_short": _too_short,
    "greater_than_equal": _too_small,
    "less_than_equal": _too_large,
    "form": _form_wanted,
}


def _kind(value: Any) -> str:
    if isinstance(value, Mapping):
        return "a map"
    if isinstance(value, tuple):
        return "a list"
    return f'"{value}"' if isinstance(value, str) else "this value"


def _known_keys(model: type[BaseModel], path: NodePath) -> list[str]:
    block = _block_at(model, path)
    return [field.alias or name for name, field in block.model_fields.items()] if block else []


def _block_at(model: type[BaseModel], path: NodePath) -> type[BaseModel] | None:
    """The model that describes the map at a path."""
    annotation: Any = model
    for step in path:
        annotation = next((below for part in _parts(annotation) if (below := _step(part, step))), None)
    blocks = [part for part in _parts(annotation) if isinstance(part, type) and issubclass(part, BaseModel)]
    return blocks[0] if blocks else None


def _parts(annotation: Any) -> list[Any]:
    """The members of a union, with `Annotated` taken off."""
    origin = typing.get_origin(annotation)
    if origin is Annotated:
        return _parts(typing.get_args(annotation)[0])
    if origin in {types.UnionType, typing.Union}:
        return [part for member in typing.get_args(annotation) for part in _parts(member)]
    return [annotation]


def _step(part: Any, step: str) -> Any:
    if typing.get_origin(part) is Literal:
        return None
    arguments = typing.get_args(part)
    if arguments:
        return arguments[1] if typing.get_origin(part) is Mapping else arguments[0]
    if isinstance(part, type) and issubclass(part, BaseModel):
        known = part.model_fields.items()
        return next((field.annotation for name, field in known if (field.alias or name) == step), None)
    return None
