"""Watches how often a file changes."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Watch:
    """Counts the changes of a file while `with` lasts, and looks with each count whether to act."""

    def __init__(self, file: Path, look: Callable[[int], bool]) -> None:
        self._file, self._look = file, look
        self.changes, self._done = 0, threading.Event()
        self._thread = threading.Thread(target=self._follow, daemon=True)

    def __enter__(self) -> Self:
        self._last = self._stamp()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join(10)

    def _follow(self) -> None:
        acted = False
        while not self._done.wait(0.001):
            stamp = self._stamp()
            self.changes += stamp != self._last
            self._last = stamp
            acted = acted or (self.changes > 0 and self._look(self.changes))

    def _stamp(self) -> tuple[int, ...]:
        try:
            found = self._file.stat()
        except FileNotFoundError:
            return ()
        return found.st_ino, found.st_mtime_ns, found.st_size
