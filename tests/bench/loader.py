"""Calls an API as fast as it answers, over connections that stay open.

`loader.py HOST PORT SECONDS CORE < paths` calls the paths in turn, on one core, and prints how many answers
came in how many seconds, as JSON. An answer that is no 200 ends it with an error.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
import time
from itertools import cycle
from typing import TYPE_CHECKING, cast

import uvloop

if TYPE_CHECKING:
    from collections.abc import Iterator

CONNECTIONS = 16
PATIENCE = 10
"""Seconds that the last answers may take."""
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n")


class Caller(asyncio.Protocol):
    """One connection; each answer is followed by the next call until the time is over."""

    def __init__(self, requests: Iterator[bytes], until: float) -> None:
        self.answers = 0
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._requests = requests
        self._until = until
        self._got = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Make the first call."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(next(self._requests))

    def data_received(self, data: bytes) -> None:
        """Make the next call when an answer is whole."""
        self._got += data
        end = self._got.find(b"\r\n\r\n")
        if end < 0 or len(self._got) < end + 4 + int(LENGTH.search(self._got, 0, end + 4)[1]):  # type: ignore[index]
            return
        if not self._got.startswith(b"HTTP/1.1 200 "):
            self.over.set_exception(RuntimeError(self._got.decode()))
            return
        self._got = b""
        self.answers += 1
        if time.perf_counter() < self._until:
            self._transport.write(next(self._requests))
        else:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """End, with the error if there was one."""
        if self.over.done():
            return
        if exc:
            self.over.set_exception(exc)
        else:
            self.over.set_result(None)


async def measure(host: str, port: int, paths: list[str], seconds: float) -> tuple[int, float]:
    """How many calls were answered, and in what time."""
    head = f"\r\nHost: {host}:{port}\r\nAuthorization: Bearer sim-full\r\nAccept: application/json\r\n\r\n"
    requests = cycle([f"GET {path} HTTP/1.1{head}".encode() for path in paths])
    began = time.perf_counter()
    loop, until = asyncio.get_running_loop(), began + seconds
    opened = [
        await loop.create_connection(lambda: Caller(requests, until), host, port) for _ in range(CONNECTIONS)
    ]
    callers = [caller for _, caller in opened]
    await asyncio.wait_for(asyncio.gather(*(caller.over for caller in callers)), seconds + PATIENCE)
    return sum(caller.answers for caller in callers), time.perf_counter() - began


def main() -> None:
    """Measure, and print the figures."""
    host, port, seconds, core = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
    os.sched_setaffinity(0, {core})
    paths = sys.stdin.read().split()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        calls, took = runner.run(measure(host, port, paths, seconds))
    sys.stdout.write(json.dumps({"calls": calls, "seconds": took}) + "\n")


if __name__ == "__main__":
    main()
