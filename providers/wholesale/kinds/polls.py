"""How far the API is with customers that it works on: one list for many, instead of a call for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wholesale.api.ids import uuid_of
from wholesale.errors import ApiError, StoppedError
from wholesale.estate import MOST
from wholesale.kinds.phases import OF_A_CUSTOMER, is_busy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wholesale.api.answers import Row
    from wholesale.vocabulary.context import Context

MANY = 3
"""From so many customers on, one list of all that are busy is cheaper than a GET of each."""
BUSY = ",".join(status for status, phase in OF_A_CUSTOMER.items() if phase == "pending")


async def looked_at(context: Context, customer_id: str) -> Row:
    """The customer as it is now, looked at together with all others that are waited for at this moment."""
    try:
        found = await context.together.gather(
            ("poll", context.behalf or ""), customer_id, lambda wishes: _all(context, wishes)
        )
    except StoppedError:
        found = await _all(context, [customer_id])
    row: Row | ApiError = found[uuid_of(customer_id)]
    if isinstance(row, ApiError):
        raise row
    if is_busy(row):
        context.say(f"the customer is {row['status']}")
    return row


async def _all(context: Context, wishes: Sequence[str]) -> dict[str, Any]:
    """Each customer's row, or why it cannot be told; a list only tells who is busy, never who is done."""
    import asyncio  # noqa: PLC0415 - 0.02 s, and `wholesale validate` asks nobody

    wanted = {uuid_of(identifier): identifier for identifier in wishes}
    busy = await _busy(context) if len(wanted) >= MANY else {}
    rest = [key for key in wanted if key not in busy]
    rows = await asyncio.gather(*(_one(context, wanted[key]) for key in rest))
    return {**busy, **dict(zip(rest, rows, strict=True))}


async def _one(context: Context, customer_id: str) -> Row | ApiError:
    try:
        return await context.api.get(f"/wholesale/customers/{customer_id}", context.acting)
    except ApiError as error:
        return error


async def _busy(context: Context) -> Mapping[str, Row]:
    """The customers that the API says to be at work on; none where the list fails."""
    params = {"status": BUSY, "max": MOST, "offset": "0", **context.acting}
    try:
        rows = await context.api.list("/wholesale/customers", params)
    except ApiError:
        return {}
    return {uuid_of(row["id"]): row for row in rows if is_busy(row)}
