"""An estate as data."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from apisim.estate.onboarding import Onboarding
from apisim.estate.partner import SPAN_SECONDS, Partner
from apisim.estate.sizes import sizes

if TYPE_CHECKING:
    from apisim.errors import Json


def make(customers: int, users: int, seed: int) -> dict[str, list[Json]]:
    """Make an estate; the same numbers make the same one.

    Args:
        customers: how many customers there are, at least one.
        users: how many users they have together, at least one each.
        seed: what chance follows.
    """
    chance = random.Random(seed)  # noqa: S311 - chance for tests, not for secrets
    partner = Partner(seed)
    onboarding = Onboarding(partner, chance)
    for number, count in enumerate(sizes(chance, customers, users), start=1):
        partner.wait(chance.uniform(0, 2) * SPAN_SECONDS / customers)
        onboarding.customer(number, count)
    return partner.records()
