"""Lists that fail, lack a row or are old: nothing leaves the state for it, and nothing is made twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from engine_project import Project, written
from stackfiles import caller, calling_customer, user, written_as

if TYPE_CHECKING:
    from pathlib import Path

    from engine_project import Ran

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

STACK = "lists"
CUSTOMERS, SUBSCRIBERS, PEOPLE, LOCATIONS = LISTS = (
    "/wholesale/customers",
    "/wholesale/subscribers",
    "/people",
    "/locations",
)
SINGLE = [f"{path}/Y*" for path in LISTS]
"""The things themselves: their ids all begin so."""

GATEWAY = {"gateway": 404}
WRONG: dict[str, list[tuple[str, Any]]] = {
    "every list lacks a row": [(path, "short") for path in LISTS],
    "every list is from before": [(path, "stale") for path in LISTS],
    "every list has a row twice": [(path, "duplicate") for path in LISTS],
    "lists and things are from before": [(path, "stale") for path in (*LISTS, *SINGLE)],
    "the list of customers fails": [(CUSTOMERS, {"status": 500})],
    "the other lists fail": [(path, {"status": 500}) for path in (SUBSCRIBERS, PEOPLE, LOCATIONS)],
    "a gateway knows no list": [(path, GATEWAY) for path in LISTS],
    "lists lack a row, and a gateway does not know the thing": [
        *((path, "short") for path in LISTS),
        *((path, GATEWAY) for path in SINGLE),
    ],
    "lists lack a row, and a gateway gives another page for the thing": [
        *((path, "short") for path in LISTS),
        *((path, "garbage") for path in SINGLE),
    ],
}
RED = {
    "the list of customers fails",
    "the other lists fail",
    "a gateway knows no list",
    "lists lack a row, and a gateway does not know the thing",
    "lists lack a row, and a gateway gives another page for the thing",
}
"""The runs that end with 1: what cannot be read is told, never passed over."""


class Applied:
    """A customer with calling and three users, applied and settled."""

    def __init__(self, folder: Path, simulator: Any) -> None:
        self.project, self.simulator = Project(folder, simulator.url), simulator
        self.write()
        ran = self.project.up(stack=STACK)
        assert ran.code == 0, ran.text
        written(simulator)
        self.settled = self.standing()

    def write(self, **more: Any) -> None:
        """The stack file, with these users too, or others of the same handle."""
        users = {"ada": caller("ada", "101", roles=["full_admin"]), "ben": caller("ben", "102")}
        users |= {"cleo": user("cleo")} | more
        block = calling_customer(firstAdministrator="ada", users=users)
        written_as(STACK, self.project.stacks, {"acme": block})

    def standing(self) -> dict[str, tuple[str, str]]:
        """What stands in the state: kind and name → the API's id, and the phase."""
        outputs = {name: record["outputs"] for name, record in self.project.records(STACK).items()}
        return {name: (values["apiId"], values["phase"]) for name, values in outputs.items()}

    def lied_to(self, rules: list[tuple[str, Any]]) -> Ran:
        """A run that meets these answers."""
        self.simulator.faults([{"method": "GET", "path": path, "do": do} for path, do in rules])
        ran = self.project.up(stack=STACK)
        assert [item for item in self.simulator.ledger() if item["fault"]] != []
        return ran

    def heal(self) -> None:
        """The lists tell the truth again, and the next run finds nothing to do."""
        self.simulator.faults([])
        ran = self.project.up(stack=STACK)
        assert ran.code == 0, ran.text


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory, start_module_simulator: Any) -> Applied:
    return Applied(tmp_path_factory.mktemp("lists"), start_module_simulator("--rate", "0", "--seed", "1"))


@pytest.mark.parametrize("wrong", WRONG)
def test_nothing_leaves_the_state_and_nothing_is_written(wrong: str, applied: Applied) -> None:
    ran = applied.lied_to(WRONG[wrong])
    assert ran.code == (1 if wrong in RED else 0), ran.text
    ids = {name: api_id for name, (api_id, _) in applied.standing().items()}
    assert ids == {name: api_id for name, (api_id, _) in applied.settled.items()}, ran.text
    applied.heal()
    assert applied.standing() == applied.settled
    assert written(applied.simulator) == []


def test_an_edit_under_lists_that_lack_a_row_is_written_once(applied: Applied) -> None:
    applied.write(ben=caller("ben", "112"), dora=user("dora"))
    ran = applied.lied_to(WRONG["every list lacks a row"])
    assert ran.code == 0, ran.text
    applied.heal()
    assert sorted(written(applied.simulator)) == ["POST wholesale/subscribers 200", "PUT people 200"]


@pytest.mark.parametrize(
    ("name", "lie"), [("Customer::acme", (CUSTOMERS, "short")), ("User::acme/dora", (SUBSCRIBERS, "stale"))]
)
def test_what_left_the_state_and_is_hidden_by_its_list_is_not_made_again(
    name: str, lie: tuple[str, Any], applied: Applied
) -> None:
    applied.write(dora=user("dora"))
    applied.heal()
    before = applied.standing()
    assert applied.project.forget(name, STACK).code == 0
    written(applied.simulator)
    applied.lied_to([lie])
    applied.heal()
    assert [row for row in written(applied.simulator) if not row.endswith(" 409")] == []
    assert applied.standing() == before
