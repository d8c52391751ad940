"""Pages of lists: offsets or cursors, and the `Link` header to the next one (wholesale-api §2.3)."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence

from apisim.calls import WHOLE, Answer, Call
from apisim.errors import Json, bad_request
from apisim.rulebook import EVERY, rule
from apisim.store import Record, Rows
from apisim.switches import switch

View = Callable[[Record], Json]
POSITIONS = ("offset", "start", "startIndex", "cursor")
FIRST_PLACES = {"startIndex": 1}
LINKS = switch(
    "paging.links",
    "next",
    "all",
    says="whether `Link` names the next page only, as clients need it, or the first and previous ones too",
)


@rule(
    "paging.next",
    '`Link` is `<URL>; rel="next"` with an absolute URL that keeps all filters and writes a comma as `%2C`;'
    " the last page has none.",
    "L §2.3",
    of=EVERY,
)
@rule(
    "paging.other-links",
    "`Link` can name the first and the previous page too.",
    "I §2.3",
    of=EVERY,
    switch=LINKS,
)
def links(call: Call, size: Mapping[str, int], position: str, first: int, count: int) -> dict[str, str]:
    """Give the header that names other pages.

    Args:
        call: the call of this page.
        size: the query parameter of the size of a page, and the size.
        position: the query parameter of the position of a page.
        first: where this page begins.
        count: how many rows there are.
    """
    ((_, limit),) = size.items()
    places = {"next": first + limit} if first + limit < count else {}
    if first and call.world.switches[LINKS] == "all":
        places |= {"prev": max(0, first - limit), "first": 0}
    urls = {
        name: call.page_url({**size, position: _written(position, place)}) for name, place in places.items()
    }
    return {"Link": ", ".join(f'<{url}>; rel="{name}"' for name, url in urls.items())} if urls else {}


@rule("paging.offset", "A page begins at its offset, which is not below 0.", "S §2.3", of=EVERY)
@rule(
    "paging.size",
    "A size over the largest is the largest; below 1, or no whole number, is a 400.",
    "I §2.3",
    of=EVERY,
)
def window(call: Call, *, start: str = "offset", size: int, most: int) -> tuple[int, int]:
    """Give where the page begins that a call asks for, and how many rows it has at most."""
    return call.number(start, 0, least=0, most=2**31), call.number("max", size, least=1, most=most)


@rule("paging.items", "Every page of a list has `items`, an empty one too.", "L §2.3", of=EVERY)
def by_offset(
    call: Call,
    rows: Rows,
    view: View,
    *,
    key: str = "items",
    start: str = "offset",
    size: int,
    most: int,
) -> Answer:
    """Answer one page of rows, counted from an offset."""
    first, limit = window(call, start=start, size=size, most=most)
    headers = links(call, {"max": limit}, start, first, len(rows))
    return Answer(200, {key: [view(row) for row in rows[first : first + limit]]}, headers)


@rule(
    "paging.cursor",
    "People are paged by an opaque cursor in the URL of the next page, never by an offset.",
    "L2 obs §1",
    of="List_People",
)
def by_cursor(
    call: Call, rows: Sequence[Record], view: View, *, cursor: str = "cursor", limit: int, size: str = "max"
) -> tuple[list[Json], dict[str, str]]:
    """Give one page of rows and its headers; the cursor is opaque to clients (observations §1)."""
    first = _read_cursor(call.text(cursor))
    headers = links(call, {size: limit}, cursor, first, len(rows))
    return [view(row) for row in rows[first : first + limit]], headers


def moved(position: str, value: str, rows: int) -> str | None:
    """Give a position of a later page, so many rows nearer to the start; None for a first page."""
    least = FIRST_PLACES.get(position, 0)
    first = _read_cursor(value) if _is_cursor(position) else int(value) if WHOLE.fullmatch(value) else least
    return _written(position, max(least, first - rows)) if first > least else None


def _is_cursor(position: str) -> bool:
    return position not in ("offset", "start", "startIndex")


def _written(position: str, place: int) -> str:
    return _cursor(place) if _is_cursor(position) else str(place)


def _cursor(position: int) -> str:
    return base64.urlsafe_b64encode(f"after:{position}".encode()).decode().rstrip("=")


def _read_cursor(text: str | None) -> int:
    if text is None:
        return 0
    try:
        word, _, position = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().partition(":")
        return int(position) if word == "after" and position.isdecimal() else _no_cursor()
    except ValueError:
        return _no_cursor()


def _no_cursor() -> int:
    raise bad_request("The cursor is not one that this list gave.")
