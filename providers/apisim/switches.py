"""Switches: where the facts leave more than one behaviour open, the one that a simulator shows.

The first value of a switch is its default. Where an observation contradicts a published text, `published` is
one of the values, and `all=published` sets every such switch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from apisim.areas import load

if TYPE_CHECKING:
    from collections.abc import Iterable

ALL = "all"


@dataclass(frozen=True, slots=True)
class Switch:
    """One switch: its name, its values with the default first, and what it decides."""

    name: str
    values: tuple[str, ...]
    says: str


KNOWN: dict[str, Switch] = {}


def switch(name: str, *values: str, says: str) -> str:
    """Declare a switch beside the rule that asks it, and give its name."""
    if name in KNOWN or len(values) < 2:  # noqa: PLR2004 - one value leaves nothing to switch
        raise ValueError(f"switch {name}: it is there already, or has nothing to choose")
    KNOWN[name] = Switch(name, values, says)
    return name


class Switches:
    """How one simulator's switches stand.

    Args:
        settings: texts of the form `NAME=VALUE`.

    Raises:
        ValueError: a name or a value that is not known.
    """

    def __init__(self, settings: Iterable[str] = ()) -> None:
        load()
        self._values = {name: known.values[0] for name, known in KNOWN.items()}
        for text in settings:
            self.set(*text.split("=", 1))

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def set(self, name: str, value: str = "") -> None:
        """Set one switch, or with the name `all` every one that has the value."""
        fitting = [known for known in KNOWN.values() if value in known.values and name in (known.name, ALL)]
        if not fitting:
            values = ", ".join(KNOWN[name].values) if name in KNOWN else "see the table of switches"
            raise ValueError(f"switch {name}={value}: not known ({values})")
        self._values.update({known.name: value for known in fitting})
