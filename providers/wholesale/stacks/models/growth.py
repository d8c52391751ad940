"""What a stack file grows to once its ranges are counted out and its records have what they inherit.

A few lines can say very much: a thousand numbers in each of ten thousand ranges, or defaults of many values
beneath each of many customers. So it is counted before anything is laid out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from wholesale.stacks.models.numbers import how_many

if TYPE_CHECKING:
    from wholesale.stacks.models.customers import CustomerBlock, DefaultsBlock, SharedBlock
    from wholesale.stacks.models.locations import LocationBlock

MOST_VALUES = 500_000
"""Values that the records of a file may inherit, and numbers that its ranges may hold, together."""
OF_A_CUSTOMER, OF_A_RECORD = 20, 10
"""Values that a customer, or a record of one, has though it says nothing."""

_APART = {"location_defaults", "user_defaults"}


def grown(customers: Mapping[str, CustomerBlock], defaults: DefaultsBlock | None) -> int:
    """The values that all customers of a file inherit from it, and the numbers that they declare."""
    shared = OF_A_CUSTOMER + sum(values_of(value) for name, value in _fields(defaults) if name not in _APART)
    return sum(shared + _of_records(customer, defaults) for customer in customers.values())


def _of_records(customer: CustomerBlock, defaults: DefaultsBlock | None) -> int:
    """The same of its records but for users, who inherit a few values at most."""
    locations = customer.locations or {}
    records = len(locations) + len(customer.workspaces or ()) + len(customer.devices or ())
    declared = sum(_declared(location) for location in locations.values())
    return OF_A_RECORD * records + declared + len(locations) * _of_each_location(customer, defaults)


def _of_each_location(*layers: SharedBlock | None) -> int:
    """What lies beneath each location."""
    blocks = [layer.location_defaults for layer in layers if layer]
    return sum(values_of(block) + _declared(block) for block in blocks if block)


def _declared(location: LocationBlock) -> int:
    """The numbers that a location declares."""
    return sum(map(how_many, location.numbers or ()))


def values_of(value: Any) -> int:
    """How many values something is made of."""
    if isinstance(value, BaseModel):
        return 1 + sum(values_of(member) for _, member in _fields(value))
    if isinstance(value, Mapping):
        return 1 + sum(map(values_of, value.values()))
    return 1 + sum(map(values_of, value)) if isinstance(value, tuple) else 1


def _fields(block: BaseModel | None) -> list[tuple[str, Any]]:
    """The fields of a block that are written."""
    return [(name, getattr(block, name)) for name in block.model_fields_set] if block else []
