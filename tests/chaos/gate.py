"""A gate between plug-in and simulator: it forwards every call, and acts at one moment of one."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Literal, Self

from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, web

if TYPE_CHECKING:
    from collections.abc import Callable

Side = Literal["arrived", "carried out", "answered"]
"""The call is at the gate; the API has carried it out and its answer is at the gate; the answer has left."""

BETWEEN = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "content-encoding"})
"""Headers that hold between two neighbours only."""


@dataclass(frozen=True)
class Call:
    """Calls of a method to a path (a glob, without /v1)."""

    method: str
    path: str

    def meets(self, method: str, path: str) -> bool:
        """Whether a call is one of these."""
        return method == self.method and fnmatchcase(path, self.path)


@dataclass(frozen=True)
class Moment:
    """The n-th of some calls, counted from the first of some others on, and where it is then."""

    call: Call
    side: Side
    nth: int = 1
    after: Call | None = None


@dataclass(frozen=True)
class Handed:
    """An answer that left the gate."""

    method: str
    path: str
    status: int
    body: bytes
    location: str
    at: float


@dataclass
class Trap:
    """What waits for its moment: it springs once, and tells whether the call that sprang it goes on."""

    moment: Moment
    act: Callable[[], bool]
    seen: int = 0
    after: bool = False
    sprung: float | None = None

    def meets(self, method: str, path: str) -> bool:
        """Count a call, and tell whether it is the one."""
        moment = self.moment
        if moment.after and not self.after:
            self.after = moment.after.meets(method, path)
            return False
        self.seen += moment.call.meets(method, path)
        return moment.call.meets(method, path) and self.seen == moment.nth

    def spring(self) -> bool:
        """Act, and tell whether the call goes on."""
        self.sprung = time.monotonic()
        return self.act()


@dataclass
class Gate:
    """Listens on a loopback port and forwards to a simulator; `with` opens and closes it.

    Args:
        simulator: the base URL of the simulator, with /v1.
    """

    simulator: str
    handed: list[Handed] = field(default_factory=list)
    url: str = ""
    _trap: Trap | None = None
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)

    def __enter__(self) -> Self:
        opened = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(opened,), daemon=True)
        self._thread.start()
        assert opened.wait(10), "the gate does not open"
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._closing.set)
        self._thread.join(10)
        assert not self._thread.is_alive(), "the gate does not close"
        self._loop.close()

    def set_trap(self, trap: Trap | None) -> None:
        """Wait for another moment, or for none, and forget what was handed out."""
        self._trap, self.handed = trap, []

    def _serve(self, opened: threading.Event) -> None:
        self._loop.run_until_complete(self._serving(opened))

    async def _serving(self, opened: threading.Event) -> None:
        self._closing = asyncio.Event()
        no_limit = ClientTimeout(total=None)
        async with ClientSession(
            timeout=no_limit, cookie_jar=DummyCookieJar(), auto_decompress=False
        ) as self._session:
            runner = web.AppRunner(web.Application(), access_log=None, shutdown_timeout=0.1)
            runner.app.router.add_route("*", "/{rest:.*}", self._pass)
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
            opened.set()
            await self._closing.wait()
            await runner.cleanup()

    async def _pass(self, request: web.Request) -> web.StreamResponse:
        trap, path = self._trap, request.path.removeprefix("/v1")
        side = trap.moment.side if trap and trap.meets(request.method, path) else None
        body = await request.read()
        if trap and side == "arrived" and not await asyncio.to_thread(trap.spring):
            return _cut(request)
        answer, content = await self._forwarded(request, body)
        if trap and side == "carried out" and not await asyncio.to_thread(trap.spring):
            return _cut(request)
        if await _handed(request, answer, content):
            location = answer.headers.get("Location", "")
            row = Handed(request.method, path, answer.status, content, location, time.monotonic())
            self.handed.append(row)
        if trap and side == "answered":
            await asyncio.to_thread(trap.spring)
        return answer

    async def _forwarded(self, request: web.Request, body: bytes) -> tuple[web.StreamResponse, bytes]:
        address = self.simulator.removesuffix("/v1") + request.raw_path
        headers = [(name, value) for name, value in request.headers.items() if name.lower() not in BETWEEN]
        async with self._session.request(request.method, address, data=body, headers=headers) as found:
            content = await found.read()
        answer = web.StreamResponse(status=found.status, reason=found.reason)
        for name, value in found.headers.items():
            if name.lower() not in BETWEEN - {"content-encoding"}:
                answer.headers.add(name, value)
        answer.content_length = len(content)
        return answer, content


async def _handed(request: web.Request, answer: web.StreamResponse, content: bytes) -> bool:
    """Give the answer out; tell whether anybody was there to take it."""
    try:
        await answer.prepare(request)
        await answer.write(content)
        await answer.write_eof()
    except ConnectionError:
        return False
    return True


def _cut(request: web.Request) -> web.StreamResponse:
    """End the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
