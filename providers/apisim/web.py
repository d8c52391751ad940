"""HTTP as ASGI speaks it: one request read whole, and one answer."""

from __future__ import annotations

import time
import uuid
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from email.utils import formatdate
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import orjson

from apisim.rulebook import EVERY, rule

if TYPE_CHECKING:
    from apisim.calls import Answer

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
NO_CONTENT = 204
WITHOUT_VERSION = "/identity/"
JSON_HEADERS = {"Content-Type": "application/json;charset=UTF-8"}


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, read whole; `route` is its path as the published data spells it."""

    method: str
    raw_path: str
    path: str
    route: str | None
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes
    tracking_id: str

    @property
    def origin(self) -> str:
        """Give scheme and authority as the client used them."""
        return f"http://{self.headers.get('host', '127.0.0.1')}"


@rule(
    "transport.slashes",
    "Slashes in front of `v1` may be doubled.",
    "L §2.1",
    of=EVERY,
)
@rule(
    "transport.identity",
    "Paths below `/identity/` answer with `/v1` in front and without it; all others need it.",
    "L2 obs §10",
    of=EVERY,
)
def route_of(path: str) -> str | None:
    """Give a path as the published data spells it, without `/v1`; None outside the API."""
    plain = "/" + path.lstrip("/")
    if plain.startswith("/v1/"):
        return plain[3:]
    return plain if plain.startswith(WITHOUT_VERSION) else None


@rule(
    "transport.tracking-id",
    "Every answer of the API has the header `trackingid`; the client's own `TrackingID` comes back in it.",
    "L §2.5",
    of=EVERY,
)
def make_request(scope: MutableMapping[str, Any], body: bytes) -> Request:
    """Make a request of an ASGI scope and its body."""
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    raw_path: bytes = scope.get("raw_path") or scope["path"].encode()
    asked = scope["query_string"]
    return Request(
        method=scope["method"],
        raw_path=raw_path.decode("latin-1"),
        path=scope["path"],
        route=route_of(scope["path"]),
        query=parse_qs(asked.decode("latin-1"), keep_blank_values=True) if asked else {},
        headers=headers,
        body=body,
        tracking_id=headers.get("trackingid") or f"SIM_{uuid.uuid4()}",
    )


async def read_body(receive: Receive) -> bytes:
    """Read the whole body."""
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


async def gone(receive: Receive) -> None:
    """Wait until the client leaves."""
    while (await receive())["type"] != "http.disconnect":
        pass


def rendered(answer: Answer) -> bytes:
    """Give the body of an answer as it is sent."""
    if answer.body is None:
        return b""
    return answer.body if isinstance(answer.body, bytes) else orjson.dumps(answer.body)


@lru_cache(maxsize=8)
def http_date(moment: int) -> str:
    """Write a moment, in seconds of wall time, as the header `Date` does."""
    return formatdate(moment, usegmt=True)


@rule(
    "transport.answers",
    "A body is `application/json`; a 204, and the 202 of a removed customer, have none.",
    "S §2.1",
    of=EVERY,
)
def head(answer: Answer, size: int, tracking_id: str) -> Message:
    """Give status and headers of an answer with so many bytes of body."""
    headers = {"Date": http_date(int(time.time()))}
    if answer.tracked:
        headers["trackingid"] = tracking_id
    if size:
        headers |= JSON_HEADERS
    headers |= answer.headers
    if answer.status != NO_CONTENT:
        headers["Content-Length"] = str(size)
    pairs = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    return {"type": "http.response.start", "status": answer.status, "headers": pairs}


def part(body: bytes, *, more: bool = False) -> Message:
    """Give a part of a body; the last one unless there is more."""
    return {"type": "http.response.body", "body": body, "more_body": more}


async def send_answer(send: Send, answer: Answer, tracking_id: str) -> None:
    """Send an answer whole."""
    body = rendered(answer)
    await send(head(answer, len(body), tracking_id))
    await send(part(body))
