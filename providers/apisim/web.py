"""HTTP as ASGI speaks it: one request read whole, one answer sent whole."""

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


def _rendered(body: Any) -> bytes:
    if body is None:
        return b""
    return body if isinstance(body, bytes) else json.dumps(body).encode()


async def send_answer(send: Send, answer: Answer, tracking_id: str) -> None:
    """Send an answer with its headers."""
    body = _rendered(answer.body)
    headers = {"trackingid": tracking_id, **answer.headers}
    if body:
        headers = {"Content-Type": "application/json;charset=UTF-8", **headers}
    if answer.status != NO_CONTENT:
        headers["Content-Length"] = str(len(body))
    pairs = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": pairs})
    await send({"type": "http.response.body", "body": body})
