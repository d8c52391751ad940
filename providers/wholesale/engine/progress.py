"""What users see of a record while it is worked on: the engine's log, by URN."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import grpc
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


@dataclass(frozen=True, slots=True)
class Voice:
    """How one record is spoken of.

    Args:
        say: shows how it goes, in words that the next ones replace.
        tell: tells what has to be known, in words that stay.
        warn: the same, where something is wrong.
    """

    say: Callable[[str], None]
    tell: Callable[[str], None]
    warn: Callable[[str], None]


class Progress:
    """Sends short texts to the engine; a text that cannot be sent is dropped, never an error.

    Args:
        engine: the engine's address.
    """

    def __init__(self, engine: str | None) -> None:
        self._stub: engine_pb2_grpc.EngineStub | None = None
        self._sending: set[asyncio.Task[None]] = set()
        self._last: dict[str, str] = {}
        self._address = engine

    def dial(self, engine: str) -> None:
        """Send to this engine from now on."""
        if engine != self._address:
            self._address, self._stub = engine, None

    def of(self, urn: str) -> Voice:
        """The voice of one record; the same text is shown once in a row."""

        def say(text: str) -> None:
            if self._last.get(urn) != text:
                self._last[urn] = text
                self._send(urn, text, ephemeral=True)

        def tell(text: str) -> None:
            self._send(urn, text)

        def warn(text: str) -> None:
            self._send(urn, text, serious=True)

        return Voice(say, tell, warn)

    def _send(self, urn: str, text: str, *, ephemeral: bool = False, serious: bool = False) -> None:
        severity = engine_pb2.WARNING if serious else engine_pb2.INFO
        request = engine_pb2.LogRequest(severity=severity, message=text, urn=urn, ephemeral=ephemeral)
        task = asyncio.ensure_future(self._sent(request))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def _sent(self, request: engine_pb2.LogRequest) -> None:
        if self._stub is None and self._address:
            self._stub = engine_pb2_grpc.EngineStub(grpc.aio.insecure_channel(self._address))
        if self._stub is not None:
            try:
                await cast("Awaitable[object]", self._stub.Log(request))
            except grpc.RpcError:
                return
