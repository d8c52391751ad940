"""Damages valid files and checks them, thousands of times: `make fuzz`. No traceback, no hang, little memory.

Each part runs in a process of its own, whose memory and time are limited; where one dies, the damage that
killed it is told, and the next process goes on behind it.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from mutations import GOOD, mutated

from wholesale.cli.main import run
from wholesale.settings import with_more

MEMORY = 512 * 2**20
SECONDS = 2
PART = 500
OUTPUTS = ("text", "text", "text", "json", "sarif", "junit", "github", "gitlab")
_TOLD = re.compile(r"^(?P<file>[^\s:]+):(?P<line>\d+):(?P<column>\d+): error: ", re.MULTILINE)
_WHOLE = re.compile(r"WS0(0\d|11|13|14)")


@dataclass
class Tally:
    """What became of the damages so far."""

    tried: int = 0
    refused: int = 0
    refusals: int = 0
    placed: int = 0
    slowest: float = 0.0
    peak: int = 0
    failures: list[str] = field(default_factory=list)
    rules: Counter[str] = field(default_factory=Counter)

    def add(self, row: dict[str, Any]) -> None:
        """Count one damage, or what its process used in all."""
        self.peak = max(self.peak, row.get("peak", 0))
        if "seed" not in row:
            return
        self.tried += 1
        self.refused += row["refusals"] > 0
        self.refusals += row["refusals"]
        self.placed += row["placed"]
        self.slowest = max(self.slowest, row["seconds"])
        self.rules.update(row["rules"])
        if row["failure"]:
            self.failures.append(f"seed {row['seed']}: {row['failure']}")
        elif row["seconds"] > SECONDS:
            self.failures.append(f"seed {row['seed']}: {row['seconds']:.1f} s")


def checked(seed: int, folder: Path) -> dict[str, Any]:
    """Check one damaged folder, by the command as people call it."""
    case, name, content = mutated(seed)
    stacks = folder / "stacks"
    shutil.rmtree(stacks, ignore_errors=True)
    shutil.copytree(case, stacks, ignore=shutil.ignore_patterns("*.txt"))
    if not (stacks / "partner.yaml").exists():
        shutil.copy(GOOD.parent / "partner.yaml", stacks)
    (stacks / name).write_bytes(content)
    output = OUTPUTS[seed % len(OUTPUTS)]
    command = ["validate", "stacks", "--no-cache", "--today", "2026-11-24", "--output", output]
    said, failure, begun = io.StringIO(), "", time.perf_counter()
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()):
            run(command)
    except BaseException:  # noqa: BLE001 - whatever escapes is what is looked for
        failure = traceback.format_exc()[-1500:]
    seconds = time.perf_counter() - begun
    text = said.getvalue() if output == "text" else ""
    told = [found for found in _TOLD.finditer(text) if found["file"] == f"stacks/{name}"]
    placed = sum(_is_inside(found, content.decode("utf-8", "replace")) for found in told)
    rules = re.findall(r"^    (WS\d{3}) ", text, re.MULTILINE)
    return {
        "seed": seed,
        "seconds": round(seconds, 4),
        "refusals": len(told),
        "placed": placed,
        "rules": rules,
        "failure": failure,
    }


def _is_inside(found: re.Match[str], text: str) -> bool:
    """Whether a refusal has a place of its own: one in the file, and not the stand-in of those without."""
    lines = re.split(r"\r\n|[\n\r\x85\u2028\u2029]", text)
    line, column = int(found["line"]), int(found["column"])
    inside = line <= len(lines) + 1 and (line > len(lines) or column <= len(lines[line - 1]) + 2)
    return inside and ((line, column) != (1, 1) or not _WHOLE.search(found.string[found.end() :][:400]))


def part(first: int, count: int) -> None:
    """Check so many damages in this process, and print a row for each; it ends itself when it hangs."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory(prefix="wholesale-fuzz-") as name:
        os.chdir(name)
        for seed in range(first, first + count):
            signal.alarm(10 * SECONDS)
            sys.stdout.write(json.dumps(checked(seed, Path(name))) + "\n")
            sys.stdout.flush()
        signal.alarm(0)
        os.chdir("/")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    sys.stdout.write(json.dumps({"peak": peak}) + "\n")


def rows(first: int, count: int) -> list[dict[str, Any]]:
    """The rows of one part; a damage that killed its process has a row that says so."""
    found: list[dict[str, Any]] = []
    last = first + count
    while first < last:
        command = [sys.executable, __file__, "--part", str(first), str(last - first)]
        environment = with_more({"WHOLESALE_CACHE_DIR": ""})
        ended = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        made = [json.loads(line) for line in ended.stdout.splitlines()]
        found += made
        done = sum("seed" in row for row in made)
        first += done
        if ended.returncode != 0 and first < last:
            failure = f"killed the process ({ended.returncode}): {ended.stderr[-500:]}"
            found.append(
                {"seed": first, "seconds": 0.0, "refusals": 0, "placed": 0, "rules": [], "failure": failure}
            )
            first += 1
    return found


def fuzzed(first: int, count: int) -> Tally:
    """Check so many damages, a process for each core."""
    tally = Tally()
    starts = range(first, first + count, PART)
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        for made in pool.map(lambda start: rows(start, min(PART, first + count - start)), starts):
            for row in made:
                tally.add(row)
    return tally


def main() -> int:
    """Print what became of all; 1 when anything failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000, help="how many damages")
    parser.add_argument("--first", type=int, default=0, metavar="SEED", help="the first seed")
    parser.add_argument("--part", type=int, nargs=2, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.part:
        part(*chosen.part)
        return 0
    begun = time.perf_counter()
    tally = fuzzed(chosen.first, chosen.count)
    share = 100 * tally.placed / max(tally.refusals, 1)
    enough = share >= 99
    figures = (
        f"{tally.tried} damaged files in {time.perf_counter() - begun:.0f} s",
        f"failures (traceback, killed, over {SECONDS} s, over {MEMORY >> 20} MB): {len(tally.failures)}",
        f"errors shown as text: {tally.refusals}, of {len(tally.rules)} rules, in {tally.refused} files",
        f"errors with a place of their own: {share:.2f} % (at least 99 %)",
        f"slowest: {tally.slowest:.2f} s; the most memory that a process had: {tally.peak >> 20} MB",
    )
    sys.stdout.write("\n".join(figures) + "\n")
    for failure in tally.failures[:20]:
        sys.stdout.write(f"\n{failure}\n")
    return 0 if not tally.failures and enough else 1


if __name__ == "__main__":
    sys.exit(main())
