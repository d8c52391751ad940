"""What `wholesale validate` found: the one value that all its outputs are made of."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wholesale.stacks.findings import NotApplied, Waived
    from wholesale.stacks.problems import Problem

PAGE = "docs/rules.md"
"""The page of all rules; each has its id in small letters as anchor."""


class Findings(NamedTuple):
    """Everything that was found, each part in reading order.

    Args:
        problems: what counts.
        waived: what does not, each with its waiver.
        not_applied: keys that are right, and that this release does not act on.
        files: the files that were read.
    """

    problems: Sequence[Problem]
    waived: Sequence[Waived] = ()
    not_applied: Sequence[NotApplied] = ()
    files: Sequence[str] = ()


def page_of(rule: str) -> str:
    """Where a rule is explained."""
    return f"{PAGE}#{rule.lower()}"


def one_line(text: str) -> str:
    """A text on one line, its control characters spelled out: a file must not drive a terminal."""
    return text if text.isascii() and text.isprintable() else "".join(map(_spelled, text))


def _spelled(character: str) -> str:
    shown = character.isprintable() or character in _SHOWN_AS_THEY_ARE
    return character if shown else character.encode("unicode_escape").decode()


_SHOWN_AS_THEY_ARE = "\N{NO-BREAK SPACE}\N{ZERO WIDTH JOINER}\N{IDEOGRAPHIC SPACE}"


def fingerprints(problems: Sequence[Problem]) -> Iterator[str]:
    """For each problem an id that stays when lines move: of rule, file and path, and a count of equals."""
    seen: Counter[tuple[str, str, str]] = Counter()
    for problem in problems:
        about = (problem.rule, problem.place.file, problem.path)
        yield hashlib.sha256("\0".join([*about, str(seen[about])]).encode()).hexdigest()
        seen[about] += 1
