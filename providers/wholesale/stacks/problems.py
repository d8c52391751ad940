"""Places and problems: what is wrong in a file, where it stands, and the way out."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_BREAK = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")

MOST_PROBLEMS = 1000
"""Problems of one file that are told."""

Severity = Literal["error", "warning"]

NodePath = tuple[str, ...]
"""The keys that lead to a node, a list's index as a number: ("customers", "acme-1001", "tags", "0")."""


class Place(NamedTuple):
    """A position in a file; line and column count characters from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a file: `message` says what and why, `fix` what to do about it.

    `rule` is the id of the rule that it breaks (see `wholesale.stacks.rulebook`), `related` are the other
    places that the message names.
    """

    severity: Severity
    place: Place
    path: str
    message: str
    fix: str
    rule: str
    related: tuple[Place, ...] = ()

    def __str__(self) -> str:
        first = f"{self.place}: {self.severity}: {self.message}"
        return "\n    ".join([first, *self.fix.splitlines()])


def dotted(path: Iterable[str]) -> str:
    """A node's path as people write it: `customers.acme-1001.users.ada.package`."""
    return ".".join(path)


def in_reading_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems sorted by file, line and column, each one once."""
    unique = dict.fromkeys(problems)
    return tuple(sorted(unique, key=lambda problem: (problem.place, problem.path, problem.message)))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` was probably meant to be, or None when nothing is close."""
    import difflib  # noqa: PLC0415 - most files have no slip

    choices = list(known)
    lowered = {choice.lower(): choice for choice in reversed(choices)}
    found = difflib.get_close_matches(word.lower(), lowered, n=1, cutoff=0.6)
    return lowered[found[0]] if found else None


def listed(words: Iterable[str], *, most: int = 12) -> str:
    """Words as an enumeration that stays readable: `a, b, c and 30 more`."""
    every = list(words)
    shown = ", ".join(every[:most]) or "none"
    return shown if len(every) <= most else f"{shown} and {len(every) - most} more"


def lines_of(text: str) -> list[str]:
    """The lines of a text as YAML counts them: the breaks of other characters are none."""
    return _BREAK.split(text)


def shown_name(path: Path) -> str:
    """A file as the user knows it: as it was given, or relative when it lies below the working directory.

    Bytes of its name that are no text are spelled out: every output can hold the rest.
    """
    if not path.is_absolute():
        return _spelled(str(path))
    here = Path.cwd()
    return _spelled(str(path.relative_to(here)) if path.is_relative_to(here) else str(path))


def _spelled(name: str) -> str:
    return name if name.isascii() else os.fsencode(name).decode("utf-8", "backslashreplace")
