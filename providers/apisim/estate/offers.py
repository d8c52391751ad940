"""What customers buy, and which of it each of their users gets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from apisim.areas.customers.packages import ATTENDANT, CALLING_SEATS, PACKAGES, PROFESSIONAL

if TYPE_CHECKING:
    import random

MIXES = {
    ("webex_calling",): 45,
    ("webex_calling", "webex_meetings"): 20,
    ("webex_suite",): 8,
    ("webex_suite", ATTENDANT): 5,
    ("webex_voice", "webex_meetings"): 7,
    ("webex_calling_standard",): 7,
    ("webex_calling", "webex_calling_standard"): 4,
    ("cx_essentials", "webex_calling", ATTENDANT): 2,
    ("webex_meetings",): 2,
}
"""The packages of a customer → how many customers have just these, compared with others."""
COMMON_AREA = "common_area_calling"


@dataclass(frozen=True, slots=True)
class Offer:
    """The packages of one customer."""

    packages: tuple[str, ...]

    @property
    def bases(self) -> tuple[str, ...]:
        """Give those of which a user has exactly one."""
        return tuple(name for name in self.packages if PACKAGES[name].rank is not None)

    @property
    def calls(self) -> bool:
        """Tell whether some user can have a telephone line."""
        return not CALLING_SEATS.isdisjoint(self.packages)

    def for_user(self, chance: random.Random, *, first: bool) -> tuple[str, ...]:
        """Give what one user gets: mostly the first base package, as the first user always does."""
        usual = first or chance.random() < 0.85  # noqa: PLR2004 - most of them
        base = self.bases[0] if usual else chance.choice(self.bases)
        attends = ATTENDANT in self.packages and base in PROFESSIONAL and chance.random() < 0.07  # noqa: PLR2004 - few
        return (base, ATTENDANT) if attends else (base,)


def offer(chance: random.Random) -> Offer:
    """Give what one customer buys."""
    (mix,) = chance.choices(list(MIXES), list(MIXES.values()))
    shares = not CALLING_SEATS.isdisjoint(mix) and chance.random() < 0.15  # noqa: PLR2004 - some have such phones
    return Offer((*mix, COMMON_AREA) if shares else mix)


def has_line(packages: tuple[str, ...]) -> bool:
    """Tell whether a user with these packages has a telephone line."""
    return not CALLING_SEATS.isdisjoint(packages)
