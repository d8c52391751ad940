"""The processes of one run, found by a mark in their environment."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

MARK = "CHAOS_RUN"
BETWEEN_LOOKS = 0.005

Role = Literal["cli", "plug-in", "program", "other"]


def marked(mark: str) -> dict[int, Role]:
    """The living processes whose environment carries the mark: id → what it is."""
    wanted = f"{MARK}={mark}".encode()
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if wanted not in folder.joinpath("environ").read_bytes().split(b"\0") or _is_dead(folder):
                continue
            found[int(folder.name)] = _role(folder.joinpath("cmdline").read_bytes().split(b"\0"))
        except OSError:
            continue
    return found


def _is_dead(folder: Path) -> bool:
    """Whether it has ended and only waits to be looked at."""
    state = folder.joinpath("stat").read_text().rpartition(")")[2].split()[0]
    return state in {"Z", "X"}


def _role(words: list[bytes]) -> Role:
    names = {word.decode(errors="replace").rpartition("/")[2] for word in words}
    if "wholesale.engine" in names:
        return "plug-in"
    if "up" in names and "pulumi" in names:
        return "cli"
    return "program" if "pulumi-language-python-exec" in names else "other"


def within(seconds: float, true: Callable[[], bool]) -> bool:
    """Whether something becomes true in time; another process does it."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(BETWEEN_LOOKS)
    return True


def end_all(mark: str) -> None:
    """Kill what is left of a run."""
    for process in marked(mark):
        try:
            os.kill(process, 9)
        except ProcessLookupError:
            continue
