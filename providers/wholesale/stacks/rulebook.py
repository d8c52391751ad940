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


def defined(kind: type[T]) -> tuple[T, ...]:
    """The things of one kind that the families define, each one once."""
    found = (value for family in _FAMILIES for value in vars(family).values() if isinstance(value, kind))
    return tuple({id(value): value for value in found}.values())


def _by_id() -> dict[str, Rule]:
    return {rule.id: rule for rule in sorted(defined(Rule), key=lambda rule: rule.id)}


RETIRED: frozenset[str] = frozenset()
"""Ids of rules that are gone; they are never used again."""

RULES: Mapping[str, Rule] = _by_id()
"""Every rule by its id, in the order of the ids."""

PARTNER_CHECKS = defined(PerPartner)
CONFIRMATIONS_CHECKS = defined(PerConfirmations)
FOLDER_CHECKS = defined(PerFolder)
STACK_CHECKS = defined(PerStack)
DAY_CHECKS = defined(PerDay)
INHERITANCE_CHECKS = defined(PerInheritance)
CUSTOMER_CHECKS = defined(PerCustomer)
