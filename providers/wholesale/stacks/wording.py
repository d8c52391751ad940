"""Pydantic's errors in the user's words: what is wrong with a value, and what to write instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from wholesale.stacks.editing.writing import flow
from wholesale.stacks.misread import quoted, reading, value_rule
from wholesale.stacks.model_paths import block_at, known_keys, path_of
from wholesale.stacks.problems import NodePath, dotted, listed, nearest
from wholesale.stacks.rule import Rule
from wholesale.stacks.rules import form
from wholesale.stacks.source import Source, kind_of_spelling
from wholesale.stacks.values import Spelled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

    from wholesale.stacks.problems import Problem

_Told = tuple[Rule, str, str]
"""A rule, the message, and the way out."""


def problem_of(model: type[BaseModel], source: Source, detail: ErrorDetails) -> Problem:
    """One validation error as a problem of its file."""
    path = path_of(source.data, detail["loc"])
    if detail["type"] == "extra_forbidden":
        message, fix = _unknown_key(path, known_keys(model, path[:-1]))
        fix = f"quote a value that holds a comma; {fix}" if source.is_bare(*path) else fix
        return form.UNKNOWN_KEY.at(source.place(*path), dotted(path), message, fix)
    if detail["type"] == "string_pattern_mismatch":
        message = f'{dotted(path)}: "{detail["input"]}" has another form'
        fix = _example(model, path, "write ")
        return form.OTHER_PATTERN.at(source.value_place(*path), dotted(path), message, fix)
    if detail["type"] == "missing":
        message, fix = f"{dotted(path)} is missing", f"add it{_example(model, path, ', for example ')}"
        return form.MISSING_KEY.at(source.place(*path), dotted(path), message, fix)
    is_key = detail["loc"][-1:] == ("[key]",)
    place = source.place(*path) if is_key else source.value_place(*path)
    spelling = None if is_key else source.spelling(*path)
    if detail["type"] in _MAPS and detail["input"] is not None:
        rule, message, fix = _map_wanted(model, path, spelling, detail["input"])
    else:
        rule, message, fix = _told(detail, path, spelling)
    return rule.at(place, dotted(path), message, fix)


def _unknown_key(path: NodePath, known: Sequence[str]) -> tuple[str, str]:
    where = f" in {dotted(path[:-1])}" if path[:-1] else ""
    meant = nearest(path[-1], known)
    fix = f'did you mean "{meant}"?' if meant else f"known keys here: {listed(known, most=40)}"
    return f'unknown key "{path[-1]}"{where}', fix


def _example(model: type[BaseModel], path: NodePath, before: str = "") -> str:
    """An example of a field and what it means, as far as the model says so."""
    block = block_at(model, path[:-1])
    for name, field in (block.model_fields if block else {}).items():
        if (field.alias or name) == path[-1]:
            sample = f"{before}`{path[-1]}: {_sample(field.examples[0])}`" if field.examples else ""
            return f"{sample}: {field.description}"
    return ""


def _told(detail: ErrorDetails, path: NodePath, spelling: str | None) -> _Told:
    """Rule, message and fix of one validation error."""
    name, context, value = dotted(path), detail.get("ctx", {}), detail["input"]
    if detail["type"] == "refused":
        return context["rule"], f"{name}: {context['message']}", str(context["fix"])
    if value is None:
        way_out = (
            "write `{}` when there is nothing to say"
            if detail["type"] in _MAPS
            else "write a value, or remove the line"
        )
        return form.NO_VALUE, f"{name} has no value", way_out
    if spelling is not None and _is_misread(detail["type"], value):
        return _misread(detail["type"], path, spelling)
    if detail["type"] in {"form", "literal_error"}:
        return (_shape_wanted if detail["type"] == "form" else _word_wanted)(detail, path, spelling)
    if detail["type"] not in _TELLERS:
        return form.OTHER_FORM, f"{name}: {detail['msg']}", "see examples/"
    return _TELLERS[detail["type"]](name, context, spelling, value)


def _sample(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else flow(value)


def _is_misread(kind: str, value: Any) -> bool:
    """Whether a plain spelling arrived as something else than what was typed."""
    wants_text = kind in {"string_type", "date_type"} or (kind == "form" and isinstance(value, int | float))
    return wants_text or isinstance(value, Spelled)


def _misread(wanted: str, path: NodePath, spelling: str) -> _Told:
    kind = kind_of_spelling(spelling)
    rule = value_rule(kind, spelling, path)
    if wanted in {"int_type", "float_type"}:
        message = f"{dotted(path)} must be a number, but YAML reads {spelling} as {reading(kind, spelling)}"
        return rule, message, "write decimal digits, without a zero in front, colons or quotes"
    return (
        rule,
        f"{dotted(path)} must be text, but YAML reads {spelling} as {reading(kind, spelling)}",
        quoted(rule, spelling),
    )


def _text_wanted(name: str, _: Any, __: Any, value: Any) -> _Told:
    return form.NOT_TEXT, f"{name} must be text, not {_kind(value)}", 'write one value: "..."'


def _number_wanted(name: str, _: Any, spelling: str | None, value: Any) -> _Told:
    shown = spelling if spelling is not None else _kind(value)
    message = f"{name} must be a whole number, not {shown}"
    return form.NOT_A_NUMBER, message, "write decimal digits without quotes, like 5"


def _switch_wanted(name: str, _: Any, spelling: str | None, value: Any) -> _Told:
    shown = spelling if spelling is not None else _kind(value)
    message = f"{name} must be true or false, not {shown}"
    return form.NOT_A_SWITCH, message, "write true or false, without quotes"


def _map_wanted(model: type[BaseModel], path: NodePath, spelling: str | None, value: Any) -> _Told:
    shown = spelling if spelling is not None else _kind(value)
    message = f"{dotted(path)} must be a map of keys and values, not {shown}"
    return form.NOT_A_BLOCK, message, _as_map(model, path, value)


def _as_map(model: type[BaseModel], path: NodePath, value: Any) -> str:
    """How to write as a map what was given in place of one, without a loss."""
    items = value if isinstance(value, tuple) else (value,)
    if not any(items):
        return "write {}, or indent its keys beneath it"
    if all(isinstance(item, Mapping) for item in items):
        return "remove the `-` in front of each key, or the brackets around them"
    if block_at(model, (*path, "*")) and all(isinstance(item, str) for item in items):
        return f"write {flow({item: {} for item in items})}"
    return _with_only_key(block_at(model, path), value) or "indent its keys beneath it"


def _with_only_key(block: type[BaseModel] | None, value: Any) -> str:
    """How to write a value of a block that has one key."""
    if block is None or len(block.model_fields) != 1:
        return ""
    [(name, field)] = block.model_fields.items()
    try:
        block.model_validate({field.alias or name: value})
    except ValidationError:
        return f"write keys and values, like {flow({field.alias or name: (field.examples or ['...'])[0]})}"
    return f"write {flow({field.alias or name: value})}"


def _list_wanted(name: str, _: Any, spelling: str | None, value: Any) -> _Told:
    shown = spelling if spelling is not None else _kind(value)
    fix = f"write [{shown}]" if spelling else "begin each item with `- `"
    return form.NOT_A_LIST, f"{name} must be a list, not {shown}", fix


def _shape_wanted(detail: ErrorDetails, path: NodePath, spelling: str | None) -> _Told:
    message = f"{dotted(path)} cannot be {spelling or _kind(detail['input'])}; {detail['msg']}"
    return form.OTHER_FORM, message, "see examples/"


def _word_wanted(detail: ErrorDetails, path: NodePath, spelling: str | None) -> _Told:
    expected, value = expected_words(detail), detail["input"]
    rule = form.OTHER_VERSION if path == ("version",) else form.UNKNOWN_WORD
    shown = f'"{value}"' if isinstance(value, str) else (spelling or _kind(value))
    if value in expected and not spelling:
        return rule, f"{dotted(path)} cannot be {shown}", f"write {value} without quotes"
    meant = nearest(value, expected) if isinstance(value, str) else None
    fix = f'did you mean "{meant}"? ' if meant else ""
    return rule, f"{dotted(path)} cannot be {shown}", f"{fix}possible: {listed(expected, most=20)}"


def _too_long(name: str, context: Any, _: Any, value: Any) -> _Told:
    message = f"{name} is {len(value)} characters long"
    return form.TOO_LONG, message, f"use at most {context['max_length']}"


def _too_many(name: str, context: Any, _: Any, value: Any) -> _Told:
    return form.TOO_LONG, f"{name} has {len(value)} entries", f"write at most {context['max_length']}"


def _too_short(name: str, *_: Any) -> _Told:
    return form.EMPTY, f"{name} is empty", "write a value, or remove the line"


def _too_small(name: str, context: Any, spelling: str | None, value: Any) -> _Told:
    return form.TOO_SMALL, f"{name} cannot be {spelling or value}", f"write {context['ge']} or more"


def _too_big(name: str, context: Any, spelling: str | None, value: Any) -> _Told:
    return form.TOO_BIG, f"{name} cannot be {spelling or value}", f"write {context['le']} or less"


_MAPS = frozenset({"model_type", "dict_type", "mapping_type"})

_TELLERS: Mapping[str, Callable[..., _Told]] = {
    "string_type": _text_wanted,
    "int_type": _number_wanted,
    "float_type": _number_wanted,
    "bool_type": _switch_wanted,
    "tuple_type": _list_wanted,
    "date_type": _text_wanted,
    "string_too_long": _too_long,
    "string_too_short": _too_short,
    "too_short": _too_short,
    "too_long": _too_many,
    "greater_than_equal": _too_small,
    "less_than_equal": _too_big,
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
