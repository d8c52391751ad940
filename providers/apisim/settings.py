"""What a simulator is started with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from apisim.rates import Rate

if TYPE_CHECKING:
    from apisim.errors import Json


@dataclass(frozen=True, slots=True)
class Settings:
    """The options of `python -m apisim`, with their defaults (design §5).

    `lag` is how long what follows from a change of people stays unseen, `link` how long a download works,
    both in seconds of virtual time; `downloads` is the origin that hands reports out.
    """

    latency: float = 0.0
    settle: float = 0.0
    lag: float = 0.0
    link: float = 1800.0
    downloads: str = "http://downloads.simulator"
    rate: Rate = field(default_factory=Rate)
    review: Literal["background", "blocking"] = "background"
    seed: int | None = None
    estate: Json | None = None
    strict_bodies: bool = False
    tokens: tuple[str, ...] = ()
    check_answers: bool = False
    switches: tuple[str, ...] = ()
    rules: Json = field(default_factory=dict)
