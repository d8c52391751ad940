"""Numbers and extensions change hands in one `pulumi up`: no 409, and nothing between giving and taking."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from engine_project import written

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine_project import Project

pytestmark = pytest.mark.slow

NUMBERS = [f"+1312555010{digit}" for digit in range(10)]
HOLDERS = {"ada": "0", "ben": "1", "chloé": "2", "dev": "3", "eli": "4"}
PARALLEL = pytest.mark.parametrize("parallel", ["1", "64"])
ORDERED = pytest.mark.parametrize("order", ["as written", "reversed"])

Users = dict[str, Any]


@pytest.fixture
def numbered(project: Project, simulator: Any) -> Project:
    """The first customer, applied: each user with a phone number of the inventory and an extension."""
    assert project.up().code == 0
    state = simulator.state()
    location = next(one for one in state["locations"] if one["name"] == "Clinic")
    for free in NUMBERS:
        simulator.edit(
            "numbers",
            {
                "phoneNumber": free,
                "orgId": location["orgId"],
                "location": {"id": location["id"], "name": location["name"]},
                "state": "ACTIVE",
            },
        )
    edit(project, lambda users: [users[name].update(number(digit)) for name, digit in HOLDERS.items()])
    ran = project.up()
    assert ran.code == 0, ran.text
    simulator.clear_ledger()
    return project


def number(digit: str) -> Users:
    return {"phoneNumber": f"+1312555010{digit}", "extension": f"10{int(digit) + 1}"}


def edit(project: Project, change: Callable[[Users], Any], order: str = "as written") -> None:
    """Change the users of the file; `reversed`, they are registered the other way round."""

    def whole(data: dict[str, Any]) -> None:
        customer = data["customers"]["lakeside"]
        change(customer["users"])
        if order == "reversed":
            customer["users"] = dict(reversed(customer["users"].items()))

    project.edit(whole)


def noise(users: Users) -> None:
    """Others whose writes must not come in between."""
    for index in range(6):
        users[f"n{index}"] = {"email": f"n{index}@lakeside.example", "extension": f"15{index}"}


def settled(project: Project, simulator: Any, parallel: str) -> list[dict[str, Any]]:
    """One `up` does it without a refusal, the next one writes nothing; the writes, oldest first."""
    ran = project.up(f"--parallel={parallel}")
    assert ran.code == 0, ran.text
    writes: list[dict[str, Any]] = simulator.writes()
    assert {item["status"] for item in simulator.ledger()} <= {200, 202, 204}
    simulator.clear_ledger()
    assert project.up().code == 0
    assert written(simulator) == []
    inventory = {one["phoneNumber"] for one in simulator.state()["numbers"]}
    assert set(NUMBERS) <= inventory
    return writes


def holds(simulator: Any) -> dict[str, tuple[str | None, str | None]]:
    """Who holds which number and extension, by the part of the e-mail address before the @."""
    found = {}
    for person in simulator.state()["people"]:
        name, _, domain = person["emails"][0].partition("@")
        if domain == "lakeside.example":
            work = [one["value"][-1] for one in person["phoneNumbers"] if one["type"] == "work"]
            found[name] = (work[0] if work else None, person["extension"])
    return found


def of_persons(writes: list[dict[str, Any]], *groups: set[str]) -> None:
    """In the ledger, the writes to the persons of each group stand side by side."""
    for group in groups:
        places = [index for index, item in enumerate(writes) if item["path"].rpartition("/")[2] in group]
        assert all(after - before == 1 for before, after in pairwise(places)), [
            (item["method"], item["path"]) for item in writes
        ]


def ids(simulator: Any, *names: str) -> set[str]:
    """What stands at the end of the paths of these users: person and subscriber ids."""
    emails = {f"{name}@lakeside.example" for name in names}
    state = simulator.state()
    people = {one["id"] for one in state["people"] if one["emails"][0] in emails}
    return people | {one["id"] for one in state["subscribers"] if one["email"] in emails}


@PARALLEL
@ORDERED
def test_a_number_is_handed_over(numbered: Project, simulator: Any, parallel: str, order: str) -> None:
    def hand_over(users: Users) -> None:
        noise(users)
        users["ada"]["phoneNumber"] = NUMBERS[1]
        users["ben"] |= {"phoneNumber": NUMBERS[7], "extension": "177"}
        users["dev"]["extension"] = "102"

    both = ids(simulator, "ada", "ben", "dev")
    edit(numbered, hand_over, order)
    writes = settled(numbered, simulator, parallel)
    assert holds(simulator)["ada"] == ("1", "101")
    assert holds(simulator)["ben"] == ("7", "177")
    assert holds(simulator)["dev"] == ("3", "102")
    assert len([item for item in writes if item["method"] == "PUT"]) == 3
    of_persons(writes, both)


@PARALLEL
@ORDERED
def test_two_users_swap_number_and_extension(
    numbered: Project, simulator: Any, parallel: str, order: str
) -> None:
    def swap(users: Users) -> None:
        noise(users)
        users["ada"] |= number("1")
        users["ben"] |= number("0")
        users["chloé"]["phoneNumber"], users["dev"]["phoneNumber"] = NUMBERS[3], NUMBERS[2]

    first, second = ids(simulator, "ada", "ben"), ids(simulator, "chloe", "dev")
    edit(numbered, swap, order)
    writes = settled(numbered, simulator, parallel)
    assert holds(simulator)["ada"] == ("1", "102")
    assert holds(simulator)["ben"] == ("0", "101")
    assert holds(simulator)["chloe"] == ("3", "103")
    assert holds(simulator)["dev"] == ("2", "104")
    of_persons(writes, first, second)


@PARALLEL
@ORDERED
def test_numbers_move_along_a_chain_of_three(
    numbered: Project, simulator: Any, parallel: str, order: str
) -> None:
    def chain(users: Users) -> None:
        noise(users)
        users["ada"] |= number("1")
        users["ben"] |= number("2")
        users["chloé"] |= number("8")

    three = ids(simulator, "ada", "ben", "chloe")
    edit(numbered, chain, order)
    writes = settled(numbered, simulator, parallel)
    assert [holds(simulator)[name] for name in ("ada", "ben", "chloe")] == [
        ("1", "102"),
        ("2", "103"),
        ("8", "109"),
    ]
    assert len([item for item in writes if item["method"] == "PUT"]) == 3
    of_persons(writes, three)


@PARALLEL
@ORDERED
def test_a_successor_takes_what_the_leaver_had(
    numbered: Project, simulator: Any, parallel: str, order: str
) -> None:
    def succeed(users: Users) -> None:
        noise(users)
        del users["eli"], users["dev"]
        users["fay"] = {"email": "fay@lakeside.example", **number("4")}
        users["chloé"] |= number("3")

    edit(numbered, succeed, order)
    gone = ids(simulator, "eli", "dev")
    writes = settled(numbered, simulator, parallel)
    assert holds(simulator)["fay"] == ("4", "105")
    assert holds(simulator)["chloe"] == ("3", "104")
    removed = [index for index, item in enumerate(writes) if item["method"] == "DELETE"]
    assert len(removed) == 2
    assert {writes[index]["path"].rpartition("/")[2] for index in removed} <= gone
    for index in removed:
        taker = writes[index + 1]
        assert (taker["method"], "people" in taker["path"]) in {("POST", False), ("PUT", True)}
    assert "is removed" not in numbered.pulumi("preview", "--diff").text


def test_what_a_record_of_no_file_holds_is_a_conflict_and_nothing_is_written(
    numbered: Project, simulator: Any
) -> None:
    numbered.pulumi("state", "delete", "--yes", urn(numbered, "User::lakeside/eli"))
    edit(numbered, lambda users: (users.pop("eli"), users["ada"].update(extension="105")))
    ran = numbered.up()
    assert ran.code == 1
    assert "wants a value of extension that somebody else in its organization holds" in ran.diagnostics
    assert written(simulator) == []


def urn(project: Project, name: str) -> str:
    return str(project.records()[name]["urn"])


@pytest.mark.own_server("it is not asked in a preview, so it tells nothing there")
def test_a_preview_tells_each_release_and_writes_nothing(numbered: Project, simulator: Any) -> None:
    def swap_and_succeed(users: Users) -> None:
        users["ada"]["extension"], users["ben"]["extension"] = "102", "101"
        del users["eli"]
        users["fay"] = {"email": "fay@lakeside.example", **number("4")}

    edit(numbered, swap_and_succeed)
    shown = numbered.pulumi("preview")
    assert shown.code == 0, shown.text
    assert "user lakeside/eli is removed in the same go" in shown.diagnostics
    assert "user lakeside/ben is changed in the same go" in shown.diagnostics
    assert "user lakeside/ada gives up, for the time being, its extension" in shown.diagnostics
    assert "ben gives up" not in shown.diagnostics
    assert written(simulator) == []


def test_a_preview_reads_nothing_of_a_customer_that_the_state_does_not_have(
    project: Project, simulator: Any
) -> None:
    shown = project.pulumi("preview")
    assert shown.code == 0, shown.text
    assert [call["path"] for call in simulator.ledger() if "/wholesale/" in call["path"]] == []
