"""What the edit of a profile would take from its customers is told at its line, before any write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from engine_project import Project, written
from stackfiles import caller, calling_customer, written_as

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

HANDLES = ("ash", "elm")
BEFORE = {"small": {"packages": {"webex_calling": {}, "attendant_console": {}}}}
AFTER = {"small": {"packages": {"webex_calling": {}, "attendant_console": None}}}


def block(handle: str) -> dict[str, Any]:
    """A customer that has its packages from the profile."""
    facts = {"name": handle.title(), "primaryEmail": f"office@{handle}.example", "externalId": handle}
    users = {"ann": caller("ann", "101", email=f"ann@{handle}.example")}
    return calling_customer(**facts, extends=["small"], firstAdministrator="ann", users=users, packages={})


def edited(project: Project, profiles: dict[str, Any]) -> None:
    """The stack of both customers, and one of a third, beside a partner file with these profiles."""
    written_as(
        "first", project.stacks, {handle: block(handle) for handle in HANDLES}, partner={"profiles": profiles}
    )
    written_as("other", project.stacks, {"fir": block("fir")}, partner={"profiles": profiles})


@pytest.mark.parametrize("verb", ["preview", "up"])
def test_a_package_that_a_profile_takes_away_is_told_at_its_line_with_all_that_it_reaches(
    verb: str, tmp_path: Path, simulator: Any
) -> None:
    project = Project(tmp_path, simulator.url)
    edited(project, BEFORE)
    ran = project.up(stack="first")
    assert ran.code == 0, ran.text
    simulator.clear_ledger()
    edited(project, AFTER)
    ran = project.up(stack="first") if verb == "up" else project.pulumi("preview", stack="first")
    lines = (project.stacks / "partner.yaml").read_text("utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, 1) if "attendant_console" in text)
    assert ran.code != 0
    for handle in HANDLES:
        assert f"stacks/partner.yaml:{line}:7: customer {handle} would lose 1 package" in ran.text
    assert "reaches 3 customers: ash, elm, fir" in ran.text
    assert written(simulator) == []
