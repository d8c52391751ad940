"""Locks: a customer about whom no lock is told has what its profiles lock, however it is written."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from stackfiles import PARTNER, customer

from wholesale.stacks.load import survey

LOCKABLE = {
    "restrictedMode": ("restrictedMode",),
    "meetings": ("meetings", "timezone"),
    "meetings.timezone": ("meetings", "timezone"),
    "address.country": ("address", "country"),
    "contacts": ("contacts", "technical"),
    "contacts.technical": ("contacts", "technical"),
    "userDefaults": ("users", "ada", "package"),
    "userDefaults.package": ("users", "ada", "package"),
    "userDefaults.onLeave.person": ("users", "ada", "onLeave", "person"),
    "tags": ("tags",),
}
"""Locks, and a value that each of them holds in a customer."""

maybe = st.none
people = st.fixed_dictionaries(
    {},
    optional={
        "package": st.sampled_from([None, "webex_calling", "webex_meetings"]),
        "onLeave": maybe()
        | st.fixed_dictionaries({}, optional={"person": st.sampled_from(["keep", "delete"])}),
    },
)
values = st.fixed_dictionaries(
    {},
    optional={
        "restrictedMode": st.sampled_from([None, True, False]),
        "meetings": maybe()
        | st.fixed_dictionaries(
            {}, optional={"timezone": st.sampled_from([None, "Europe/Rome", "Asia/Tokyo"])}
        ),
        "address": maybe()
        | st.fixed_dictionaries({}, optional={"country": st.sampled_from([None, "US", "DE"])}),
        "contacts": maybe()
        | st.fixed_dictionaries(
            {}, optional={"technical": st.sampled_from([None, "a@b.example", "c@d.example"])}
        ),
        "userDefaults": maybe() | people,
        "tags": st.sampled_from([None, [], ["a"], ["a", "b"]]),
    },
)
PROFILES = ("one", "two", "three")
names = st.lists(st.sampled_from(PROFILES), max_size=3, unique=True)
locks = st.lists(st.sampled_from(sorted(LOCKABLE)), max_size=3, unique=True)


@st.composite
def profiles(draw: st.DrawFn) -> dict[str, Any]:
    """Profiles of which each extends those before it only, and locks what it has."""
    made: dict[str, Any] = {}
    for index, name in enumerate(PROFILES):
        below = draw(st.lists(st.sampled_from(PROFILES[:index]), unique=True)) if index else []
        made[name] = {**draw(values), "extends": below}
        held = [lock for lock in draw(locks) if said(made[name], lock) not in (None, {})]
        made[name] |= {"lock": held} if held else {}
    return made


def said(block: Any, lock: str) -> Any:
    """What a block itself says at the way of a lock."""
    for step in lock.split("."):
        block = block.get(step) if isinstance(block, dict) else None
    return block


def at(whole: Any, way: tuple[str, ...]) -> Any:
    for step in way:
        whole = whole.get(step) if isinstance(whole, dict) else None
    return list(whole) if isinstance(whole, tuple) else whole


def lock_value(locking: dict[str, Any], lock: str) -> Any:
    way = LOCKABLE[lock]
    return said(locking, ".".join(("userDefaults", *way[2:]) if way[0] == "users" else way))


@settings(max_examples=300, deadline=None)
@given(profiles(), names, values, values, people)
def test_no_customer_weakens_a_lock_untold(
    made: dict[str, Any],
    extends: list[str],
    defaults: dict[str, Any],
    own: dict[str, Any],
    ada: dict[str, Any],
) -> None:
    block = customer(extends=extends, orgId="NTU1NQ") | own
    block["users"] = {"ada": {"email": "ada@acme.example", "firstName": "A", "lastName": "L", **ada}}
    with TemporaryDirectory() as name:
        folder = Path(name)
        files = {
            "partner": PARTNER | {"profiles": made},
            "acme": {"version": 1, "defaults": defaults, "customers": {"acme": block}},
        }
        for file, content in files.items():
            (folder / f"{file}.yaml").write_text(yaml.safe_dump(content), "utf-8")
        found = survey([folder])
    (stack,) = found.stacks
    if any(problem.rule == "WS802" for problem in found.problems):
        return
    acme = stack.customers["acme"]
    has = acme.model_dump(by_alias=True)
    for profile in acme.extends:
        for lock in made[profile].get("lock", ()):
            held = lock_value(made[profile], lock)
            assert held is None or at(has, LOCKABLE[lock]) == held, (profile, lock)
