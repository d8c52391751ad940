"""Number ranges: whatever they are, they expand to what was meant or are refused."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from wholesale.stacks.models.numbers import LONGEST_RANGE, expanded

starts = st.integers(min_value=10**9, max_value=10**11)


@given(starts, st.integers(min_value=0, max_value=LONGEST_RANGE - 1))
def test_a_range_holds_both_ends_and_every_number_between(start: int, more: int) -> None:
    end = start + more
    if len(str(end)) != len(str(start)):
        return
    numbers = expanded(f"+{start}..+{end}")
    assert [int(number) for number in numbers] == list(range(start, end + 1))
    assert all(number.startswith("+") for number in numbers)


@given(starts)
def test_a_single_number_is_a_range_of_one(start: int) -> None:
    assert expanded(f"+{start}") == expanded(f"+{start}..+{start}") == (f"+{start}",)


@given(starts, st.integers(min_value=1, max_value=10**6))
def test_a_range_that_ends_before_it_begins_is_refused(start: int, less: int) -> None:
    with pytest.raises(PydanticCustomError):
        expanded(f"+{start}..+{start - less}")


@given(starts)
def test_a_range_longer_than_the_most_is_refused(start: int) -> None:
    with pytest.raises(PydanticCustomError):
        expanded(f"+{start}..+{start + LONGEST_RANGE}")


@given(st.text("+0123456789. \n-٣a", max_size=30))
def test_any_text_expands_or_is_refused(text: str) -> None:
    with suppress(PydanticCustomError):
        assert expanded(text)
