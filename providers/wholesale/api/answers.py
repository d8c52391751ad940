"""What the API answered, as a value, and its errors in words (wholesale-api §2.5)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from wholesale.errors import ApiError, AuthenticationError

if TYPE_CHECKING:
    from collections.abc import Mapping

Row = dict[str, Any]
"""One JSON object of the API."""

_CODE_IN_TEXT = re.compile(r"\[Error (\d+)\]|errorCode = '(\d+)'")
_LONGEST_TEXT = 500
_LONGEST_CODE = 9


@dataclass(frozen=True, slots=True)
class Answer:
    """One complete answer of the API.

    Args:
        status: HTTP status.
        headers: with names in lower case.
        body: the decoded JSON, or None when there was none or it was no JSON.
    """

    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def row(self) -> Row:
        """The body as an object; an answer without one is an empty object."""
        return self.body if isinstance(self.body, dict) else {}


def decode(content: bytes) -> Any:
    """The JSON of a body, or None when it is empty or no JSON: upstream failures come as anything."""
    try:
        return json.loads(content) if content else None
    except (ValueError, RecursionError):
        return None


def failure(attempted: str, answer: Answer) -> ApiError | AuthenticationError:
    """The error that an answer stands for: status, code, tracking id and what was attempted."""
    codes, tracking_id = error_codes(answer), _tracking_id(answer)
    facts = [f"{attempted}: {answer.status} {_phrase(answer.status)}"]
    if text := _explanation(answer):
        facts.append(text)
    if codes:
        facts.append("error code " + ", ".join(str(code) for code in codes))
    if tracking_id:
        facts.append(f"trackingid {tracking_id}")
    message = "; ".join(facts)
    if answer.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return AuthenticationError(f"{message}\n    {_AUTHENTICATION[answer.status]}")
    return ApiError(message, status=answer.status, codes=codes, tracking_id=tracking_id)


_AUTHENTICATION: Mapping[int, str] = {
    401: "The token was not accepted, or lacks a scope: renew WEBEX_ACCESS_TOKEN (scopes: docs/ops.md).",
    403: "The token's person lacks a role or a scope: see docs/ops.md for those that are needed.",
}


def error_codes(answer: Answer) -> tuple[int, ...]:
    """The integer codes of an error answer, outermost first, wherever the back-end has put them."""
    row = answer.row
    found: list[Any] = [row.get("errorCode")]
    for entry in _entries(row):
        found += [entry.get("errorCode"), entry.get("code")]
    found += [code for pair in _CODE_IN_TEXT.findall(str(row.get("message", ""))) for code in pair]
    found += answer.headers.get("cisco-spark-error-codes", "").split(",")
    texts = (str(code).strip() for code in found)
    return tuple(
        dict.fromkeys(int(text) for text in texts if text.isdecimal() and len(text) <= _LONGEST_CODE)
    )


def _entries(row: Row) -> list[Row]:
    errors = row.get("errors")
    return [entry for entry in errors if isinstance(entry, dict)] if isinstance(errors, list) else []


def _explanation(answer: Answer) -> str:
    row = answer.row
    texts = [row.get("message")]
    texts += [entry.get("description") for entry in _entries(row)]
    known = dict.fromkeys(str(text).strip() for text in texts if text)
    return " - ".join(known)[:_LONGEST_TEXT]


def _tracking_id(answer: Answer) -> str | None:
    found = answer.row.get("trackingId") or answer.headers.get("trackingid")
    return str(found) if found else None


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "unknown status"
