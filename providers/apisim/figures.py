"""Figures and lists that no published text fixes, so that a real observation can replace them.

They stand in `figures.json` beside this module; `--rules FILE` replaces members of it for one simulator.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from apisim.errors import Json


def read(given: Json) -> Json:
    """Give all figures; a given list replaces the whole list, a given object its members of the same name.

    Raises:
        ValueError: a name that is not known, or another type than the one that it replaces.
    """
    return {
        name: _replaced(name, value, given[name]) if name in given else value for name, value in _own(given)
    }


def _own(given: Json) -> list[tuple[str, Any]]:
    own = _published()
    if not isinstance(given, dict):
        raise ValueError("--rules: a JSON object is needed")  # noqa: TRY004 - the input is wrong, not the call
    if strange := sorted(set(given) - set(own)):
        raise ValueError(f"--rules: {', '.join(strange)}: not known ({', '.join(own)})")
    return list(own.items())


def _replaced(name: str, old: Any, new: Any) -> Any:
    if type(old) is not type(new):
        raise ValueError(f"--rules: {name}: a JSON {'object' if isinstance(old, dict) else 'list'} is needed")
    if not isinstance(old, dict):
        return new
    return {**old, **{key: _merged(old.get(key), value) for key, value in new.items()}}


def _merged(old: Any, new: Any) -> Any:
    return {**old, **new} if isinstance(old, dict) and isinstance(new, dict) else new


@cache
def _published() -> Json:
    figures: Json = json.loads((resources.files("apisim") / "figures.json").read_text("utf-8"))
    return figures
