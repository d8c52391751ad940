"""Places: every key of a file is found where it stands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholesale.errors import FilesError
from wholesale.stacks.folder import names
from wholesale.stacks.load import load
from wholesale.stacks.problems import Place
from wholesale.stacks.source import parse
from wholesale.stacks.written import field_at
from wholesale.validation.survey import survey

if TYPE_CHECKING:
    from wholesale.stacks.stack import Stack

CONTRACT = Path(__file__).parent / "good" / "contract"

words = st.text("abcäéλж", min_size=1, max_size=4).map(lambda word: f"k{word}")
trees = st.recursive(
    st.dictionaries(words, st.just("x"), min_size=1, max_size=3),
    lambda below: st.dictionaries(words, st.just("x") | below, min_size=1, max_size=3),
    max_leaves=12,
)


def written(
    tree: dict[str, object],
    depth: int,
    lines: list[str],
    places: dict[tuple[str, ...], Place],
    at: tuple[str, ...],
) -> None:
    for key, value in tree.items():
        places[*at, key] = Place("f.yaml", len(lines) + 1, 2 * depth + 1)
        lines.append("  " * depth + f"{key}:" + ("" if isinstance(value, dict) else f" {value}"))
        if isinstance(value, dict):
            written(value, depth + 1, lines, places, (*at, key))


@given(trees)
def test_every_key_is_found_where_it_was_written(tree: dict[str, object]) -> None:
    lines: list[str] = []
    places: dict[tuple[str, ...], Place] = {}
    written(tree, 0, lines, places, ())
    source = parse("\n".join(lines).encode(), "f.yaml")
    assert source.data == tree
    assert {path: source.place(*path) for path in places} == places


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_told(content: bytes) -> None:
    source = parse(content, "f.yaml")
    assert isinstance(source.data, dict) or source.problems


@given(st.text(st.sampled_from("ab:-[]{}#&*!|>'\"%@`?,\n \t0"), max_size=40))
def test_any_text_is_read_or_told(text: str) -> None:
    source = parse(text.encode(), "f.yaml")
    assert isinstance(source.data, dict) or source.problems
    assert all(problem.place.line >= 1 and problem.fix for problem in source.problems)


def stack(name: str = "acme-1001") -> Stack:
    return load(CONTRACT, name)


def test_a_stack_knows_where_a_node_stands() -> None:
    place = stack().place("customers", "acme-1001", "users", "ada", "package")
    assert (place.line, place.column) == (39, 9)
    assert str(place).endswith("acme-1001.yaml:39:9")


def test_what_is_inherited_is_placed_at_its_nearest_written_ancestor() -> None:
    at = ("customers", "acme-1001", "users", "grace@acme.example")
    assert stack().place(*at, "package") == stack().place(*at)


def test_profiles_that_nobody_uses_are_not_told() -> None:
    assert stack("estate-north").used_profiles() == ("smb-us",)


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        ("defaults.packages.webex_calling.limit", "customers.*.packages.*.limit"),
        ("customers.acme.userDefaults.package", "customers.*.users.*.package"),
        ("customers.acme.locations.users.name", "customers.*.locations.*.name"),
        ("customers.acme.locations.HQ.numbers.0.range", "customers.*.locations.*.numbers.*.range"),
        ("allow.0.what", "allow.*.what"),
        ("subPartner", "subPartner"),
    ],
)
def test_a_pattern_is_the_field_that_a_key_fills(path: str, pattern: str) -> None:
    assert ".".join(field_at(tuple(path.split("."))).pattern) == pattern


def test_stacks_of_a_folder_leave_out_reserved_names_and_pulumis_own(tmp_path: Path) -> None:
    for name in ("b", "a", "partner", "confirmations", "Pulumi.a"):
        (tmp_path / f"{name}.yaml").touch()
    (tmp_path / "notes.txt").touch()
    assert names(tmp_path) == ["a", "b"]


def test_loading_raises_every_problem_at_once(tmp_path: Path) -> None:
    (tmp_path / "partner.yaml").write_text("version: 1\n")
    (tmp_path / "shop.yaml").write_text("version: 1\ncustomers: {acme: {nmae: 1}}\n")
    with pytest.raises(FilesError) as caught:
        load(tmp_path, "shop")
    files = {Path(problem.place.file).name for problem in caught.value.problems}
    assert files == {"partner.yaml", "shop.yaml"}


@pytest.mark.parametrize("name", ["nobody", "partner"])
def test_a_stack_that_is_not_there_is_one_clear_problem(tmp_path: Path, name: str) -> None:
    (tmp_path / "partner.yaml").write_text((CONTRACT / "partner.yaml").read_text())
    with pytest.raises(FilesError) as caught:
        load(tmp_path, name)
    assert len(caught.value.problems) == 1


def test_a_survey_of_a_file_reads_its_neighbours_once() -> None:
    files = [CONTRACT / "acme-1001.yaml", CONTRACT / "estate-north.yaml", CONTRACT]
    found = survey(files)
    assert found.stacks == 2
    assert found.problems == ()


def test_effective_values_of_the_contracts_example() -> None:
    customer = stack().customers["acme-1001"]
    assert list(customer.packages) == [
        "webex_calling",
        "common_area_calling",
        "webex_suite",
        "attendant_console",
    ]
    assert customer.packages["webex_suite"].limit == 5
    assert customer.declared_numbers()["+13125550109"] == "HQ"
    assert len(customer.declared_numbers()) == 17
    assert customer.locations["HQ"].address == customer.address
    assert customer.users["linus"].package == "webex_calling"


def test_a_customer_of_an_existing_organization_keeps_what_is_absent() -> None:
    crane = stack("estate-north").customers["crane-2002"]
    assert (crane.manage, crane.template, crane.language, crane.lock) == ("declared", "north-us", None, ())
