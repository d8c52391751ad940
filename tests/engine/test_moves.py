"""A customer that moves to another stack file is forgotten here and adopted there, whichever runs first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from engine_project import Project, written
from stackfiles import customer, user, written_as

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

HERE, THERE = "here", "there"
ORDERS = [(HERE, THERE), (THERE, HERE)]


def block(handle: str, *names: str, **more: Any) -> dict[str, Any]:
    """A customer with these users, and an id of its own."""
    users = {name: user(name, email=f"{name}@{handle}.example") for name in names}
    facts = {"name": handle.title(), "primaryEmail": f"office@{handle}.example", "externalId": handle}
    return customer(**facts, firstAdministrator=names[0], users=users) | more


@pytest.fixture
def three(tmp_path: Path, simulator: Any) -> Project:
    """Three customers in one stack, applied, and another stack without any."""
    project = Project(tmp_path, simulator.url)
    blocks = {"ash": block("ash", "ann"), "elm": block("elm", "eva", "ede"), "fir": block("fir", "fay")}
    written_as(HERE, project.stacks, blocks)
    written_as(THERE, project.stacks, {})
    ran = project.up(stack=HERE)
    assert ran.code == 0, ran.text
    simulator.clear_ledger()
    return project


def move(project: Project, handle: str = "elm", **more: Any) -> None:
    """Customer elm stands in the other file now."""
    written_as(HERE, project.stacks, {"ash": block("ash", "ann"), "fir": block("fir", "fay")})
    written_as(THERE, project.stacks, {handle: block("elm", "eva", "ede") | more})


@pytest.mark.parametrize("order", ORDERS, ids=["old first", "new first"])
def test_a_customer_of_several_moves_with_its_users_and_nothing_is_written(
    order: tuple[str, str], three: Project, simulator: Any
) -> None:
    move(three)
    for stack in order:
        ran = three.up(stack=stack)
        assert ran.code == 0, ran.text
    moved = {"Customer::elm", "Package::elm/webex_meetings", "User::elm/eva", "User::elm/ede"}
    assert three.records(THERE).keys() == moved
    assert three.records(HERE).keys().isdisjoint(moved)
    assert len(three.records(HERE)) == 6
    for stack in order:
        assert three.pulumi("preview", "--expect-no-changes", stack=stack).code == 0
    assert written(simulator) == []


def test_the_new_stack_may_change_it_before_the_old_one_forgets_it(three: Project, simulator: Any) -> None:
    users = {"eva": user("eva", email="eva@elm.example"), "eli": user("eli", email="eli@elm.example")}
    move(three, users=users)
    assert three.up(stack=THERE).code == 0
    assert written(simulator) == ["POST wholesale/subscribers 200"]
    ran = three.up(stack=HERE)
    assert ran.code == 0, ran.text
    assert written(simulator) == []
    live = {one["email"] for one in simulator.state()["subscribers"] if one["email"].endswith("@elm.example")}
    assert live == {"eva@elm.example", "ede@elm.example", "eli@elm.example"}


def test_as_long_as_both_files_want_it_the_new_one_is_refused_and_the_old_one_goes_on(
    three: Project, simulator: Any
) -> None:
    written_as(THERE, three.stacks, {"elm": block("elm", "eva", "ede")})
    ran = three.up(stack=THERE)
    assert ran.code == 1
    assert "stacks/here.yaml wants it too" in ran.diagnostics
    assert three.records(THERE) == {}
    assert three.up(stack=HERE).code == 0
    assert written(simulator) == []


@pytest.mark.parametrize("order", ORDERS, ids=["old first", "new first"])
def test_it_may_get_another_handle_on_its_way(order: tuple[str, str], three: Project, simulator: Any) -> None:
    move(three, handle="ulm")
    for stack in order:
        ran = three.up(stack=stack)
        assert ran.code == 0, ran.text
    assert "User::ulm/eva" in three.records(THERE)
    assert "User::elm/eva" not in three.records(HERE)
    assert written(simulator) == []


@pytest.mark.parametrize("handle", ["elm", "ulm"])
def test_a_customer_that_another_file_wants_by_now_is_not_removed_by_an_old_ensure_absent(
    handle: str, three: Project, simulator: Any
) -> None:
    move(three, handle=handle)
    assert three.up(stack=THERE).code == 0
    allow = {
        "what": "customers.delete",
        "customer": "elm",
        "count": 1,
        "reason": "moved",
        "until": "2999-12-31",
    }
    rest = {"ash": block("ash", "ann"), "fir": block("fir", "fay")}
    written_as(HERE, three.stacks, {**rest, "elm": {"externalId": "elm", "ensure": "absent"}}, allow=[allow])
    three.up(stack=HERE)
    assert written(simulator) == []
