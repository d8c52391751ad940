"""Desired against live: the one comparison that the plan, the provider's Diff and every write use. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wholesale.vocabulary.fields import Change, Field


def compare(
    fields: tuple[Field, ...], desired: Mapping[str, Any], live: Mapping[str, Any]
) -> tuple[Change, ...]:
    """The changes that lead from `live` to `desired`, in the order of the fields.

    What `desired` does not mention is kept or cleared, as its field declares. A map is compared key by key;
    within a map that is mentioned, a key that is missing is cleared.
    """
    changes: list[Change] = []
    for field in fields:
        wanted, found = desired.get(field.name), live.get(field.name)
        if wanted is None and field.absent == "keep":
            continue
        changes += _differences(field, field.name, wanted, found)
    return tuple(changes)


def _differences(field: Field, path: str, wanted: Any, found: Any) -> Iterator[Change]:
    if _empty(wanted) and _empty(found):
        return
    if _is_map(wanted, found):
        for key in sorted({*(wanted or ()), *(found or ())}):
            yield from _differences(field, f"{path}.{key}", (wanted or {}).get(key), (found or {}).get(key))
    elif _empty(wanted):
        yield Change(field.name, path, "delete", found, None)
    elif _empty(found):
        yield Change(field.name, path, "add", None, wanted)
    elif not field.same(wanted, found):
        yield Change(field.name, path, "update", found, wanted)


def _is_map(wanted: Any, found: Any) -> bool:
    """Whether two values, not both of them empty, are compared key by key."""
    return any(isinstance(value, Mapping) for value in (wanted, found)) and all(
        isinstance(value, Mapping) or _empty(value) for value in (wanted, found)
    )


def _empty(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(_empty(inner) for inner in value.values())
    return value is None or value in ("", (), [])


def projected(fields: tuple[Field, ...], known: Mapping[str, Any], live: Mapping[str, Any]) -> dict[str, Any]:
    """What is live, in the terms of what is known: the inputs that a refresh puts into the state.

    Only what is known, or what is cleared when it is not mentioned, is taken over; a value that is the same
    keeps its known spelling; a field that cannot be read keeps its known value.
    """
    values: dict[str, Any] = {}
    for field in fields:
        was, found = known.get(field.name), live.get(field.name)
        if not field.readable or not compare((field,), known, live):
            found = was
        if not _empty(found) and (was is not None or field.absent == "clear"):
            values[field.name] = found
        elif was is not None and isinstance(was, Mapping):
            values[field.name] = {}
    return values


def adopted(fields: tuple[Field, ...], desired: Mapping[str, Any], live: Mapping[str, Any]) -> dict[str, Any]:
    """The live values of a thing that is taken over: what can neither be edited nor read is kept unread."""
    kept = {field.name for field in fields if field.immutable and not field.readable}
    return {**live, **{name: value for name, value in desired.items() if name in kept}}


def known(fields: tuple[Field, ...], last: Mapping[str, Any], live: Mapping[str, Any]) -> dict[str, Any]:
    """The live values, and for what cannot be read the value that was last written."""
    unread = {field.name for field in fields if not field.readable and field.name not in live}
    return {**live, **{name: value for name, value in last.items() if name in unread}}


def refused(fields: tuple[Field, ...], changes: tuple[Change, ...]) -> tuple[tuple[Change, str], ...]:
    """The changes that the API cannot carry out, each with the way out.

    A value that can be read, and is not there yet, may still be given; one that cannot be read may not.
    """
    bound = {field.name: field for field in fields if field.immutable}
    return tuple(
        (change, bound[change.field].immutable)
        for change in changes
        if change.field in bound and (change.action == "update" or not bound[change.field].readable)
    )
