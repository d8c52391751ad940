"""Between a model and a file: a pydantic location as a path, and the block that describes a place."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wholesale.stacks.problems import NodePath

_MARKERS = frozenset({"<text>", "<map>", "<same>", "<switch>", "[key]"})
"""Steps of a pydantic location that are no part of a file: members of a union, and "the key itself"."""


def path_of(data: Any, location: Sequence[int | str]) -> NodePath:
    """A pydantic location as a path of the file: without the names of union members and markers."""
    path: list[str] = []
    for step in location:
        if step in _MARKERS and not (isinstance(data, Mapping) and step in data):
            continue
        path.append(str(step))
        data = value_below(data, step)
    return tuple(path)


def value_below(data: Any, step: int | str) -> Any:
    """The value of one key or index, or None when there is none."""
    if isinstance(data, Mapping):
        return data.get(step)
    if isinstance(data, tuple) and isinstance(step, int) and step < len(data):
        return data[step]
    return None


def known_keys(model: type[BaseModel], path: NodePath) -> list[str]:
    """The keys that the map at a path may have."""
    block = block_at(model, path)
    return [field.alias or name for name, field in block.model_fields.items()] if block else []


def block_at(model: type[BaseModel], path: NodePath) -> type[BaseModel] | None:
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
