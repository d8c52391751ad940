from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from campaign import Campaign
from contract_grounds import Ground, growth, in_process, options, over_a_socket
from descriptions import DOCUMENTS, LIVE, READINGS, Reading, built

from apisim.description import operations

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from simulator_process import SimulatorProcess

EXAMPLES = 4
STEERS = re.compile("/actions/(pause|resume|abandon)/invoke$")  # of a job that runs: all have ended here


@pytest.fixture(params=READINGS, ids=lambda reading: reading.name)
def reading(request: pytest.FixtureRequest) -> Reading:
    """The descriptions as they are published, and as the live service was seen to keep to them."""
    found: Reading = request.param
    return found


@pytest.fixture
def grounds(
    reading: Reading, start_simulator: Callable[..., SimulatorProcess], tmp_path: Path
) -> list[Ground]:
    """The same in process and over a socket."""
    process = start_simulator(*options(reading.switches, tmp_path))
    return [in_process(reading.switches), over_a_socket(process.url)]


def test_all_that_the_calls_need_can_be_made(reading: Reading) -> None:
    assert growth(reading.switches).refused == {}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_no_answer_breaks_the_description(grounds: list[Ground], reading: Reading, document: str) -> None:
    assert Campaign(grounds, reading, EXAMPLES).run(document).failures == {}


def test_nine_operations_in_ten_are_seen_to_succeed() -> None:
    campaign = Campaign([in_process(LIVE.switches)], LIVE, examples=1)
    for document in DOCUMENTS:
        campaign.run(document)
    asked = {name for name in built() if not STEERS.search(operations()[name].path)}
    never = asked - campaign.told.succeeded
    assert len(never) <= len(asked) / 10, sorted(never)


def test_what_was_observed_and_is_not_published_is_found() -> None:
    between = Reading("observed answers against published descriptions", LIVE.switches, amended=False)
    found = Campaign([in_process(between.switches)], between, examples=1).run("neighbours").failures
    assert any("Create_a_Person: Undocumented status code" in problem for problem in found)
