"""A stack: effective values of one file, each with its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wholesale.stacks.models.customers import Customer
from wholesale.stacks.models.locations import Address, Emergency, Location, Pstn
from wholesale.stacks.models.numbers import DeclaredNumber
from wholesale.stacks.models.packages import PackageTerms
from wholesale.stacks.models.partner import Partner, Prices, Safety, Settings, SubPartner, Template
from wholesale.stacks.models.users import Device, OnLeave, User, Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from wholesale.stacks.models.files import Confirmation
    from wholesale.stacks.problems import NodePath, Place, Problem
    from wholesale.stacks.source import Source

__all__ = [
    "Address",
    "Allow",
    "Customer",
    "DeclaredNumber",
    "Device",
    "Emergency",
    "Location",
    "OnLeave",
    "PackageTerms",
    "Partner",
    "Prices",
    "Pstn",
    "Safety",
    "Settings",
    "Stack",
    "SubPartner",
    "Template",
    "User",
    "Workspace",
]


@dataclass(frozen=True, slots=True)
class Allow:
    """A loss asked for by name; it holds up to and including `until`, UTC."""

    what: str
    customer: str | None
    count: int
    reason: str
    until: date
    place: Place


@dataclass(frozen=True, slots=True)
class Stack:
    """The desired state of one stack file, after defaults and profiles."""

    name: str
    file: Path
    partner: Partner
    sub_partner: str | None
    allow: tuple[Allow, ...]
    customers: Mapping[str, Customer]
    confirmations: tuple[Confirmation, ...]
    warnings: tuple[Problem, ...]
    source: Source = field(repr=False, compare=False)
    partner_source: Source = field(repr=False, compare=False)
    confirmations_source: Source | None = field(default=None, repr=False, compare=False)

    def place(self, *path: str) -> Place:
        """Where a node's key stands in the stack file, or its nearest written ancestor's."""
        return self.source.place(*path)

    def value_place(self, *path: str) -> Place:
        """Where a node's value stands in the stack file, or its nearest written ancestor's key."""
        return self.source.value_place(*path)

    def known_in_partner(self, collection: str) -> tuple[str, ...]:
        """The names that partner.yaml writes in a collection, right in form or not."""
        value = self.partner_source.written_at(collection)
        return tuple(value) if isinstance(value, dict) else ()

    def written_in(self) -> Iterator[tuple[Source, NodePath]]:
        """The stack file, what it uses of partner.yaml, and confirmations.yaml: each with a way into it."""
        yield self.source, ()
        yield from ((self.partner_source, ("profiles", name)) for name in self.used_profiles())
        templates = (customer.template for customer in self.customers.values() if customer.template)
        yield from ((self.partner_source, ("templates", name)) for name in dict.fromkeys(templates))
        if self.sub_partner is not None:
            yield self.partner_source, ("subPartners", self.sub_partner)
        yield self.partner_source, ("settings",)
        if self.confirmations_source is not None:
            yield self.confirmations_source, ()

    def used_profiles(self) -> tuple[str, ...]:
        """The profiles that the customers use, in the order of their first use."""
        used = (name for customer in self.customers.values() for name in customer.extends)
        return tuple(dict.fromkeys(used))
