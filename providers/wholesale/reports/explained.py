"""What `wholesale explain` found: the values that were asked for, and who else gets each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wholesale.stacks.origins import told
from wholesale.stacks.problems import dotted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wholesale.stacks.origins import Traced
    from wholesale.stacks.problems import NodePath, Place
    from wholesale.stacks.stack import Stack


@dataclass(frozen=True, slots=True)
class Explained:
    """One effective value.

    Args:
        value: with the lines that say it, or take it away.
        others: the other customers that get it, or lose it, by the same line.
    """

    value: Traced
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A customer, or a part of it.

    Args:
        customer: its handle.
        extends: the profiles that lie beneath it, the lowest first.
        place: where its block stands.
        asked: the way that was asked for, with dots; empty for everything.
        values: in the order of the layers; what is taken away comes last.
    """

    customer: str
    extends: Sequence[str]
    place: Place
    asked: str
    values: Sequence[Explained]


def explained(stacks: Iterable[Stack], stack: Stack, handle: str, asked: str) -> Explanation:
    """The effective values of a customer at and beneath a path.

    Args:
        stacks: every stack of the folder, to see who else gets a value.
        stack: the one that holds the customer.
        handle: the customer.
        asked: a path in the customer, with dots; empty for everything.
    """
    found = [value for value in told(stack, handle) if _is_asked(value.path, asked)]
    lines = {value.origins[0].line for value in found if value.origins[0].layer.shared}
    reached = _reached(stacks, handle, lines)
    values = [Explained(value, reached.get(value.origins[0].line, ())) for value in found]
    extends = stack.customers[handle].extends
    return Explanation(handle, extends, stack.place("customers", handle), asked, values)


def _is_asked(path: NodePath, asked: str) -> bool:
    return not asked or f"{dotted(path)}.".startswith(f"{asked}.")


def _reached(
    stacks: Iterable[Stack], handle: str, lines: set[tuple[str, NodePath]]
) -> dict[tuple[str, NodePath], tuple[str, ...]]:
    """The other customers that get a value from one of these lines."""
    reached: dict[tuple[str, NodePath], dict[str, None]] = {}
    files = {file for file, _ in lines}
    for stack in stacks if lines else ():
        if not files & {stack.source.file, stack.partner_source.file}:
            continue
        for other, customer in stack.customers.items():
            if other != handle and customer.ensure == "present":
                for value in told(stack, other):
                    if value.origins[0].line in lines:
                        reached.setdefault(value.origins[0].line, {})[other] = None
    return {line: tuple(others) for line, others in reached.items()}
