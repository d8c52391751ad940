"""Garbage in a short process: little is made, so it is looked for rarely (docs/decisions/0012-tuning.md)."""

from __future__ import annotations

import gc

MANY_OBJECTS = 50_000
"""New objects after which garbage is looked for."""


def look_rarely() -> None:
    """Leave alone what was imported, and look for garbage only after many new objects."""
    gc.freeze()
    gc.set_threshold(MANY_OBJECTS)
