"""Where live behaviour was seen to differ from the published shapes (neighbour observations §10).

Each area that has such operations lists them in its `amendments`; the words for it are here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from apisim.errors import Json


@dataclass(frozen=True, slots=True)
class Amendment:
    """How the shapes of one operation differ from the published ones.

    Args:
        body: gives the schema of the request body that is used, from the resolved published one.
        answers: status → what gives the schema of that answer, from the published one; None is no body. A
            status that is not published gets None.
        switch: the switch that takes the amendment away where it stands at `published`.
    """

    body: Callable[[Json], Json] | None = None
    answers: Mapping[int, Callable[[Json | None], Json | None]] = field(default_factory=dict)
    switch: str | None = None


def replaced(schema: Json, path: tuple[str, ...], value: Any) -> Json:
    """Give the schema with another value at one place."""
    head, rest = path[0], path[1:]
    return {**schema, head: replaced(schema.get(head, {}), rest, value) if rest else value}


def worded_codes(schema: Json | None) -> Json:
    """Let codes of errors be words too (observations §1, dated 2026-10-13)."""
    place = ("properties", "errors", "items", "properties", "errorCode")
    return replaced(schema or {}, place, {"type": ["integer", "string"]})
