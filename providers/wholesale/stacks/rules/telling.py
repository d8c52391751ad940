"""What every check shares: a problem is told at the place of the node it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wholesale.stacks.problems import Problem, dotted, listed, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wholesale.stacks.problems import NodePath, Place
    from wholesale.stacks.rule import Rule
    from wholesale.stacks.stack import Stack


@dataclass(frozen=True, slots=True)
class Told(Problem):
    """A problem of a value, which may turn out to come from a profile or from `defaults`.

    Args:
        node: the value, as if it were written in the customer's block.
        is_key: whether it stands at the key rather than at the value.
        itself: whether the value is wrong by itself, whoever has it.
    """

    node: NodePath = ()
    is_key: bool = False
    itself: bool = False

    def plain(self) -> Problem:
        """The problem alone."""
        return Problem(self.severity, self.place, self.path, self.message, self.fix, self.rule, self.related)


def found(
    rule: Rule, stack: Stack, path: tuple[str, ...], message: str, fix: str, *related: Place
) -> Problem:
    """A problem of the stack file, at the value that the path names or at its nearest written ancestor."""
    problem = rule.at(stack.value_place(*path), dotted(path), message, fix, *related)
    return _told(problem, rule, path, is_key=False)


def found_at_key(rule: Rule, stack: Stack, path: tuple[str, ...], message: str, fix: str) -> Problem:
    """A problem of a key that is wrong where it stands, whatever its value."""
    return _told(rule.at(stack.place(*path), dotted(path), message, fix), rule, path, is_key=True)


def missing(rule: Rule, stack: Stack, path: tuple[str, ...], message: str, fix: str) -> Problem:
    """A problem about something that is not written, at the key where it belongs."""
    return rule.at(stack.place(*path), dotted(path), message, fix)


def _told(problem: Problem, rule: Rule, path: NodePath, *, is_key: bool) -> Told:
    return Told(
        problem.severity,
        problem.place,
        problem.path,
        problem.message,
        problem.fix,
        problem.rule,
        problem.related,
        path,
        is_key,
        rule.itself,
    )


def suggestion(word: str, known: Iterable[str], what: str) -> str:
    """The way out of a dangling reference: the nearest name, or those that there are."""
    names = list(known)
    meant = nearest(word, names)
    if meant is not None:
        return f'did you mean "{meant}"?'
    return f"{what}: {listed(names)}" if names else f"there are no {what}; add one, or remove the reference"
