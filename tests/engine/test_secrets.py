"""The token reaches nothing that stays: no output, state, log or file, at debug level too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from engine_project import Project

TOKEN = "canary-5f0d9c1e"
SCOPES = ",".join(
    f"{family}:{name}"
    for family, names in {
        "spark-admin": (
            "wholesale_customers_read",
            "wholesale_customers_write",
            "wholesale_subscribers_read",
            "wholesale_subscribers_write",
            "people_read",
            "people_write",
            "locations_read",
            "telephony_config_read",
            "roles_read",
        ),
        "identity": ("organizations_read", "organizations_rw"),
    }.items()
    for name in names
)
PARTNER = "11111111-1111-4111-8111-111111111111"
LOUD = ("--debug", "--logtostderr", "--logflow", "-v=11")


@pytest.mark.slow
@pytest.mark.parametrize("failing", [False, True])
def test_the_token_stays_in_no_output_state_log_or_file(
    failing: bool,  # noqa: FBT001 - a parameter of the test
    project: Project,
    start_simulator: Any,
) -> None:
    simulator = start_simulator("--rate", "0", "--token", f"{TOKEN}={SCOPES}@{PARTNER}")
    if failing:
        simulator.faults(
            [{"method": "POST", "path": "/wholesale/subscribers", "times": 99, "do": {"status": 500}}]
        )
    grpc = project.folder / "grpc.json"
    ran = project.up(
        *LOUD, WEBEX_ACCESS_TOKEN=TOKEN, WHOLESALE_API_URL=simulator.url, PULUMI_DEBUG_GRPC=str(grpc)
    )
    assert ran.code == (1 if failing else 0), ran.text[-2000:]
    assert TOKEN not in ran.text
    held = [
        file for file in project.folder.rglob("*") if file.is_file() and TOKEN.encode() in file.read_bytes()
    ]
    assert held == []
    assert grpc.stat().st_size > 0


@pytest.mark.slow
def test_what_the_api_says_of_a_person_is_not_repeated(project: Project, simulator: Any) -> None:
    simulator.faults([])
    simulator.edit(
        "people",
        {
            "emails": ["ben@lakeside.example"],
            "displayName": "Ben elsewhere",
            "orgId": next(
                one["id"] for one in simulator.state()["organizations"] if "Crane" in one["displayName"]
            ),
        },
    )
    ran = project.up()
    assert ran.code == 1
    assert "User lakeside/ben was not made" in ran.diagnostics
    assert "ben@lakeside.example" not in ran.diagnostics
