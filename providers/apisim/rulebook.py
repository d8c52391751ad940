"""The rules that the simulator keeps, each with the source that it rests on.

A rule is declared where it is kept, so that a real observation can replace it. Its source is a mark of trust
and a section: S, R, G and H are published, L and L2 were observed on the live service, I is inferred.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
EVERY = "*"
MARKS = {
    "S": "published: Cisco's OpenAPI descriptions",
    "R": "published: Cisco's reference application",
    "G": "published: Cisco's solution guide",
    "H": "published: help and guide pages",
    "L": "observed: what clients and their tests show",
    "L2": "observed: measured on the live service by others",
    "I": "inferred: a recommendation of the reference, to be replaced by what is seen",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Args:
        name: `area.what`, which tests name it by.
        says: what is so, as one sentence.
        mark: how far the source is to be trusted, a key of MARKS.
        section: where the reference says so: `§8.2` of the wholesale reference, `obs §3` of the observations.
        operations: the ids of the operations that it concerns, or only EVERY.
        switch: the name of the switch that changes it, if there is one.
    """

    name: str
    says: str
    mark: str
    section: str
    operations: tuple[str, ...]
    switch: str | None


RULES: dict[str, Rule] = {}


def rule(
    name: str, says: str, source: str, *, of: str | tuple[str, ...], switch: str | None = None
) -> Callable[[T], T]:
    """Declare a rule; as a decorator it stands at the function that keeps it.

    Args:
        name: `area.what`.
        says: what is so, as one sentence.
        source: mark and section, such as `G §8.2`, `L2 obs §3` or `I §19.8`.
        of: the id or ids of the operations that it concerns; EVERY stands for all.
        switch: the name of the switch that changes it.
    """
    mark, _, section = source.partition(" ")
    if name in RULES or mark not in MARKS or "§" not in section:
        raise ValueError(
            f"rule {name}: it is there already, or its source {source!r} has no mark and section"
        )
    RULES[name] = Rule(name, says, mark, section, (of,) if isinstance(of, str) else of, switch)
    return lambda keeper: keeper
