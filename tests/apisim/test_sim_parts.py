from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apisim import ids, rates
from apisim.clock import Agenda, Clock
from apisim.history import History
from apisim.store import Table, by
from apisim.tokens import Token


@given(st.uuids(), st.sampled_from(["PEOPLE", "LOCATION", "ORGANIZATION"]), st.booleans())
def test_an_id_is_read_back_with_and_without_padding(key: Any, kind: str, padded: bool) -> None:  # noqa: FBT001
    text = ids.encode(kind, str(key))
    text += "=" * (-len(text) % 4) if padded else ""
    assert ids.decode(text) == (kind, str(key))


@given(st.text(max_size=30))
def test_any_text_can_be_asked_for(text: str) -> None:
    assert isinstance(ids.key_of(text), str)


Steps = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from([None, "x", "y"]), st.booleans()), max_size=30
)


@given(Steps)
def test_an_index_finds_what_a_scan_finds(steps: list[tuple[str, str | None, bool]]) -> None:
    table = Table({"color": by("color"), "both": by("id", "color")})
    for key, color, remove in steps:
        found = table.get(key)
        if remove and found:
            table.remove(found)
        else:
            table.put({"id": key, "color": color})
    for color in ("x", "y"):
        scanned = {row["id"] for row in table if row["color"] == color}
        assert {row["id"] for row in table.find("color", color)} == scanned
        assert table.count("color", color) == len(scanned)
        assert {row["id"] for row in table.page("color", color, slice(0, 10))} == scanned
        assert all(table.first("both", (key, color)) for key in scanned)


@given(Steps, st.integers(0, 30))
def test_a_look_into_the_past_shows_what_was_and_changes_nothing(
    steps: list[tuple[str, str | None, bool]], back: int
) -> None:
    history, past = History(), []
    table = Table({"color": by("color")}, history)
    for key, color, remove in steps:
        past.append({row["id"]: row for row in table})
        history.begin()
        if not remove:
            table.put({"id": key, "color": color})
        elif found := table.get(key):
            table.remove(found)
        else:
            past.pop()
    now, back = list(table), min(back, len(history))
    orders = [list(table.find("color", color)) for color in "xy"]
    with history.past(back):
        assert {row["id"]: row for row in table} == [*past, {row["id"]: row for row in now}][len(past) - back]
        table.put({"id": "d", "color": "x"})
    assert list(table) == now
    assert [list(table.find("color", color)) for color in "xy"] == orders


def test_the_history_begins_with_the_first_step() -> None:
    history = History()
    Table({}, history).put({"id": "a"})
    assert len(history) == 0


@pytest.mark.parametrize(
    ("text", "rate"),
    [("100", (100, 10.0)), ("100/10s", (100, 10.0)), ("5/2", (5, 2.0)), ("0", (0, 10.0))],
)
def test_a_rate_is_read(text: str, rate: tuple[int, float]) -> None:
    assert (rates.parse(text).calls, rates.parse(text).seconds) == rate


@pytest.mark.parametrize("text", ["x", "-1", "1/0s", "1/nans", "1/infs", ""])
def test_a_bad_rate_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected CALLS"):
        rates.parse(text)


def test_a_bucket_fills_with_time() -> None:
    now = [0.0]
    buckets = rates.Buckets(rates.Rate(2, 10), wall=lambda: now[0])
    assert [buckets.wait("a") for _ in range(3)] == [0, 0, 5]
    now[0] = 5.0
    assert buckets.wait("a") == 0


def test_work_is_done_in_the_order_of_its_time() -> None:
    clock, done = Clock(wall=lambda: 0.0), []
    agenda = Agenda(clock)
    agenda.after(20, lambda: done.append("late"))
    agenda.after(10, lambda: done.append("early"))
    agenda.after(0, lambda: done.append("read"))
    agenda.run(reading=False)
    assert done == []
    clock.advance(30)
    agenda.run(reading=False)
    assert done == ["early", "late"]
    agenda.run(reading=True)
    assert done == ["early", "late", "read"]


@pytest.mark.parametrize(
    ("method", "wanted", "held", "may"),
    [
        ("GET", ("a_read", "b_read"), {"b_read"}, True),
        ("GET", ("a_read",), {"a_write"}, False),
        ("POST", ("a_write",), {"a_read"}, False),
        ("PUT", ("a_read", "a_write"), {"a_read"}, False),
        ("PUT", ("a_read", "a_write"), {"a_read", "a_write"}, True),
        ("DELETE", ("a_write", "b_write"), {"b_write"}, True),
        ("POST", ("a_read",), {"a_read"}, True),
    ],
)
def test_scopes_suffice_or_not(method: str, wanted: tuple[str, ...], held: set[str], may: bool) -> None:  # noqa: FBT001
    assert Token("t", frozenset(held), "o").may(method, wanted) is may
