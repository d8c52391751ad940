"""Calls each operation with many examples, right and wrong, and prints what came of it: `make contract`."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

TESTS = Path(__file__).parents[1]
sys.path.append(str(TESTS))

from campaign import Campaign, Told  # noqa: E402 - the fixtures' module stands beside all tests
from contract_grounds import growth, in_process, options, over_a_socket  # noqa: E402 - same
from descriptions import DOCUMENTS, READINGS, Reading, built  # noqa: E402 - same
from simulator_process import SimulatorProcess  # noqa: E402 - same

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the calls; the exit status is 1 when an answer breaks its description."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=60, help="right ones per operation, and wrong ones")
    chosen = parser.parse_args(arguments)
    sound = [_shown(reading, chosen.examples) for reading in READINGS]
    return 0 if all(sound) else 1


def _shown(reading: Reading, examples: int) -> bool:
    started = time.monotonic()
    told = _told(reading, examples)
    lines = [f"{reading.name}, {time.monotonic() - started:.0f} s", *_figures(told)]
    sys.stdout.write("\n".join(lines) + "\n\n")
    sys.stdout.flush()
    return not told.failures


def _told(reading: Reading, examples: int) -> Told:
    with tempfile.TemporaryDirectory(prefix="apisim-contract-") as folder:
        process = SimulatorProcess(*options(reading.switches, Path(folder)))
        campaign = Campaign([in_process(reading.switches), over_a_socket(process.url)], reading, examples)
        refused = growth(reading.switches).refused
        campaign.told.failures.update({f"{name}: needed, and refused": why for name, why in refused.items()})
        try:
            for document in DOCUMENTS:
                campaign.run(document)
        finally:
            process.stop()
    return campaign.told


def _figures(told: Told) -> Iterator[str]:
    never = sorted(set(built()) - told.succeeded)
    yield f"  operations      {len(told.statuses)}"
    yield f"  with a success  {len(told.succeeded)}"
    yield f"  calls           {told.calls}, one half in process, the other over a socket"
    yield f"  failures        {len(told.failures)}"
    yield from (f"  never a success: {name} {dict(told.statuses.get(name, {}))}" for name in never)
    for problem, call in told.failures.items():
        yield f"  {problem}"
        yield f"      {call}"


if __name__ == "__main__":
    sys.exit(main())
