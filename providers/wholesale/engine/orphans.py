"""No process outlives its engine: a pipe that nobody reads any more tells at once (engine-facts §7)."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

STANDARD_OUTPUT = 1


def end_with_engine(loop: AbstractEventLoop) -> None:
    """End this process as soon as the engine, which reads our output, is gone. Called within the loop."""
    if stat.S_ISFIFO(os.fstat(STANDARD_OUTPUT).st_mode):
        loop.add_reader(STANDARD_OUTPUT, os._exit, 1)
