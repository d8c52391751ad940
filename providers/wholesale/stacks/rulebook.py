"""The rulebook: every rule and every check of the families in `rules/`, found by looking at them."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING, TypeVar

from wholesale.stacks import rules
from wholesale.stacks.rule import (
    PerConfirmations,
    PerCustomer,
    PerDay,
    PerFolder,
    PerInheritance,
    PerPartner,
    PerStack,
    Rule,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T")

_FAMILIES = tuple(
    import_module(f"{rules.__name__}.{module.name}") for module in pkgutil.iter_modules(rules.__path__)
)


def _every(kind: type[T]) -> tuple[T, ...]:
    """The things of one kind that the families define, each one once."""
    found = (value for family in _FAMILIES for value in vars(family).values() if isinstance(value, kind))
    return tuple({id(value): value for value in found}.values())


def _by_id() -> dict[str, Rule]:
    return {rule.id: rule for rule in sorted(_every(Rule), key=lambda rule: rule.id)}


RULES: Mapping[str, Rule] = _by_id()
"""Every rule by its id, in the order of the ids."""

PARTNER_CHECKS = _every(PerPartner)
CONFIRMATIONS_CHECKS = _every(PerConfirmations)
FOLDER_CHECKS = _every(PerFolder)
STACK_CHECKS = _every(PerStack)
DAY_CHECKS = _every(PerDay)
INHERITANCE_CHECKS = _every(PerInheritance)
CUSTOMER_CHECKS = _every(PerCustomer)
