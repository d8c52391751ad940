"""What an attacker of this release found: each was wrong once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from engine_project import written

if TYPE_CHECKING:
    from engine_project import Project

pytestmark = pytest.mark.slow

CRANE = "Y2lzY29zcGFyazovL3VzL09SR0FOSVpBVElPTi81NTU1NTU1NS01NTU1LTQ1NTUtODU1NS01NTU1NTU1NTU1NTU"


@pytest.fixture
def applied(project: Project, simulator: Any) -> Project:
    """The first customer, applied, with an empty ledger."""
    assert project.up().code == 0
    simulator.clear_ledger()
    return project


def settle(project: Project, simulator: Any, writes: list[str]) -> None:
    """One `up` makes these writes, and the next one none."""
    ran = project.up()
    assert ran.code == 0, ran.text
    assert written(simulator) == writes
    assert project.up().code == 0
    assert written(simulator) == []


def test_a_customer_that_another_stack_file_wants_is_not_taken_over(applied: Project, simulator: Any) -> None:
    text = (applied.stacks / "first-customer.yaml").read_text()
    other = text.replace("  lakeside:", "  pond:\n    externalId: lakeside")
    (applied.stacks / "other.yaml").write_text(other)
    ran = applied.up(stack="other")
    assert ran.code == 1
    assert "stacks/first-customer.yaml wants it too" in ran.diagnostics
    assert written(simulator) == []
    assert "User::pond/ben" not in applied.records(stack="other")


def test_a_customer_moves_to_another_stack_file_without_a_write(applied: Project, simulator: Any) -> None:
    file = applied.stacks / "first-customer.yaml"
    (applied.stacks / "other.yaml").write_text(file.read_text())
    file.write_text("version: 1\ncustomers: {}\n")
    assert applied.up().code == 0
    assert applied.up(stack="other").code == 0
    assert written(simulator) == []
    assert applied.records() == {}
    assert len(applied.records(stack="other")) == 9


def test_others_wait_until_the_declared_administrator_has_consented(project: Project, simulator: Any) -> None:
    simulator.outcome({"email": "ada@lakeside.example"}, "consent")
    assert project.up().code == 0
    assert [user["email"] for user in simulator.state()["subscribers"]] == ["ada@lakeside.example"]
    ada = simulator.state()["subscribers"][0]["id"]
    simulator.side("POST", f"/consents/{ada}")
    assert project.up().code == 0
    holders = [one["emails"][0] for one in simulator.state()["people"] if one.get("roles")]
    assert [email for email in holders if email.endswith("@lakeside.example")] == ["ada@lakeside.example"]


def test_a_second_address_line_can_be_taken_away(project: Project, simulator: Any) -> None:
    project.edit(lambda data: data["customers"]["lakeside"]["address"].update(addressLine2="Suite 2"))
    assert project.up().code == 0
    simulator.clear_ledger()
    project.edit(lambda data: data["customers"]["lakeside"]["address"].pop("addressLine2"))
    ran = project.up()
    assert ran.code == 0, ran.text
    assert sorted(written(simulator)) == ["PUT locations 204", "PUT wholesale/customers 202"]
    assert project.up().code == 0
    assert written(simulator) == []


def test_somebody_who_comes_back_gets_the_names_of_the_file_at_once(applied: Project, simulator: Any) -> None:
    eli: dict[str, Any] = {}
    applied.edit(lambda data: eli.update(data["customers"]["lakeside"]["users"].pop("eli")))
    assert applied.up().code == 0
    simulator.clear_ledger()
    back = {**eli, "firstName": "Elias", "extension": "155"}
    applied.edit(lambda data: data["customers"]["lakeside"]["users"].update(eli=back))
    settle(applied, simulator, ["POST wholesale/subscribers 200", "PUT people 200"])


def test_a_user_who_stops_calling_may_keep_an_extension_in_the_file(applied: Project, simulator: Any) -> None:
    def meet(data: dict[str, Any]) -> None:
        data["customers"]["lakeside"]["users"]["dev"]["package"] = "webex_meetings"

    applied.edit(meet)
    settle(applied, simulator, ["PUT wholesale/subscribers 200"])


def test_a_user_without_a_package_is_refused_in_words(project: Project) -> None:
    def attach(data: dict[str, Any]) -> None:
        customer = data["customers"]["lakeside"]
        data["customers"] = {
            "crane": {
                "extends": [],
                "template": "us-standard",
                "orgId": CRANE,
                "address": customer["address"],
                "packages": {"webex_meetings": {}},
                "users": {"zoe": {"email": "zoe@crane.example"}},
            }
        }

    project.edit(attach)
    ran = project.up()
    assert ran.code == 1
    assert "User crane/zoe has no package" in ran.diagnostics
    assert "Traceback" not in ran.text
    assert "KeyError" not in ran.text


def test_a_location_without_a_calling_package_waits(project: Project) -> None:
    def meet(data: dict[str, Any]) -> None:
        customer = data["customers"]["lakeside"]
        del customer["packages"]["webex_calling"]
        for user in customer["users"].values():
            user |= {"package": "webex_meetings", "location": None}

    project.edit(meet)
    ran = project.up()
    assert ran.code == 0, ran.text
    assert "waiting: it comes with the first calling package" in ran.diagnostics
    assert project.steps() == {"lakeside/HQ": "update"}


def test_a_package_with_a_limit_that_left_the_state_is_adopted_without_a_write(
    project: Project, simulator: Any
) -> None:
    project.edit(lambda data: data["customers"]["lakeside"]["packages"].update(webex_meetings={"limit": 3}))
    assert project.up().code == 0
    simulator.clear_ledger()
    project.pulumi("destroy", "--yes", "--skip-preview", "--continue-on-error")
    assert "Package::lakeside/webex_meetings" not in project.records()
    settle(project, simulator, [])


def test_a_customer_made_again_brings_its_location_along(project: Project, simulator: Any) -> None:
    project.edit(lambda data: data["customers"]["lakeside"].update(users={}))
    project.edit(lambda data: data["customers"]["lakeside"].pop("firstAdministrator"))
    assert project.up().code == 0
    simulator.edit("customers", None, simulator.state()["customers"][0]["id"])
    simulator.clear_ledger()
    settle(project, simulator, ["POST wholesale/customers 202"])
    assert project.records()["Location::lakeside/HQ"]["outputs"]["phase"] == "ready"


def test_a_person_who_is_gone_is_told_with_the_way_out(applied: Project, simulator: Any) -> None:
    subscriber = next(one for one in simulator.state()["subscribers"] if one["email"].startswith("dev"))
    simulator.edit("people", None, subscriber["personId"])
    assert subscriber["id"] in {one["id"] for one in simulator.state()["subscribers"]}
    ran = applied.up()
    assert ran.code == 0, ran.text
    assert "failed: the person behind it is gone" in ran.diagnostics
    assert written(simulator) == []
