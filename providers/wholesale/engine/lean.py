"""What of the SDK our program goes without, and what that saves (docs/decisions/0012-tuning.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi
from pulumi.runtime import resource
from pulumi.runtime.proto import source_pb2

from wholesale.engine.garbage import look_rarely

if TYPE_CHECKING:
    from collections.abc import Callable


def lean() -> None:
    """Send the engine no debug messages (four for each record), and write no stack traces into the state."""
    look_rarely()
    _replace(pulumi.log, "debug", lambda *_, **__: None)
    _replace(resource, "_get_stack_trace", source_pb2.StackTrace)


def _replace(module: object, name: str, substitute: Callable[..., object]) -> None:
    """Replace a function that is there; an SDK that has it no longer needs nothing instead."""
    if hasattr(module, name):
        setattr(module, name, substitute)
