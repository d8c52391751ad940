"""Claims: what only one record can hold, and how a kind tells who wants it and who has it (design §6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from wholesale.vocabulary.context import Context

Claim = tuple[str, ...]
"""What it is, and which one: `("phoneNumber", "+13125550101")`, `("extension", location, "101")`."""


class Claiming(NamedTuple):
    """How the records of a kind hold claims.

    Args:
        wants: the claims that a record's inputs ask for.
        owner: the API's id of the live thing that holds claims for a record; None while there is none.
        holders: every claim that is held in the organization, with the id of who holds it.
        give_up: takes claims away from the live thing with this id, whatever it is wanted to hold in the end.
    """

    wants: Callable[[Context], Awaitable[frozenset[Claim]]]
    owner: Callable[[Context], Awaitable[str | None]]
    holders: Callable[[Context], Awaitable[Mapping[Claim, str]]]
    give_up: Callable[[Context, str, frozenset[Claim]], Awaitable[None]]
