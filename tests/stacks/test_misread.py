"""What YAML 1.1 makes of a spelling is told as the value that it would have become."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from wholesale.stacks.misread import reading
from wholesale.stacks.source import kind_of_spelling


@pytest.mark.parametrize(
    ("spelling", "read_as"),
    [
        ("no", "false"),
        ("On", "true"),
        ("101", "a number"),
        ("1_000", "the number 1000"),
        ("1.10", "the number 1.1"),
        ("+13125550101", "the number 13125550101"),
        ("0123", "the number 83 (base 8)"),
        ("-0x1F", "the number -31 (base 16)"),
        ("0b11", "the number 3 (base 2)"),
        ("1:30", "the number 90 (base 60)"),
        ("11:22:33:44:55:06", "the number 8846009706 (base 60)"),
        ("1:30.5", "the number 90.5 (base 60)"),
        (".inf", "a number"),
        ("0x_", "a number"),
        ("9" * 5000, "a number"),
        ("2027-01-31", "a date or time"),
        ("~", "null (nothing)"),
        ("=", "a special value"),
    ],
)
def test_a_spelling_is_told_as_what_it_is_read_as(spelling: str, read_as: str) -> None:
    assert reading(kind_of_spelling(spelling), spelling) == read_as


@given(st.from_regex(r"[-+]?[0-9][0-9_:]{0,8}(\.[0-9]{0,3})?", fullmatch=True))
def test_a_number_is_told_as_pyyaml_reads_it(spelling: str) -> None:
    kind = kind_of_spelling(spelling)
    told = reading(kind, spelling).removeprefix("the number ").split(" ")[0]
    if kind in {"int", "float"} and told != "a":
        assert float(told) == pytest.approx(float(yaml.safe_load(spelling)))
