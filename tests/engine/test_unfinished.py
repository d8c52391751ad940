"""A create that failed after its first write keeps what it made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from engine_project import written

from wholesale.engine.outcome import notes

if TYPE_CHECKING:
    from pathlib import Path

    from engine_project import Project

pytestmark = pytest.mark.slow

KEEPS = pytest.mark.own_server(
    "it knows no partial failure: the next run finds what was made by its natural key"
)


@KEEPS
def test_the_id_of_what_was_made_stands_in_the_state_and_the_next_run_does_the_rest(
    project: Project, simulator: Any
) -> None:
    simulator.faults([{"method": "PUT", "path": "/people/*", "times": 1, "do": {"status": 400}}])
    project.edit(lambda data: data["customers"]["lakeside"]["users"]["ben"].update(roles=["user_admin"]))
    ran = project.up("--continue-on-error")
    assert ran.code == 1
    assert "made, but not finished; the next run goes on" in ran.diagnostics
    records = project.records()
    assert records["User::lakeside/ada"]["outputs"]["apiId"]
    assert records["User::lakeside/ben"]["outputs"]["apiId"]
    assert sorted(
        record["outputs"]["phase"] for name, record in records.items() if name.startswith("User")
    ) == ["pending", *["ready"] * (len(records) - 5)]
    simulator.clear_ledger()
    ran = project.up()
    assert ran.code == 0, ran.text
    assert "found it" not in ran.text
    assert "PUT people 200" in written(simulator)
    assert project.pulumi("preview", "--expect-no-changes").code == 0


def test_it_is_noted_as_failed(project: Project, simulator: Any, tmp_path: Path) -> None:
    project.edit(lambda data: data["customers"]["lakeside"]["users"]["ben"].update(roles=["user_admin"]))
    simulator.faults([{"method": "PUT", "path": "/people/*", "times": 1, "do": {"status": 400}}])
    assert project.up("--continue-on-error", WHOLESALE_OUTCOME=str(tmp_path / "notes")).code == 1
    failed = [(note.key, note.error) for note in notes(tmp_path / "notes") if note.error]
    assert failed == [("lakeside/ben", "UnfinishedError")]


@KEEPS
def test_what_waited_and_is_made_by_a_later_run_keeps_its_id_too(project: Project, simulator: Any) -> None:
    simulator.outcome({"email": "ada@lakeside.example"}, "consent")
    project.edit(lambda data: data["customers"]["lakeside"]["users"]["ben"].update(roles=["user_admin"]))
    assert project.up().code == 0
    simulator.side("POST", f"/consents/{simulator.state()['subscribers'][0]['id']}")
    simulator.faults([{"method": "PUT", "path": "/people/*", "probability": 1, "do": {"status": 400}}])
    assert project.up("--continue-on-error").code == 1
    made = project.records()["User::lakeside/ben"]["outputs"]
    assert (bool(made["apiId"]), made["phase"]) == (True, "pending")
    simulator.faults([])
    simulator.clear_ledger()
    ran = project.up()
    assert ran.code == 0, ran.text
    assert not [write for write in written(simulator) if write.startswith("POST")]
    assert project.pulumi("preview", "--expect-no-changes").code == 0
