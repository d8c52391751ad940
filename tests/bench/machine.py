"""The facts of a machine that figures depend on, and nothing that tells which machine it is."""

from __future__ import annotations

import os
import platform
import re
from importlib.metadata import version
from pathlib import Path
from typing import Any


def facts(pulumi: str) -> dict[str, Any]:
    """What figures depend on.

    Args:
        pulumi: the version of the engine.
    """
    return {
        "cores": len(os.sched_getaffinity(0)),
        "cpu": _cpu_model(),
        "memoryGiB": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "pulumi": pulumi,
        "pulumiSdk": version("pulumi"),
        "grpc": version("grpcio"),
    }


def load() -> float:
    """How many processes wanted a core in the last minute: figures of a busy machine are not worth much."""
    return round(os.getloadavg()[0], 2)


def _cpu_model() -> str:
    found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return found[1] if found else "unknown"
