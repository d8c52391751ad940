"""What `wholesale explain` prints for people: a line for each value, and more where a part is asked for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from wholesale.reports.excerpts import columns
from wholesale.reports.findings import one_line
from wholesale.stacks.problems import dotted, listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wholesale.reports.explained import Explained, Explanation
    from wholesale.reports.terminal import Screen

_PATH, _SHARED, _FAINT = "1", "36", "2"
_MOST_COLUMNS = 48
"""A longer path or value does not push the others to the right."""


def rendered(explanation: Explanation, screen: Screen) -> str:
    """Path, value, place and origin of each value in columns."""
    return "".join(f"{line}\n" for line in _lines(explanation, screen))


def _lines(explanation: Explanation, screen: Screen) -> Iterator[str]:
    head = f"customer {explanation.customer} at {explanation.place}, extends {listed(explanation.extends)}"
    yield one_line(head)
    rows = [(one_line(dotted(one.value.path)), _shown(one.value.value)) for one in explanation.values]
    paths, values = (_width(texts) for texts in zip(*rows, strict=True))
    for (path, value), one in zip(rows, explanation.values, strict=True):
        head = f"{screen.painted(_padded(path, paths), _PATH)}  {_padded(value, values)}"
        yield f"{head}  {_origin(one, screen, brief=not explanation.asked)}".rstrip()
        if explanation.asked:
            yield from (f"    {screen.painted(one_line(line), _FAINT)}" for line in _replaced(one))
            yield from (f"    {one_line(line)}" for line in _beneath(one))


def _width(texts: Sequence[str]) -> int:
    """The columns of the longest text that is not too long."""
    return max((columns(text) for text in texts if columns(text) <= _MOST_COLUMNS), default=0)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - columns(text))


def _shown(value: Any) -> str:
    return one_line(value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False))


def _origin(one: Explained, screen: Screen, *, brief: bool) -> str:
    origin = one.value.origins[0]
    said = [origin.layer.name] if origin.layer.shared else []
    said += [origin.why] if origin.why else []
    said += ["taken away"] if one.value.value is None else []
    if one.value.lock and brief:
        said.append("locked")
    if one.others and brief:
        said.append(f"also {one.others[0]}" if len(one.others) == 1 else f"also {len(one.others)} others")
    colour = _SHARED if origin.layer.shared else _FAINT
    place, words = one_line(str(origin.place)), one_line(", ".join(said))
    return f"{place}  {screen.painted(f'({words})', colour)}" if said else place


def _replaced(one: Explained) -> Iterator[str]:
    """What the value replaced, or took away."""
    for over in one.value.origins[1:]:
        yield f"over {_shown(over.value)} at {over.place} ({over.layer.name})"


def _beneath(one: Explained) -> Iterator[str]:
    """All else that is known of one value."""
    if one.value.lock:
        yield f"locked by {one.value.lock}: no customer of it can change this"
    if one.others:
        yield f"the same line reaches {_counted(one.others)}: {listed(one.others)}"
    elif one.value.origins[0].layer.shared:
        yield "the same line reaches no other customer"


def _counted(others: Sequence[str]) -> str:
    return f"{len(others)} other customer{'' if len(others) == 1 else 's'}"
