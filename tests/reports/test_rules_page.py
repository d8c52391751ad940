"""docs/rules.md says what the rulebook says."""

from __future__ import annotations

from pathlib import Path

import pytest

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


def block_of(rule: str) -> str:
    """The first line of the block with the example of a rule."""
    section = rendered().split(f"### {rule}\n")[1]
    return next(line for line in section.splitlines() if line.startswith("```"))


@pytest.mark.parametrize("rule", ["WS001", "WS006", "WS011", "WS230"])
def test_what_is_no_yaml_stands_in_a_block_of_text(rule: str) -> None:
    assert block_of(rule) == "```text"


@pytest.mark.parametrize("rule", ["WS020", "WS032", "WS101", "WS901", "WS910"])
def test_keys_items_and_comments_stand_in_a_block_of_yaml(rule: str) -> None:
    assert block_of(rule) == "```yaml"


def test_it_writes_the_page_where_it_is_told_to(tmp_path: Path) -> None:
    assert main([str(tmp_path / "page.md")]) == 0
    assert (tmp_path / "page.md").read_text("utf-8") == rendered()
    assert main([]) == 2
