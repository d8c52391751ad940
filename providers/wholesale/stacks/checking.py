"""A file's values against its model: pydantic's errors told as problems, with their places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from wholesale.stacks.model_paths import known_keys, path_of, value_below
from wholesale.stacks.problems import MOST_PROBLEMS, NodePath, Problem, nearest
from wholesale.stacks.wording import expected_words, problem_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pydantic_core import ErrorDetails

    from wholesale.stacks.source import Source

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")


class Checked(NamedTuple, Generic[M]):
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
    told = {problem.place for problem in source.problems}
    shown = errors[: MOST_PROBLEMS + 1]
    misspelt = {_meant(model, source, detail) for detail in shown if detail["type"] == "extra_forbidden"}
    found = (
        problem_of(model, source, detail)
        for detail in shown
        if detail["type"] != "missing" or _meant(model, source, detail) not in misspelt
    )
    problems = source.problems + tuple(problem for problem in found if problem.place not in told)
    if len(errors) > MOST_PROBLEMS:
        return Checked({}, None, problems, frozenset())
    data, holes = source.data, []
    for detail in errors:
        mended = _mended(model, source, data, detail)
        data = data if mended is None else mended
        holes += [detail] if mended is None else []
    data, broken = _emptied(model, source, {**stand_ins, **data}, holes, stand_ins)
    return Checked(data, formed(lambda: model.model_validate(data)), problems, broken)


def formed(make: Callable[[], T]) -> T | None:
    """What is made of values, or None where one of them is wrong in form."""
    try:
        return make()
    except ValidationError:
        return None


def _emptied(
    model: type[BaseModel],
    source: Source,
    data: dict[str, Any],
    holes: Sequence[ErrorDetails],
    stand_ins: Mapping[str, Any],
) -> tuple[dict[str, Any], frozenset[NodePath]]:
    """The data without what could not be mended, and the paths of the holes."""
    paths = {path_of(source.data, detail["loc"]): detail["type"] for detail in holes}
    broken = {_broken(model, source, detail) for detail in holes}
    data = {**stand_ins, **_all_without(data, paths)}
    try:
        model.model_validate(data)
    except ValidationError as error:
        more = {path_of(data, detail["loc"]): detail["type"] for detail in error.errors()}
        data, broken = {**stand_ins, **_all_without(data, more)}, broken | more.keys()
    return data, frozenset(broken)


def _all_without(data: Any, paths: Mapping[NodePath, str]) -> Any:
    for path, kind in paths.items():
        data = _without(data, path, kind)
    return data


def _without(data: Any, path: NodePath, kind: str) -> Any:
    """The data less what is wrong: a record that is no map is emptied, an item takes its list along."""
    head, rest = path[0], path[1:]
    if not isinstance(data, dict) or head not in data:
        return data
    if rest and isinstance(data[head], dict) and not (kind == "missing" and len(rest) == 1):
        return {**data, head: _without(data[head], rest, kind)}
    if not rest and kind == "model_type":
        return {**data, head: {}}
    return {key: value for key, value in data.items() if key != head}


def _mended(model: type[BaseModel], source: Source, data: Any, detail: ErrorDetails) -> Any | None:
    """The data with what was plainly meant in place of a slip, so that rules can look at it; else None.

    Of a switch nobody knows whether a text was meant.
    """
    path, given = path_of(source.data, detail["loc"]), detail["input"]
    spelling = source.spelling(*path)
    if detail["type"] == "extra_forbidden":
        meant = nearest(path[-1], known_keys(model, path[:-1]))
        return None if meant is None else _edited(data, path, lambda node, key: _renamed(node, key, meant))
    if detail["type"] in {"string_type", "form"} and spelling and not isinstance(given, bool | None):
        return _edited(data, path, lambda node, key: _replaced(node, key, spelling))
    if detail["type"] == "literal_error" and isinstance(given, str):
        word = nearest(given, expected_words(detail))
        return None if word is None else _edited(data, path, lambda node, key: _replaced(node, key, word))
    return None


def _edited(node: Any, path: NodePath, edit: Callable[[Any, str], Any]) -> Any:
    """A copy of a tree with one node edited, given its parent and key."""
    head, rest = path[0], path[1:]
    if not rest:
        return edit(node, head)
    below = value_below(node, int(head) if isinstance(node, tuple) else head)
    return node if below is None else _replaced(node, head, _edited(below, rest, edit))


def _replaced(node: Any, key: str, value: Any) -> Any:
    if isinstance(node, tuple):
        return (*node[: int(key)], value, *node[int(key) + 1 :])
    return {**node, key: value}


def _renamed(node: Any, key: str, meant: str) -> Any:
    return {**{name: value for name, value in node.items() if name != key}, meant: node.get(meant, node[key])}


def _broken(model: type[BaseModel], source: Source, detail: ErrorDetails) -> NodePath:
    path = path_of(source.data, detail["loc"])
    if detail["loc"][-1] == "[key]" and len(path) > len(("customers", "acme")):
        return path[:-1]
    return _meant(model, source, detail)


def _meant(model: type[BaseModel], source: Source, detail: ErrorDetails) -> NodePath:
    """The path of an error; of an unknown key, that of the key which it was meant to be."""
    path = path_of(source.data, detail["loc"])
    if detail["type"] != "extra_forbidden":
        return path
    meant = nearest(path[-1], known_keys(model, path[:-1]))
    return (*path[:-1], meant or path[-1])
