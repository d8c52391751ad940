"""docs/rules.md says what the rulebook says."""

from __future__ import annotations

from pathlib import Path

from wholesale.reports.rules_page import FAMILIES, main, rendered
from wholesale.stacks.rulebook import RULES

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


def test_the_committed_page_is_fresh() -> None:
    assert PAGE.read_text("utf-8") == rendered(), "run `make docs`"


def test_every_rule_has_one_anchor_and_belongs_to_a_family() -> None:
    heads = [line for line in rendered().splitlines() if line.startswith("### ")]
    assert heads == [f"### {rule}" for rule in RULES]
    assert {rule[2] for rule in RULES} == FAMILIES.keys()


def test_every_rule_says_whether_it_can_be_waived() -> None:
    for rule in RULES.values():
        section = rendered().split(f"### {rule.id}\n")[1].split("\n### ")[0]
        assert ("it can be waived" in section) is not bool(rule.firm)


def test_it_writes_the_page_where_it_is_told_to(tmp_path: Path) -> None:
    assert main([str(tmp_path / "page.md")]) == 0
    assert (tmp_path / "page.md").read_text("utf-8") == rendered()
    assert main([]) == 2
