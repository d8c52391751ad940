"""How many users each customer has: most have few, a few have many."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

SPREAD = 1.2
"""Of the logarithm of a size: nine in ten customers stay under 40 users, the largest have hundreds."""
MOST = 900
"""A location takes 1000 users, and the largest customers have several."""


def sizes(chance: random.Random, customers: int, users: int) -> list[int]:
    """Give the users of each customer, at least one; together they are all users."""
    weights = [chance.lognormvariate(0, SPREAD) for _ in range(customers)]
    spare, whole = users - customers, sum(weights)
    found = [1 + min(MOST - 1, int(spare * weight / whole)) for weight in weights]
    order = sorted(range(customers), key=lambda place: (found[place], place))
    left = users - sum(found)
    while left:
        for place in order:
            step = min(left, 1, MOST - found[place])
            found[place] += step
            left -= step
    return found
