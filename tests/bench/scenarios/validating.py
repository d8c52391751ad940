"""`wholesale validate` of a large estate, beside what others need for the same, in turn."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import estate
from measured import Line, Run, Usage
from workshop import REAPER, ROOT, FailedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

RECORDS = estate.FILES * estate.CUSTOMERS * estate.USERS
PEERS = Path(__file__).parents[1] / "peers.py"
SCHEMA = ROOT / "specs" / "stack.schema.json"
REFERENCE, OCTODNS = "yaml-rs + jsonschema-rs", "octodns-validate"
COLD, WARM, CHANGED = "validate, cold", "validate, nothing changed", "validate, one file changed"


def lines(folder: Path, rounds: int) -> Iterator[Line]:
    """Each way so many times, one after the other, and then all of them again."""
    ways = Ways(folder)
    runs: dict[tuple[str, str], list[Run]] = {name: [] for name in ways.every}
    for _ in range(rounds):
        for name, run in ways.every.items():
            runs[name].append(run())
    for (scenario, server), found in runs.items():
        yield Line(scenario, server, RECORDS, tuple(found))


class Ways:
    """The ways to check the same estate.

    Args:
        folder: an empty folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stacks, self._kept = folder / "stacks", folder / "kept"
        self._environment = {
            **os.environ,
            "WHOLESALE_CACHE_DIR": str(self._kept),
            "PYTHONDONTWRITEBYTECODE": "",
        }
        estate.write(self._stacks)
        self.every: Mapping[tuple[str, str], Callable[[], Run]] = {
            (REFERENCE, "peer"): lambda: self._peer("reference"),
            (COLD, "ours"): self._cold,
            (WARM, "ours"): self._validate,
            (CHANGED, "ours"): self._changed,
            ("PyYAML's C loader", "peer"): lambda: self._peer("pyyaml"),
            ("yaml-rs + jsonschema", "peer"): lambda: self._peer("jsonschema"),
            **self._octodns(),
        }
        self._validate()  # modules are compiled once

    def _cold(self) -> Run:
        shutil.rmtree(self._kept, ignore_errors=True)
        return self._validate()

    def _changed(self) -> Run:
        with (self._stacks / "stack-007.yaml").open("a") as file:
            file.write("# one more line\n")
        return self._validate()

    def _validate(self) -> Run:
        return self._measured(str(Path(sys.executable).parent / "wholesale"), "validate", str(self._stacks))

    def _peer(self, way: str) -> Run:
        return self._measured(sys.executable, str(PEERS), way, str(self._stacks), str(SCHEMA))

    def _octodns(self) -> dict[tuple[str, str], Callable[[], Run]]:
        """octoDNS in a venv of its own, which is made here; without a package index it is left out."""
        estate.write_zones(self._folder / "dns")
        sys.stderr.write("  making a venv with octodns, of which nothing stays\n")
        venv = self._folder / "octodns"
        try:
            subprocess.run([sys.executable, "-m", "venv", venv], check=True, capture_output=True)
            quiet = ("-q", "--disable-pip-version-check", "--only-binary", ":all:")
            install = [venv / "bin" / "pip", "install", *quiet, "octodns==1.22.0"]
            subprocess.run(install, check=True, capture_output=True)
        except subprocess.CalledProcessError as error:
            sys.stderr.write(f"  octodns is left out: {error.stderr.decode()[-300:]}\n")
            return {}
        command = (str(venv / "bin" / "octodns-validate"), "--config-file", "config.yaml")
        return {(OCTODNS, "peer"): lambda: self._measured(*command, within=self._folder / "dns")}

    def _measured(self, *command: str, within: Path | None = None) -> Run:
        figures = self._folder / "figures.json"
        ended = subprocess.run(
            [sys.executable, REAPER, figures, *command],
            capture_output=True,
            text=True,
            check=False,
            cwd=within or self._folder,
            env=self._environment,
        )
        if ended.returncode:
            raise FailedError(f"{' '.join(command)}:\n{ended.stdout[-1000:]}\n{ended.stderr[-2000:]}")
        found = json.loads(figures.read_text())
        sys.stderr.write(f"  {Path(command[0]).name} {' '.join(command[1:3])[-40:]}: {found['wall']:.2f} s\n")
        return Run(found["wall"], found["cpu"], {"CLI": Usage(found["cpu"], found["peak"], 1)})
