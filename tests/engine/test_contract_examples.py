"""The contract's own examples, applied."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from engine_project import EXAMPLES, Project, written

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


@pytest.fixture
def examples(tmp_path: Path, simulator: Any) -> Project:
    """A project with the contract's examples."""
    made = Project(tmp_path, simulator.url)
    for file in EXAMPLES.glob("*.yaml"):
        shutil.copy(file, made.stacks)
    return made


ACME = "acme-1001"
NORTH = "estate-north"


def test_acme_is_applied_and_names_what_is_not_built(examples: Project, simulator: Any) -> None:
    ran = examples.up(stack=ACME)
    assert ran.code == 0, ran.text
    assert "customers.acme-1001.locations.warehouse" in ran.diagnostics
    assert "customers.acme-1001.workspaces" in ran.diagnostics
    assert "waiting: location warehouse is not built by this release" in ran.diagnostics
    assert written(simulator) == ["POST wholesale/customers 202"]


def test_acme_previews_only_what_waits(examples: Project, simulator: Any) -> None:
    assert examples.up(stack=ACME).code == 0
    waiting = {f"acme-1001/{name}": "update" for name in ("ada", "grace@acme.example", "linus")}
    assert examples.steps(stack=ACME) == waiting
    simulator.clear_ledger()
    assert examples.up(stack=ACME).code == 0
    assert written(simulator) == []


def test_acme_goes_on_when_its_numbers_are_live(examples: Project, simulator: Any) -> None:
    assert examples.up(stack=ACME).code == 0
    location = simulator.state()["locations"]
    here = next(one for one in location if one["name"] == "HQ")
    simulator.edit(
        "numbers",
        {
            "phoneNumber": "+13125550101",
            "orgId": here["orgId"],
            "locationId": here["id"],
            "state": "ACTIVE",
            "phoneNumberType": "PRIMARY",
        },
    )
    simulator.clear_ledger()
    ran = examples.up(stack=ACME)
    assert ran.code == 0, ran.text
    assert written(simulator) == ["POST wholesale/subscribers 200"] * 2
    assert examples.steps(stack=ACME) == {"acme-1001/grace@acme.example": "update"}


def test_a_sub_partner_with_a_token_of_its_own_is_refused_without_a_write(
    examples: Project, simulator: Any
) -> None:
    ran = examples.up(stack=NORTH)
    assert ran.code == 1
    assert ran.text.count("customer bolt-2001 is not written") >= 1
    assert ran.diagnostics.count("customer bolt-2001 is not written") == 1
    assert "Traceback" not in ran.text
    assert written(simulator) == []


def test_the_estate_of_a_sub_partner_is_applied_on_its_behalf(examples: Project, simulator: Any) -> None:
    for name, words in (
        ("partner.yaml", ["tokenEnv"]),
        (f"{NORTH}.yaml", ["numbers:", "deleteOrganization"]),
    ):
        file = examples.stacks / name
        lines = file.read_text().splitlines(keepends=True)
        file.write_text("".join(line for line in lines if not any(word in line for word in words)))
    ran = examples.up(stack=NORTH)
    assert ran.code == 0, ran.text
    queries = [item["query"] for item in simulator.ledger() if "/wholesale/" in item["path"]]
    assert all("onBehalfOfSubPartnerOrgId" in query for query in queries)
    assert written(simulator) == [
        *["POST wholesale/customers 202"] * 2,
        *["POST wholesale/subscribers 200"] * 2,
    ]
    crane = next(one for one in simulator.state()["organizations"] if one["displayName"] == "Crane Legal")
    assert crane["id"] in {one["orgId"] for one in simulator.state()["customers"]}
    assert examples.pulumi("preview", "--expect-no-changes", stack=NORTH).code == 0
