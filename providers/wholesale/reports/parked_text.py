"""What `wholesale status` prints for people: a table in a terminal, a line for each thing elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholesale.engine.parked import OVER, counts, grouped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wholesale.engine.parked import Group, Parked

HEAD = ("PHASE", "STACK", "RECORD", "SINCE", "UNTIL", "ENDED BY")
_COLOURS = {"failed": "\x1b[31;1m", OVER: "\x1b[32m"}
_YELLOW, _PLAIN = "\x1b[33m", "\x1b[0m"


def lines(found: Sequence[Parked]) -> str:
    """One line for each parked thing, with all that is known of it: for logs."""
    return "".join(f"{_line(group)}\n" for group in grouped(found)) or "nothing is parked\n"


def table(found: Sequence[Parked], *, coloured: bool = False) -> str:
    """A table, with the reason below each row: for a terminal."""
    groups = grouped(found)
    if not groups:
        return "nothing is parked\n"
    rows = [HEAD, *(_cells(group) for group in groups)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    return "".join(f"{line}\n" for line in _table(rows, groups, widths, coloured=coloured))


def summary(found: Sequence[Parked], stacks: int) -> str:
    """How many records are parked in how many stacks, by phase."""
    by_phase = ", ".join(f"{count} {phase}" for phase, count in counts(found).items())
    read = "1 stack" if stacks == 1 else f"{stacks} stacks"
    return f"{read}: {len(found)} parked" + (f" ({by_phase})" if by_phase else "")


def _line(group: Group) -> str:
    first = group.first
    times = [f"{word} {time}" for word, time in (("since", first.since), ("until", first.until)) if time]
    when = f"; {', '.join(times)}" if times else ""
    return f"{first.stack}: {first.phase}: {_record(group)}: {first.reason}{when}; ended by {first.ended_by}"


def _table(
    rows: Sequence[Sequence[str]], groups: Sequence[Group], widths: Sequence[int], *, coloured: bool
) -> Iterator[str]:
    yield "  ".join(cell.ljust(width) for cell, width in zip(rows[0], widths, strict=True)).rstrip()
    for row, group in zip(rows[1:], groups, strict=True):
        text = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        colour = _COLOURS.get(group.first.phase, _YELLOW)
        yield text.replace(row[0], f"{colour}{row[0]}{_PLAIN}", 1) if coloured else text
        yield f"  {group.first.reason}"


def _cells(group: Group) -> tuple[str, ...]:
    first = group.first
    return (first.phase, first.stack, _record(group), first.since or "-", first.until or "-", first.ended_by)


def _record(group: Group) -> str:
    first = group.first.reference
    return str(first) if group.count == 1 else f"{group.count} records of customer {first.customer}"
