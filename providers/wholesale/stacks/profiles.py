"""Effective values: what profiles, defaults and the customer's own block say together.

Layers lie on each other in this order: the profiles of `extends`, from left to right, each on top of those
that it extends itself, the file's `defaults`, the customer. Maps are merged by key, everything else is
replaced, null takes away what lies beneath. `extends` of a customer replaces the one of `defaults`;
`extends: []` names no profile, and the file's `defaults` still hold, for they are for every customer of the
file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Any

from wholesale.stacks.models.customers import Customer
from wholesale.stacks.models.numbers import NumberBlock, declared
from wholesale.stacks.models.words import is_email

Values = Mapping[str, Any]

_NOT_INHERITED = frozenset({"extends", "lock", "locationDefaults", "userDefaults"})
_RECORDS = ("locations", "users", "workspaces", "devices")
_MAC = re.compile(r"[0-9A-Fa-f]{12}")


_TOUCHES = frozenset({dict, type(None)})
"""Types of values that do more than replace what lies beneath."""


def overlay(below: Values, above: Values) -> dict[str, Any]:
    """One map laid over another: maps merge by key, null takes away, everything else replaces."""
    merged = {**below, **above}
    if _TOUCHES.isdisjoint(map(type, above.values())):
        return merged
    for key, value in above.items():
        if value is None:
            merged.pop(key, None)
        elif (
            type(value) is dict
        ):  # every map of a file is one, and `isinstance` of an ABC costs ten times more
            beneath = below.get(key)
            merged[key] = overlay(beneath if type(beneath) is dict else {}, value)
    return merged


def extends_of(own: Values, defaults: Values) -> tuple[str, ...]:
    """The profiles that a customer names, in order."""
    chosen = own.get("extends")
    return tuple(chosen if chosen is not None else defaults.get("extends") or ())


def lineage(names: Iterable[str], profiles: Values) -> tuple[str, ...]:
    """Profiles with all that they extend, the lowest first, each once: at the first place where it is needed.

    Unknown ones are left out, and a way that leads back into itself ends there.
    """
    found: dict[str, None] = {}
    _descend(names, profiles, found, ())
    return tuple(found)


def _descend(names: Iterable[str], profiles: Values, found: dict[str, None], way: tuple[str, ...]) -> None:
    for name in names:
        if name in found or name in way or name not in profiles:
            continue
        _descend((profiles[name] or {}).get("extends") or (), profiles, found, (*way, name))
        found[name] = None


def laid(layers: Iterable[Values]) -> dict[str, Any]:
    """Layers on each other, the lowest first."""
    return reduce(overlay, layers, {})


class Ground:
    """What lies beneath the customers of one stack file; those that name the same profiles share it.

    Args:
        defaults: the file's, as written.
        partner: partner.yaml, as written.
    """

    def __init__(self, defaults: Values, partner: Values) -> None:
        self.defaults = defaults
        self.partner = partner
        self.profiles: Values = partner.get("profiles") or {}
        self._beneath: dict[tuple[str, ...], tuple[tuple[str, ...], dict[str, Any]]] = {}

    def effective(self, handle: str, own: Values) -> Customer:
        """One customer with everything that it inherits."""
        extends, beneath = self.beneath(extends_of(own, self.defaults))
        values = overlay(beneath, {key: value for key, value in own.items() if key not in _RECORDS})
        shared = {name: values.get(name, {}) for name in ("locationDefaults", "userDefaults")}
        values = {key: value for key, value in values.items() if key not in _NOT_INHERITED}
        values |= {name: _records(own, name) for name in _RECORDS}
        values["handle"] = handle
        values["extends"] = extends
        values["lock"] = tuple(
            lock for name in extends for lock in (self.profiles[name] or {}).get("lock") or ()
        )
        values.setdefault("externalId", handle)
        values.setdefault("manage", "declared" if "orgId" in values else "full")
        return _completed(values, shared, self.partner)

    def beneath(self, names: tuple[str, ...]) -> tuple[tuple[str, ...], dict[str, Any]]:
        """The profiles that these names lead to, and what they and the defaults say together."""
        known = self._beneath.get(names)
        if known is None:
            extends = lineage(names, self.profiles)
            layers = (*(self.profiles[name] or {} for name in extends), self.defaults)
            known = self._beneath[names] = (extends, laid(layers))
        return known

    def beneath_block(self, own: Values) -> dict[str, Any]:
        """What lies beneath one customer's block: the same object for those of the same profiles."""
        return self.beneath(extends_of(own, self.defaults))[1]


