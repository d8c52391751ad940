"""Desired against live: what the one comparison promises."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholesale.compare import adopted, compare, known, projected, refused
from wholesale.vocabulary.fields import Change, Field, same_language, without_case

NAMES = "abcd"
scalars = st.sampled_from(["x", "y", "z", 0, 1, True, False])
empties = st.sampled_from([None, "", (), [], {}])
maps = st.dictionaries(
    st.sampled_from("klm"), scalars | st.dictionaries(st.sampled_from("pq"), scalars, max_size=2)
)
values = st.dictionaries(st.sampled_from(NAMES), scalars | empties | maps)
fields_of = st.fixed_dictionaries({name: st.sampled_from(["keep", "clear"]) for name in NAMES})


def declared(absent: dict[str, Any], **options: Any) -> tuple[Field, ...]:
    return tuple(Field(name, paths=(name,), absent=absent[name], **options) for name in NAMES)


CLEARING = declared(dict.fromkeys(NAMES, "clear"))
KEEPING = declared(dict.fromkeys(NAMES, "keep"))


def applied(live: dict[str, Any], changes: tuple[Change, ...]) -> dict[str, Any]:
    """What is live once these changes are carried out."""
    for change in changes:
        live = put(live, change.path.split("."), change.desired)
    return live


def put(node: Any, path: list[str], value: Any) -> Any:
    if not path:
        return value
    inner = node if isinstance(node, dict) else {}
    return {**inner, path[0]: put(inner.get(path[0]), path[1:], value)}


def pruned(value: Any) -> Any:
    """A value without what is empty in it."""
    if isinstance(value, dict):
        inner = {name: pruned(below) for name, below in value.items()}
        return {name: below for name, below in inner.items() if below is not None} or None
    return None if value in ("", (), []) else value


def backwards(value: Any) -> Any:
    """The same value, its maps in the opposite order."""
    if not isinstance(value, dict):
        return value
    return {name: backwards(below) for name, below in reversed(value.items())}


@given(fields_of, values)
def test_what_is_wanted_already_needs_no_change(absent: dict[str, Any], both: dict[str, Any]) -> None:
    assert compare(declared(absent), both, both) == ()


@given(values, values)
def test_the_changes_lead_from_live_to_desired(desired: dict[str, Any], live: dict[str, Any]) -> None:
    changes = compare(CLEARING, desired, live)
    assert pruned(applied(live, changes)) == pruned(desired)


@given(fields_of, values, values)
def test_carried_out_once_nothing_is_left(absent: Any, desired: dict[str, Any], live: dict[str, Any]) -> None:
    fields = declared(absent)
    assert compare(fields, desired, applied(live, compare(fields, desired, live))) == ()


@given(values, values, st.sampled_from(NAMES))
def test_what_is_not_mentioned_and_kept_never_changes(desired: Any, live: Any, name: str) -> None:
    without = {key: value for key, value in desired.items() if key != name}
    assert name not in {change.field for change in compare(KEEPING, without, live)}


@given(values)
def test_what_is_not_mentioned_and_cleared_is_deleted(live: Any) -> None:
    found = {change.path: change.action for change in compare(CLEARING, {}, live)}
    assert all(action == "delete" for action in found.values())
    assert {path.partition(".")[0] for path in found} == {
        name for name in live if pruned(live[name]) is not None
    }


@given(fields_of, values, values)
def test_the_order_of_maps_does_not_matter(absent: Any, desired: Any, live: Any) -> None:
    fields = declared(absent)
    assert compare(fields, desired, live) == compare(fields, backwards(desired), backwards(live))


@given(fields_of, values, values, empties)
def test_empty_forms_are_equal(absent: Any, desired: Any, live: Any, empty: Any) -> None:
    fields = declared(absent)
    other = {name: empty if pruned(value) is None else value for name, value in live.items()}
    assert len(compare(fields, desired, live)) == len(compare(fields, desired, other))


@pytest.mark.parametrize("empty", [None, "", (), [], {}, {"k": None}, {"k": ""}, {"k": {}}])
@pytest.mark.parametrize("other", [None, "", (), [], {}, {"k": None}])
def test_nothing_is_nothing_however_it_is_written(empty: Any, other: Any) -> None:
    assert compare(CLEARING, {"a": empty}, {"a": other}) == ()


@pytest.mark.parametrize("value", [0, False, 0.0, "0"])
def test_zero_and_false_are_values(value: Any) -> None:
    assert [change.action for change in compare(CLEARING, {"a": value}, {})] == ["add"]


@given(fields_of, values, values)
def test_the_changes_come_in_the_order_of_the_fields(absent: Any, desired: Any, live: Any) -> None:
    found = [change.field for change in compare(declared(absent), desired, live)]
    assert found == sorted(found)


@given(fields_of, values, values)
def test_no_path_is_told_twice(absent: Any, desired: Any, live: Any) -> None:
    paths = [change.path for change in compare(declared(absent), desired, live)]
    assert len(paths) == len(set(paths))


def test_a_nested_change_names_the_key_that_differs() -> None:
    desired = {"a": {"city": "Chicago", "line": "77 Main", "new": "x"}}
    live = {"a": {"city": "Boston", "line": "77 Main", "old": "y"}}
    assert compare(KEEPING, desired, live) == (
        Change("a", "a.city", "update", "Boston", "Chicago"),
        Change("a", "a.new", "add", None, "x"),
        Change("a", "a.old", "delete", "y", None),
    )


def test_an_explicitly_empty_map_clears_what_is_kept_when_absent() -> None:
    assert [change.path for change in compare(KEEPING, {"a": {}}, {"a": {"k": True}})] == ["a.k"]


@pytest.mark.parametrize("empty", ["", [], ()])
def test_an_explicitly_empty_value_clears_what_is_kept_when_absent(empty: Any) -> None:
    assert [change.action for change in compare(KEEPING, {"a": empty}, {"a": "x"})] == ["delete"]


def test_a_field_says_itself_when_two_values_are_the_same() -> None:
    field = Field("email", paths=(), same=without_case)
    assert compare((field,), {"email": "Ada@Acme.example"}, {"email": "ada@acme.example"}) == ()


@given(fields_of, values, values)
def test_a_refresh_shows_the_drift_and_nothing_else(absent: Any, last: Any, live: Any) -> None:
    fields = declared(absent)
    after = projected(fields, last, live)
    assert [c.path for c in compare(fields, last, after)] == [c.path for c in compare(fields, last, live)]


@given(fields_of, values, values)
def test_a_second_refresh_shows_nothing_new(absent: Any, last: Any, live: Any) -> None:
    fields = declared(absent)
    once = projected(fields, last, live)
    assert projected(fields, once, live) == once


@given(values, values)
def test_a_refresh_takes_over_nothing_that_nobody_spoke_of(last: Any, live: Any) -> None:
    mentioned = {name for name, value in last.items() if value is not None}
    assert projected(KEEPING, last, live).keys() <= mentioned


@given(values)
def test_a_refresh_without_drift_keeps_every_value_and_its_spelling(last: Any) -> None:
    field = Field("a", paths=(), same=without_case)
    spelled = {"a": "Ada"}
    assert projected((field,), spelled, {"a": "ADA"}) == spelled
    assert pruned(projected(CLEARING, last, last)) == pruned(last)


@given(fields_of, values, values)
def test_a_refresh_keeps_what_cannot_be_read(absent: Any, last: Any, live: Any) -> None:
    fields = declared(absent, readable=False)
    assert pruned(projected(fields, last, live)) == pruned(last)


@given(values, values)
def test_what_cannot_be_read_is_known_from_the_last_write(last: Any, live: Any) -> None:
    fields = declared(dict.fromkeys(NAMES, "keep"), readable=False)
    assert known(fields, last, live) == {**last, **live}


@given(values, values)
def test_what_can_be_read_is_never_known_from_the_last_write(last: Any, live: Any) -> None:
    assert known(KEEPING, last, live) == live


@given(values, values)
def test_taking_over_keeps_unread_what_can_neither_be_edited_nor_read(desired: Any, live: Any) -> None:
    fields = declared(dict.fromkeys(NAMES, "keep"), readable=False, immutable="put it back")
    assert compare(fields, desired, adopted(fields, desired, live)) == ()


@given(values, values)
def test_taking_over_compares_everything_else_with_what_is_live(desired: Any, live: Any) -> None:
    assert adopted(KEEPING, desired, live) == live


@given(values, values)
def test_only_changed_values_of_immutable_fields_are_refused(desired: Any, live: Any) -> None:
    fields = (Field("a", paths=(), absent="clear", immutable="put it back"), *CLEARING[1:])
    changes = compare(fields, desired, live)
    expected = [change for change in changes if change.field == "a" and change.action == "update"]
    assert [change for change, _ in refused(fields, changes)] == expected


@pytest.mark.parametrize(
    ("readable", "live", "told"),
    [(True, {"a": "x"}, ["a"]), (True, {}, []), (False, {"a": "x"}, ["a"]), (False, {}, ["a"])],
)
def test_a_value_may_be_given_once_where_it_can_be_read_that_there_is_none(
    readable: bool,  # noqa: FBT001 - a case's value
    live: Any,
    told: list[str],
) -> None:
    fields = (Field("a", paths=(), immutable="put it back", readable=readable),)
    found = refused(fields, compare(fields, {"a": "y"}, live))
    assert [change.path for change, _ in found] == told
    assert all(way == "put it back" for _, way in found)


@pytest.mark.parametrize(
    ("desired", "live", "same"),
    [
        ("en", "en_US", True),
        ("EN", "en_gb", True),
        ("en_US", "en_us", True),
        ("en_US", "en_GB", False),
        ("en_US", "en", False),
        ("e", "en_US", False),
        ("", "en_US", False),
        ("en", None, False),
    ],
)
def test_a_language_asks_for_any_of_its_locales(desired: Any, live: Any, same: bool) -> None:  # noqa: FBT001
    assert same_language(desired, live) == same
