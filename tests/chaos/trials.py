"""A Pulumi project whose commands are bounded in time, and which can begin where another one stood."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

TESTS = Path(__file__).parents[1]
sys.path.append(str(TESTS / "engine"))

from engine_project import EXAMPLES, Project, Ran  # noqa: E402 - found where the engine's tests are
from processes import MARK  # noqa: E402 - after the path

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 120.0


def _simulator_process() -> Any:
    """The class that starts a simulator: it stands in the conftest of all tests."""
    spec = importlib.util.spec_from_file_location("simulator_process", TESTS / "conftest.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.SimulatorProcess


SimulatorProcess = _simulator_process()


@contextlib.contextmanager
def started(*arguments: str) -> Iterator[Any]:
    """A simulator with options of its own, for as long as `with` lasts."""
    simulator = SimulatorProcess(*arguments)
    try:
        yield simulator
    finally:
        simulator.stop()


class Trial(Project):
    """A project of its own.

    Args:
        folder: an empty folder.
        url: where the plug-in finds the API.
        like: a project whose state this one begins with.
    """

    def __init__(self, folder: Path, url: str, like: Trial | None = None) -> None:
        super().__init__(folder, url)
        shutil.copy(EXAMPLES / "first-customer" / "partner.yaml", self.stacks)
        self.environment["TMPDIR"] = str(folder / "tmp")
        (folder / "tmp").mkdir()
        if like:
            shutil.copytree(like.folder / "state", folder / "state", dirs_exist_ok=True)
            self._made |= like._made

    def write(self, stack: str, data: dict[str, Any]) -> None:
        """Write a stack file."""
        (self.stacks / f"{stack}.yaml").write_text(yaml.safe_dump(data, sort_keys=False))

    def run(self, *command: str, **environment: str) -> Ran:
        """Run a command in the project, for a bounded time.

        Raises:
            TimeoutError: it does not end.
        """
        try:
            ended = subprocess.run(
                command,
                cwd=self.folder,
                env={**self._surroundings(), **environment},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                check=False,
                text=True,
                timeout=PATIENCE,
            )
        except subprocess.TimeoutExpired as error:
            raise TimeoutError(f"{' '.join(command)}: no end after {PATIENCE:g} s") from error
        return Ran(ended.returncode, ended.stdout)

    def begin_up(self, stack: str, mark: str) -> subprocess.Popen[bytes]:
        """Start `pulumi up` as a terminal does: in a process group of its own, every process marked."""
        with (self.folder / "begun.txt").open("wb") as out:
            return subprocess.Popen(
                ["pulumi", "up", "--yes", "--skip-preview", "--non-interactive", "--stack", stack],
                cwd=self.folder,
                env={**self._surroundings(), MARK: mark},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def begun(self) -> str:
        """What the run in the background has said."""
        return (self.folder / "begun.txt").read_text(errors="replace")

    def checkpoint(self, stack: str) -> Path:
        """The file that holds the state."""
        return self.folder / f"state/.pulumi/stacks/wholesale/{stack}.json"

    def standing(self, stack: str) -> dict[str, Any]:
        """The state, as it stands in its file."""
        latest: dict[str, Any] = json.loads(self.checkpoint(stack).read_text())["checkpoint"]["latest"] or {}
        return latest

    def is_locked(self, stack: str) -> bool:
        """Whether a run that was killed left its lock."""
        return any((self.folder / f"state/.pulumi/locks/organization/wholesale/{stack}").glob("*"))

    def unlock(self, stack: str) -> list[str]:
        """Go the documented way back, and tell what went wrong on it."""
        ran = self.run("wholesale", "unlock", "-s", stack)
        return [] if ran.code == 0 else [f"the way back ended with {ran.code}: {tail(ran.text)}"]

    def _surroundings(self) -> dict[str, str]:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("PULUMI", "WHOLESALE"))
        }
        return {**kept, **self.environment}


def tail(text: str) -> str:
    """The end of an output, in one line."""
    return " | ".join(line.strip() for line in text.splitlines() if line.strip())[-300:]


def warnings(text: str) -> Iterator[str]:
    """The lines of an output that warn."""
    return (line.strip() for line in text.splitlines() if re.match(r"\s*(warning|error):", line))
