"""The front door: an ASGI application that takes every call, lets it fail as it was told, and answers."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from apisim import damage, sidedoor, start
from apisim.areas.billing import downloads
from apisim.delivery import Connection, ConnectionCutError
from apisim.errors import Refusal
from apisim.ledger import Entry
from apisim.load import Load
from apisim.repeats import TWO_DELIVERIES, deliver, shifted
from apisim.service import guarded, refused, serve
from apisim.trouble import BEFORE
from apisim.web import Receive, Request, Send, http_date, make_request, read_body, send_answer

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from apisim.calls import Answer
    from apisim.settings import Settings
    from apisim.tokens import Token
    from apisim.trouble import Fault
    from apisim.world import World

__all__ = ["ConnectionCutError", "Simulator"]


class Simulator:
    """The application; it holds the one world that a reset replaces."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.world = start.build(settings)
        self.load = Load()
        origin = urlsplit(settings.downloads)
        self._downloads = (origin.hostname, origin.port)

    def reset(self) -> None:
        """Go back to the start: estate, clock, faults, outcomes, ledger."""
        self.world = start.build(self.settings)
        self.load.forget()

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        if scope["type"] != "http":
            return
        request = make_request(scope, await read_body(receive))
        if self._hands_out(scope):
            handed = downloads.answer(self.world, request.method, request.path)
            await send_answer(send, handed, request.tracking_id)
            return
        if request.path.startswith(sidedoor.PREFIX):
            await send_answer(send, self._side_door(request), request.tracking_id)
            return
        with self.load.call():
            await self._api(request, Connection(scope, receive, send, request.tracking_id))

    def _side_door(self, request: Request) -> Answer:
        return guarded(request, lambda: sidedoor.answer(self, request.method, request.path, request.body))

    def _hands_out(self, scope: MutableMapping[str, Any]) -> bool:
        """Tell whether a request came in where reports are handed out: another origin than the API's."""
        return self._downloads == tuple(scope.get("server") or ())

    async def _api(self, request: Request, connection: Connection) -> None:
        entry, token = _open(self.world, request)
        if self.settings.latency:
            await asyncio.sleep(self.settings.latency)
        instead, fault = _first_checks(self.world, request, token)
        entry.fault = fault.name if fault else None
        if fault and fault.name in BEFORE:
            await connection.cut(hold=fault.name == "timeout")
            return
        answer = instead or _carried_out(self.world, request, entry, token, fault)
        if fault and fault.skew:
            answer = _at_another_time(answer, fault.skew)
        clock = self.world.clock
        await connection.answer(
            answer, fault, lambda: entry.close(answer.status, answer.headers, clock.moment())
        )


def _at_another_time(answer: Answer, skew: float) -> Answer:
    """Let the answer's clock be wrong."""
    return replace(answer, headers={**answer.headers, "Date": http_date(int(time.time() + skew))})


def _open(world: World, request: Request) -> tuple[Entry, Token | None]:
    token = _bearer(world, request.headers.get("authorization", ""))
    entry = Entry(request.method, request.raw_path, request.query, world.clock.moment())
    entry.token = token.name if token else None
    return world.ledger.open(entry), token


def _bearer(world: World, header: str) -> Token | None:
    scheme, _, value = header.partition(" ")
    return world.tokens.get(value.strip()) if scheme.lower() == "bearer" else None


def _first_checks(world: World, request: Request, token: Token | None) -> tuple[Answer | None, Fault | None]:
    """Apply the rate limit, then the faults: a call over the limit uses up no fault."""
    wait = world.buckets.wait(token.name) if token else 0
    if wait:
        refusal = Refusal(429, "Too many requests.", headers={"Retry-After": str(wait)})
        return refused(refusal, request.tracking_id), None
    fault = world.faults.take(request.method, request.route or request.path)
    return (damage.instead(fault, request.tracking_id) if fault and fault.status else None), fault


def _carried_out(
    world: World, request: Request, entry: Entry, token: Token | None, fault: Fault | None
) -> Answer:
    """Carry a call out; a fault that finds nothing to spoil did not happen."""
    if fault is None:
        return serve(world, request, entry, token)
    if fault.name in TWO_DELIVERIES:
        return deliver(world, request, entry, token, fault)
    asked = shifted(request, fault.rows) if fault.name == "shift" else request
    if asked is None:
        entry.fault = None
    answer = serve(world, asked or request, entry, token)
    return _damaged(world, answer, entry)


def _damaged(world: World, answer: Answer, entry: Entry) -> Answer:
    if entry.fault == "garbage":
        return damage.garbage(answer)
    if entry.fault not in damage.ROWS:
        return answer
    spoil = damage.ROWS[entry.fault]
    spoilt = spoil(answer, world.faults.pick) if entry.method == "GET" else None
    entry.fault = entry.fault if spoilt else None
    return spoilt or answer
