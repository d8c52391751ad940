"""Kills a run at every boundary of every deed, and prints what became of each: `make chaos`."""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatchcase
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deeds import DEEDS
from grounds import Ground
from kills import Kill, Outcome, kills
from starts import Start
from tables import printed

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out the chosen kills; the exit status is 1 when one did not converge."""
    chosen = _parser().parse_args(arguments)
    found = [kill for kill in kills(DEEDS) if fnmatchcase(kill.name, chosen.only)][: chosen.kills]
    wanted = sorted(found, key=lambda kill: DEEDS.index(kill.deed))
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="wholesale-chaos-") as name:
        outcomes = _carried_out(wanted, Path(name), chosen.jobs)
    summary = _summary(outcomes, time.monotonic() - began)
    sys.stdout.write(printed(chosen.output, [_row(one, chosen.output) for one in outcomes], summary) + "\n")
    return 1 if summary["kills"] != summary["converged"] or not outcomes else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", choices=("text", "json"), default="text")
    parser.add_argument("--only", default="*", help="a glob over `deed, boundary, victim`")
    parser.add_argument("--kills", type=int, help="the most kills; they are spread over all")
    parser.add_argument("--jobs", type=int, default=2, help="deeds at a time")
    return parser


def _carried_out(wanted: Sequence[Kill], folder: Path, jobs: int) -> list[Outcome]:
    """The outcomes, deed by deed; what is there before is made once for all that share it."""
    befores = [kill.deed.before for kill in wanted]
    different = [one for number, one in enumerate(befores) if one not in befores[:number]]
    starts = []
    for number, data in enumerate(different):
        (folder / f"start-{number}").mkdir()
        starts.append(Start(folder / f"start-{number}", data))
    groups = [list(group) for _, group in groupby(wanted, lambda kill: kill.deed)]

    def carry_out(number: int) -> list[Outcome]:
        group = groups[number]
        place = folder / f"deed-{number}"
        place.mkdir()
        with Ground(group[0].deed, starts[different.index(group[0].deed.before)], place) as ground:
            return [_told(ground.carry_out(kill)) for kill in group]

    with ThreadPoolExecutor(jobs) as pool:
        return [one for found in pool.map(carry_out, range(len(groups))) for one in found]


def _told(outcome: Outcome) -> Outcome:
    """Let the one who waits see it."""
    end = "converged" if not outcome.problems else "; ".join(outcome.problems)
    sys.stderr.write(f"{outcome.deed}, {outcome.boundary}, {outcome.victim}: {end} ({outcome.seconds} s)\n")
    return outcome


def _row(outcome: Outcome, output: str) -> dict[str, Any]:
    row = outcome.as_json()
    if output == "json":
        return row
    problems = "; ".join(row.pop("problems"))
    del row["converged"]
    return {**row, "outcome": problems or "converged"}


def _summary(outcomes: Sequence[Outcome], seconds: float) -> dict[str, Any]:
    return {
        "kills": len(outcomes),
        "converged": sum(not one.problems for one in outcomes),
        "median seconds of a kill": statistics.median([one.seconds for one in outcomes] or [0]),
        "seconds in all": round(seconds),
    }


if __name__ == "__main__":
    sys.exit(main())