def effective(handle: str, own: Values, defaults: Values, partner: Values) -> Customer:
    """One customer with everything that it inherits; for several of one file, share a `Ground`."""
    return Ground(defaults, partner).effective(handle, own)


def _records(own: Values, name: str) -> Mapping[str, Values]:
    return own.get(name) or {}


def _completed(values: dict[str, Any], shared: Mapping[str, Values], partner: Values) -> Customer:
    pstn = _template_pstn(values, partner)
    values["locations"] = {
        handle: _location(handle, overlay(shared["locationDefaults"], block), values.get("address"), pstn)
        for handle, block in values["locations"].items()
    }
    values["users"] = _users(shared["userDefaults"], values["users"])
    values["workspaces"] = {
        handle: {"name": handle, **overlay({}, block), "handle": handle}
        for handle, block in values["workspaces"].items()
    }
    values["devices"] = {
        handle: _device(handle, overlay({}, block)) for handle, block in values["devices"].items()
    }
    return Customer.model_validate(values)


def _template_pstn(values: Values, partner: Values) -> Any:
    """The template's connection, for locations of organizations that are made from it."""
    template = (partner.get("templates") or {}).get(values.get("template"))
    return (template or {}).get("pstn") if "orgId" not in values else None


def _location(handle: str, values: dict[str, Any], customers: Any, pstn: Any) -> dict[str, Any]:
    location = {"name": handle, **values, "handle": handle}
    if location.get("address") == "same":
        location["address"] = customers
    if location.get("pstn") is None and pstn:
        location["pstn"] = overlay({}, pstn)
    if location.get("numbers") is not None:
        location["numbers"] = tuple(number for entry in location["numbers"] for number in _declared(entry))
    return location


def _declared(entry: Any) -> Any:
    return declared(entry if isinstance(entry, str) else NumberBlock.model_validate(entry))


def _users(defaults: Values, blocks: Mapping[str, Values]) -> dict[str, Any]:
    """The users on top of what holds for all; most replace values only, and those are soon laid."""
    users: dict[str, Any] = {}
    for handle, block in blocks.items():
        simple = _TOUCHES.isdisjoint(map(type, block.values()))
        values = {**defaults, **block} if simple else overlay(defaults, block)
        values["handle"] = handle
        if "email" not in values and is_email(handle):
            values["email"] = handle
        users[handle] = values
    return users


def unproved(data: dict[str, Any]) -> dict[str, Any]:
    """A file's values without those whose form is proved by the effective values, where these are right.

    That holds for users whose blocks have single values and lists only: what they say stays as it is, for
    they lie on top and take nothing away, and an effective user has the fields of a block and its handle.
    """
    customers = data.get("customers")
    if type(customers) is not dict:
        return data
    return {**data, "customers": {handle: _unproved(block) for handle, block in customers.items()}}


def _unproved(customer: Any) -> Any:
    users = customer.get("users") if type(customer) is dict else None
    if type(users) is not dict:
        return customer
    return {
        **customer,
        "users": {handle: block for handle, block in users.items() if not _shows_its_form(block)},
    }


def _shows_its_form(user: Any) -> bool:
    return type(user) is dict and "handle" not in user and _TOUCHES.isdisjoint(map(type, user.values()))


def _device(handle: str, values: dict[str, Any]) -> dict[str, Any]:
    if "activation" not in values and _MAC.fullmatch(handle):
        values.setdefault("mac", handle)
    return {**values, "handle": handle}
