"""How an answer reaches the client: at once, late, in pieces, in half, or not at all."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from apisim.web import Receive, Send, gone, head, part, rendered, send_answer

if TYPE_CHECKING:
    from apisim.calls import Answer
    from apisim.trouble import Fault

ABORT = "abort"
HOLD_SECONDS = 90
PIECES = 20
Note = Callable[[], None]


class ConnectionCutError(Exception):
    """The connection ends without an answer; only a server that holds a socket can do that."""


@dataclass(frozen=True, slots=True)
class Connection:
    """One open call; `Note` is called just before the last byte of its answer leaves."""

    scope: MutableMapping[str, Any]
    receive: Receive
    send: Send
    tracking_id: str

    async def answer(self, answer: Answer, fault: Fault | None, note: Note) -> None:
        """Send an answer in the way that the fault wants."""
        name = fault.name if fault else None
        if name == "apply-then-reset":
            await self.cut()
        elif name == "cut-body":
            await self._halve(answer)
        elif fault and name == "drip" and rendered(answer):
            await self._drip(answer, fault.seconds, note)
        elif fault is None or await self._client_stays(fault.delay):
            note()
            await send_answer(self.send, answer, self.tracking_id)

    async def cut(self, *, hold: bool = False) -> None:
        """End the connection without an answer, at once or when the client leaves: it sees a reset."""
        if hold:
            await self._client_stays(HOLD_SECONDS)
        if not self._has_socket:
            raise ConnectionCutError(self.tracking_id)
        self.scope["state"][ABORT]()

    @property
    def _has_socket(self) -> bool:
        return ABORT in self.scope.get("state", {})

    async def _client_stays(self, seconds: float) -> bool:
        if not seconds:
            return True
        try:
            await asyncio.wait_for(gone(self.receive), seconds)
        except TimeoutError:
            return True
        return False

    async def _drip(self, answer: Answer, seconds: float, note: Note) -> None:
        body = rendered(answer)
        size = max(1, math.ceil(len(body) / PIECES))
        pieces = [body[start : start + size] for start in range(0, len(body), size)]
        await self.send(head(answer, len(body), self.tracking_id))
        for left, piece in zip(reversed(range(len(pieces))), pieces, strict=True):
            if not await self._client_stays(seconds / len(pieces)):
                return
            if not left:
                note()
            await self.send(part(piece, more=left > 0))

    async def _halve(self, answer: Answer) -> None:
        """Send the first half; a server closes a connection whose answer is not complete."""
        body = rendered(answer)
        if not body:
            await self.cut()
            return
        await self.send(head(answer, len(body), self.tracking_id))
        await self.send(part(body[: len(body) // 2], more=True))
        if not self._has_socket:
            raise ConnectionCutError(self.tracking_id)
