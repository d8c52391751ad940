"""`pulumi import` by the readable key: it writes nothing, and neither does the next `up`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from engine_project import Project, written

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.own_server("it knows no import")]

KEYS = {
    "Customer": "lakeside",
    "Package": "lakeside/webex_calling",
    "Location": "lakeside/HQ",
    "User": "lakeside/chloé",
}


def imported(project: Project, keys: dict[str, str]) -> Any:
    """Import records by their keys."""
    rows = [
        {"type": f"pulumi-python:dynamic/wholesale:{kind}", "name": key, "id": key}
        for kind, key in keys.items()
    ]
    (project.folder / "import.json").write_text(json.dumps({"resources": rows}))
    flags = ("--file", "import.json", "--yes", "--generate-code=false", "--protect=false", "--skip-preview")
    return project.pulumi("import", *flags)


def test_an_import_of_every_kind_writes_nothing_and_neither_does_the_next_up(
    project: Project, tmp_path: Path, simulator: Any
) -> None:
    assert project.up().code == 0
    (tmp_path / "second").mkdir()
    second = Project(tmp_path / "second", simulator.url)
    for file in project.stacks.glob("*.yaml"):
        if not file.name.startswith("Pulumi."):
            (second.stacks / file.name).write_text(file.read_text())
    simulator.clear_ledger()
    ran = imported(second, KEYS)
    assert ran.code == 0, ran.text
    steps = second.steps()
    assert not set(KEYS.values()) & set(steps), steps
    assert second.up().code == 0
    assert written(simulator) == []
    assert second.pulumi("preview", "--expect-no-changes").code == 0


def test_what_no_file_names_is_not_imported(project: Project) -> None:
    ran = imported(project, {"User": "lakeside/nobody"})
    assert ran.code == 1
    assert "first-customer.yaml has no user lakeside/nobody" in ran.text


def test_what_does_not_exist_is_not_imported(project: Project) -> None:
    ran = imported(project, {"Customer": "lakeside"})
    assert ran.code == 1
    assert "does not exist" in ran.text
