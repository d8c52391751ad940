"""What files of one folder take twice: found by fingerprints, told by reading those once more."""

from __future__ import annotations

from collections import Counter
from itertools import chain, islice
from typing import TYPE_CHECKING

from wholesale.stacks.load import taken_together
from wholesale.stacks.problems import MOST_PROBLEMS, Place, shown_name
from wholesale.stacks.reading import at_most
from wholesale.stacks.rules.files import TOO_MANY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from wholesale.stacks.problems import Problem
    from wholesale.stacks.stack import Stack
    from wholesale.validation.report import Report

MOST_BYTES = 20_000_000
"""Of files that are held in memory at a time when they are compared; two are, however large."""


def compared(reports: Mapping[Path, Report], read: Callable[[Path], Stack | None]) -> Iterator[Problem]:
    """What the files of one folder must not take together.

    Args:
        reports: of each file.
        read: gives the stack of a file.
    """
    claims = [report.claims for report in reports.values()]
    if len(frozenset().union(*claims)) == sum(map(len, claims)):
        return
    holders = Counter(chain.from_iterable(claims))
    twice = frozenset(claim for claim, holding in holders.items() if holding > 1)
    alike = {file: shared for file, report in reports.items() if (shared := report.claims & twice)}
    now, later = _first_ones(alike)
    found = taken_together([stack for stack in map(read, now) if stack is not None])
    yield from at_most(tuple(islice(found, MOST_PROBLEMS + 1)))
    if later:
        place = Place(shown_name(later[0]), 1, 1)
        message = f"this file is not compared yet, one of {len(later)} that take what others take, too"
        yield TOO_MANY.at(place, "", message, "mend the others first; many may have one cause")


def _first_ones(alike: Mapping[Path, frozenset[int]]) -> tuple[Sequence[Path], Sequence[Path]]:
    """As many files as are held in memory at a time, two of one claim among them; and the others."""
    first, *others = alike
    second = next(file for file in others if alike[file] & alike[first])
    size, chosen = 0, {first, second}
    for file in alike:
        size += _size(file)
        if size <= MOST_BYTES:
            chosen.add(file)
    return [file for file in alike if file in chosen], [file for file in alike if file not in chosen]


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:  # it has gone meanwhile
        return 0
