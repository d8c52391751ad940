"""The plug-in process: serves one engine, and ends with it (engine-facts §1, §2)."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import stat
import sys
from typing import TYPE_CHECKING, NoReturn

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

from wholesale.engine.server import Server

if TYPE_CHECKING:
    from types import FrameType

LARGEST_MESSAGE = 400 * 1024 * 1024
OPTIONS = (("grpc.max_receive_message_length", LARGEST_MESSAGE), ("grpc.so_reuseport", 0))
BETWEEN_LOOKS = 0.5
MANY_OBJECTS = 50_000
"""New objects after which garbage is looked for: a short process makes little."""


def main() -> None:
    """Serve until the engine ends us, or is gone."""
    gc.freeze()
    gc.set_threshold(MANY_OBJECTS)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)
    asyncio.run(_serve(sys.argv[-1] if ":" in sys.argv[-1] else None))


async def _serve(engine: str | None) -> None:
    server = grpc.aio.server(options=OPTIONS)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Server(engine), server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    _end_with_reader(sys.stdout.fileno())
    parent = os.getppid()
    while os.getppid() == parent:  # noqa: ASYNC110 - no event tells that a parent is gone
        await asyncio.sleep(BETWEEN_LOOKS)
    os._exit(1)


def _end_with_reader(output: int) -> None:
    """End as soon as nobody reads our output any more: the engine was killed, and its pipe tells at once."""
    if stat.S_ISFIFO(os.fstat(output).st_mode):
        asyncio.get_running_loop().add_reader(output, os._exit, 1)


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    os._exit(0)
