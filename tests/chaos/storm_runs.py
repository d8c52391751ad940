"""Makes many customers while one call in five fails, for several seeds: `make chaos`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from storms import Size, Storm, calm
from tables import printed

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_WRITES = 1.3


def main(arguments: Sequence[str] | None = None) -> int:
    """Weather the storm of each seed; the exit status is 1 when one did not converge within the bounds."""
    chosen = _parser().parse_args(arguments)
    rows = []
    with tempfile.TemporaryDirectory(prefix="wholesale-storm-") as name:
        folder = Path(name)
        before = calm(Size(chosen.customers, chosen.stacks), _made(folder / "calm"))
        for seed in chosen.seeds:
            weathered = Storm(before, seed).weather(_made(folder / f"seed-{seed}"))
            rows.append(weathered.as_json())
            sys.stderr.write("\n".join((f"seed {seed}:", *weathered.told, "")))
    good = [row["outcome"] == "converged" and row["ratio"] <= MOST_WRITES for row in rows]
    good = [fine and not row["in a pause"] for fine, row in zip(good, rows, strict=True)]
    summary = {
        "seeds": len(rows),
        "within the bounds": sum(good),
        "most rounds": max(row["rounds"] for row in rows),
    }
    sys.stdout.write(printed(chosen.output, rows, summary) + "\n")
    return 0 if all(good) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", choices=("text", "json"), default="text")
    parser.add_argument("--customers", type=int, default=40, help="of ten users each")
    parser.add_argument("--stacks", type=int, default=6)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    return parser


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


if __name__ == "__main__":
    sys.exit(main())
