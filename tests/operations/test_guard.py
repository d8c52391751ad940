"""What no run may delete, whichever command was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from stackfiles import customer, user, written
from standings import stands

from wholesale.errors import RefusedError, SafetyError
from wholesale.estate import Table
from wholesale.operations.guard import refuse_strangers, strangers, verdict
from wholesale.operations.safety import Moved
from wholesale.vocabulary.record import Reference

if TYPE_CHECKING:
    from pathlib import Path

    from wholesale.stacks.stack import Stack

ADA, BEN = Reference("User", "acme/ada"), Reference("User", "acme/ben")
ACME = Reference("Customer", "acme")


def stack(folder: Path, **more: Any) -> Stack:
    block = customer(users={"ada": user("ada")}, firstAdministrator="ada") | more
    return written(folder, {"acme": block})


@pytest.mark.parametrize("wanted", [ADA, ACME, Reference("Package", "acme/webex_meetings")])
def test_what_the_file_wants_is_never_deleted(tmp_path: Path, wanted: Reference) -> None:
    with pytest.raises(RefusedError, match="is kept"):
        verdict(stack(tmp_path), wanted, Moved(), ())


def test_what_the_file_wants_is_kept_even_where_another_file_wants_it_too(tmp_path: Path) -> None:
    with pytest.raises(RefusedError):
        verdict(stack(tmp_path), ADA, Moved(frozenset({ADA}), frozenset({"acme"})), ())


def test_the_old_key_of_a_renamed_record_is_wanted_too(tmp_path: Path) -> None:
    users = {"ada": user("ada"), "benjamin": user("ben", previously="ben")}
    with pytest.raises(RefusedError):
        verdict(stack(tmp_path, users=users), BEN, Moved(), ())


def test_what_vanished_from_the_file_is_deleted(tmp_path: Path) -> None:
    assert verdict(stack(tmp_path), BEN, Moved(), ()).call is True


@pytest.mark.parametrize("gone", [ACME, ADA, BEN])
def test_all_of_a_customer_that_leaves_is_deleted(tmp_path: Path, gone: Reference) -> None:
    leaving = written(tmp_path, {"acme": {"ensure": "absent"}})
    assert verdict(leaving, gone, Moved(), ()).call is True


def test_a_record_that_another_file_holds_is_forgotten_without_a_call(tmp_path: Path) -> None:
    assert verdict(stack(tmp_path), BEN, Moved(frozenset({BEN})), ()).call is False


def test_a_customer_that_another_file_holds_is_forgotten_even_in_a_run_that_is_stopped(
    tmp_path: Path,
) -> None:
    bolt = Reference("Customer", "bolt")
    moved = Moved(frozenset({bolt}), frozenset({"bolt"}))
    assert verdict(stack(tmp_path), bolt, moved, ("something else is lost",)).call is False


def test_nothing_is_deleted_in_a_run_that_would_lose_too_much(tmp_path: Path) -> None:
    with pytest.raises(SafetyError, match="too many"):
        verdict(stack(tmp_path), BEN, Moved(), ("too many",))


@pytest.mark.parametrize("gone", [Reference("Customer", "bolt"), Reference("User", "bolt/kim")])
def test_nothing_of_a_block_that_vanished_is_deleted(tmp_path: Path, gone: Reference) -> None:
    with pytest.raises(RefusedError):
        verdict(stack(tmp_path), gone, Moved(), ())


def test_a_user_removed_together_with_a_rename_of_its_customer_is_deleted(tmp_path: Path) -> None:
    gone = Reference("User", "old/ben")
    assert verdict(stack(tmp_path, previously="old"), gone, Moved(), ()).call is True


def test_nothing_of_an_observed_customer_is_deleted(tmp_path: Path) -> None:
    assert verdict(stack(tmp_path, manage="observe"), BEN, Moved(), ()).call is False


@pytest.mark.parametrize("key", [{"numbers": "released"}, {"deleteOrganization": True}])
def test_a_customer_whose_removal_is_not_built_is_kept(tmp_path: Path, key: Any) -> None:
    leaving = written(tmp_path, {"acme": {"ensure": "absent", **key}})
    with pytest.raises(RefusedError, match="not built yet"):
        verdict(leaving, ACME, Moved(), ())


def table(*rows: tuple[str, str]) -> Table:
    return Table([{"id": one, "email": email} for one, email in rows], lambda row: row.get("email"))


def test_users_of_the_state_are_no_strangers() -> None:
    live = table(("s-1", "ada@acme.example"), ("s-2", "ben@acme.example"))
    assert strangers(live, [stands("User", "acme/ada", "s-1"), stands("User", "acme/ben", "s-2")], {}) == []


def test_users_whom_a_file_names_are_no_strangers() -> None:
    live = table(("s-1", "Ada@Acme.example"))
    assert strangers(live, [], {"ada@acme.example": "acme.yaml"}) == []


def test_everybody_else_is_a_stranger() -> None:
    live = table(("s-1", "ada@acme.example"), ("s-9", "eve@acme.example"))
    found = strangers(live, [stands("User", "acme/ada", "s-1"), stands("Device", "acme/d", "s-9")], {})
    assert [row["id"] for row in found] == ["s-9"]


def test_a_record_that_never_was_made_knows_nobody() -> None:
    assert len(strangers(table(("s-1", "ada@acme.example")), [stands("User", "acme/ada", "")], {})) == 1


def test_ids_are_compared_in_any_form() -> None:
    encoded = "Y2lzY29zcGFyazovL3VzL1NVQlNDUklCRVIvMTExMTExMTEtMTExMS00MTExLTgxMTEtMTExMTExMTExMTEx"
    bare = "11111111-1111-4111-8111-111111111111"
    assert strangers(table((encoded, "a@acme.example")), [stands("User", "acme/ada", bare)], {}) == []


def test_a_customer_with_strangers_is_kept_and_they_are_named_by_id_not_by_address(tmp_path: Path) -> None:
    rows = [{"id": f"s-{number}", "email": f"eve{number}@acme.example"} for number in range(9)]
    with pytest.raises(SafetyError, match="9 live users") as told:
        refuse_strangers(stack(tmp_path), "acme", rows)
    assert "s-0" in str(told.value)
    assert "eve" not in str(told.value)


def test_a_customer_without_strangers_may_leave(tmp_path: Path) -> None:
    refuse_strangers(stack(tmp_path), "acme", [])
