"""What the functions of a kind work with: one record, its customer, and the ways to reach what is live."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from datetime import date

    from wholesale.api.answers import Row
    from wholesale.api.client import ApiClient, Params
    from wholesale.estate import Estate
    from wholesale.stacks.stack import Customer, Stack
    from wholesale.vocabulary.record import Home, Reference, Standing

T = TypeVar("T")


def _nobody(_: str) -> None:
    """No other stack file wants anything."""


class Together(Protocol):
    """Who does alike things at once, and the same thing one after the other."""

    async def gather(
        self, key: tuple[str, ...], wish: T, carry_out: Callable[[Sequence[T]], Awaitable[Row]]
    ) -> Row:
        """Carry out this wish with all others of the same key that come in the meantime."""
        ...

    async def alone(self, key: tuple[str, ...], work: Callable[[], Awaitable[T]]) -> T:
        """Do this work while nobody else does work of the same key."""
        ...

    async def beside(self, key: tuple[str, ...], work: Callable[[], Awaitable[T]]) -> T:
        """Do this work beside others that say so too, while nobody does work of the same key alone."""
        ...


class Run(Protocol):
    """The run that a record is part of."""

    async def standing(self) -> tuple[Standing, ...]:
        """The records of the state, as they were before the run."""
        ...

    async def remove(self, standing: Standing, context: Context) -> None:
        """Remove a record of the state that the file does not want any more, before its turn comes."""
        ...


class Settle(Protocol):
    """Waits for what the API does in the background, for a bounded time."""

    async def __call__(
        self, fetch: Callable[[], Awaitable[Row]], busy: Callable[[Row], bool], longest: float = ...
    ) -> Row:
        """The row as soon as it is not busy, or as it is when the time, or `longest` seconds, are over."""
        ...


@dataclass(frozen=True, slots=True)
class Context:
    """One record and its surroundings.

    Args:
        api: the door to the network.
        estate: what is live, in bulk.
        together: coalesces and orders writes.
        settle: waits for the API's background work.
        say: shows how it goes, in a few words that the next ones replace.
        tell: tells what the user has to know, in words that stay.
        stack: the stack file; None when only the state is known.
        reference: the record's kind and key.
        inputs: what is wanted; of a record that no file names any more, what was last known.
        last: the outputs of the state; empty for a new record.
        behalf: the organization of the sub-partner that is acted for.
        home: the live customer; None as long as there is none.
        run: the run that it is part of.
        today: the day in UTC.
        rival: the other stack file that wants a customer with this externalId; None where none does.
    """

    api: ApiClient
    estate: Estate
    together: Together
    settle: Settle
    say: Callable[[str], None]
    tell: Callable[[str], None]
    stack: Stack | None
    reference: Reference
    inputs: Mapping[str, Any]
    last: Mapping[str, Any]
    behalf: str | None
    home: Home | None
    run: Run
    today: date
    rival: Callable[[str], str | None] = _nobody

    @property
    def customer(self) -> Customer | None:
        """The customer as its stack file wants it; None when no file names it any more."""
        return self.stack.customers.get(self.reference.customer) if self.stack else None

    @property
    def acting(self) -> Params:
        """The query parameters of every wholesale call."""
        return {"onBehalfOfSubPartnerOrgId": self.behalf} if self.behalf else {}

    @property
    def org(self) -> Params:
        """The query parameters of every call to a neighbouring API."""
        return {"orgId": self.home.org_id} if self.home and self.home.org_id else {}
