"""Pages of lists: offsets or cursors, and the `Link` header to the next one (wholesale-api §2.3)."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence

from apisim.calls import Answer, Call
from apisim.errors import Json, bad_request
from apisim.store import Record

View = Callable[[Record], Json]


def next_link(url: str) -> dict[str, str]:
    """Give the header that names the next page."""
    return {"Link": f'<{url}>; rel="next"'}


def by_offset(
    call: Call,
    rows: Sequence[Record],
    view: View,
    *,
    key: str = "items",
    start: str = "offset",
    size: int,
    most: int,
) -> Answer:
    """Answer one page of rows, counted from an offset."""
    first = call.number(start, 0, least=0, most=2**31)
    limit = call.number("max", size, least=1, most=most)
    more = first + limit < len(rows)
    headers = next_link(call.page_url({"max": limit, start: first + limit})) if more else {}
    return Answer(200, {key: [view(row) for row in rows[first : first + limit]]}, headers)


def by_cursor(
    call: Call, rows: Sequence[Record], view: View, *, cursor: str = "cursor", limit: int, size: str = "max"
) -> tuple[list[Json], dict[str, str]]:
    """Give one page of rows and its headers; the cursor is opaque to clients (observations §1)."""
    first = _read_cursor(call.text(cursor))
    more = first + limit < len(rows)
    headers = next_link(call.page_url({size: limit, cursor: _cursor(first + limit)})) if more else {}
    return [view(row) for row in rows[first : first + limit]], headers


def _cursor(position: int) -> str:
    return base64.urlsafe_b64encode(f"after:{position}".encode()).decode().rstrip("=")


def _read_cursor(text: str | None) -> int:
    if text is None:
        return 0
    try:
        word, _, position = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().partition(":")
        return int(position) if word == "after" else _no_cursor()
    except ValueError:
        return _no_cursor()


def _no_cursor() -> int:
    raise bad_request("The cursor is not one that this list gave.")
