"""Several processes give the answers that one gives."""

from __future__ import annotations

import os

from hypothesis import given, settings
from hypothesis import strategies as st

from wholesale.validation.workers import Form, in_parts


@settings(max_examples=30)
@given(st.lists(st.integers(), max_size=40), st.integers(min_value=1, max_value=5))
def test_the_answers_come_in_the_order_of_the_items(items: list[int], cores: int) -> None:
    form: Form[str] = Form(lambda text: [text], lambda plain: plain[0])
    assert in_parts(items, str, form, fewest=2, most=cores) == [str(item) for item in items]


def test_what_a_process_did_not_finish_is_done_here() -> None:
    here = os.getpid()

    def work(item: int) -> int:
        if os.getpid() != here:
            os._exit(9)
        return item

    assert in_parts(list(range(10)), work, Form(int, int), fewest=1, most=3) == list(range(10))
