"""Paging, as the API does it (wholesale-api §2.3, neighbour-observations §1 "paging")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from wholesale.errors import ApiError

if TYPE_CHECKING:
    from wholesale.api.answers import Answer, Row

_LINK = re.compile(r"<([^>]*)>([^<]*)")
_NEXT = re.compile(r';\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next\b)', re.IGNORECASE)
_PORTS = {"https": 443, "http": 80}


def rows(answer: Answer, key: str, path: str) -> list[Row]:
    """The rows of one page. Raises ApiError when the page has none of the form that a list has."""
    found = answer.row.get(key)
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise ApiError(f"GET {path}: the answer is no list of {key}; nothing is concluded from it")
    return found


def next_link(answer: Answer, base: str) -> str | None:
    """The address of the next page, as the API gave it.

    Raises:
        ApiError: it leads to another origin, which must not see the token.
    """
    for address, rest in _LINK.findall(answer.headers.get("link", "")):
        if _NEXT.search(rest):
            return _inside(base, address)
    return None


def next_offset(params: dict[str, str], count: int) -> dict[str, str] | None:
    """The parameters of the next page of a list without `Link`; None after a short page.

    Wholesale lists count with `offset`, the calling ones with `start` (wholesale-api §2.3).
    """
    most = int(params["max"]) if "max" in params else 0
    name = next((name for name in ("offset", "start") if name in params), None)
    if name is None or most == 0 or count < most:
        return None
    return {**params, name: str(int(params[name]) + count)}


def _inside(base: str, address: str) -> str:
    try:
        link: str = urljoin(base, address)
        found, ours = _origin(link), _origin(base)
    except ValueError as error:
        raise ApiError(
            "The next page is said to be at an address that cannot be read: not followed"
        ) from error
    if found != ours or _has_tricks(link):
        raise ApiError(
            f"The next page is said to be at {_shown(found)}, outside {_shown(ours)}: not followed"
        )
    return link


def _has_tricks(link: str) -> bool:
    """Whether readers of addresses may disagree about where it leads, or it brings credentials of its own."""
    return "@" in urlsplit(link).netloc or "\\" in link or not link.isprintable() or not link.isascii()


def _origin(address: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(address)
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)


def _shown(origin: tuple[str, str | None, int | None]) -> str:
    scheme, host, port = origin
    return f"{scheme}://{host}" + (f":{port}" if port != _PORTS.get(scheme) else "")
