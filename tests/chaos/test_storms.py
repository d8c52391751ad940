"""One call in five fails, and still everything comes to be, with hardly a write too many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from storm_runs import MOST_WRITES
from storms import Size, Storm, calm

if TYPE_CHECKING:
    from pathlib import Path

ON_A_BUSY_MACHINE = 0.5
"""Seconds for which a call may be on its way here; calls that ignore a pause are spread over all of it."""
SIZE = Size(customers=8, stacks=2)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_storm_ends_as_a_calm_run_does_with_few_writes_more_and_no_call_in_a_pause(tmp_path: Path) -> None:
    for name in ("calm", "storm"):
        (tmp_path / name).mkdir()
    weathered = Storm(calm(SIZE, tmp_path / "calm"), seed=1).weather(tmp_path / "storm")
    assert weathered.problems == ()
    assert max(weathered.early, default=0.0) < ON_A_BUSY_MACHINE
    assert weathered.sent <= MOST_WRITES * weathered.wanted
    assert weathered.faults > weathered.calls / 10
