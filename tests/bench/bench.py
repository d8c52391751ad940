"""Measures the real engine with our server and with the stock one, side by side: `make bench`."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from machine import facts, load
from printing import Figures, document, text
from scenarios import SCENARIOS
from workshop import FailedError, pulumi_version

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from measured import Line
    from speeds import Loading, Speed


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the chosen scenarios and print their figures; 1 when one of them could not be measured."""
    chosen = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="wholesale-bench-") as folder:
        machine = {**facts(pulumi_version(Path(folder))), "loadBefore": load()}
    try:
        found = [one for name in chosen.scenarios for one in _measured(name, chosen.runs)]
    except FailedError as error:
        sys.stderr.write(f"bench: {error}\n")
        return 1
    machine["loadAfter"] = load()
    figures = Figures.sorted(found)
    shown = json.dumps(document(machine, chosen.runs, figures), indent=1)
    if chosen.to:
        chosen.to.write_text(shown + "\n")
    sys.stdout.write((shown if chosen.output == "json" else text(machine, chosen.runs, figures)) + "\n")
    return 0


def _measured(name: str, rounds: int) -> Iterator[Line | Loading | Speed]:
    sys.stderr.write(f"{name}: {SCENARIOS[name].meaning}\n")
    with tempfile.TemporaryDirectory(prefix="wholesale-bench-") as folder:
        yield from SCENARIOS[name].lines(Path(folder), rounds)


def _parser() -> argparse.ArgumentParser:
    known = "\n".join(f"  {name:12} {one.meaning}" for name, one in SCENARIOS.items())
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog=f"scenarios:\n{known}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("scenarios", nargs="*", type=_known, default=list(SCENARIOS), metavar="SCENARIO", help="default: all")
    add("--runs", type=int, default=3, help="how often each is run; medians are shown")
    add("--output", choices=("text", "json"), default="text", help="what is printed")
    add("--to", type=Path, metavar="FILE", help="write the JSON into a file, too")
    return parser


def _known(name: str) -> str:
    if name not in SCENARIOS:
        raise argparse.ArgumentTypeError(f"{name}: there are {', '.join(SCENARIOS)}")
    return name


if __name__ == "__main__":
    sys.exit(main())
