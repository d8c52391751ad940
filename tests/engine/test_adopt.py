"""What is there under the natural key is taken over and put right; what is somebody else's is a conflict."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from engine_project import Project, written
from stackfiles import caller, calling_customer, customer, user, written_as

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

CRANE = "Y2lzY29zcGFyazovL3VzL09SR0FOSVpBVElPTi81NTU1NTU1NS01NTU1LTQ1NTUtODU1NS01NTU1NTU1NTU1NTU"
STACK = "other"


@pytest.fixture
def second(project: Project, simulator: Any) -> Project:
    """A project with the files of the first customer, which lives, and without its state."""
    assert project.up().code == 0
    simulator.clear_ledger()
    (project.folder / "second").mkdir()
    made = Project(project.folder / "second", simulator.url)
    for name in ("partner.yaml", "first-customer.yaml"):
        shutil.copy(project.stacks / name, made.stacks)
    return made


@pytest.fixture
def empty(tmp_path: Path, simulator: Any) -> Project:
    """A project without a stack file."""
    return Project(tmp_path, simulator.url)


def attached(**more: Any) -> dict[str, Any]:
    """Crane Legal, an organization that was there before, with calling at HQ."""
    return calling_customer(orgId=CRANE, name=None, primaryEmail=None, **more)


def test_all_that_lives_is_taken_over_and_then_brought_to_what_the_file_says(
    second: Project, simulator: Any
) -> None:
    def edit(data: dict[str, Any]) -> None:
        lakeside = data["customers"]["lakeside"]
        lakeside["name"] = "Lakeside Pet Clinic"
        lakeside["address"]["addressLine1"] = "14 Shore Drive"
        lakeside["packages"]["webex_suite"] = {}
        lakeside["users"]["ben"]["package"] = "webex_suite"
        lakeside["users"]["dev"] |= {"extension": "144", "email": "DEV@lakeside.example"}

    second.edit(edit)
    ran = second.up()
    assert ran.code == 0, ran.text
    assert sorted(written(simulator)) == [
        "PATCH identity/organizations 200",
        "PUT locations 204",
        "PUT people 200",
        "PUT wholesale/customers 202",
        "PUT wholesale/customers 202",
        "PUT wholesale/subscribers 200",
    ]
    assert second.up().code == 0
    assert written(simulator) == []


def test_a_location_is_taken_over_by_its_name_and_put_right(empty: Project, simulator: Any) -> None:
    there = {"name": "hq", "orgId": CRANE, "timeZone": "America/New_York", "preferredLanguage": "en_gb"}
    simulator.edit("locations", there)
    before = len(simulator.state()["locations"])
    simulator.clear_ledger()
    written_as(STACK, empty.stacks, {"crane": attached()})
    ran = empty.up(stack=STACK)
    assert ran.code == 0, ran.text
    assert written(simulator)[:2] == ["POST wholesale/customers 202", "PUT locations 204"]
    assert len(simulator.state()["locations"]) == before
    assert empty.up(stack=STACK).code == 0
    assert written(simulator) == []


def test_somebody_of_an_attached_organization_becomes_a_user_and_stays_the_same_person(
    empty: Project, simulator: Any
) -> None:
    lee = next(one for one in simulator.state()["people"] if one["emails"] == ["lee@crane.example"])
    wanted = caller("lee", "300", email="Lee@Crane.example", firstName="Leonora")
    written_as(STACK, empty.stacks, {"crane": attached(users={"lee": wanted})})
    ran = empty.up(stack=STACK)
    assert ran.code == 0, ran.text
    people = [one for one in simulator.state()["people"] if "lee@crane" in one["emails"][0].lower()]
    assert [(one["id"], one["firstName"], one["extension"]) for one in people] == [
        (lee["id"], "Leonora", "300")
    ]
    simulator.clear_ledger()
    assert empty.up(stack=STACK).code == 0
    assert written(simulator) == []


def test_a_user_under_another_handle_is_the_same_user(project: Project, simulator: Any) -> None:
    assert project.up().code == 0
    simulator.clear_ledger()

    def rename(data: dict[str, Any]) -> None:
        users = data["customers"]["lakeside"]["users"]
        users["benjamin"] = users.pop("ben")

    project.edit(rename)
    ran = project.up()
    assert ran.code == 0, ran.text
    assert "only forgotten: user lakeside/benjamin holds it now" in ran.diagnostics
    assert written(simulator) == []


def test_a_user_whose_person_lives_in_another_organization_is_a_conflict(
    empty: Project, simulator: Any
) -> None:
    block = customer(users={"ada": user("ada", email="dana@crane.example")}, firstAdministrator="ada")
    written_as(STACK, empty.stacks, {"acme": block})
    ran = empty.up(stack=STACK)
    assert ran.code == 1
    assert "User acme/ada was not made" in ran.diagnostics
    assert "The person lives in another organization" in ran.diagnostics
    assert simulator.state()["subscribers"] == []


def test_a_user_of_another_customer_is_a_conflict(second: Project, simulator: Any) -> None:
    block = customer(users={"ada": user("ada", email="dev@lakeside.example")}, firstAdministrator="ada")
    written_as(STACK, second.stacks, {"acme": block})
    ran = second.up(stack=STACK)
    assert ran.code == 1
    assert "User acme/ada was not made" in ran.diagnostics
    assert "The person lives in another organization" in ran.diagnostics
    found = [one for one in simulator.state()["subscribers"] if one["email"] == "dev@lakeside.example"]
    assert [one["externalCustomerId"] for one in found] == ["lakeside"]


def test_a_customer_of_another_organization_is_a_conflict(second: Project, simulator: Any) -> None:
    written_as(STACK, second.stacks, {"crane": attached(externalId="lakeside")})
    (second.stacks / "first-customer.yaml").unlink()
    ran = second.up(stack=STACK)
    assert ran.code == 1
    assert "externalId lakeside is in another organization than orgId says" in ran.diagnostics
    assert written(simulator) == []


def test_two_records_that_want_one_address_are_an_error_of_the_file(project: Project, simulator: Any) -> None:
    def twice(data: dict[str, Any]) -> None:
        data["customers"]["lakeside"]["users"]["dev"]["email"] = "BEN@lakeside.example"

    project.edit(twice)
    ran = project.up()
    assert ran.code == 1
    assert "the e-mail address ben@lakeside.example is already that of user ben" in ran.diagnostics
    assert written(simulator) == []
    assert project.records() == {}
