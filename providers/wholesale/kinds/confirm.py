"""A write is believed when a read shows it: a 2xx proves nothing (neighbour-observations §1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from wholesale.errors import ApiError, UnfinishedError, WholesaleError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from wholesale.vocabulary.context import Context
    from wholesale.vocabulary.fields import Change
    from wholesale.vocabulary.record import Live

T = TypeVar("T")
LONGEST = 5.0
"""Seconds in which a read may still tell how it was before the write."""


async def finished(made: Live, rest: Awaitable[Live]) -> Live:
    """What the rest of a create comes to. Raises UnfinishedError with what was made, when the rest fails."""
    try:
        return await rest
    except WholesaleError as error:
        raise UnfinishedError(error, made) from error


async def confirmed(
    context: Context, path: str, read: Callable[[], Awaitable[tuple[T, tuple[Change, ...]]]]
) -> T:
    """What is live after a PUT, as soon as it is what was asked for.

    Args:
        context: the record that was written.
        path: where.
        read: reads what is live, and what of it is still to be changed.

    Raises:
        ApiError: the API accepted the change and did not apply it.
    """

    async def fetch() -> dict[str, object]:
        value, left = await read()
        return {"value": value, "left": left}

    found = await context.settle(fetch, lambda row: bool(row["left"]), LONGEST)
    if left := found["left"]:
        raise ApiError(
            f"PUT {path}: accepted, but not applied: {', '.join(change.path for change in left)}.\n"
            f"    Run again; if it stays so, ask Cisco and quote the id."
        )
    value: T = found["value"]
    return value
