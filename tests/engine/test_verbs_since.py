"""Since when a record is parked: noted when the phase is entered, kept while it lasts."""

from __future__ import annotations

from datetime import UTC, datetime

from wholesale.operations.results import Result

MONDAY = datetime(2026, 11, 23, 8, 30, 15, 999, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 24, 8, 30, 15, tzinfo=UTC)


def test_a_phase_is_noted_to_the_second_when_it_is_entered() -> None:
    assert Result("1", "in_review").entered({}, MONDAY).since == "2026-11-23T08:30:15Z"


def test_the_same_phase_keeps_the_time_so_that_a_later_run_changes_nothing() -> None:
    first = Result("1", "in_review").entered({}, MONDAY)
    later = Result("1", "in_review").entered(first.outputs({}), TUESDAY)
    assert later == first


def test_another_phase_begins_anew() -> None:
    first = Result("1", "waiting").entered({}, MONDAY)
    assert Result("1", "in_review").entered(first.outputs({}), TUESDAY).since == "2026-11-24T08:30:15Z"


def test_what_is_ready_has_no_time() -> None:
    first = Result("1", "in_review").entered({}, MONDAY)
    assert Result("1", "ready").entered(first.outputs({}), TUESDAY).outputs({})["since"] == ""


def test_a_state_that_knows_no_time_yet_gets_one() -> None:
    last = {"phase": "in_review", "reason": "status pending_rpl_review"}
    assert Result("1", "in_review").entered(last, TUESDAY).since == "2026-11-24T08:30:15Z"
