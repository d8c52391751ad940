"""A customer in review: who edits it has to ask for it by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from engine_project import Project, written
from stackfiles import ADDRESS, customer, user, written_as

if TYPE_CHECKING:
    from pathlib import Path

    from engine_project import Ran

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

STACK = "review"
EDITS: dict[str, dict[str, Any]] = {
    "name": {"name": "Held Company"},
    "address": {"address": {**ADDRESS, "addressLine1": "78 Main Street"}},
    "primaryEmail": {"primaryEmail": "desk@held.example"},
}


@dataclass(frozen=True)
class Edited:
    """One run after an edit, and what it wrote."""

    ran: Ran
    writes: list[str]


class Review:
    """A stack with a customer in review and a healthy one."""

    def __init__(self, project: Project, simulator: Any) -> None:
        self.project, self.simulator = project, simulator

    def run(self, edit: dict[str, Any], *allow: dict[str, Any], verb: str = "up") -> Edited:
        """One run with this edit of the customer in review, and these entries of `allow`."""
        users = {"users": {"cleo": user("cleo")}}
        held = customer(primaryEmail="office@held.example", firstAdministrator="cleo", **users) | edit
        healthy = customer(firstAdministrator="ada", users={"ada": user("ada")})
        blocks = {"healthy": healthy, "held": held}
        written_as(STACK, self.project.stacks, blocks, allow=list(allow))
        flags = ("--yes", "--skip-preview") if verb == "up" else ()
        ran = self.project.pulumi(verb, *flags, stack=STACK)
        return Edited(ran, written(self.simulator))


def allowed(**other: Any) -> dict[str, Any]:
    """An entry of `allow` for the customer in review."""
    entry = {
        "what": "customers.edit",
        "customer": "held",
        "count": 1,
        "reason": "typo",
        "until": "2999-12-31",
    }
    return entry | other


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory, start_module_simulator: Any) -> Review:
    """One customer in review for all the edits that are refused."""
    return opened(tmp_path_factory.mktemp("review"), start_module_simulator)


def opened(folder: Path, start_simulator: Any) -> Review:
    simulator = start_simulator("--rate", "0", "--review", "blocking")
    simulator.outcome({"externalId": "held"}, "review")
    made = Review(Project(folder, simulator.url), simulator)
    assert made.run({}).ran.code == 0
    return made


def is_refused(edited: Edited) -> None:
    """One message, which names the way out, and no write."""
    assert edited.ran.code == 1, edited.ran.text
    assert edited.ran.diagnostics.count("is in review, and") == 1, edited.ran.diagnostics
    assert "{what: customers.edit, customer: held, count: 1" in edited.ran.diagnostics
    assert edited.writes == []


def test_a_user_who_waits_for_the_review_may_be_edited_freely(review: Review) -> None:
    edited = review.run({"users": {"cleo": user("cleo", lastName="Smith")}})
    assert edited.ran.code == 0, edited.ran.text
    assert edited.writes == []


@pytest.mark.parametrize("field", EDITS)
def test_an_edit_in_review_is_refused_with_one_message_that_names_the_allow(
    field: str, review: Review
) -> None:
    is_refused(review.run(EDITS[field]))


@pytest.mark.own_server("it refuses in the run, but not in its preview")
def test_a_preview_refuses_it_too(review: Review) -> None:
    is_refused(review.run(EDITS["address"], verb="preview"))


@pytest.mark.parametrize("other", [{"until": "2026-01-31"}, {"customer": "healthy"}])
def test_an_allow_that_expired_or_is_for_another_customer_counts_as_absent(
    other: dict[str, Any], review: Review
) -> None:
    is_refused(review.run(EDITS["address"], allowed(**other)))


def test_with_the_allow_it_goes_on_and_is_live_after_the_review(tmp_path: Path, start_simulator: Any) -> None:
    review = opened(tmp_path, start_simulator)
    both = EDITS["name"] | EDITS["address"]
    edited = review.run(both, allowed(count=2))
    assert edited.ran.code == 0, edited.ran.text
    assert edited.writes == ["PUT wholesale/customers 202"]
    held = next(one for one in review.simulator.state()["customers"] if one["externalId"] == "held")
    review.simulator.side("POST", f"/reviews/{held['id']}", {"verdict": "clear"})
    after = review.run(both)
    assert after.ran.code == 0, after.ran.text
    state = review.simulator.state()
    live = next(one for one in state["customers"] if one["externalId"] == "held")
    assert live["address"]["addressLine1"] == "78 Main Street"
    assert "Held Company" in {one["displayName"] for one in state["organizations"]}
    assert review.run(both).writes == []
