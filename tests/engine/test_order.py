"""What comes before what, in one `pulumi up`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from engine_project import written

if TYPE_CHECKING:
    from engine_project import Project

pytestmark = pytest.mark.slow


def both_in_suite(data: dict[str, Any]) -> None:
    """Ben and Dev take the suite."""
    customer = data["customers"]["lakeside"]
    customer["packages"]["webex_suite"] = {}
    for name in ("ben", "dev"):
        customer["users"][name]["package"] = "webex_suite"


def suite_dropped(data: dict[str, Any]) -> None:
    """Ben goes back to calling, Dev leaves, and nobody has the suite any more."""
    customer = data["customers"]["lakeside"]
    del customer["packages"]["webex_suite"]
    del customer["users"]["ben"]["package"]
    del customer["users"]["dev"]
    data["allow"] = [
        {
            "what": "packages.remove",
            "customer": "lakeside",
            "count": 1,
            "reason": "contract changed",
            "until": "2999-12-31",
        }
    ]


@pytest.mark.parametrize("parallel", ["1", "64"])
def test_a_package_leaves_after_all_who_had_it(parallel: str, project: Project, simulator: Any) -> None:
    project.edit(both_in_suite)
    assert project.up().code == 0
    simulator.clear_ledger()
    project.edit(suite_dropped)
    ran = project.up(f"--parallel={parallel}")
    assert ran.code == 0, ran.text
    assert written(simulator) == [
        "PUT wholesale/subscribers 200",
        "DELETE wholesale/subscribers 204",
        "PUT wholesale/customers 202",
    ]


def test_the_declared_first_administrator_of_twenty_users_holds_the_role(
    project: Project, simulator: Any
) -> None:
    def twenty(data: dict[str, Any]) -> None:
        customer = data["customers"]["lakeside"]
        customer["firstAdministrator"] = "u17"
        customer["users"] = {
            f"u{number}": {"email": f"u{number}@lakeside.example", "extension": str(300 + number)}
            for number in range(20)
        }

    project.edit(twenty)
    ran = project.up("--parallel=64")
    assert ran.code == 0, ran.text
    administrators = [
        person["emails"][0]
        for person in simulator.state()["people"]
        if person.get("roles") and person["emails"][0].endswith("@lakeside.example")
    ]
    assert administrators == ["u17@lakeside.example"]


def test_packages_that_come_and_go_together_travel_in_one_write_each(
    project: Project, simulator: Any
) -> None:
    assert project.up().code == 0
    simulator.clear_ledger()

    def three_more(data: dict[str, Any]) -> None:
        packages = data["customers"]["lakeside"]["packages"]
        packages |= {"webex_suite": {"limit": 3}, "webex_voice": {}, "cx_essentials": {"limit": 2}}

    project.edit(three_more)
    assert project.up("--parallel=64").code == 0
    assert written(simulator) == ["PUT wholesale/customers 202"]
    assert project.up().code == 0
    assert written(simulator) == []


def test_a_customer_that_is_not_settled_in_time_is_pending_and_the_next_run_goes_on(
    project: Project, start_simulator: Any
) -> None:
    slow = start_simulator("--rate", "0", "--settle", "600")
    here = {"WHOLESALE_API_URL": slow.url, "WHOLESALE_WAIT": "0.5"}
    ran = project.up(**here)
    assert ran.code == 0, ran.text
    assert written(slow) == ["POST wholesale/customers 202"]
    phases = {name: record["outputs"]["phase"] for name, record in project.records().items()}
    assert phases["Customer::lakeside"] == "pending"
    assert phases["User::lakeside/ben"] == "waiting"
    assert project.up(**here).code == 0
    assert written(slow) == []
    slow.advance(600)
    assert project.up(**here).code == 0
    assert written(slow) == ["POST wholesale/subscribers 200"] * 5
    assert project.pulumi("preview", "--expect-no-changes", **here).code == 0


def test_a_customer_that_is_being_updated_loses_no_record_to_a_refresh(
    project: Project, start_simulator: Any
) -> None:
    slow = start_simulator("--rate", "0", "--settle", "600")
    here = {"WHOLESALE_API_URL": slow.url, "WHOLESALE_WAIT": "0.5"}
    assert project.up(**here).code == 0
    slow.advance(600)
    assert project.up(**here).code == 0
    project.edit(lambda data: data["customers"]["lakeside"]["packages"].update(webex_suite={}))
    assert project.up(**here).code == 0
    before = {name: record["outputs"]["apiId"] for name, record in project.records().items()}
    written(slow)
    ran = project.up(**here)
    assert ran.code == 0, ran.text
    assert written(slow) == []
    assert "person behind it is gone" not in ran.text
    assert "found it" not in ran.text
    assert {name: record["outputs"]["apiId"] for name, record in project.records().items()} == before
