"""The numbers of a location, entry by entry: effective values know single numbers, people write ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholesale.stacks.models.numbers import expanded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wholesale.stacks.problems import NodePath
    from wholesale.stacks.stack import Customer, Location, Stack


def entries(stack: Stack, customer: Customer, location: Location) -> Iterator[tuple[NodePath, list[str]]]:
    """The numbers of a location, each entry with its path; what no entry of its own says, at the list."""
    if location.numbers is None:
        return
    path = ("customers", customer.handle, "locations", location.handle, "numbers")
    taken = [entry.number for entry in location.numbers]
    for index, count in enumerate(_lengths(stack, path)):
        yield (*path, str(index)), taken[:count]
        taken = taken[count:]
    if taken:
        yield path, taken


def _lengths(stack: Stack, path: NodePath) -> Iterator[int]:
    for entry in stack.source.written_at(*path) or ():
        text = entry["range"] if isinstance(entry, dict) else entry
        yield len(expanded(text)) if isinstance(text, str) else 1
