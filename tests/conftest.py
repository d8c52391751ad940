"""Fixtures that start the simulator as a real process."""

from __future__ import annotations

import contextlib
import functools
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

settings.register_profile("no clock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("no clock")

# A shell ignores SIGINT for what it starts in the background, and what the tests start would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Nothing is left in the cache folder of whoever runs the tests; those of the cache name one of their own.
os.environ["WHOLESALE_CACHE_DIR"] = ""

ROOT = Path(__file__).parents[1]
PROVIDERS = ROOT / "providers"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With `--dist loadgroup`, give all tests of a file that share a fixture to one worker.

    The plug-in's own way, a marker, does not reach it with this pytest.
    """
    if config.getoption("dist") != "loadgroup":
        return None
    from xdist.scheduler import LoadScopeScheduling  # noqa: PLC0415 - the plug-in may be absent

    class Grouped(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return file if _shares(file) else nodeid

    return Grouped(config, log)


@functools.cache
def _shares(file: str) -> bool:
    return 'scope="module"' in (ROOT / file).read_text("utf-8")


class SimulatorProcess:
    """A running simulator, and its side door."""

    def __init__(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "apisim", "--port", "0", *arguments]
        environment = {**os.environ, "PYTHONPATH": str(PROVIDERS)}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        self.url = self._first_line().strip()
        self._door = httpx.Client(base_url=self.url.removesuffix("/v1") + "/_sim", trust_env=False)

    def _first_line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline()

    def stop(self) -> None:
        self._door.close()
        self.process.terminate()
        self.process.wait(5)
        assert self.process.stdout
        self.process.stdout.close()

    def side(self, method: str, path: str, body: Any = None) -> Any:
        answer = self._door.request(method, path, json=body)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def ledger(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self.side("GET", "/ledger")["items"]
        return items

    def writes(self) -> list[dict[str, Any]]:
        return [item for item in self.ledger() if item["method"] != "GET"]

    def clear_ledger(self) -> None:
        self.side("DELETE", "/ledger")

    def state(self) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = self.side("GET", "/state")
        return found

    def edit(self, kind: str, set: Any, id: str | None = None) -> Any:  # noqa: A002 - the side door's own words
        named = {} if id is None else {"id": id}
        return self.side("POST", "/edit", {"kind": kind, "set": set, **named})

    def faults(self, rules: list[dict[str, Any]]) -> None:
        self.side("POST", "/faults", {"rules": rules})

    def outcome(self, match: dict[str, str], then: Any) -> None:
        self.side("POST", "/outcomes", {"match": match, "then": then})

    def advance(self, seconds: float) -> str:
        now: str = self.side("POST", "/clock", {"advance": seconds})["now"]
        return now

    def reset(self) -> None:
        self.side("POST", "/reset")


@pytest.fixture(scope="session")
def simulator_process() -> Iterator[SimulatorProcess]:
    process = SimulatorProcess("--rate", "0", "--seed", "1", "--check-answers")
    yield process
    process.stop()


@pytest.fixture
def simulator(simulator_process: SimulatorProcess) -> SimulatorProcess:
    """The simulator of this pytest worker, as it is at its start."""
    simulator_process.reset()
    return simulator_process


@pytest.fixture
def start_simulator() -> Iterator[Callable[..., SimulatorProcess]]:
    """Starts a simulator with options of its own; it ends with the test."""
    with _starting() as start:
        yield start


@pytest.fixture(scope="module")
def start_module_simulator() -> Iterator[Callable[..., SimulatorProcess]]:
    """The same for what several tests look at: it ends with the last of the module."""
    with _starting() as start:
        yield start


@contextlib.contextmanager
def _starting() -> Iterator[Callable[..., SimulatorProcess]]:
    with contextlib.ExitStack() as stack:

        def start(*arguments: str) -> SimulatorProcess:
            process = SimulatorProcess(*arguments)
            stack.callback(process.stop)
            return process

        yield start
