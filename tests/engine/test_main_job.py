"""The main job, with the real engine: what `pulumi up` writes, one call at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from engine_project import written

if TYPE_CHECKING:
    from engine_project import Project


@pytest.fixture
def applied(project: Project, simulator: Any) -> Project:
    """The first customer, applied, with an empty ledger."""
    ran = project.up()
    assert ran.code == 0, ran.text
    simulator.clear_ledger()
    return project


def edit(data: dict[str, Any]) -> None:
    """One package more, one user's package changed, one user more, one user less."""
    customer = data["customers"]["lakeside"]
    customer["packages"]["webex_suite"] = {}
    customer["users"]["ben"]["package"] = "webex_suite"
    customer["users"]["fay"] = {
        **customer["users"].pop("eli"),
        "email": "fay@lakeside.example",
        "extension": "106",
    }


def test_first_up_creates_the_customer_with_one_write_and_each_user_with_one(
    project: Project, simulator: Any
) -> None:
    ran = project.up()
    assert ran.code == 0, ran.text
    assert written(simulator) == ["POST wholesale/customers 202", *["POST wholesale/subscribers 200"] * 5]


def test_what_first_up_creates_is_what_the_file_says(applied: Project, simulator: Any) -> None:
    state = simulator.state()
    assert [customer["packages"] for customer in state["customers"]] == [["webex_calling", "webex_meetings"]]
    assert {user["email"].partition("@")[0] for user in state["subscribers"]} == {
        "ada",
        "ben",
        "chloe",
        "dev",
        "eli",
    }
    people = {person["emails"][0]: person for person in state["people"]}
    assert people["chloe@lakeside.example"]["lastName"] == "Dubois"
    assert people["chloe@lakeside.example"]["extension"] == "103"
    assert applied.records()["Customer::lakeside"]["id"] == "lakeside"


def test_second_up_writes_nothing_and_says_that_nothing_changes(applied: Project, simulator: Any) -> None:
    ran = applied.up()
    assert ran.code == 0, ran.text
    assert "10 unchanged" in ran.text
    assert written(simulator) == []


def test_preview_expects_no_changes_also_after_a_refresh(applied: Project) -> None:
    assert applied.pulumi("preview", "--expect-no-changes").code == 0
    assert applied.pulumi("refresh", "--yes", "--skip-preview").code == 0
    assert applied.pulumi("preview", "--expect-no-changes").code == 0


def test_an_edit_previews_as_exactly_its_lines(applied: Project) -> None:
    applied.edit(edit)
    assert applied.steps() == {
        "lakeside/webex_suite": "create",
        "lakeside/ben": "update",
        "lakeside/fay": "create",
        "lakeside/eli": "delete",
    }


def test_an_edit_applies_with_one_write_for_each_line(applied: Project, simulator: Any) -> None:
    applied.edit(edit)
    ran = applied.up()
    assert ran.code == 0, ran.text
    writes = written(simulator)
    assert writes[0] == "PUT wholesale/customers 202"
    assert sorted(writes[1:3]) == ["POST wholesale/subscribers 200", "PUT wholesale/subscribers 200"]
    assert writes[3:] == ["DELETE wholesale/subscribers 204"]


def test_removing_a_user_keeps_the_person_and_says_so(applied: Project, simulator: Any) -> None:
    applied.edit(lambda data: data["customers"]["lakeside"]["users"].pop("eli"))
    ran = applied.up()
    assert written(simulator) == ["DELETE wholesale/subscribers 204"]
    assert "the person stays in the organization" in ran.diagnostics
    assert any("eli@lakeside.example" in person["emails"] for person in simulator.state()["people"])


def test_drift_shows_in_preview_and_up_puts_it_right_with_one_write(applied: Project, simulator: Any) -> None:
    dev = next(one for one in simulator.state()["people"] if one["emails"] == ["dev@lakeside.example"])
    simulator.edit("people", {"lastName": "Changed", "extension": "199"}, dev["id"])
    assert applied.pulumi("preview", "--expect-no-changes").code == 7
    assert applied.steps() == {"lakeside/dev": "update"}
    assert applied.up().code == 0
    assert written(simulator) == ["PUT people 200"]
    after = next(one for one in simulator.state()["people"] if one["emails"] == ["dev@lakeside.example"])
    assert (after["lastName"], after["extension"]) == ("Patel", "104")


def test_a_user_deleted_behind_our_back_is_made_again(applied: Project, simulator: Any) -> None:
    simulator.edit("subscribers", None, subscriber(simulator, "dev")["id"])
    assert applied.up().code == 0
    assert written(simulator) == ["POST wholesale/subscribers 200"]


def test_destroy_writes_nothing_and_says_why_once_for_the_customer(applied: Project, simulator: Any) -> None:
    ran = applied.pulumi("destroy", "--yes", "--skip-preview")
    assert ran.code == 1
    assert written(simulator) == []
    assert (
        ran.diagnostics.count("Customer lakeside is kept, with all that stacks/first-customer.yaml wants")
        == 1
    )
    assert applied.up().code == 0
    assert written(simulator) == []


def test_ensure_absent_with_its_allow_removes_the_customer_in_one_up(
    applied: Project, simulator: Any
) -> None:
    applied.edit(leave)
    ran = applied.up()
    assert ran.code == 0, ran.text
    assert written(simulator) == [*["DELETE wholesale/subscribers 204"] * 5, "DELETE wholesale/customers 202"]
    assert applied.records() == {}
    assert simulator.state()["customers"] == []


def test_ensure_absent_is_refused_while_a_live_user_is_named_by_no_stack(
    applied: Project, simulator: Any
) -> None:
    customer = simulator.state()["customers"][0]
    stranger = {
        **subscriber(simulator, "dev"),
        "id": None,
        "email": "zed@lakeside.example",
        "customerId": customer["id"],
    }
    simulator.edit("subscribers", {name: value for name, value in stranger.items() if value is not None})
    applied.edit(leave)
    for ran in (applied.pulumi("preview"), applied.up()):
        assert ran.code == 1
        assert ran.diagnostics.count("has 1 live user that no stack names") == 1
    assert written(simulator) == []


def test_a_renamed_user_and_a_renamed_customer_stay_the_same(applied: Project, simulator: Any) -> None:
    def rename(data: dict[str, Any]) -> None:
        customer = data["customers"].pop("lakeside")
        user = customer["users"].pop("ben")
        customer["users"]["benjamin"] = {**user, "previously": "ben"}
        data["customers"]["lakeside-vet"] = {**customer, "previously": "lakeside", "externalId": "lakeside"}

    applied.edit(rename)
    ran = applied.up()
    assert ran.code == 0, ran.text
    assert written(simulator) == []
    assert applied.records()["User::lakeside-vet/benjamin"]["id"] == "lakeside/ben"


def leave(data: dict[str, Any]) -> None:
    """The customer leaves, asked for by name."""
    allow = {
        "what": "customers.delete",
        "customer": "lakeside",
        "count": 1,
        "reason": "closed",
        "until": "2999-12-31",
    }
    data["allow"] = [allow]
    data["customers"] = {"lakeside": {"ensure": "absent"}}


def subscriber(simulator: Any, name: str) -> dict[str, Any]:
    """The live user whose e-mail address begins so."""
    found: dict[str, Any] = next(
        one for one in simulator.state()["subscribers"] if one["email"].startswith(name)
    )
    return found
