"""What is wrong is told in one message, with the place and the way out: no traceback, no write, exit 1.

Each folder below `refusals/` is a case: `expected.txt` is what Pulumi says at the end. A case without state
begins with an empty stack, one with `applied` in its name after the first customer was applied.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from engine_project import STACK, written

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine_project import Project

REFUSALS = Path(__file__).parent / "refusals"
OTHER_ORGANIZATION = "99999999-9999-4999-8999-999999999999"


def spoil(file: str, old: str, new: str) -> Callable[[Project], dict[str, str]]:
    """Replace text in a file of the project."""

    def change(project: Project) -> dict[str, str]:
        path = project.stacks / file
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))
        return {}

    return change


def environment(**values: str) -> Callable[[Project], dict[str, str]]:
    """Run with other environment variables."""
    return lambda _: values


def without_file(project: Project) -> dict[str, str]:
    """The stack file is gone."""
    (project.stacks / f"{STACK}.yaml").unlink()
    return {}


def without_customer(project: Project) -> dict[str, str]:
    """The customer's block is gone."""
    project.edit(lambda data: data.update(customers={}))
    return {}


def without_users(project: Project) -> dict[str, str]:
    """Four of five users, and a package, are gone; the partner permits two users."""
    spoil("partner.yaml", "templates:", "safety: {users: {delete: 2}}\ntemplates:")(project)

    def change(data: dict[str, Any]) -> None:
        customer = data["customers"]["lakeside"]
        customer["users"] = {"ada": customer["users"]["ada"]}
        del customer["packages"]["webex_meetings"]

    project.edit(change)
    return {}


def absent_without_allow(project: Project) -> dict[str, str]:
    """The customer shall leave, and nothing allows it."""
    project.edit(lambda data: data.update(customers={"lakeside": {"ensure": "absent"}}))
    return {}


FIRST = f"{STACK}.yaml"
CASES: dict[str, Callable[[Project], dict[str, str]]] = {
    "token-missing": environment(WEBEX_ACCESS_TOKEN=""),
    "token-refused": environment(WEBEX_ACCESS_TOKEN="expired-token"),
    "api-unreachable": environment(WHOLESALE_API_URL="http://127.0.0.1:9/v1"),
    "api-address-wrong": environment(WHOLESALE_API_URL="webexapis.com/v1"),
    "file-missing": without_file,
    "yaml-broken": spoil(FIRST, "packages:", "packages: ["),
    "type-wrong": spoil(FIRST, 'extension: "102"', "extension: 102"),
    "key-unknown": spoil(FIRST, "firstAdministrator", "firstAdministrater"),
    "reference-dangling": spoil(FIRST, 'extension: "102"', 'extension: "102", location: Annex'),
    "plan-required": spoil("partner.yaml", "templates:", "settings: {requireApprovedPlan: true}\ntemplates:"),
    "applied-customer-vanished": without_customer,
    "applied-over-safety": without_users,
    "applied-absent-without-allow": absent_without_allow,
    "applied-email-changed": spoil(FIRST, "office@lakeside.example", "desk@lakeside.example"),
    "applied-number-nobody-declares": spoil(FIRST, 'extension: "102"', 'phoneNumber: "+12245550199"'),
}


FAST = frozenset({"token-missing", "yaml-broken", "applied-customer-vanished"})


@pytest.mark.parametrize(
    "case", [case if case in FAST else pytest.param(case, marks=pytest.mark.slow) for case in sorted(CASES)]
)
def test_one_message_with_the_place_and_the_way_out(case: str, project: Project, simulator: Any) -> None:
    if case.startswith("applied"):
        assert project.up().code == 0
        simulator.clear_ledger()
    changed = CASES[case](project)
    ran = project.up(**changed)
    assert ran.code == 1
    assert ran.diagnostics + "\n" == (REFUSALS / case / "expected.txt").read_text()
    assert "Traceback" not in ran.text
    assert written(simulator) == []


@pytest.mark.slow
def test_a_token_of_another_organization_is_refused(project: Project, start_simulator: Any) -> None:
    other = start_simulator("--rate", "0", "--token", f"other=spark-admin:people_read@{OTHER_ORGANIZATION}")
    ran = project.up(WEBEX_ACCESS_TOKEN="other", WHOLESALE_API_URL=other.url)
    assert ran.code == 1
    assert ran.diagnostics + "\n" == (REFUSALS / "token-of-another-organization" / "expected.txt").read_text()
    assert written(other) == []
