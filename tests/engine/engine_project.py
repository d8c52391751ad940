"""A Pulumi project of its own for each test: the real engine, our plug-in, the simulator over a socket."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
STACK = "first-customer"
SERVER = os.environ.get("TEST_SERVER", "own")
"""Which server stands behind the engine in this run of the tests: `own`, or `stock`, that of Pulumi's SDK."""


@dataclass(frozen=True)
class Ran:
    """One command that ended."""

    code: int
    text: str

    @property
    def diagnostics(self) -> str:
        """What Pulumi says at the end: from `Diagnostics:` to the counts, without the order of chance.

        Nor with the words that the stock server puts before each of our messages.
        """
        _, _, tail = self.text.partition("Diagnostics:\n")
        tail = tail.replace("Exception calling application: ", "")
        body = re.split(r"^(?:Outputs|Resources|Duration):", tail, maxsplit=1, flags=re.MULTILINE)[0]
        return "\n\n".join(
            sorted(block.rstrip() for block in body.strip("\n").split("\n\n") if block.strip())
        )


class Project:
    """A folder that holds a Pulumi project, its state and its stack files."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.stacks = folder / "stacks"
        for name in ("stacks", "state", "home"):
            (folder / name).mkdir()
        shutil.copy(ROOT / "__main__.py", folder)
        self.serve(SERVER)
        for name in (".venv", "providers"):
            (folder / name).symlink_to(ROOT / name)
        tools = [ROOT / ".venv" / "bin", ROOT / ".toolchain" / "bin"]
        self.environment = {
            "PATH": os.pathsep.join([*map(str, tools), os.environ["PATH"]]),
            "PULUMI_BACKEND_URL": f"file://{folder}/state?metadata=skip",
            "PULUMI_HOME": f"{folder}/home",
            "PULUMI_CONFIG_PASSPHRASE": "test",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "WEBEX_ACCESS_TOKEN": "sim-full",
            "WHOLESALE_API_URL": url,
            "NO_PROXY": "127.0.0.1,localhost",
            "no_proxy": "127.0.0.1,localhost",
        }
        self._made: set[str] = set()

    def serve(self, server: str) -> None:
        """Write Pulumi.yaml: with our own server, or without the section that names it."""
        text = (ROOT / "Pulumi.yaml").read_text()
        own, _, _ = text.partition("plugins:")
        (self.folder / "Pulumi.yaml").write_text({"own": text, "stock": own}[server])

    def run(self, *command: str, **environment: str) -> Ran:
        """Run a command in the project."""
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("PULUMI", "WHOLESALE"))
        }
        ended = subprocess.run(
            command,
            cwd=self.folder,
            env={**kept, **self.environment, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            text=True,
        )
        text = re.sub(r"trackingid SIM_[0-9a-f-]+", "trackingid SIM_…", ended.stdout)
        return Ran(ended.returncode, text.replace(str(self.folder), "PROJECT"))

    def pulumi(self, verb: str, *flags: str, stack: str = STACK, **environment: str) -> Ran:
        """Run a Pulumi command on a stack, which is made where it is not there."""
        if stack not in self._made:
            self.run("pulumi", "stack", "init", stack)
            self._made.add(stack)
        return self.run(
            "pulumi", verb, "--non-interactive", "--color=never", "--stack", stack, *flags, **environment
        )

    def up(self, *flags: str, stack: str = STACK, **environment: str) -> Ran:
        """`pulumi up`, without its own preview."""
        return self.pulumi("up", "--yes", "--skip-preview", *flags, stack=stack, **environment)

    def steps(self, stack: str = STACK) -> dict[str, str]:
        """What `pulumi preview` is going to do: name → operation, for all that is not unchanged."""
        shown = self.pulumi("preview", "--json", stack=stack)
        steps = json.loads(shown.text[shown.text.index("{") :])["steps"]
        found = {
            step["urn"].rpartition("::")[2]: step["op"]
            for step in steps
            if "dynamic/wholesale" in step["urn"]
        }
        return {name: op for name, op in found.items() if op not in {"same", "refresh"}}

    def records(self, stack: str = STACK) -> dict[str, dict[str, Any]]:
        """The records in the state: kind and name → resource."""
        exported = json.loads(self.pulumi("stack", "export", stack=stack).text)
        resources = exported["deployment"].get("resources") or ()
        return {
            resource["urn"].split("wholesale:")[-1]: resource
            for resource in resources
            if "dynamic/wholesale" in resource["urn"]
        }

    def phases(self, stack: str = STACK) -> dict[str, str]:
        """Where the records of the state stand: kind and name → phase."""
        return {name: record["outputs"]["phase"] for name, record in self.records(stack).items()}

    def waiting(self, stack: str = STACK) -> dict[str, str]:
        """The phases of those that are not ready."""
        return {name: phase for name, phase in self.phases(stack).items() if phase != "ready"}

    def forget(self, name: str, stack: str = STACK) -> Ran:
        """Take a record, kind and name, and all that depend on it, out of the state."""
        urn = f"urn:pulumi:{stack}::wholesale::pulumi-python:dynamic/wholesale:{name}"
        return self.pulumi("state", "delete", urn, "--target-dependents", "--yes", stack=stack)

    def edit(self, change: Callable[[dict[str, Any]], None], stack: str = STACK) -> None:
        """Change the stack file."""
        file = self.stacks / f"{stack}.yaml"
        data = yaml.safe_load(file.read_text())
        change(data)
        file.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False))


@pytest.fixture
def project(tmp_path: Path, simulator: Any) -> Project:
    """The first customer's project, not applied yet."""
    made = Project(tmp_path, simulator.url)
    for file in (EXAMPLES / "first-customer").glob("*.yaml"):
        shutil.copy(file, made.stacks)
    return made


def written(simulator: Any) -> list[str]:
    """The writes in the ledger, each as method, collection and status, and the ledger is emptied."""
    found = rows(simulator.writes())
    simulator.clear_ledger()
    return found


def rows(items: list[dict[str, Any]]) -> list[str]:
    """Calls of the ledger, each as method, collection and status."""
    return [f"{item['method']} {_collection(item['path'])} {item['status']}" for item in items]


def _collection(path: str) -> str:
    parts = path.removeprefix("/v1/").split("/")
    return "/".join(part for part in parts if len(part) < 30)
