"""What `wholesale validate` prints for people: one line per problem, as compilers write it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wholesale.desired.coverage import NotApplied
    from wholesale.stacks.problems import Problem

_COLOURS = {"error": "\x1b[31;1m", "warning": "\x1b[33;1m"}
_PLAIN = "\x1b[0m"


def rendered(
    problems: Sequence[Problem], not_applied: Sequence[NotApplied], *, coloured: bool = False
) -> str:
    """Every problem, then every key that is accepted and not applied; empty when there is nothing to say."""
    return "".join(f"{line}\n" for line in _lines(problems, not_applied, coloured=coloured))


def _lines(
    problems: Sequence[Problem], not_applied: Sequence[NotApplied], *, coloured: bool
) -> Iterator[str]:
    for problem in problems:
        yield _painted(problem) if coloured else str(problem)
    for key in not_applied:
        yield f"not applied: {key.place}: {key.path}"


def _painted(problem: Problem) -> str:
    word = f" {problem.severity}: "
    return str(problem).replace(word, f" {_COLOURS[problem.severity]}{problem.severity}:{_PLAIN} ", 1)
