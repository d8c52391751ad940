"""What a simulator holds, told by natural keys: the same work leaves the same, whatever ids it has got."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Row = dict[str, Any]
    State = Mapping[str, list[Row]]

Estate = dict[str, "Counter[str]"]


def estate(state: State) -> Estate:
    """Each kind's things, with how often each is there: two of one are a duplicate."""
    names = _names(state)
    return {
        kind: Counter(repr(_plain(tell(row, names))) for row in state[kind]) for kind, tell in TOLD.items()
    }


def differences(wanted: Estate, found: Estate) -> list[str]:
    """What is there too often (+) and too seldom (-)."""
    lines = []
    for kind, things in wanted.items():
        lines += [f"+{count} {kind} {thing}" for thing, count in (found[kind] - things).items()]
        lines += [f"-{count} {kind} {thing}" for thing, count in (things - found[kind]).items()]
    return lines


def _names(state: State) -> dict[str, str]:
    """What an id stands for."""
    found = {row["id"]: row["externalId"] for row in state["customers"]}
    found |= {row["id"]: row["displayName"] for row in state["organizations"]}
    found |= {row["id"]: row["emails"][0] for row in state["people"]}
    found |= {row["id"]: row["name"] for row in state["locations"]}
    return found | {row["id"]: row["package"] for row in state["licenses"]}


def _plain(row: Row) -> Row:
    return {name: sorted(value) if isinstance(value, set) else value for name, value in row.items()}


def _customer(row: Row, names: Mapping[str, str]) -> Row:
    kept = {name: row.get(name) for name in ("externalId", "status", "errors")}
    address = sorted((row.get("address") or {}).items())
    return {
        **kept,
        "packages": set(row["packages"]),
        "address": address,
        "organization": names.get(row.get("orgId") or ""),
    }


def _organization(row: Row, _: Mapping[str, str]) -> Row:
    return {name: row.get(name) for name in ("displayName", "preferredLanguage")}


def _subscriber(row: Row, names: Mapping[str, str]) -> Row:
    kept = {name: row.get(name) for name in ("email", "status", "errors")}
    return {**kept, "packages": set(row["packages"]), "person": names.get(row.get("personId") or "")}


def _person(row: Row, names: Mapping[str, str]) -> Row:
    kept = {name: row.get(name) for name in ("emails", "firstName", "lastName", "displayName", "extension")}
    return {
        **kept,
        "organization": names.get(row["orgId"]),
        "location": names.get(row.get("locationId") or ""),
        "numbers": {number["value"] for number in row.get("phoneNumbers") or ()},
        "roles": set(row.get("roles") or ()),
        "licenses": {names.get(one, "?") for one in row.get("licenses") or ()},
    }


def _location(row: Row, names: Mapping[str, str]) -> Row:
    kept = {name: row.get(name) for name in ("name", "timeZone", "announcementLanguage", "main")}
    return {
        **kept,
        "organization": names.get(row["orgId"]),
        "address": sorted((row.get("address") or {}).items()),
    }


def _number(row: Row, names: Mapping[str, str]) -> Row:
    kept = {name: row.get(name) for name in ("phoneNumber", "state")}
    owner = (row.get("owner") or {}).get("id")
    return {**kept, "location": names.get(row.get("locationId") or ""), "owner": names.get(owner or "")}


def _license(row: Row, names: Mapping[str, str]) -> Row:
    kept = {name: row.get(name) for name in ("package", "totalUnits", "consumedUnits")}
    return {**kept, "organization": names.get(row["orgId"])}


def _usage(row: Row, names: Mapping[str, str]) -> Row:
    """What is billed: a user that was made twice is billed twice."""
    kept = {name: row.get(name) for name in ("externalId", "package")}
    return {**kept, "person": names.get(row.get("personId") or ""), "ended": row.get("to") is not None}


TOLD: Mapping[str, Callable[[Row, Mapping[str, str]], Row]] = {
    "customers": _customer,
    "organizations": _organization,
    "subscribers": _subscriber,
    "people": _person,
    "locations": _location,
    "numbers": _number,
    "licenses": _license,
    "usage": _usage,
}
