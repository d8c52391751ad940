"""What a kind is: a declaration, and the few calls that its things take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wholesale.vocabulary.fields import Change, Field

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from wholesale.stacks.stack import Customer, Stack
    from wholesale.vocabulary.claims import Claiming
    from wholesale.vocabulary.context import Context
    from wholesale.vocabulary.record import Live, Record

SUB_PARTNER = Field(
    "subPartner",
    paths=(),
    immutable="customers do not move between sub-partners; remove the customer there and create it here",
    readable=False,
)
"""Whose customer it is: part of every record of a stack that acts for a sub-partner."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of thing.

    Args:
        name: as in type tokens; it freezes into state.
        fields: its properties.
        records: the desired records of one customer.
        find: the live thing by its natural key; None when no list has it.
        read: the live thing by the API's id; None only when the API says that it is gone.
        blocked: why it cannot be made yet, in a few words; None when it can.
        create: makes it.
        update: carries out changes.
        delete: removes it.
        leaves_with_customer: whether the API removes it with its customer, without a call of its own.
        stays: why it cannot be removed while its customer stays, and the way out; empty where it can.
        claiming: how its records hold what only one of them can hold; None where they hold no such thing.
    """

    name: str
    fields: tuple[Field, ...]
    records: Callable[[Stack, Customer], Iterator[Record]]
    find: Callable[[Context], Awaitable[Live | None]]
    read: Callable[[Context, str], Awaitable[Live | None]]
    blocked: Callable[[Context], Awaitable[str | None]]
    create: Callable[[Context], Awaitable[Live]]
    update: Callable[[Context, Live, tuple[Change, ...]], Awaitable[Live]]
    delete: Callable[[Context, str], Awaitable[None]]
    leaves_with_customer: bool = False
    stays: str = ""
    claiming: Claiming | None = None

    def field(self, name: str) -> Field | None:
        """The field of this name."""
        return next((field for field in self.fields if field.name == name), None)
