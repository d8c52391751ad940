"""Renames: `previously` names a handle that is gone, once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from wholesale.stacks.rule import PerCustomer, PerStack, Rule
from wholesale.stacks.rules.telling import found

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wholesale.stacks.problems import NodePath, Problem
    from wholesale.stacks.stack import Customer, Stack

PREVIOUSLY_THERE = Rule(
    "WS208",
    "previously-still-there",
    what="`previously` names a handle that is still in the file.",
    why="A renamed record stands once; two would claim one state.",
    mend="Remove the old block, or remove `previously`.",
    bad="ada: {...}\nbob: {previously: ada}",
    good="bob: {previously: ada}",
    firm="two records would claim one thing",
)
PREVIOUSLY_TWICE = Rule(
    "WS209",
    "previously-twice",
    what="Two records say that they had the same handle before.",
    why="One record can have only one successor.",
    mend="Remove `previously` from one of the two.",
    bad="ada: {previously: al}\nbob: {previously: al}",
    good="ada: {previously: al}\nbob: {}",
    firm="two records would claim one thing",
)


class Renamed(Protocol):
    """Anything that can say which handle it had before."""

    @property
    def previously(self) -> str | None:
        """The former handle."""


@PerStack
def renamed_customers(stack: Stack) -> Iterator[Problem]:
    """`previously` of a customer names a handle that is gone, once."""
    yield from _renamed(stack, ("customers",), stack.customers)


@PerCustomer
def renamed_records(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """`previously` of a user, workspace or device names a handle that is gone, once."""
    at = ("customers", customer.handle)
    yield from _renamed(stack, (*at, "users"), customer.users)
    yield from _renamed(stack, (*at, "workspaces"), customer.workspaces)
    yield from _renamed(stack, (*at, "devices"), customer.devices)


def _renamed(stack: Stack, at: NodePath, records: Mapping[str, Renamed]) -> Iterator[Problem]:
    claimed: dict[str, str] = {}
    for handle, record in records.items():
        old, path = record.previously, (*at, handle, "previously")
        if old is None:
            continue
        if old in records:
            place = stack.place(*at, old)
            yield found(
                PREVIOUSLY_THERE,
                stack,
                path,
                f"{handle}: previously names {old}, which is still in this file at {place}",
                "a renamed record stands once: remove the old block, or remove `previously`",
                place,
            )
        elif old in claimed:
            first = stack.value_place(*at, claimed[old], "previously")
            yield found(
                PREVIOUSLY_TWICE,
                stack,
                path,
                f"{handle}: previously names {old}, which {claimed[old]} already does at {first}",
                "one record can have only one successor; remove one of the two",
                first,
            )
        claimed.setdefault(old, handle)
