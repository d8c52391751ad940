"""What a stack file grows to once its ranges are counted out and its records have what they inherit.

A few lines can say very much: a thousand numbers in each of ten thousand ranges, or a profile of many values
beneath each of many customers. So it is counted before anything is laid out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from wholesale.stacks.models.numbers import how_many

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from wholesale.stacks.profiles import Values

MOST_VALUES = 500_000
"""Values that the records of a file may inherit, and numbers that its ranges may hold, together."""
MOST_CUSTOMERS = 25_000
"""Customers of a file: more have too many values, whatever they say."""
_APART = frozenset({"locationDefaults", "userDefaults"})
OF_A_CUSTOMER, OF_A_RECORD = 20, 10
"""Values that a customer, or a record of one, has though it says nothing."""


def grown(customers: Values, beneath: Callable[[Values], Values]) -> int:
    """The values that all customers of a file inherit, and the numbers that they declare.

    Args:
        customers: as written, and right in form.
        beneath: what lies beneath a customer's block; the same object for customers of the same profiles.
    """
    known: dict[int, _Layer] = {}
    values = 0
    for block in customers.values():
        own = block or {}
        below = beneath(own)
        layer = known.get(id(below))
        if layer is None:
            layer = known[id(below)] = _layer(below)
        values += OF_A_CUSTOMER + layer.values + _of_records(own, layer)
    return values


class _Layer(NamedTuple):
    """How many values some shared words give a customer, each of its locations, and each of its users."""

    values: int
    location: int
    user: int


def _layer(values: Values) -> _Layer:
    location, user = values.get("locationDefaults") or {}, values.get("userDefaults") or {}
    own = sum(values_of(value) for name, value in values.items() if name not in _APART)
    return _Layer(own, values_of(location) + _declared([location]), values_of(user))


def _of_records(own: Values, layer: _Layer) -> int:
    locations, users = own.get("locations") or {}, own.get("users") or ()
    records = len(locations) + len(own.get("workspaces") or ()) + len(own.get("devices") or ())
    inherited = len(locations) * layer.location + len(users) * layer.user
    if not _APART.isdisjoint(own):
        nearer = _layer({name: own.get(name) for name in _APART})
        inherited += len(locations) * nearer.location + len(users) * nearer.user
    return OF_A_RECORD * records + inherited + _declared(locations.values())


def _declared(locations: Iterable[Values]) -> int:
    """The numbers that locations declare."""
    return sum(how_many(entry) for location in locations for entry in location.get("numbers") or ())


def values_of(value: Any) -> int:
    """How many values something is made of."""
    if isinstance(value, Mapping):
        return 1 + sum(map(values_of, value.values()))
    return 1 + sum(map(values_of, value)) if isinstance(value, tuple) else 1
