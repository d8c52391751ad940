"""A few hundred of the damages of `make fuzz`, in every run of the tests."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from fuzz import fuzzed
from mutations import mutated


def test_damaged_files_end_in_errors_with_places_and_in_nothing_else() -> None:
    tally = fuzzed(first=0, count=300)
    assert tally.failures == []
    assert tally.tried == 300
    assert tally.refused > 50
    assert tally.placed >= 0.99 * tally.refusals


def test_a_damage_is_the_same_every_time() -> None:
    assert [mutated(seed) for seed in range(50)] == [mutated(seed) for seed in range(50)]
