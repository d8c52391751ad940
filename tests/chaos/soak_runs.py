"""Makes many runs in a row, and prints what they leave behind: `make soak`."""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from soaks import problems, soak
from tables import printed

if TYPE_CHECKING:
    from collections.abc import Sequence

SHOWN = 10


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the runs; the exit status is 1 when something stays behind or grows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", choices=("text", "json"), default="text")
    parser.add_argument("--runs", type=int, default=200)
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="wholesale-soak-") as name:
        found = list(soak(Path(name), chosen.runs))
    told = list(problems(found))
    shown = found[:: max(1, len(found) // SHOWN)]
    rows = [one.as_json() for one in (found if chosen.output == "json" else [*shown, found[-1]])]
    summary = {
        "runs": len(found),
        "median seconds of a run": statistics.median(one.seconds for one in found),
        "left behind": "; ".join(told) or "nothing",
    }
    sys.stdout.write(printed(chosen.output, rows, summary) + "\n")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
