"""The rules of the simulator: each names its source, is proved by a test, and is on the generated page."""

from __future__ import annotations

from pathlib import Path

import pytest

from apisim import reference
from apisim.areas import load
from apisim.description import operations
from apisim.rulebook import EVERY, RULES
from apisim.switches import KNOWN, Switches

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "simulator.md"
load()
PROOFS = [proof for path in sorted(HERE.glob("test_*.py")) for proof in reference.marked(path)]


@pytest.mark.parametrize("name", sorted(RULES))
def test_every_rule_is_proved_by_a_test(name: str) -> None:
    assert name in {proved for _, proved, _ in PROOFS}


@pytest.mark.parametrize(("test", "name", "section"), PROOFS)
def test_every_test_names_a_rule_and_its_section(test: str, name: str, section: str) -> None:
    assert name in RULES, test
    assert section == RULES[name].section, test


@pytest.mark.parametrize("name", sorted(RULES))
def test_every_rule_names_operations_and_a_switch_that_exist(name: str) -> None:
    assert RULES[name].operations == (EVERY,) or set(RULES[name].operations) <= set(operations())
    assert RULES[name].operations
    assert RULES[name].switch in {None, *KNOWN}


def test_the_page_is_fresh() -> None:
    page = PAGE.read_text("utf-8")
    assert page == reference.rendered(page, reference.proofs_in(HERE)), "run make docs"


def test_all_observations_give_way_to_the_published_text_at_once() -> None:
    switches = Switches(["all=published"])
    assert {switches[name] for name, known in KNOWN.items() if "published" in known.values} == {"published"}


@pytest.mark.parametrize(
    "text", ["people.created=maybe", "nothing=published", "people.created", "all=nothing"]
)
def test_a_switch_or_value_that_is_not_known_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not known"):
        Switches([text])
