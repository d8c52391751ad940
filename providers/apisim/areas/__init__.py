"""The areas of the API, each a folder with the same words in it.

state.py
    `TABLES`: the records of the area and their indexes; `fill` completes a record made by hand;
    `OWNERS`: those of the tables whose records hold phone numbers.
rules.py
    what is refused, and what follows from what.
routes.py
    `ROUTES`: the function of each published operation; `ALIASES`: further paths of one;
    `ABSENT`: methods of a path that are answered as if the path did not exist.
amendments.py
    `AMENDMENTS`: where the live service was seen to differ from the published shapes.
observed.py
    `OPERATIONS`: operations that clients use though none of the published data names them.
"""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import ModuleType

    from apisim.amendments import Amendment
    from apisim.calls import Route
    from apisim.description import Operation
    from apisim.owners import Owner
    from apisim.shapes import Shape
    from apisim.store import Index


def _modules(word: str) -> Iterator[ModuleType]:
    for area in sorted(found.name for found in pkgutil.iter_modules(__path__)):
        parts = {part.name for part in pkgutil.iter_modules([f"{__path__[0]}/{area}"])}
        if word in parts:
            yield import_module(f"{__name__}.{area}.{word}")


def _collected(word: str, name: str) -> dict[str, Any]:
    return {key: value for module in _modules(word) for key, value in getattr(module, name, {}).items()}


@cache
def routes() -> Mapping[str, Route]:
    """Give the function of each operation that is built."""
    return _collected("routes", "ROUTES")


@cache
def load() -> None:
    """Import the front door and every area, so that their rules and switches are declared."""
    import_module("apisim.app")
    for word in ("routes", "rules", "state", "amendments"):
        list(_modules(word))


@cache
def amendments() -> Mapping[str, Amendment]:
    """Give the amendments of published shapes, by the id of their operation."""
    return _collected("amendments", "AMENDMENTS")


@cache
def observed() -> Mapping[str, Operation]:
    """Give the operations that are not published, by their id."""
    return _collected("observed", "OPERATIONS")


@cache
def aliases() -> Mapping[str, str]:
    """Give further paths of operations."""
    return _collected("routes", "ALIASES")


@cache
def absent() -> Mapping[str, tuple[str, ...]]:
    """Give, by path, the methods that the live service answers with 404 where others say 405."""
    return _collected("routes", "ABSENT")


@cache
def owners() -> Mapping[str, Owner]:
    """Give the tables whose records hold phone numbers, and how they do."""
    return _collected("state", "OWNERS")


@cache
def tables() -> Mapping[str, Mapping[str, Index]]:
    """Give the tables of all areas with their indexes."""
    return _collected("state", "TABLES")


@cache
def shapes() -> Mapping[str, Shape]:
    """Give, for each table, how records are completed, shown and edited by the side door."""
    return _collected("state", "SHAPES")
