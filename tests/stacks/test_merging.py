"""Layers: maps merge by key, null takes away, everything else replaces."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from wholesale.stacks.profiles import Ground, effective, extends_of, lineage, overlay

leaves = st.sampled_from([None, True, False, 0, 7, "", "x", (), (1,)])
trees = st.recursive(
    st.dictionaries(st.sampled_from("abc"), leaves, max_size=3),
    lambda below: st.dictionaries(st.sampled_from("abc"), leaves | below, max_size=3),
    max_leaves=8,
)
PARTNER = {
    "profiles": {
        "low": {"tags": ("low",), "language": "en", "packages": {"webex_calling": {"limit": 1}}},
        "high": {"tags": ("high",), "packages": {"webex_suite": {}}},
    }
}


def has_null(node: Any) -> bool:
    return node is None or (isinstance(node, dict) and any(has_null(value) for value in node.values()))


@given(trees, trees)
def test_no_null_remains_of_what_lies_above(below: dict[str, Any], above: dict[str, Any]) -> None:
    assert not has_null(overlay(overlay({}, below), above))


@given(trees)
def test_a_layer_laid_over_itself_changes_nothing(tree: dict[str, Any]) -> None:
    once = overlay({}, tree)
    assert overlay(once, tree) == once


@given(trees, trees, trees)
def test_a_null_above_takes_away_whatever_lies_beneath(
    below: dict[str, Any], middle: dict[str, Any], above: dict[str, Any]
) -> None:
    stacked = overlay(overlay(overlay({}, below), middle), {**above, "a": None})
    assert "a" not in stacked


@given(trees, trees)
def test_what_lies_above_wins_where_it_speaks(below: dict[str, Any], above: dict[str, Any]) -> None:
    merged = overlay(overlay({}, below), above)
    for key, value in above.items():
        if value is not None and not isinstance(value, dict):
            assert merged[key] == value


@given(trees, trees)
def test_laying_over_leaves_both_layers_as_they_were(below: dict[str, Any], above: dict[str, Any]) -> None:
    before = (repr(below), repr(above))
    overlay(below, above)
    assert (repr(below), repr(above)) == before


def test_later_profiles_win_and_maps_of_both_merge() -> None:
    customer = effective("acme", {"extends": ("low", "high")}, {}, PARTNER)
    assert (customer.tags, customer.language) == (("high",), "en")
    assert set(customer.packages) == {"webex_calling", "webex_suite"}


def test_defaults_lie_between_profiles_and_the_customer() -> None:
    defaults = {"extends": ("low",), "tags": ("file",), "language": "fr"}
    customer = effective("acme", {"language": "de"}, defaults, PARTNER)
    assert (customer.tags, customer.language) == (("file",), "de")


def test_a_customers_extends_replaces_that_of_the_defaults() -> None:
    assert extends_of({"extends": ("high",)}, {"extends": ("low",)}) == ("high",)
    assert extends_of({}, {"extends": ("low",)}) == ("low",)


graphs = st.dictionaries(
    st.sampled_from("abcd"),
    st.fixed_dictionaries({"extends": st.lists(st.sampled_from("abcd"), max_size=3).map(tuple)}),
    max_size=4,
)


@given(st.lists(st.sampled_from("abcd"), max_size=4), graphs)
def test_a_lineage_ends_and_names_each_profile_once(names: list[str], profiles: dict[str, Any]) -> None:
    found = lineage(names, profiles)
    assert len(found) == len({*found})
    assert {*found} <= profiles.keys()


def test_a_profile_lies_on_all_that_it_extends() -> None:
    profiles = {"base": {}, "left": {"extends": ("base",)}, "right": {"extends": ("base",)}}
    assert lineage(("left", "right"), profiles) == ("base", "left", "right")


def test_a_profile_that_extends_another_wins_over_it_and_inherits_the_rest() -> None:
    profiles = {"base": {"tags": ("b",), "language": "en"}, "top": {"extends": ("base",), "tags": ("t",)}}
    customer = effective("acme", {"extends": ("top",)}, {}, {"profiles": profiles})
    assert (customer.tags, customer.language, customer.extends) == (("t",), "en", ("base", "top"))


def test_customers_that_share_their_ground_are_the_same_as_each_on_its_own() -> None:
    ground = Ground({"extends": ("low",)}, PARTNER)
    for own in ({}, {"extends": ("high", "low")}, {"language": None}, {}):
        assert ground.effective("acme", own) == effective("acme", own, {"extends": ("low",)}, PARTNER)


def test_an_empty_extends_names_no_profile_and_keeps_the_files_defaults() -> None:
    customer = effective("acme", {"extends": ()}, {"extends": ("low",), "template": "t"}, PARTNER)
    assert (customer.language, customer.template) == (None, "t")


def test_null_un_inherits_at_every_level() -> None:
    own = {"extends": ("low",), "language": None, "packages": {"webex_calling": {"limit": None}}}
    customer = effective("acme", own, {}, PARTNER)
    assert customer.language is None
    assert customer.packages["webex_calling"].limit is None


def test_records_lie_on_their_defaults_and_null_takes_one_away() -> None:
    own = {
        "userDefaults": {"package": "webex_calling", "location": "HQ"},
        "users": {"ada": {"location": None}},
    }
    ada = effective("acme", own, {}, {}).users["ada"]
    assert (ada.package, ada.location) == ("webex_calling", None)


def test_names_follow_from_handles_of_the_right_form() -> None:
    own = {
        "users": {"ada@acme.example": {}, "bob": {}},
        "locations": {"HQ": {}},
        "devices": {"AA11BB22CC33": {}},
    }
    customer = effective("acme", own, {}, {})
    assert [user.email for user in customer.users.values()] == ["ada@acme.example", None]
    assert customer.locations["HQ"].name == "HQ"
    assert customer.devices["AA11BB22CC33"].mac == "AA11BB22CC33"
    assert customer.external_id == "acme"


def test_a_templates_connection_is_the_default_of_locations_that_are_made_from_it() -> None:
    partner = {"templates": {"t": {"pstn": {"connection": "Carrier"}}}}
    own = {"template": "t", "locations": {"HQ": {}, "plant": {"pstn": {"trunk": "gateway"}}}}
    made = effective("acme", own, {}, partner).locations
    attached = effective("acme", {**own, "orgId": "x"}, {}, partner).locations
    assert made["HQ"].pstn is not None
    assert made["HQ"].pstn.connection == "Carrier"
    assert attached["HQ"].pstn is None
