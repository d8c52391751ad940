"""What is wrong is told in one message, with the place and the way out: no traceback, no write, exit 1.

Each folder below `refusals/` is a case: `expected.txt` is what Pulumi says at the end. A case without state
begins with an empty stack, one with `applied` in its name after the first customer was applied.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from engine_project import SERVER, STACK, written

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine_project import Project, Ran

REFUSALS = Path(__file__).parent / "refusals"
OTHER_ID = "Y2lzY29zcGFyazovL3VzL09SR0FOSVpBVElPTi81NTU1NTU1NS01NTU1LTQ1NTUtODU1NS01NTU1NTU1NTU1NTU"
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


def without_calling(project: Project) -> dict[str, str]:
    """The customer stops calling, and its location is gone from the file."""

    def change(data: dict[str, Any]) -> None:
        customer = data["customers"]["lakeside"]
        del customer["packages"]["webex_calling"], customer["locations"]
        for user in customer["users"].values():
            user |= {"package": "webex_meetings", "location": None}
        data["allow"] = [
            {
                "what": "packages.remove",
                "customer": "lakeside",
                "count": 1,
                "reason": "x",
                "until": "2999-12-31",
            }
        ]

    project.edit(change)
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
    "applied-token-missing": environment(WEBEX_ACCESS_TOKEN=""),
    "applied-token-refused": environment(WEBEX_ACCESS_TOKEN="expired-token"),
    "applied-file-missing": without_file,
    "applied-yaml-broken": spoil(FIRST, "packages:", "packages: ["),
    "applied-customer-vanished": without_customer,
    "applied-over-safety": without_users,
    "applied-absent-without-allow": absent_without_allow,
    "applied-email-changed": spoil(FIRST, "office@lakeside.example", "desk@lakeside.example"),
    "applied-organization-changed": spoil(
        FIRST, "    name: Lakeside", f"    orgId: {OTHER_ID}\n    name: Lakeside"
    ),
    "applied-location-vanished": without_calling,
    "applied-number-nobody-declares": spoil(FIRST, 'extension: "102"', 'phoneNumber: "+12245550199"'),
}


def expected(case: str) -> str:
    """What has to be said."""
    return without_the_engine((REFUSALS / case / "expected.txt").read_text())


def without_the_engine(text: str) -> str:
    """The text; under the stock server without the engine's `update failed`, which may come or not.

    Where our own server refuses in Diff, the stock one can only in Update, after which the engine says so.
    """
    if SERVER == "own":
        return text
    blocks = text.rstrip("\n").split("\n\n")
    return "\n\n".join(block for block in blocks if not block.endswith("error: update failed")) + "\n"


def told(case: str, ran: Ran) -> str:
    """What is said; what keeps the whole run is told by whichever record came first.

    The stock server works on four at a time, and each of them tells it.
    """
    text = without_the_engine(ran.diagnostics + "\n")
    if case.startswith(("applied-token", "applied-file", "applied-yaml")):
        text = re.sub(r"pulumi-python:dynamic/wholesale:\w+ \(.*?\):", "ONE RECORD:", text)
        blocks = text.rstrip("\n").split("\n\n")
        text = "\n\n".join(sorted(blocks if SERVER == "own" else set(blocks))) + "\n"
    return text


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
    assert told(case, ran) == expected(case)
    assert "Traceback" not in ran.text
    assert written(simulator) == []


@pytest.mark.slow
def test_a_token_of_another_organization_is_refused(project: Project, start_simulator: Any) -> None:
    other = start_simulator("--rate", "0", "--token", f"other=spark-admin:people_read@{OTHER_ORGANIZATION}")
    ran = project.up(WEBEX_ACCESS_TOKEN="other", WHOLESALE_API_URL=other.url)
    assert ran.code == 1
    assert told("token-of-another-organization", ran) == expected("token-of-another-organization")
    assert written(other) == []
