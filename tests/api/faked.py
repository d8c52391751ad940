"""A service that answers as it is told."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx
from fakeclock import FakeClock

from wholesale.api.client import ApiClient
from wholesale.settings import Settings

T = TypeVar("T")
Step = Callable[[httpx.Request], httpx.Response] | Exception
BASE = "https://api.example/v1"
TOKEN = "s3cret-token"


@dataclass
class Service(httpx.AsyncBaseTransport):
    """Answers each call with the next step, and the last step for ever; notes what came and when."""

    steps: list[Step]
    clock: FakeClock = field(default_factory=FakeClock)
    seen: list[httpx.Request] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    takes: float = 0.0
    in_flight: int = 0
    most_in_flight: int = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        step = self.steps[min(len(self.seen), len(self.steps) - 1)]
        self.seen.append(request)
        self.times.append(self.clock.now())
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            if self.takes:
                await self.clock.sleep(self.takes)
            if isinstance(step, Exception):
                raise step
            return step(request)
        finally:
            self.in_flight -= 1

    @property
    def methods(self) -> list[str]:
        return [request.method for request in self.seen]


def says(status: int = 200, body: Any = None, **headers: str) -> Step:
    """A step that answers with this status, JSON body and headers."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def answer(_: httpx.Request) -> httpx.Response:
        if body is None:
            return httpx.Response(status, headers=named)
        return httpx.Response(status, headers=named, json=body)

    return answer


def raw(status: int, content: bytes, **headers: str) -> Step:
    """A step that answers with these bytes."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: httpx.Response(status, headers=named, content=content)


def service(*steps: Step, takes: float = 0.0) -> Service:
    return Service(list(steps), takes=takes)


def calling(
    service: httpx.AsyncBaseTransport | None, work: Callable[[ApiClient], Awaitable[T]], **options: Any
) -> T:
    """What `work` gives with a client of this service; chance is 0 unless said otherwise."""
    settings = Settings(
        api_url=options.pop("api_url", BASE),
        token=TOKEN,
        concurrency=options.pop("concurrency", 64),
        timeout=options.pop("timeout", 60.0),
    )
    known = {"clock": getattr(service, "clock", None), "chance": lambda: 0.0, **options}

    async def whole() -> T:
        async with ApiClient(settings, transport=service, **known) as api:
            return await work(api)

    return asyncio.run(whole())
