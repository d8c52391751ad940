"""Problems of values that are handed down by a profile, or by defaults: one line, told once.

A value that is wrong by itself is told at the line that says it, with all whom it reaches. One that only does
not fit a customer is told there, with the line that it comes from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any, NamedTuple

from wholesale.stacks.problems import MOST_PROBLEMS, dotted, listed
from wholesale.stacks.profiles import Values, extends_of, lineage
from wholesale.stacks.rules.telling import Told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wholesale.stacks.problems import NodePath, Place, Problem
    from wholesale.stacks.stack import Stack

_BENEATH = {"locations": "locationDefaults", "users": "userDefaults", "workspaces": None, "devices": None}
"""The collections of a customer, and the word that says something for all their records."""

_SILENT = object()
"""What a layer says about a path that it does not mention."""


class _Line(NamedTuple):
    """The line that hands a value down: in whose words, where, and as which node of its file."""

    layer: str
    place: Place
    node: NodePath


def gathered(
    stack: Stack, written: Values, profiles: Values, problems: Iterator[Problem]
) -> Iterator[Problem]:
    """The problems of a stack, those of one line as one.

    Args:
        stack: effective values, and the files.
        written: the file, without what was wrong in form.
        profiles: the profiles, as written.
        problems: all of them; beyond as many as are told of a file, each is left as it is.
    """
    groups: dict[tuple[str, Place, str], list[tuple[Told, _Line]]] = {}
    for problem in islice(problems, MOST_PROBLEMS + 1):
        line = _line(stack, written, profiles, problem) if isinstance(problem, Told) else None
        if not isinstance(problem, Told) or line is None:
            yield _plain(problem)
            continue
        whose = "" if _stands_at(stack, problem, line) else problem.node[1]
        groups.setdefault((problem.rule, line.place, whose), []).append((problem, line))
    for group in groups.values():
        told = [problem for problem, _ in group]
        yield _as_one(stack, told, group[0][1])
    yield from map(_plain, problems)


def _plain(problem: Problem) -> Problem:
    return problem.plain() if isinstance(problem, Told) else problem


def _stands_at(stack: Stack, problem: Told, line: _Line) -> bool:
    """Whether a problem is told at the line itself: it is the line's own, or the line is of the same file."""
    return problem.itself or line.place.file == stack.source.file


def _as_one(stack: Stack, told: Sequence[Told], line: _Line) -> Problem:
    first, others = told[0], listed(dict.fromkeys(map(_who, told[1:])))
    if _stands_at(stack, first, line):
        reach = f"; the same line reaches {others}" if len(told) > 1 else ""
        there = replace(first.plain(), place=line.place, path=dotted(line.node))
        return replace(there, message=f"{first.message}{reach}")
    reach = f", as for {others}" if len(told) > 1 else ""
    origin = f"; this comes from {line.layer} at {line.place}"
    places = (*first.related, line.place)
    return replace(first.plain(), message=f"{first.message}{origin}{reach}", related=places)


def _who(problem: Told) -> str:
    """Whose value it is: `acme`, or `acme/ada` for a record of it."""
    _, customer, *rest = problem.node
    return f"{customer}/{rest[1]}" if rest[0] in _BENEATH else customer


def _line(stack: Stack, written: Values, profiles: Values, problem: Told) -> _Line | None:
    """The line of a shared layer that says the value; None where the customer's record says it itself."""
    if problem.node[0] != "customers" or len(problem.node) <= len(("customers", "handle")):
        return None
    _, handle, *path = problem.node
    own = written["customers"].get(handle) or {}
    if _said(own, path) is not _SILENT:
        return None
    defaults = written.get("defaults") or {}
    layers: list[tuple[str, NodePath, Values]] = [
        (f"profile {name}", ("profiles", name), profiles[name] or {})
        for name in lineage(extends_of(own, defaults), profiles)
    ]
    layers.append(("defaults", ("defaults",), defaults))
    if path[0] in _BENEATH:
        path = [_BENEATH[path[0]] or "", *path[2:]]
        layers.append((f"customer {handle}", ("customers", handle), own))
    for name, at, values in reversed(layers):
        said = _said(values, path)
        if said is not _SILENT:
            node = (*at, *path)
            source = stack.partner_source if at[0] == "profiles" else stack.source
            place = source.place(*node) if problem.is_key else source.value_place(*node)
            return _Line(name, place, node) if said is not None else None
    return None


def _said(values: Any, path: Iterable[str]) -> Any:
    """What a layer says at a path; null anywhere above it says null."""
    for step in path:
        if isinstance(values, Mapping):
            if step not in values:
                return _SILENT
            values = values[step]
        elif isinstance(values, list | tuple) and step.isdigit() and int(step) < len(values):
            values = values[int(step)]
        else:
            return values if values is None else _SILENT
    return values


def once_each(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Problems in reading order; what several stack files tell of one line of a profile, as one."""
    for _, group in groupby(problems, key=_one_line):
        first, *others = group
        files = "one other stack file" if len(others) == 1 else f"{len(others)} other stack files"
        further = f"; customers of {files} have it from here, too"
        yield replace(first, message=f"{first.message}{further}") if others else first


def _one_line(problem: Problem) -> Any:
    is_shared = problem.path.startswith("profiles.")
    return (problem.rule, problem.place, problem.path) if is_shared else problem
