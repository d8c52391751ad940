"""`wholesale status` with the real engine: what is live now, not what the last run saw."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from engine_project import STACK, written

if TYPE_CHECKING:
    from engine_project import Project

pytestmark = pytest.mark.slow

STATUS = ("wholesale", "status", "-s", STACK)


def parked(project: Project) -> dict[str, dict[str, Any]]:
    """Every parked record that `status` tells, by kind and key."""
    told = project.run(*STATUS, "--output", "json").text
    items = json.loads(told[told.index("{") : told.rindex("}") + 1])["parked"]
    return {f"{item['kind']} {item['key']}": item for item in items}


@pytest.fixture
def in_review(project: Project, start_simulator: Any) -> tuple[Project, Any]:
    """The first customer after a run that ended in a review."""
    simulator = start_simulator("--rate", "0", "--review", "blocking")
    simulator.outcome({"externalId": "lakeside"}, "review")
    project.environment["WHOLESALE_API_URL"] = simulator.url
    assert project.up().code == 0
    simulator.clear_ledger()
    return project, simulator


def test_a_review_is_told_with_its_end_and_those_that_wait_for_it_are_one_line(
    in_review: tuple[Project, Any],
) -> None:
    project, simulator = in_review
    ran = project.run(*STATUS, "--detailed-exitcode")
    assert ran.code == 20
    told = [line for line in ran.text.splitlines() if line.startswith(f"{STACK}: ")]
    since = project.records()["Customer::lakeside"]["outputs"]["since"]
    review = f"{STACK}: in_review: customer lakeside: status pending_rpl_review; since {since}"
    assert told[0].startswith(review)
    assert told[0].endswith("ended by Cisco's review")
    assert ": waiting: 8 records of customer lakeside: customer lakeside is in_review" in told[1]
    assert len(told) == 2
    found = parked(project)
    assert found["User lakeside/ada"]["phase"] == "waiting"
    assert found["Customer lakeside"]["until"] > since
    assert written(simulator) == []


def test_the_time_stays_as_long_as_the_phase_does(in_review: tuple[Project, Any]) -> None:
    project, simulator = in_review
    before = project.records()
    assert project.up().code == 0
    after = project.records()
    assert {key: record["outputs"] for key, record in before.items()} == {
        key: record["outputs"] for key, record in after.items()
    }
    assert written(simulator) == []


def test_a_hold_that_has_ended_since_the_last_run_is_told_as_over(in_review: tuple[Project, Any]) -> None:
    project, simulator = in_review
    customer = simulator.state()["customers"][0]["id"]
    simulator.side("POST", f"/reviews/{customer}", {"verdict": "clear"})
    found = parked(project)
    assert found["Customer lakeside"]["over"]
    assert found["Customer lakeside"]["endedBy"] == "the next pulumi up"
    assert project.up().code == 0
    ran = project.run(*STATUS, "--detailed-exitcode")
    assert (ran.code, ran.text.splitlines()[1]) == (0, "nothing is parked")


def test_a_denied_customer_is_told_first_and_as_failed(in_review: tuple[Project, Any]) -> None:
    project, simulator = in_review
    customer = simulator.state()["customers"][0]["id"]
    simulator.side("POST", f"/reviews/{customer}", {"verdict": "deny"})
    told = project.run(*STATUS).text.splitlines()
    assert told[1].startswith(f"{STACK}: failed: ")


def test_a_consent_is_told_with_the_one_who_gives_it(project: Project, simulator: Any) -> None:
    simulator.outcome({"email": "eli@lakeside.example"}, "consent")
    assert project.up().code == 0
    found = parked(project)
    assert list(found) == ["User lakeside/eli"]
    assert found["User lakeside/eli"]["phase"] == "needs_consent"
    assert found["User lakeside/eli"]["endedBy"].startswith("the person")
    assert found["User lakeside/eli"]["until"] is None


def test_a_stack_that_was_never_run_is_named_and_one_that_is_asked_for_exits_6(project: Project) -> None:
    every = project.run("wholesale", "status")
    assert every.code == 0
    assert f"never run: {STACK}" in every.text
    assert project.run(*STATUS).code == 6


def test_a_refused_token_exits_3(project: Project) -> None:
    assert project.up().code == 0
    ran = project.run(*STATUS, WEBEX_ACCESS_TOKEN="expired-token")
    assert ran.code == 3
