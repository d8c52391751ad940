"""What other stack files hold, this one may forget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackfiles import customer, user, written, written_as
from standings import stood

from wholesale.engine.neighbours import moved
from wholesale.operations.safety import Moved
from wholesale.vocabulary.record import Reference

if TYPE_CHECKING:
    from pathlib import Path


def test_nothing_is_moved_where_nothing_is_missing(tmp_path: Path) -> None:
    stack = written(tmp_path, {"acme": customer()})
    assert moved(tmp_path, stack, stood("acme")) == Moved()


def test_a_customer_of_another_file_is_moved_with_all_that_is_wanted_there(tmp_path: Path) -> None:
    block = customer(users={"u0": user("u0")}, firstAdministrator="u0")
    written_as("other", tmp_path, {"bolt": block})
    stack = written(tmp_path, {"acme": customer()})
    found = moved(tmp_path, stack, [*stood("acme"), *stood("bolt", 2)])
    assert found.customers == {"bolt"}
    assert Reference("User", "bolt/u0") in found.elsewhere
    assert Reference("User", "bolt/u1") not in found.elsewhere


def test_a_customer_of_no_file_is_not_moved(tmp_path: Path) -> None:
    stack = written(tmp_path, {"acme": customer()})
    assert moved(tmp_path, stack, [*stood("acme"), *stood("bolt")]) == Moved()


def test_a_file_with_problems_holds_nothing(tmp_path: Path) -> None:
    stack = written(tmp_path, {"acme": customer()})
    (tmp_path / "other.yaml").write_text("version: 1\ncustomers: {bolt: {nmae: Bolt}}\n", "utf-8")
    assert moved(tmp_path, stack, [*stood("acme"), *stood("bolt")]) == Moved()


def test_a_customer_that_this_file_wants_is_never_moved(tmp_path: Path) -> None:
    written_as("other", tmp_path, {"acme": customer()})
    stack = written(tmp_path, {"acme": customer()})
    assert moved(tmp_path, stack, stood("acme", 1)).customers == frozenset()
