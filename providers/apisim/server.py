"""The command `python -m apisim`: options, socket, signals, and the first line on stdout."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import errno
import gc
import ipaddress
import math
import signal
import socket
import struct
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import uvicorn
import uvloop
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from apisim import rates
from apisim.app import Simulator
from apisim.delivery import ABORT
from apisim.errors import Refusal
from apisim.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LAST_PORT = 65535


class CuttableProtocol(HttpToolsProtocol):
    """The HTTP protocol, with a way for the application to cut the connection."""

    def on_message_begin(self) -> None:
        """Hand the cut to each request's scope."""
        super().on_message_begin()
        self.scope["state"][ABORT] = self.cut

    def cut(self) -> None:
        """End the connection abruptly: the other side sees a reset, not an end."""
        plain = self.transport.get_extra_info("socket")
        with contextlib.suppress(OSError):
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()


class Server(uvicorn.Server):
    """The HTTP server; it says where it listens, and leaves at once when told to."""

    def __init__(self, config: uvicorn.Config, url: str) -> None:
        super().__init__(config)
        self.url = url
        self.leave = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then print the base URL as the first line."""
        await super().startup(sockets)
        print(self.url, flush=True)  # noqa: T201 - the contract's first line

    async def main_loop(self) -> None:
        """Let the server do its periodic work until told to leave."""
        ticks = 0
        while not self.leave.is_set():
            await self.on_tick(ticks * 10)
            ticks += 1
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.leave.wait(), 1)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close everything at once; state lives in memory, so there is nothing to save."""
        for listener in (*self.servers, *(sockets or ())):
            listener.close()
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        for task in list(self.server_state.tasks):
            task.cancel()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave with code 0 on SIGINT and SIGTERM."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.leave.set)
        yield


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the simulator until it is told to leave."""
    parser = _parser()
    options = parser.parse_args(arguments)
    with contextlib.ExitStack() as opened:
        try:
            listeners = [opened.enter_context(_listener(options.host, port)) for port in (options.port, 0)]
            app = _simulator(replace(_settings(options), downloads=_origin(listeners[1])))
        except (OSError, ValueError) as error:
            if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
                parser.exit(
                    2, f"port {options.port} of {options.host} is taken: use another --port; 0 picks one\n"
                )
            parser.error(str(error))
        except Refusal as refusal:
            parser.error(refusal.message)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_serve(app, listeners, f"{_origin(listeners[0], options.host)}/v1"))


def _simulator(settings: Settings) -> Simulator:
    """Make the application; what there is at the start is never garbage, and not looked through for any."""
    gc.disable()
    app = Simulator(settings)
    gc.freeze()
    gc.enable()
    return app


def _listener(host: str, port: int) -> socket.socket:
    return socket.create_server((host, port), backlog=2048, family=_family(host))


def _origin(listener: socket.socket, host: str | None = None) -> str:
    address, port = listener.getsockname()[:2]
    shown = host or address
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


async def _serve(app: Any, listeners: list[socket.socket], url: str) -> None:
    quiet = {"access_log": False, "log_config": None, "log_level": "critical"}
    plain = {"ws": "none", "lifespan": "off", "date_header": False, "server_header": False}
    options: dict[str, Any] = {**quiet, **plain, "timeout_keep_alive": 75}
    config = uvicorn.Config(app, http=CuttableProtocol, **options)
    await Server(config, url).serve(sockets=listeners)


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _loopback(text: str) -> str:
    with contextlib.suppress(ValueError):
        if text == "localhost" or ipaddress.ip_address(text).is_loopback:
            return text
    raise argparse.ArgumentTypeError("the simulator binds to loopback only, such as 127.0.0.1")


def _port(text: str) -> int:
    if text.isdecimal() and int(text) <= LAST_PORT:
        return int(text)
    raise argparse.ArgumentTypeError(f"a number from 0 to {LAST_PORT} is needed, not {text}")


def _seconds(text: str) -> float:
    with contextlib.suppress(ValueError):
        if 0 <= float(text) < math.inf:
            return float(text)
    raise argparse.ArgumentTypeError(f"seconds from 0 on are needed, not {text}")


def _settings(options: argparse.Namespace) -> Settings:
    return Settings(
        latency=options.latency,
        settle=options.settle,
        lag=options.lag,
        link=options.link,
        rate=rates.parse(options.rate),
        review=options.review,
        seed=options.seed,
        estate=orjson.loads(Path(options.estate).read_bytes()) if options.estate else None,
        strict_bodies=options.strict_bodies,
        tokens=tuple(options.token),
        check_answers=options.check_answers,
        switches=tuple(options.switch),
        rules=orjson.loads(Path(options.rules).read_bytes()) if options.rules else {},
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m apisim", description="A simulator of the Webex Wholesale API."
    )
    add = parser.add_argument
    add("--port", type=_port, required=True, help="0 picks a free one")
    add("--host", type=_loopback, default="127.0.0.1")
    add("--latency", type=_seconds, default=0.0, metavar="SECONDS", help="delay of every call of the API")
    add(
        "--settle",
        type=_seconds,
        default=0.0,
        metavar="SECONDS",
        help="0: settled at the first GET after the 202",
    )
    add("--lag", type=_seconds, default=0.0, metavar="SECONDS", help="delay of what follows from a change")
    add("--link", type=_seconds, default=1800.0, metavar="SECONDS", help="how long a download works")
    add("--rate", default="100/10s", metavar="CALLS[/10s]", help="calls per token; 0 is off")
    add("--review", choices=("background", "blocking"), default="background")
    add("--seed", type=int, help="the same seed and the same calls give the same ids")
    add("--estate", metavar="FILE", help="what is there at the start, in the form of GET /_sim/state")
    add("--strict-bodies", action="store_true", help="refuse unknown body fields with a 400")
    add("--token", action="append", default=[], metavar="NAME=SCOPE,...@ORG", help="one more bearer token")
    add(
        "--switch",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="see the table of switches in docs/simulator.md",
    )
    add("--rules", metavar="FILE", help="figures and lists in place of those of figures.json")
    add("--check-answers", action="store_true", help="answer 500 instead of a shape that is not published")
    return parser
