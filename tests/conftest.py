"""Fixtures that start the simulator as a real process."""

from __future__ import annotations

import contextlib
import functools
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from simulator_process import SimulatorProcess

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# The same examples each time, so that a run says something about a change; make fuzz looks for new ones.
settings.register_profile(
    "no clock", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("no clock")

# A shell ignores SIGINT for what it starts in the background, and what the tests start would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Nothing is left in the cache folder of whoever runs the tests; those of the cache name one of their own.
os.environ["WHOLESALE_CACHE_DIR"] = ""

ROOT = Path(__file__).parents[1]


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
