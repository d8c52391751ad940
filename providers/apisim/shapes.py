"""How the side door completes, shows and edits the records of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from apisim.store import Record
    from apisim.world import World


def _as_it_is(_world: World, record: Record) -> Record:
    return record


def _nothing(_world: World, _before: Record | None, after: Record) -> Record:
    return after


@dataclass(frozen=True, slots=True)
class Shape:
    """One table's ways: complete what a person left out, show what is derived, keep neighbours in step."""

    fill: Callable[[World, Record], Record] = _as_it_is
    shown: Callable[[World, Record], Record] = _as_it_is
    edited: Callable[[World, Record | None, Record], Record] = _nothing
    alias: str | None = None
