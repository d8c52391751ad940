"""docs/reference.md says what the declarations say."""

from __future__ import annotations

from pathlib import Path

from wholesale.desired.registry import KINDS
from wholesale.reports.reference import main, rendered

PAGE = Path(__file__).parents[2] / "docs" / "reference.md"


def test_the_committed_page_is_fresh() -> None:
    assert PAGE.read_text("utf-8") == rendered(), "run `make docs`"


def test_every_field_of_every_kind_has_its_row_and_its_meaning() -> None:
    for kind in KINDS.values():
        section = rendered().split(f"## {kind.name}\n")[1].split("\n## ")[0]
        for field in kind.fields:
            (row,) = (line for line in section.splitlines() if line.startswith(f"| `{field.name}` |"))
            meaning = row.split(" | ")[2]
            assert meaning, row


def test_what_cannot_change_is_told_with_its_way_out() -> None:
    assert "no: a customer stays with its organization" in rendered()


def test_what_is_not_built_is_listed_and_what_is_built_is_not() -> None:
    listed = rendered().split("## Accepted, and not applied")[1]
    for built in ("`packages", "`users.*.roles`", "`ensure`", "`locations.*.address`"):
        assert f"- {built}" not in listed
    for unbuilt in ("`workspaces`", "`devices`", "`locations.*.numbers`", "`users.*.until`"):
        assert f"- {unbuilt}" in listed


def test_it_writes_the_page_where_it_is_told_to(tmp_path: Path) -> None:
    assert main([str(tmp_path / "page.md")]) == 0
    assert (tmp_path / "page.md").read_text("utf-8") == rendered()
    assert main([]) == 2
