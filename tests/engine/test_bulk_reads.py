"""What a run reads: lists, shared by all its records, and never one call for each thing."""

from __future__ import annotations

from collections import Counter
from math import ceil
from typing import TYPE_CHECKING, Any

import pytest
from engine_project import Project
from stackfiles import caller, calling_customer, customer, user, written_as

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

PAGE = 100
USERS, CUSTOMERS = 96, 12
FIRST, FURTHER = 8, 6
"""Calls beside the pages of subscribers and people: for the first customer, and for each further one."""

ONE, TWELVE = "one", "twelve"


def block(handle: str, users: int) -> dict[str, Any]:
    """A customer with calling, and so many users; the first of them has a role that the file names."""
    callers = {
        f"u{number}": caller(f"u{number}", str(200 + number), email=f"u{number}@{handle}.example")
        for number in range(users)
    }
    callers["u0"]["roles"] = ["full_admin"]
    facts = {"name": handle.title(), "primaryEmail": f"office@{handle}.example"}
    return calling_customer(**facts, firstAdministrator="u0", users=callers)


def calls(simulator: Any) -> Counter[str]:
    """How often each path was asked for, and the ledger is emptied; all of them have to be reads."""
    items = simulator.ledger()
    simulator.clear_ledger()
    assert {item["method"] for item in items} == {"GET"}
    return Counter(item["path"].removeprefix("/v1") for item in items)


class Estate:
    """A stack with one large customer, and one with twelve small ones, both applied and settled."""

    def __init__(self, folder: Path, simulator: Any) -> None:
        self.simulator, self.project = simulator, Project(folder, simulator.url)
        self._made: dict[tuple[str, str], Counter[str]] = {}
        small = {f"c{number}": block(f"c{number}", USERS // CUSTOMERS) for number in range(CUSTOMERS)}
        written_as(ONE, self.project.stacks, {"large": block("large", USERS)})
        written_as(TWELVE, self.project.stacks, small)
        for stack in (ONE, TWELVE):
            ran = self.project.up("--parallel=64", stack=stack)
            assert ran.code == 0, ran.text
        simulator.clear_ledger()

    def calls(self, stack: str, verb: str) -> Counter[str]:
        """The calls of a run in which nothing changes; it is made once."""
        if (stack, verb) not in self._made:
            ran = self.project.pulumi(verb, "--yes", "--skip-preview", stack=stack)
            assert ran.code == 0, ran.text
            self._made[stack, verb] = calls(self.simulator)
        return self._made[stack, verb]


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory, start_module_simulator: Any) -> Estate:
    return Estate(tmp_path_factory.mktemp("estate"), start_module_simulator("--rate", "0"))


@pytest.mark.parametrize("verb", ["up", "refresh"])
def test_one_customer_with_96_users_is_read_with_the_pages_of_its_lists_and_eight_calls(
    verb: str, estate: Estate
) -> None:
    found = estate.calls(ONE, verb)
    assert found["/wholesale/subscribers"] == found["/people"] == ceil(USERS / PAGE)
    assert found.total() <= 2 * ceil(USERS / PAGE) + FIRST, found


@pytest.mark.parametrize("verb", ["up", "refresh"])
def test_each_further_customer_costs_the_pages_of_its_people_and_six_calls(verb: str, estate: Estate) -> None:
    found = estate.calls(TWELVE, verb)
    first = 2 * ceil(USERS / PAGE) + FIRST
    assert found.total() <= first + (CUSTOMERS - 1) * (1 + FURTHER), found
    assert found["/people"] == CUSTOMERS


def test_no_thing_is_read_by_its_id_while_a_list_has_it(estate: Estate) -> None:
    found = estate.calls(TWELVE, "up")
    single = ("/wholesale/subscribers/", "/wholesale/customers/", "/people/Y2", "/locations/")
    assert [path for path in found if path.startswith(single)] == []


def test_customers_that_settle_at_the_same_time_are_polled_together(
    tmp_path: Path, start_simulator: Any
) -> None:
    simulator = start_simulator("--rate", "0", "--settle", "4")
    project = Project(tmp_path, simulator.url)
    users = {"ada": user("ada")}
    blocks = {f"c{number}": customer(name=f"C{number}") for number in range(CUSTOMERS)}
    written_as(TWELVE, project.stacks, blocks | {"last": customer(users=users, firstAdministrator="ada")})
    ran = project.up("--parallel=64", stack=TWELVE)
    assert ran.code == 0, ran.text
    assert project.waiting(TWELVE) == {}
    polls = [item for item in simulator.ledger() if item["method"] == "GET"]
    polls = [item for item in polls if item["path"].startswith("/v1/wholesale/customers")]
    looked_for = CUSTOMERS + 1
    assert len(polls) <= 3 * looked_for, Counter(item["path"] for item in polls)
