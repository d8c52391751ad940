"""What every check shares: a problem is told at the place of the node it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholesale.stacks.problems import dotted, listed, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wholesale.stacks.problems import Problem
    from wholesale.stacks.rule import Rule
    from wholesale.stacks.stack import Stack


def found(rule: Rule, stack: Stack, path: tuple[str, ...], message: str, fix: str) -> Problem:
    """A problem of the stack file, at the value that the path names or at its nearest written ancestor."""
    return rule.at(stack.value_place(*path), dotted(path), message, fix)


def missing(rule: Rule, stack: Stack, path: tuple[str, ...], message: str, fix: str) -> Problem:
    """A problem about something that is not written, at the key where it belongs."""
    return rule.at(stack.place(*path), dotted(path), message, fix)


def suggestion(word: str, known: Iterable[str], what: str) -> str:
    """The way out of a dangling reference: the nearest name, or those that there are."""
    names = list(known)
    meant = nearest(word, names)
    if meant is not None:
        return f'did you mean "{meant}"?'
    return f"{what}: {listed(names)}" if names else f"there are no {what}; add one, or remove the reference"
