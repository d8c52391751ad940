"""HTTP as ASGI speaks it: one request read whole, and one answer."""

from __future__ import annotations

import json
import uuid
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from apisim.calls import Answer

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
NO_CONTENT = 204
WITHOUT_VERSION = "/identity/"


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, read whole."""

    method: str
    raw_path: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes
    tracking_id: str

    @property
    def route(self) -> str | None:
        """Give the path as the published data spells it, without `/v1`; None outside the API."""
        path = "/" + self.path.lstrip("/")
        if path.startswith("/v1/"):
            return path[3:]
        return path if path.startswith(WITHOUT_VERSION) else None

    @property
    def origin(self) -> str:
        """Give scheme and authority as the client used them."""
        return f"http://{self.headers.get('host', '127.0.0.1')}"


def make_request(scope: MutableMapping[str, Any], body: bytes) -> Request:
    """Make a request of an ASGI scope and its body."""
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    raw_path: bytes = scope.get("raw_path") or scope["path"].encode()
    return Request(
        method=scope["method"],
        raw_path=raw_path.decode("latin-1"),
        path=scope["path"],
        query=parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True),
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
    return answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()


def head(answer: Answer, size: int, tracking_id: str) -> Message:
    """Give status and headers of an answer with so many bytes of body."""
    headers = {"trackingid": tracking_id, **answer.headers} if answer.tracked else dict(answer.headers)
    if size:
        headers = {"Content-Type": "application/json;charset=UTF-8", **headers}
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
