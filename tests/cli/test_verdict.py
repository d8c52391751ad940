"""What the notes of a run come to: counts, exit code, next step."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from wholesale.engine.outcome import Note, notes, noting
from wholesale.engine.up import Plan, environment, shown
from wholesale.engine.verdict import Verdict, total, verdict
from wholesale.errors import ConflictError, WholesaleError
from wholesale.reports.applied import machine, next_step, text
from wholesale.vocabulary.record import Reference

if TYPE_CHECKING:
    from pathlib import Path

URN = "urn:pulumi:shop::wholesale::pulumi-python:dynamic/wholesale:User::acme/ada"
MADE = Note("create", "User", "acme/ada", "ready")
WAITS = Note("create", "User", "acme/ben", "waiting")
REVIEW = Note("create", "Customer", "acme", "in_review")
CONFLICT = Note("create", "User", "acme/cy", error="ConflictError", code=4)
SAFETY = Note("run", error="SafetyError", code=21)
TOKEN = Note("create", "Customer", "acme", error="AuthenticationError", code=3)
TOLD = Note("create", "Customer", "zen", error="ToldError", code=1)
PLAN = Plan(parallel=128, jobs=1, yes=True, init=False, terminal=False)


def code(*noted: Note, ended: int = 1, cancelled: bool = False) -> int:
    return verdict("shop", noted, ended, (), cancelled=cancelled).code


def of(code: int, **more: Any) -> Verdict:
    return Verdict("shop", code, **more)


def test_a_run_that_ends_well_is_0_even_where_things_are_parked() -> None:
    assert code(MADE, REVIEW, ended=0) == 0


def test_a_failure_beside_what_was_applied_is_23() -> None:
    assert code(MADE, CONFLICT) == 23


def test_a_failure_alone_has_its_own_code() -> None:
    assert code(CONFLICT) == 4
    assert code(SAFETY) == 21


def test_what_waits_was_not_applied() -> None:
    assert code(WAITS, CONFLICT) == 4


def test_a_refused_token_explains_what_comes_after_it() -> None:
    assert code(TOLD, TOKEN) == 3
    assert code(CONFLICT, TOKEN) == 3


def test_a_failure_without_a_note_is_1_or_what_pulumi_says() -> None:
    assert code() == 1
    assert code(ended=6) == 6
    assert code(ended=255) == 1
    assert code(MADE) == 23


def test_a_cancelled_run_is_8_unless_it_ended_well() -> None:
    assert code(MADE, cancelled=True) == 8
    assert code(MADE, ended=0, cancelled=True) == 0


def test_records_are_counted_once_by_what_became_of_them_last() -> None:
    noted = [WAITS, MADE, Note("create", "User", "acme/ada", "pending")]
    found = verdict("shop", noted, 0, (), cancelled=False)
    assert (found.created, found.parked) == (0, (("pending", 1), ("waiting", 1)))


def test_what_goes_with_its_customer_is_counted_where_the_customer_went() -> None:
    leaving = [Note("leave", "Package", "acme/webex_calling"), Note("leave", "Location", "acme/HQ")]
    gone = Note("delete", "Customer", "acme")
    assert verdict("shop", [*leaving, *leaving, gone], 0, (), cancelled=False).deleted == 3
    kept = verdict("shop", [*leaving, replace(gone, error="ConflictError", code=4)], 1, (), cancelled=False)
    assert (kept.deleted, kept.code) == (0, 4)


def test_what_failed_is_not_also_not_done_and_what_was_told_did_not_fail() -> None:
    missing = (Reference("User", "acme/cy"), Reference("User", "acme/di"))
    found = verdict("shop", [CONFLICT, TOLD], 1, missing, cancelled=False)
    assert found.failed == (("user acme/cy", "ConflictError"),)
    assert found.not_done == (missing[1],)


@pytest.mark.parametrize(
    ("codes", "expected"),
    [((0, 0), 0), ((0, 4), 23), ((4, 23), 23), ((21, 4), 21), ((3, 3), 3), ((6, 6), 6), ((0, 8), 8)],
)
def test_several_stacks_have_one_exit_code(codes: tuple[int, ...], expected: int) -> None:
    assert total([of(code) for code in codes], (), detailed=False) == expected


def test_what_is_parked_is_20_only_when_it_is_asked_for() -> None:
    found = [of(0), of(0, parked=(("in_review", 1),))]
    assert total(found, (), detailed=True) == 20
    assert total(found, (), detailed=False) == 0
    assert total([of(0)], (), detailed=True) == 0


def test_stacks_that_were_not_begun_were_cancelled_or_have_no_token() -> None:
    assert total([of(0)], ("mall",), detailed=False) == 8
    assert total([], ("mall",), detailed=False) == 8
    assert total([of(3)], ("mall",), detailed=False) == 3


def test_the_plain_command_is_shown_as_a_person_would_type_it() -> None:
    assert shown("shop", PLAN, environment(chosen=False)) == (
        "PULUMI_DIY_BACKEND_ZSTD=true pulumi up --stack shop --parallel 128 --continue-on-error --yes "
        "--skip-preview"
    )


def test_a_compression_that_the_user_chose_stays() -> None:
    assert environment(chosen=True) == {}


def test_without_yes_pulumi_previews_and_asks() -> None:
    asking = Plan(parallel=8, jobs=1, yes=False, init=False, terminal=True)
    assert shown("shop", asking, {}) == "pulumi up --stack shop --parallel 8 --continue-on-error"


def test_operations_are_noted_by_key_and_without_a_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "outcome.jsonl"
    monkeypatch.setenv("WHOLESALE_OUTCOME", str(file))
    with noting("create", URN) as stands:
        stands("ready")
    with noting("create", URN) as stands:
        stands(None)
    with noting("read", URN):
        pass
    with pytest.raises(ConflictError), noting("update", URN):
        raise ConflictError("Ada Jones has it")
    with pytest.raises(WholesaleError), noting("run"):
        raise WholesaleError("no")
    assert notes(file) == (
        MADE,
        Note("update", "User", "acme/ada", error="ConflictError", code=4),
        Note("run", error="WholesaleError", code=1),
    )
    assert "Jones" not in file.read_text()


def test_a_note_that_was_cut_off_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "outcome.jsonl"
    assert notes(file) == ()
    file.write_text('{"did": "create", "kind": "User", "key": "acme/ada", "phase": "ready"}\n{"did": "cre')
    assert notes(file) == (MADE,)


def test_nothing_is_noted_where_nobody_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WHOLESALE_OUTCOME", raising=False)
    monkeypatch.chdir(tmp_path)
    with noting("create", URN) as stands:
        stands("ready")
    assert list(tmp_path.iterdir()) == []


def test_the_summary_says_what_failed_what_was_not_done_and_what_is_next() -> None:
    missing = tuple(Reference("User", f"acme/u{number}") for number in range(12))
    found = verdict("shop", [MADE, REVIEW, CONFLICT], 1, missing, cancelled=False)
    told = text([found], ["mall"]).splitlines()
    assert told[0] == "shop: applied in part: 1 created, 0 updated, 0 deleted, 1 in_review"
    assert told[1] == "  failed: user acme/cy (ConflictError)"
    assert told[2] == "  not done: user acme/u0"
    assert told[12:] == [
        "  and 2 more",
        "  next: correct what failed, as the messages above say, then run again: wholesale up -s shop",
        "mall: not begun",
    ]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (of(0), ""),
        (of(0, parked=(("in_review", 1),)), "wholesale status"),
        (of(1), "wholesale unlock"),
        (of(2), "wholesale validate"),
        (of(3), "WEBEX_ACCESS_TOKEN"),
        (of(6), "--init"),
        (of(8), "run again"),
        (of(21), "allow"),
    ],
)
def test_every_end_has_a_next_step(found: Verdict, said: str) -> None:
    assert said in next_step(found)
    assert bool(next_step(found)) == bool(said)


def test_json_has_the_same() -> None:
    found = verdict("shop", [MADE, REVIEW, CONFLICT], 1, (), cancelled=False)
    told = json.loads(machine([found], ["mall"], 23))
    assert (told["schemaVersion"], told["exitCode"], told["notBegun"]) == (1, 23, ["mall"])
    assert told["stacks"][0]["failed"] == [{"record": "user acme/cy", "error": "ConflictError"}]
    assert told["stacks"][0]["parked"] == {"in_review": 1}
