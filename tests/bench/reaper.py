"""Runs one command and measures everything that it starts: `python reaper.py FIGURES COMMAND…`.

The totals are exact: this process takes in every orphan of the command (it is their subreaper), so what the
kernel counts for its ended children is the whole process tree. The split by kind is sampled from /proc.
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import resource
import select
import subprocess
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SUBREAPER = 36
"""PR_SET_CHILD_SUBREAPER of prctl(2)."""
BETWEEN_SAMPLES = 0.05
TICKS = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")

KINDS = (
    ("program", re.compile(r"pulumi-language-python-exec")),
    ("language host", re.compile(r"^\S*pulumi-language-python ")),
    ("server", re.compile(r"-m wholesale\.engine|pulumi-resource-pulumi-python|-m pulumi\.dynamic")),
    ("state export", re.compile(r"^\S*pulumi stack export")),
    ("CLI", re.compile(r"^\S*pulumi ")),
)
"""Kinds of process, by what stands on their command line; the first that fits."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What one process used until now."""

    kind: str
    cpu: float
    rss: int


def main(figures: str, *command: str) -> int:
    """Run the command, write its figures, and return its exit code."""
    if ctypes.CDLL(None, use_errno=True).prctl(SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "this process cannot take in the orphans of the command")
    began = time.monotonic()
    running = subprocess.Popen(command)
    samples = _sampled(running)
    wall = time.monotonic() - began
    _wait_for_orphans()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = {
        "wall": wall,
        "cpu": used.ru_utime + used.ru_stime,
        "peak": used.ru_maxrss * 1024,  # of the largest process
        "kinds": _by_kind(samples),
    }
    Path(figures).write_text(json.dumps(found))
    return running.returncode


def _sampled(running: subprocess.Popen[bytes]) -> dict[int, Sample]:
    samples: dict[int, Sample] = {}
    ended = os.pidfd_open(running.pid)  # `wait` with a timeout would look at intervals only
    while not select.select([ended], [], [], BETWEEN_SAMPLES)[0]:
        for pid in _descendants(os.getpid()):
            if sample := _sample(pid):
                samples[pid] = sample
    running.wait()
    os.close(ended)
    return samples


def _descendants(pid: int) -> Iterator[int]:
    try:
        lists = [(task / "children").read_text() for task in (PROC / str(pid) / "task").iterdir()]
    except OSError:
        return
    for child in (int(word) for text in lists for word in text.split()):
        yield child
        yield from _descendants(child)


def _sample(pid: int) -> Sample | None:
    try:
        line = (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        stat = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
        status = (PROC / str(pid) / "status").read_text()
    except OSError:
        return None
    peak = re.search(r"VmHWM:\s+(\d+) kB", status)
    if peak is None:
        return None
    kind = next((name for name, pattern in KINDS if pattern.search(line)), "other")
    return Sample(kind, (int(stat[11]) + int(stat[12])) / TICKS, int(peak[1]) * 1024)


def _wait_for_orphans() -> None:
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return


def _by_kind(samples: dict[int, Sample]) -> dict[str, dict[str, float]]:
    kinds: dict[str, list[Sample]] = defaultdict(list)
    for sample in samples.values():
        kinds[sample.kind].append(sample)
    return {
        kind: {
            "cpu": sum(one.cpu for one in them),
            "rss": max(one.rss for one in them),
            "processes": len(them),
        }
        for kind, them in kinds.items()
    }


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
