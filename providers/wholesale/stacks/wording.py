"""Pydantic's errors in the user's words: what is wrong with a value, and what to write instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from wholesale.stacks.model_paths import block_at, known_keys, path_of
from wholesale.stacks.problems import NodePath, Problem, dotted, listed, nearest
from wholesale.stacks.source import Source, kind_of_spelling

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pydantic import BaseModel
    from pydantic_core import ErrorDetails


def problem_of(model: type[BaseModel], source: Source, detail: ErrorDetails) -> Problem:
    """One validation error as a problem of its file."""
    path = path_of(source.data, detail["loc"])
    if detail["type"] == "extra_forbidden":
        message, fix = _unknown_key(path, known_keys(model, path[:-1]))
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
    block = block_at(model, path[:-1])
    for name, field in (block.model_fields if block else {}).items():
        if (field.alias or name) == path[-1]:
            sample = f", for example `{path[-1]}: {_sample(field.examples[0])}`" if field.examples else ""
            return f"add it{sample}: {field.description}"
    return "add it"


def _told(detail: ErrorDetails, path: NodePath, spelling: str | None) -> tuple[str, str]:
    """Message and fix of one validation error."""
    name, context = dotted(path), detail.get("ctx", {})
    if detail["type"] == "refused":
        return f"{name}: {context['message']}", str(context["fix"])
    if detail["input"] is None:
        empty = detail["type"] in {"model_type", "dict_type", "mapping_type"}
        way_out = "write `{}` when there is nothing to say" if empty else "write a value, or remove the line"
        return f"{name} has no value", way_out
    teller = _TELLERS.get(detail["type"])
    if detail["type"] == "form":
        return _form_wanted(name, detail["msg"], spelling, detail["input"])
    if detail["type"] == "literal_error":
        return _word_wanted(detail, name, spelling)
    if teller is None:
        return f"{name}: {detail['msg']}", "see examples/"
    return teller(name, context, spelling, detail["input"])


def _sample(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


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


def _word_wanted(detail: ErrorDetails, name: str, spelling: str | None) -> tuple[str, str]:
    expected, value = expected_words(detail), detail["input"]
    shown = f'"{value}"' if isinstance(value, str) else (spelling or _kind(value))
    if value in expected and not spelling:
        return f"{name} cannot be {shown}", f"write {value} without quotes"
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


def _form_wanted(name: str, said: str, spelling: str | None, value: Any) -> tuple[str, str]:
    shown = spelling if spelling is not None else _kind(value)
    unquoted = spelling is not None and not isinstance(value, str)
    fix = (
        f'quote it: "{spelling}"'
        if unquoted and spelling and spelling.lstrip("+").isdigit()
        else "see examples/"
    )
    return f"{name} cannot be {shown}; {said}", fix


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
    "string_too_long": _too_long,
    "string_too_short": _too_short,
    "too_short": _too_short,
    "greater_than_equal": _too_small,
    "less_than_equal": _too_large,
}


def _kind(value: Any) -> str:
    if isinstance(value, Mapping):
        return "a map"
    if isinstance(value, tuple):
        return "a list"
    return f'"{value}"' if isinstance(value, str) else "this value"


def expected_words(detail: ErrorDetails) -> list[str]:
    """The words that a literal allows."""
    words = str(detail["ctx"]["expected"]).replace(" or ", ", ").split(", ")
    return [word.strip("'") for word in words]
