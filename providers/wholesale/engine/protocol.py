"""The provider protocol's messages without the rest of the SDK, of which the plug-in uses nothing.

The whole of it costs 0.1 s of CPU in each of the two servers of a run (docs/decisions/0012-tuning.md).
"""

from __future__ import annotations

import importlib.util
import sys
import types
from pathlib import Path

PACKAGES = ("pulumi", "pulumi.runtime")


def without_sdk() -> None:
    """Let `pulumi.runtime.proto` be imported without what stands above it; before anything of it is."""
    found = importlib.util.find_spec("pulumi") if "pulumi" not in sys.modules else None
    for place in (found.submodule_search_locations or ()) if found else ():
        for name in PACKAGES:
            empty = types.ModuleType(name)
            empty.__path__ = [str(Path(place, *name.split(".")[1:]))]
            sys.modules[name] = empty
