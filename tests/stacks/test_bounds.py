"""What is too deep or too large for the YAML library is refused before it gets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from wholesale.stacks.bounds import DEEPEST, MOST_WRITTEN
from wholesale.stacks.checking import check
from wholesale.stacks.load import survey
from wholesale.stacks.models.partner import Partner
from wholesale.stacks.problems import MOST_PROBLEMS
from wholesale.stacks.source import parse
from wholesale.stacks.waivers import judged, meant

if TYPE_CHECKING:
    from pathlib import Path

WAIVER = "# wholesale: allow WS304 until 2027-03-31: agreed"


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 200_000,
        "a: " + "{a: " * 200_000,
        "- " * 200_000,
        "? " * 200_000,
        "a: [ # ]\n" + "[ # ]\n" * 9000,
    ],
    ids=["lists", "maps", "dashes", "question marks", "brackets that a comment seems to close"],
)
def test_a_bottomless_file_is_told_at_the_level_too_many(text: str) -> None:
    (problem,) = parse(text.encode(), "f.yaml").problems
    assert problem.rule == "WS016"
    assert DEEPEST < problem.place.line + problem.place.column < 5 * DEEPEST


@pytest.mark.parametrize("item", ["x", "*a"])
def test_a_file_of_too_many_values_is_told(item: str) -> None:
    text = f"a: &a x\nb: [{f'{item},' * (MOST_WRITTEN + 1)} y]\n"
    (problem,) = parse(text.encode(), "f.yaml").problems
    assert problem.rule == "WS015"


def test_a_large_file_of_few_values_is_read() -> None:
    text = "# a comment\n" * MOST_WRITTEN + 'a: "x"\n'
    assert parse(text.encode(), "f.yaml").data == {"a": "x"}


def rules_of(folder: Path, text: str, profiles: str = "") -> set[str]:
    """The rules that a stack file of these lines breaks."""
    (folder / "partner.yaml").write_text(f"version: 1\norganization: abc\n{profiles}")
    (folder / "large.yaml").write_text(f"version: 1\n{text}")
    return {problem.rule for problem in survey([folder]).problems}


RANGES = ", ".join(f'"+1312{thousand:04}000..+1312{thousand:04}999"' for thousand in range(501))


@pytest.mark.parametrize(
    "text",
    [
        f"customers: {{acme: {{locations: {{HQ: {{numbers: [{RANGES}]}}}}}}}}\n",
        (
            'defaults: {locationDefaults: {numbers: ["+13125550000..+13125550999"]}}\n'
            f"customers: {{acme: {{locations: {{{', '.join(f'l{one}: {{}}' for one in range(501))}}}}}}}\n"
        ),
        (
            f"defaults: {{contacts: {{{', '.join(f'c{one}: x' for one in range(5000))}}}}}\n"
            f"customers: {{{', '.join(f'c{one}: {{}}' for one in range(101))}}}\n"
        ),
        f"customers: {{{', '.join(f'c{one}: {{}}' for one in range(25_001))}}}\n",
    ],
    ids=["ranges", "numbers of defaults", "values of defaults", "customers"],
)
def test_a_small_file_that_says_very_much_is_told_before_it_is_laid_out(tmp_path: Path, text: str) -> None:
    assert rules_of(tmp_path, text) == {"WS015"}


def test_a_large_profile_beneath_many_customers_is_told_before_it_is_laid_out(tmp_path: Path) -> None:
    profiles = f"profiles: {{p: {{contacts: {{{', '.join(f'c{one}: x' for one in range(5000))}}}}}}}\n"
    customers = ", ".join(f"c{one}: {{extends: [p]}}" for one in range(101))
    assert rules_of(tmp_path, f"customers: {{{customers}}}\n", profiles) == {"WS015"}


@pytest.mark.parametrize("entry", ["addOns: [attendant_console", "roles: [full_admin"])
def test_a_list_that_each_user_would_inherit_stays_short(tmp_path: Path, entry: str) -> None:
    words = ", ".join([entry, *[entry.partition("[")[2]] * 20])
    assert rules_of(tmp_path, f"defaults: {{userDefaults: {{{words}]}}}}\ncustomers: {{}}\n") == {"WS122"}


def test_a_file_may_hold_ten_thousand_numbers_and_twenty_thousand_users(tmp_path: Path) -> None:
    users = ", ".join(f"u{one}: {{}}" for one in range(20_000))
    ranges = ", ".join(RANGES.split(", ")[:10])
    text = (
        "defaults: {userDefaults: {package: webex_calling, location: HQ, addOns: [attendant_console]}}\n"
        f"customers: {{acme: {{users: {{{users}}}, locations: {{HQ: {{numbers: [{ranges}]}}}}}}}}\n"
    )
    assert "WS015" not in rules_of(tmp_path, text)


def test_profiles_that_could_lie_on_each_other_without_end_are_told() -> None:
    profiles = ", ".join(f"p{one}: {{extends: [p{one + 1}]}}" for one in range(301))
    source = parse(f"version: 1\norganization: abc\nprofiles: {{{profiles}}}\n".encode(), "partner.yaml")
    assert [problem.rule for problem in check(Partner, source, {}).problems] == ["WS015"]


@pytest.mark.timeout(30)
def test_a_hundred_thousand_waivers_cost_no_more_than_their_lines() -> None:
    text = "version: 1\ncustomers: {}\n" + f"{WAIVER}\n" * 100_000
    ruling = judged((), meant(parse(text.encode(), "f.yaml")), None, complete=True)
    assert len(ruling.problems) == MOST_PROBLEMS + 1
    assert ruling.problems[-1].rule == "WS018"


def test_of_a_hundred_thousand_tags_no_more_are_noted_than_are_told() -> None:
    text = f"version: 1\nx: [{'!t 1, ' * 100_000}]\n"
    assert len(parse(text.encode(), "f.yaml").problems) == MOST_PROBLEMS + 1
