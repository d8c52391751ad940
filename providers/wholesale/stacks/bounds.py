"""What keeps the YAML library from harm: it recurses for each level, and takes half a kilobyte for each node.

So a text that may be too deep or too large is first looked at event by event: that takes no memory, and
ends at the first event too many.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import yaml

DEEPEST = 40
"""Levels of nesting that a file may have; the format itself needs nine."""
MOST_WRITTEN = 500_000
"""Nodes that a file may be written with; twenty thousand users have as many."""

_HARMLESS = 300
"""Levels that the library takes without slowing down."""
_LEADING = re.compile(r"^[ \t?:-]++", re.MULTILINE)
"""What a line may begin with that opens levels of nesting: one at most for each character."""
_STARTS = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_ENDS = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


class Excess(NamedTuple):
    """The first thing too many: a level or a node, and where; line and column count from 0."""

    is_depth: bool
    line: int
    column: int


def excess(text: str) -> Excess | None:
    """Where a text exceeds what a file may have; None where it does not, or ends before in a mistake."""
    if len(text) <= MOST_WRITTEN and _deepest_possible(text) <= _HARMLESS:
        return None
    depth = nodes = 0
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            starts = isinstance(event, _STARTS)
            depth += starts - isinstance(event, _ENDS)
            nodes += isinstance(event, yaml.NodeEvent)
            if depth > DEEPEST + 1 or nodes > MOST_WRITTEN:
                mark: Any = event.start_mark
                return Excess(depth > DEEPEST + 1, mark.line, mark.column)
    except yaml.YAMLError:
        return None
    return None


def may_be_large(text: str) -> bool:
    """Whether a text may have more nodes than a file may be written with."""
    return len(text) > MOST_WRITTEN and sum(map(text.count, "\n,:[{")) > MOST_WRITTEN


def _deepest_possible(text: str) -> int:
    """Levels that a text has at most: each bracket may open one, and so may what a line begins with."""
    leading = max((len(found[0]) for found in _LEADING.finditer(text)), default=0)
    return text.count("[") + text.count("{") + leading
