"""A problem that can be waived leaves a stack that can be declared."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from wholesale.desired.registry import records
from wholesale.stacks.load import load
from wholesale.stacks.rulebook import RULES

STACKS = Path(__file__).parents[1] / "stacks"
TOLD = re.compile(r"^stacks/shop\.yaml:(\d+):\d+: \w+: .*?^    (WS\d{3}) ", re.MULTILINE | re.DOTALL)


def told(case: Path) -> set[tuple[int, str]]:
    """Line and rule of every problem of a bad case's shop.yaml."""
    return {(int(line), rule) for line, rule in TOLD.findall((case / "expected.txt").read_text("utf-8"))}


def is_waivable(case: Path) -> bool:
    text = (case / "expected.txt").read_text("utf-8")
    rules = set(re.findall(r"^    (WS\d{3}) ", text, re.MULTILINE))
    elsewhere = re.search(r"^stacks/(?!shop\.yaml)", text, re.MULTILINE)
    return bool(told(case)) and not elsewhere and not any(RULES[rule].firm for rule in rules)


CASES = [case for case in sorted((STACKS / "bad").iterdir()) if is_waivable(case)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_stack_with_a_waived_problem_is_declared(case: Path, tmp_path: Path) -> None:
    lines = (case / "shop.yaml").read_text("utf-8").split("\n")
    for line, rule in sorted(told(case), reverse=True):
        lines.insert(line - 1, f"# wholesale: allow {rule} until 2027-03-31: agreed")
    (tmp_path / "shop.yaml").write_text("\n".join(lines), "utf-8")
    own = case / "partner.yaml"
    shutil.copy(own if own.exists() else STACKS / "partner.yaml", tmp_path / "partner.yaml")
    stack = load(tmp_path, "shop")
    assert stack.warnings == ()
    assert records(stack)
