"""All kinds, found by their files: a new file with a `KIND` is a new kind."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

import wholesale.kinds
from wholesale.vocabulary.kind import SUB_PARTNER, Kind
from wholesale.vocabulary.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wholesale.stacks.stack import Stack


def _found() -> Iterator[Kind]:
    for module in pkgutil.iter_modules(wholesale.kinds.__path__):
        kind = getattr(importlib.import_module(f"wholesale.kinds.{module.name}"), "KIND", None)
        if isinstance(kind, Kind):
            yield kind


KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _found()}
"""Kind by name."""


def records(stack: Stack) -> tuple[Record, ...]:
    """The desired records of a stack, each after those that it needs."""
    found = [
        _complete(stack, record)
        for customer in stack.customers.values()
        if customer.ensure == "present"
        for kind in KINDS.values()
        for record in kind.records(stack, customer)
    ]
    return _in_order(found)


def _complete(stack: Stack, record: Record) -> Record:
    inputs = {name: value for name, value in record.inputs.items() if value is not None}
    if stack.sub_partner is not None:
        inputs[SUB_PARTNER.name] = stack.sub_partner
    return Record(record.reference, inputs, record.needs, record.previously)


def _in_order(found: list[Record]) -> tuple[Record, ...]:
    """Records in the order of their needs; a need that no record has is left to the one that has it."""
    known = {record.reference: record for record in found}
    placed: dict[object, Record] = {}

    def place(record: Record) -> None:
        for need in record.needs:
            if need in known and need not in placed:
                place(known[need])
        placed.setdefault(record.reference, record)

    for record in found:
        place(record)
    return tuple(placed.values())
