"""A Pulumi project whose commands are measured, under our server or the stock one, against a simulator."""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

TESTS = Path(__file__).parents[1]
sys.path += [str(TESTS), str(TESTS / "engine")]

from calls import by_kind, parse, writes  # noqa: E402 - after the path, like the next two
from engine_project import EXAMPLES, ROOT, Project  # noqa: E402 - it stands beside the engine's tests
from measured import Run, Usage  # noqa: E402 - it needs calls
from simulator_process import SimulatorProcess  # noqa: E402 - it stands beside all tests

if TYPE_CHECKING:
    from collections.abc import Iterator

REAPER = Path(__file__).parent / "reaper.py"
SERVERS = ("ours", "stock")
NO_RATE = ("--rate", "0", "--seed", "1")
EMPTY = "empty"


class FailedError(Exception):
    """A command that should have succeeded has not, or did not do what is measured."""


class Workshop(Project):
    """A project in a folder of its own.

    Args:
        folder: an empty folder.
        url: where the API is.
    """

    def __init__(self, folder: Path, url: str) -> None:
        super().__init__(folder, url)
        self.choose("ours")
        shutil.copy(EXAMPLES / "first-customer" / "partner.yaml", self.stacks)
        self.environment["PYTHONDONTWRITEBYTECODE"] = ""  # as people have it: our modules are compiled once

    def write(self, stack: str, data: dict[str, Any]) -> None:
        """Write a stack file."""
        (self.stacks / f"{stack}.yaml").write_text(yaml.safe_dump(data, sort_keys=False))

    def choose(self, server: str) -> None:
        """Have the engine start our server, or the stock one."""
        text = (ROOT / "Pulumi.yaml").read_text()
        own, _, _ = text.partition("plugins:")
        self._server = server
        (self.folder / "Pulumi.yaml").write_text({"ours": text, "stock": own}[server])

    def settle(self, *stacks: str) -> None:
        """Apply stacks twice: what is measured after that finds nothing to do, not even in the state."""
        self.apply(*stacks, *stacks)

    def apply(self, *stacks: str) -> None:
        """Apply stacks, unmeasured.

        Raises:
            FailedError: a run failed.
        """
        for stack in stacks:
            sys.stderr.write(f"  preparing {stack}\n")
            ran = self.up(stack=stack)
            if ran.code:
                raise FailedError(ran.text)

    def measured(self, verb: str, *flags: str, stack: str) -> Run:
        """Run a Pulumi command under the reaper; its calls are not looked at.

        Raises:
            FailedError: it failed.
        """
        figures = self.folder / f"figures-{stack}.json"
        command = ("pulumi", verb, "--yes", "--non-interactive", "--color=never", "--stack", stack, *flags)
        ran = self.run(sys.executable, str(REAPER), str(figures), *command)
        if ran.code:
            raise FailedError(f"{' '.join(command)}:\n{ran.text}")
        found = json.loads(figures.read_text())
        kinds = {name: Usage(**usage) for name, usage in found["kinds"].items()}
        sys.stderr.write(
            f"  {self._server}: {verb} {stack}: {found['wall']:.1f} s, CPU {found['cpu']:.2f} s\n"
        )
        return Run(found["wall"], found["cpu"], kinds)

    def empty(self) -> Run:
        """Run a program that declares nothing, in this project, on a stack of its own."""
        program = self.folder / "__main__.py"
        program.write_text("import pulumi\n")
        try:
            if EMPTY not in self._made:
                self.settle(EMPTY)
            return self.measured("up", "--skip-preview", stack=EMPTY)
        finally:
            shutil.copy(ROOT / "__main__.py", program)


@dataclass(frozen=True)
class Snapshot:
    """Settled stacks: the project's state and the simulator's, to begin from again and again."""

    state: Path
    estate: Path

    @classmethod
    def take(cls, workshop: Workshop, simulator: SimulatorProcess, folder: Path) -> Snapshot:
        """Keep what is there now."""
        folder.mkdir()
        estate = folder / "estate.json"
        estate.write_text(json.dumps(simulator.state()))
        shutil.copytree(workshop.folder / "state", folder / "state")
        return cls(folder / "state", estate)

    @contextlib.contextmanager
    def restored(self, workshop: Workshop, latency: float) -> Iterator[SimulatorProcess]:
        """Put it back, with a simulator of this latency."""
        shutil.rmtree(workshop.folder / "state")
        shutil.copytree(self.state, workshop.folder / "state")
        with started("--latency", str(latency), "--estate", str(self.estate)) as simulator:
            workshop.environment["WHOLESALE_API_URL"] = simulator.url
            yield simulator


@contextlib.contextmanager
def started(*arguments: str) -> Iterator[SimulatorProcess]:
    """A simulator without a rate, for as long as `with` lasts."""
    simulator = SimulatorProcess(*NO_RATE, *arguments)
    try:
        yield simulator
    finally:
        simulator.stop()


def seen(simulator: SimulatorProcess, workshop: Workshop, verb: str, *flags: str, stack: str) -> Run:
    """A measured command with its calls."""
    simulator.clear_ledger()
    run = workshop.measured(verb, *flags, stack=stack)
    return replace(run, calls=parse(simulator.ledger()))


def without_writes(run: Run) -> Run:
    """The run, which must not have written anything.

    Raises:
        FailedError: it has.
    """
    if count := writes(run.calls):
        raise FailedError(f"a run that should find nothing to do made {count} writes")
    return run


def written(run: Run, kind: str, count: int) -> Run:
    """The run, which must have made exactly so many calls of a kind.

    Raises:
        FailedError: it made more, or fewer.
    """
    if (found := by_kind(run.calls).get(kind, 0)) != count:
        raise FailedError(f"{kind}: {found} instead of {count}")
    return run


def pulumi_version(folder: Path) -> str:
    """The version of the engine that is measured.

    Args:
        folder: an empty folder.
    """
    return Workshop(folder, "").run("pulumi", "version").text.strip()
