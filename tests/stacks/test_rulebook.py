"""Rules: ids that never change their meaning, and words that explain them."""

from __future__ import annotations

import re

import pytest

from wholesale.stacks import rulebook
from wholesale.stacks.rule import Rule
from wholesale.stacks.rulebook import RETIRED, RULES


def test_no_two_rules_share_an_id_or_a_name() -> None:
    every = rulebook.defined(Rule)
    assert sorted(rule.id for rule in every) == list(RULES)
    assert len({rule.name for rule in every}) == len(every)


def test_the_id_of_a_rule_that_is_gone_is_never_used_again() -> None:
    assert RETIRED.isdisjoint(RULES)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_rule_explains_itself(rule: Rule) -> None:
    assert re.fullmatch(r"WS\d{3}", rule.id)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    for text in (rule.what, rule.why, rule.mend):
        assert text.endswith("."), text
    assert rule.bad != rule.good


@pytest.mark.parametrize("rule", [rule for rule in RULES.values() if rule.id < "WS2"], ids=lambda r: r.id)
def test_what_cannot_be_read_cannot_be_waived(rule: Rule) -> None:
    assert rule.firm
