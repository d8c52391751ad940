"""The simulator by itself, with a large estate: how long it takes to start, and how many calls it answers."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from speeds import Burst, Loading, Speed
from workshop import FailedError, started

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulator_process import SimulatorProcess

LOADER = Path(__file__).parents[1] / "loader.py"
CUSTOMERS, USERS, SEED = 1250, 20_000, 7
SECONDS = 5.0
PATHS = 2000
BOUND, LOADED_WITHIN = 2000.0, 3.0


def lines(folder: Path, rounds: int) -> Iterator[Loading | Speed]:
    """The start, then each kind of call; the simulator has one core and who calls has another."""
    estate = folder / "estate.json"
    _make(estate)
    cores = sorted(os.sched_getaffinity(0))
    yield Loading(f"{USERS} users loaded", tuple(_start(estate) for _ in range(rounds)), LOADED_WITHIN)
    with started("--estate", str(estate)) as simulator:
        os.sched_setaffinity(simulator.process.pid, {cores[0]})
        for what, paths, bound in _kinds(json.loads(estate.read_bytes())):
            bursts = tuple(_burst(simulator, what, paths, cores[-1]) for _ in range(rounds))
            yield Speed(what, bursts, bound)


def _make(estate: Path) -> None:
    sys.stderr.write(f"  making an estate of {USERS} users\n")
    sizes = ("--customers", str(CUSTOMERS), "--users", str(USERS), "--seed", str(SEED))
    command = [sys.executable, "-m", "apisim.estate", *sizes, "--out", estate]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _start(estate: Path) -> float:
    began = time.perf_counter()
    with started("--estate", str(estate)):
        return time.perf_counter() - began


def _kinds(estate: dict[str, Any]) -> Iterator[tuple[str, list[str], float | None]]:
    chance = random.Random(SEED)  # noqa: S311 - chance for figures, not for secrets
    owner = next(customer["owner"] for customer in estate["customers"])
    users = [user["id"] for user in estate["subscribers"] if user["owner"] == owner]
    own = [customer for customer in estate["customers"] if customer["owner"] == owner]
    picked, one_by_one = chance.choices(own, k=PATHS), chance.choices(users, k=PATHS)
    places = [chance.randrange(len(users) - 100) for _ in range(PATHS)]
    list_of, people = "/v1/wholesale/subscribers?max={}".format, "/v1/people?max=10&callingData=true"
    yield "GET a subscriber", [f"/v1/wholesale/subscribers/{one}" for one in one_by_one], BOUND
    yield "10 subscribers of all", [f"{list_of(10)}&offset={place}" for place in places], BOUND
    yield "10 subscribers of a customer", [f"{list_of(10)}&customerId={c['id']}" for c in picked], BOUND
    yield "10 people of a customer", [f"{people}&orgId={c['orgId']}" for c in picked], BOUND
    yield "100 subscribers of all", [f"{list_of(100)}&offset={place}" for place in places], None


def _burst(simulator: SimulatorProcess, what: str, paths: list[str], core: int) -> Burst:
    host, port = simulator.url.removeprefix("http://").removesuffix("/v1").split(":")
    simulator.clear_ledger()
    before = _cpu(simulator.process.pid)
    command = [sys.executable, LOADER, host, port, str(SECONDS), str(core)]
    ran = subprocess.run(command, input="\n".join(paths), capture_output=True, check=False, text=True)
    if ran.returncode:
        raise FailedError(f"{what}: {ran.stderr}")
    found = json.loads(ran.stdout)
    sys.stderr.write(f"  {what}: {found['calls'] / found['seconds']:.0f} calls/s\n")
    return Burst(found["calls"], found["seconds"], _cpu(simulator.process.pid) - before)


def _cpu(process: int) -> float:
    """CPU seconds of a process so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
