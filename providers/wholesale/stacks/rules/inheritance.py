"""Profiles: those that are named exist, and what they lock stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from wholesale.stacks.editing.writing import flow
from wholesale.stacks.problems import dotted
from wholesale.stacks.profiles import Values, extends_of, laid, lineage
from wholesale.stacks.rule import PerInheritance, Rule
from wholesale.stacks.rules.telling import found, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wholesale.stacks.problems import NodePath, Problem
    from wholesale.stacks.stack import Stack

PROFILE_UNKNOWN = Rule(
    "WS801",
    "profile-unknown",
    what="`extends` names a profile that partner.yaml does not have.",
    why="What it would say, and lock, is missing from the customer.",
    mend="Use the nearest name that is given, or add the profile.",
    bad="extends: [smb-uk]",
    good="extends: [smb-us]",
    firm="the customer's values are not known without it",
)
LOCK_CHANGED = Rule(
    "WS802",
    "locked-value-changed",
    what="A value that a profile locks is changed or taken away.",
    why="The partner decided that no customer of this profile may weaken it.",
    mend="Remove the line, or extend a profile without this lock.",
    bad="extends: [smb-us]        # locks restrictedMode: true\nrestrictedMode: false",
    good="extends: [smb-us]",
    firm="a lock that its customer can lift is none",
)

_SILENT = object()
"""What a layer says about a path that it does not mention."""

BENEATH = {"locationDefaults": "locations", "userDefaults": "users"}


class Lock(NamedTuple):
    """One value that a profile locks: a scalar, a list, or a map that is empty."""

    profile: str
    path: NodePath
    value: Any


class Beneath:
    """What lies beneath the customers of one file, as written; what profiles lock is worked out once.

    Args:
        defaults: of the file.
        profiles: of partner.yaml.
    """

    def __init__(self, defaults: Values, profiles: Values) -> None:
        self.defaults = defaults
        self.profiles = profiles
        self._locks: dict[str, tuple[Lock, ...]] = {}

    def locks(self, name: str) -> tuple[Lock, ...]:
        """What a profile locks, with the values that it has together with those that it extends."""
        known = self._locks.get(name)
        if known is None:
            known = self._locks[name] = tuple(_locks(name, self.profiles))
        return known


class Inherited(NamedTuple):
    """One customer's block with what it inherits from, as written."""

    handle: str
    own: Values
    beneath: Beneath


@PerInheritance
def profiles_exist(stack: Stack, customer: Inherited) -> Iterator[Problem]:
    """Every profile of `extends` is in partner.yaml."""
    own = customer.own.get("extends") is not None
    path = ("customers", customer.handle, "extends") if own else ("defaults", "extends")
    known = stack.known_in_partner("profiles")
    for index, name in enumerate(extends_of(customer.own, customer.beneath.defaults)):
        if name not in known:
            yield found(
                PROFILE_UNKNOWN,
                stack,
                (*path, str(index)),
                f'the profile "{name}" is not in partner.yaml',
                suggestion(name, known, "profiles"),
            )


@PerInheritance
def locks_hold(stack: Stack, customer: Inherited) -> Iterator[Problem]:
    """What a profile locks is neither changed nor nulled by anything that lies above it."""
    beneath = customer.beneath
    names = lineage(extends_of(customer.own, beneath.defaults), beneath.profiles)
    for position, name in enumerate(names):
        for lock in beneath.locks(name):
            for later in names[position + 1 :]:
                yield from _kept(stack, lock, ("profiles", later), beneath.profiles.get(later) or {})
            yield from _kept(stack, lock, ("defaults",), beneath.defaults)
            yield from _kept(stack, lock, ("customers", customer.handle), customer.own)
            yield from _kept_beneath(stack, lock, customer)


def _kept_beneath(stack: Stack, lock: Lock, customer: Inherited) -> Iterator[Problem]:
    collection = BENEATH.get(lock.path[0])
    if collection is None or not lock.path[1:]:  # where nothing stands beneath, records say all themselves
        return
    inner = Lock(lock.profile, lock.path[1:], lock.value)
    for handle, record in (customer.own.get(collection) or {}).items():
        yield from _kept(stack, inner, ("customers", customer.handle, collection, handle), record, lock.path)


def _kept(
    stack: Stack, lock: Lock, at: NodePath, values: Values, locked: NodePath | None = None
) -> Iterator[Problem]:
    said = _said(values, lock.path)
    if said is _SILENT or said == lock.value:
        return
    path = (*at, *lock.path)
    in_partner = at[0] == "profiles"
    place = (stack.partner_source if in_partner else stack.source).value_place(*path)
    lock_place = stack.partner_source.value_place("profiles", lock.profile, *(locked or lock.path))
    yield LOCK_CHANGED.at(
        place,
        dotted(path),
        f"{dotted(path)} cannot be {_shown(said)}: the profile {lock.profile} locks {_shown(lock.value)} "
        f"at {lock_place}",
        "remove the line, or extend a profile without this lock",
        lock_place,
    )


def _locks(name: str, profiles: Values) -> Iterator[Lock]:
    locked_paths = (profiles[name] or {}).get("lock") or ()
    whole = laid(profiles[below] or {} for below in lineage((name,), profiles)) if locked_paths else {}
    for locked in locked_paths:
        path = tuple(locked.split("."))
        value = _said(whole, path)
        if value is not _SILENT:
            yield from (Lock(name, leaf, found) for leaf, found in _leaves(path, value))


def _leaves(path: NodePath, value: Any) -> Iterator[tuple[NodePath, Any]]:
    if isinstance(value, Mapping) and value:
        for key, below in value.items():
            yield from _leaves((*path, key), below)
    else:
        yield path, value


def _said(values: Any, path: NodePath) -> Any:
    """What a layer says at a path; null anywhere above it says null."""
    for step in path:
        if values is None or not isinstance(values, Mapping):
            return values
        if step not in values:
            return _SILENT
        values = values[step]
    return values


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else flow(value)
