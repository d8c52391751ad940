"""What is told of parked records, and in which order."""

from __future__ import annotations

import json

import pytest

from wholesale.engine.parked import Parked, counts, grouped, parked
from wholesale.reports import parked_json, parked_text
from wholesale.vocabulary.record import Reference, Standing

SINCE = "2026-11-23T08:30:15Z"


def stood(phase: str, kind: str = "Customer", key: str = "acme", since: str = SINCE) -> Standing:
    return Standing(Reference(kind, key), {}, {"apiId": "1", "phase": phase, "since": since})


def one(phase: str, key: str = "acme", reason: str = "why", since: str = "", stack: str = "shop") -> Parked:
    return Parked(stack, Reference("User", key), phase, reason, since, "", "somebody")


def test_what_was_ready_and_is_ready_is_not_parked() -> None:
    assert parked("shop", stood("ready"), "ready", "") is None


def test_a_review_ends_after_72_hours_at_the_latest() -> None:
    found = parked("shop", stood("in_review"), "in_review", "status pending_rpl_review")
    assert found
    assert (found.since, found.until) == (SINCE, "2026-11-26T08:30:15Z")


@pytest.mark.parametrize("phase", ["pending", "waiting", "needs_consent", "failed"])
def test_nobody_knows_when_anything_else_ends(phase: str) -> None:
    found = parked("shop", stood(phase), phase, "why")
    assert found
    assert (found.since, found.until) == (SINCE, "")


def test_a_phase_that_is_new_since_the_last_run_has_no_time_yet() -> None:
    found = parked("shop", stood("in_review"), "failed", "denied")
    assert found
    assert (found.phase, found.since, found.until) == ("failed", "", "")


@pytest.mark.parametrize("since", ["", "yesterday"])
def test_a_state_without_a_time_gives_no_end(since: str) -> None:
    found = parked("shop", stood("in_review", since=since), "in_review", "why")
    assert found
    assert found.until == ""


def test_a_hold_that_has_ended_is_finished_by_the_next_run() -> None:
    found = parked("shop", stood("in_review"), "ready", "")
    assert found
    assert (found.phase, found.ended_by) == ("over", "the next pulumi up")
    assert "it was in_review" in found.reason


def test_maintenance_is_ended_by_the_package() -> None:
    found = parked("shop", stood("pending"), "pending", "its services are in maintenance (2560)")
    assert found
    assert found.ended_by == "the package's maintenance"


def test_those_that_wait_for_the_same_thing_are_one_line_with_the_earliest_time() -> None:
    found = [one("waiting", f"acme/u{number}", since=f"2026-11-2{number}") for number in (3, 1, 2)]
    (group,) = grouped(found)
    assert (group.count, group.first.since) == (3, "2026-11-21")


def test_those_that_wait_for_different_things_or_customers_are_lines_of_their_own() -> None:
    found = [
        one("waiting", "acme/a"),
        one("waiting", "acme/b", reason="another"),
        one("waiting", "zen/c"),
        one("waiting", "acme/d", stack="mall"),
    ]
    assert [group.count for group in grouped(found)] == [1, 1, 1, 1]


def test_things_that_a_person_has_to_end_are_never_put_together() -> None:
    assert len(grouped([one("needs_consent", "acme/a"), one("needs_consent", "acme/b")])) == 2


def test_what_failed_stands_first_and_what_is_over_last() -> None:
    found = [one(phase, f"acme/{phase}") for phase in ("over", "waiting", "failed", "in_review")]
    assert [group.first.phase for group in grouped(found)] == ["failed", "in_review", "waiting", "over"]
    assert list(counts(found)) == ["failed", "in_review", "waiting", "over"]


def test_the_table_has_a_column_for_each_question() -> None:
    told = parked_text.table([one("failed", "acme/ada", since=SINCE)])
    head, row, reason = told.splitlines()
    assert head.split() == ["PHASE", "STACK", "RECORD", "SINCE", "UNTIL", "ENDED", "BY"]
    assert row.split() == ["failed", "shop", "user", "acme/ada", SINCE, "-", "somebody"]
    assert reason == "  why"
    assert "\x1b" not in told


def test_colours_change_nothing_but_the_colour() -> None:
    found = [one("failed", "acme/a"), one("in_review", "acme/b"), one("over", "acme/c")]
    coloured = parked_text.table(found, coloured=True)
    for code in ("\x1b[31;1m", "\x1b[33m", "\x1b[32m", "\x1b[0m"):
        assert code in coloured
        coloured = coloured.replace(code, "")
    assert coloured == parked_text.table(found)


def test_nothing_parked_is_said() -> None:
    assert parked_text.lines([]) == parked_text.table([]) == "nothing is parked\n"


def test_the_summary_counts_stacks_and_phases() -> None:
    found = [one("failed", "acme/a"), one("waiting", "acme/b"), one("waiting", "acme/c")]
    assert parked_text.summary(found, 2) == "2 stacks: 3 parked (1 failed, 2 waiting)"
    assert parked_text.summary([], 1) == "1 stack: 0 parked"


def test_json_lists_every_record() -> None:
    found = [one("waiting", "acme/a"), one("waiting", "acme/b"), one("failed", "acme/c", since=SINCE)]
    told = json.loads(parked_json.rendered(found, ["shop", "mall"], ["mall"]))
    assert told["schemaVersion"] == 1
    assert told["neverRun"] == ["mall"]
    assert told["counts"] == {"failed": 1, "waiting": 2}
    assert [item["key"] for item in told["parked"]] == ["acme/c", "acme/a", "acme/b"]
    assert told["parked"][0] == {
        "stack": "shop",
        "kind": "User",
        "key": "acme/c",
        "phase": "failed",
        "reason": "why",
        "since": SINCE,
        "until": None,
        "endedBy": "somebody",
        "over": False,
    }
