"""Parked: what only time or a person ends holds up nothing else, and nothing is written again meanwhile.

One stack holds a healthy customer and every kind of hold; `parked_story` tells the runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from parked_story import CUSTOMERS, Story, told

if TYPE_CHECKING:
    from parked_story import Step

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

IN_REVIEW = ("held", "lapsed", "denied")
REFUSED = ("lapsed", "denied", "broken")
WAITING = {
    "User::held/cleo",
    "User::lapsed/dora",
    "User::denied/emil",
    "User::broken/fred",
    "User::serviced/hal",
    "User::asking/jon",
}


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory, start_module_simulator: Any) -> Story:
    simulator = start_module_simulator("--rate", "0", "--seed", "1", "--review", "blocking")
    return told(tmp_path_factory.mktemp("parked"), simulator)


def phase(step: Step, *names: str) -> set[str]:
    """The phases of these records after a run."""
    return {step.waiting.get(name, "ready") for name in names}


def customers(*handles: str) -> list[str]:
    return [f"Customer::{handle}" for handle in handles]


def test_every_run_ends_well(story: Story) -> None:
    steps = (story.first, *story.later, story.hidden, story.adopted, story.released, story.settled)
    assert [step.ran.code for step in (*steps, story.readopted)] == [0] * 9, story.first.ran.text


def test_what_is_held_is_parked_as_what_it_is(story: Story) -> None:
    assert phase(story.first, *customers(*IN_REVIEW)) == {"in_review"}
    assert phase(story.first, "Customer::broken") == {"failed"}
    assert phase(story.first, "Package::serviced/webex_calling") == {"pending"}
    assert phase(story.first, "User::asking/ida") == {"needs_consent"}


def test_what_depends_on_it_waits(story: Story) -> None:
    assert {name for name, found in story.first.waiting.items() if found == "waiting"} >= WAITING


def test_the_packages_of_a_parked_customer_are_not_said_to_be_in_progress(story: Story) -> None:
    packages = [f"Package::{handle}/webex_meetings" for handle in IN_REVIEW]
    assert phase(story.first, *packages).isdisjoint({"pending", "ready"})
    assert phase(story.settled, *packages[1:]).isdisjoint({"pending", "ready"})


def test_everything_else_of_the_run_is_done(story: Story) -> None:
    names = ("ada", "ben", "gus", "ida")
    assert story.first.writes.count("POST wholesale/customers 202") == len(CUSTOMERS)
    assert story.first.writes.count("POST wholesale/subscribers 200") == len(names) - 1
    assert story.first.writes.count("POST wholesale/subscribers 202") == 1
    assert len(story.first.writes) == len(CUSTOMERS) + len(names)
    done = ("Customer::healthy", "User::healthy/ada", "User::healthy/ben", "User::serviced/gus")
    assert phase(story.first, *done, "Location::serviced/HQ") == {"ready"}


def test_three_further_runs_write_nothing_and_change_no_phase(story: Story) -> None:
    assert [step.writes for step in story.later] == [[], [], []]
    assert all(step.waiting == story.first.waiting for step in story.later)


def test_a_list_that_hides_them_for_a_moment_makes_nothing_anew(story: Story) -> None:
    assert story.hidden.writes == []
    assert story.hidden.waiting == story.first.waiting


def test_a_customer_in_review_that_left_the_state_is_taken_over_without_a_write(story: Story) -> None:
    assert "found it: taken over" in story.adopted.ran.text
    assert story.adopted.writes == []
    assert story.adopted.waiting == story.first.waiting


def test_the_run_after_the_holds_ended_finishes_the_rest(story: Story) -> None:
    assert story.released.writes == ["POST wholesale/subscribers 200"] * 3
    finished = ("User::held/cleo", "User::asking/ida", "User::asking/jon", "User::serviced/hal")
    assert phase(story.released, *customers("held"), *finished) == {"ready"}


def test_a_denial_and_72_hours_end_in_failed_and_their_users_go_on_waiting(story: Story) -> None:
    assert phase(story.released, *customers(*REFUSED)) == {"failed"}
    assert phase(story.released, "User::lapsed/dora", "User::denied/emil", "User::broken/fred") == {"waiting"}


def test_the_run_after_that_writes_nothing(story: Story) -> None:
    assert story.settled.writes == []
    assert story.settled.waiting == story.released.waiting


def test_an_ended_onboarding_that_left_the_state_is_taken_over_without_a_write(story: Story) -> None:
    assert story.readopted.ran.text.count("found it: taken over") >= len(customers("lapsed", "denied"))
    assert story.readopted.writes == []
    assert story.readopted.waiting == story.settled.waiting


def test_each_customer_is_ordered_once_for_ever(story: Story) -> None:
    assert story.orders == ["POST wholesale/customers 202"] * len(CUSTOMERS)
