"""Operations of a PATCH of SCIM, applied one after the other (RFC 7644 §3.5.2)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from apisim.areas.scim import filters
from apisim.areas.scim.errors import invalid
from apisim.areas.scim.views import CISCO, ENTERPRISE
from apisim.rulebook import rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from apisim.errors import Json

PATH = re.compile(r"(?:(?P<schema>urn:[\w.:*-]+):)?(?P<name>\w+)(?:\[(?P<which>.+)\])?(?:\.(?P<part>\w+))?")
EXTENSIONS = (ENTERPRISE, CISCO)
FIXED = frozenset({"id", "meta", "schemas", "groups"})


@rule(
    "scim.patch",
    "PATCH changes only what its operations name: `add` to lists, `replace` and `remove`, in their order.",
    "S §14.5",
    of="Update_a_user_with_PATCH",
)
@rule(
    "scim.no-target",
    "Removing without a path, and a filter in a path that meets nothing, is a 400 with `noTarget`.",
    "I §14.5",
    of="Update_a_user_with_PATCH",
)
def patched(user: Json, operations: Iterable[Json]) -> Json:
    """Give the user as all operations leave it."""
    for entry in operations:
        path = entry.get("path")
        if path:
            user = _at(user, path, entry["op"], entry.get("value"))
        elif entry["op"] == "remove" or not isinstance(entry.get("value"), dict):
            raise invalid("noTarget", "An operation without a path needs an object of values.")
        else:
            for name, value in entry["value"].items():
                user = _at(user, name, entry["op"], value)
    return user


def _at(user: Json, path: str, op: str, value: Any) -> Json:
    if path in user and path.startswith("urn:"):
        return _set(user, path, op, value)
    found = PATH.fullmatch(path)
    if found is None or found["name"] in FIXED:
        raise invalid("invalidPath", f"{path} cannot be changed.")
    if found["schema"]:
        if found["schema"] not in EXTENSIONS or not isinstance(user.get(found["schema"], {}), dict):
            raise invalid("invalidPath", f"{path} cannot be changed.")
        rest = path.removeprefix(found["schema"] + ":")
        return {**user, found["schema"]: _at(user.get(found["schema"], {}), rest, op, value)}
    if found["which"]:
        return _among(user, found["name"], found["which"], found["part"], op, value)
    if found["part"]:
        inner = user.get(found["name"]) or {}
        if not isinstance(inner, dict):
            raise invalid("invalidPath", f"{path} cannot be changed.")
        return {**user, found["name"]: _set(inner, found["part"], op, value)}
    return _set(user, found["name"], op, value)


def _set(holder: Json, name: str, op: str, value: Any) -> Json:
    if op == "remove":
        return _removed(holder, name, value)
    before = holder.get(name)
    if isinstance(before, list) and op == "add":
        new = value if isinstance(value, list) else [value]
        value = before + [entry for entry in new if not _holds(before, entry)]
    elif isinstance(before, dict) and isinstance(value, dict):
        value = {**before, **value}
    return {**holder, name: value}


def _removed(holder: Json, name: str, value: Any) -> Json:
    """Take away a member, or of a list only the entries that are named."""
    before = holder.get(name)
    if isinstance(before, list) and value:
        gone = value if isinstance(value, list) else [value]
        return {**holder, name: [entry for entry in before if not _holds(gone, entry)]}
    return {key: kept for key, kept in holder.items() if key != name}


def _holds(entries: Any, wanted: Any) -> bool:
    """Tell whether a list holds an entry, by its `value` where it has one."""
    if not isinstance(wanted, dict) or "value" not in wanted:
        return wanted in entries
    return any(isinstance(entry, dict) and entry.get("value") == wanted["value"] for entry in entries)


def _among(user: Json, name: str, which: str, part: str | None, op: str, value: Any) -> Json:
    """Change the entries of a list that a filter meets."""
    fits = filters.read(which, as_published=True)
    entries = [entry for entry in user.get(name) or () if isinstance(entry, dict)]
    if not any(fits(entry) for entry in entries):
        raise invalid("noTarget", f"{name}: nothing fits the filter.")
    if op == "remove" and part is None:
        return {**user, name: [entry for entry in entries if not fits(entry)]}
    return {**user, name: [_changed(e, part, op, value) if fits(e) else e for e in entries]}


def _changed(entry: Json, part: str | None, op: str, value: Any) -> Json:
    if part:
        return _set(entry, part, op, value)
    if not isinstance(value, dict):
        raise invalid("invalidValue", "An object is needed to change an entry of a list.")
    return {**entry, **value}
