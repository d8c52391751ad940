"""Webex ids: opaque to us, equal when their UUIDs are (wholesale-api §2.2)."""

from __future__ import annotations

import base64


def uuid_of(identifier: str) -> str:
    """The UUID at the end of an encoded or bare id, in lower case; an unreadable id stands for itself."""
    padded = identifier + "=" * (-len(identifier) % 4)
    try:
        text = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
    except ValueError:  # no base64, or not of text
        text = identifier
    tail = text.rpartition("/")[2] if "/" in text else text
    return tail.lower() if _has_uuid_form(tail) else identifier


def same_id(one: str | None, other: str | None) -> bool:
    """Whether two ids, in whatever form, name the same thing."""
    return one is not None and other is not None and uuid_of(one) == uuid_of(other)


def _has_uuid_form(text: str) -> bool:
    parts = text.partition(":")[0].split("-")
    return [len(part) for part in parts] == [8, 4, 4, 4, 12]
