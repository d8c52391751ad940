"""The plug-in process: serves one engine, and ends with it (engine-facts §1, §2)."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import TYPE_CHECKING, NoReturn

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

from wholesale.engine.garbage import look_rarely
from wholesale.engine.orphans import end_with_engine
from wholesale.engine.server import Server

if TYPE_CHECKING:
    from types import FrameType

LARGEST_MESSAGE = 400 * 1024 * 1024
OPTIONS = (("grpc.max_receive_message_length", LARGEST_MESSAGE), ("grpc.so_reuseport", 0))
BETWEEN_LOOKS = 0.5


def main() -> None:
    """Serve until the engine ends us, or is gone."""
    look_rarely()
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
    end_with_engine(asyncio.get_running_loop())
    parent = os.getppid()
    while os.getppid() == parent:  # noqa: ASYNC110 - no event tells that a parent is gone
        await asyncio.sleep(BETWEEN_LOOKS)
    os._exit(1)


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    os._exit(0)
