"""The list of numbers, with the extensions of those who have no number (§14.3, observations §3)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from apisim import ids, tenants
from apisim.areas import owners
from apisim.areas.numbers import state
from apisim.calls import Answer, Call
from apisim.paging import by_offset
from apisim.rulebook import rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from apisim.errors import Json
    from apisim.owners import Owner
    from apisim.store import Record
    from apisim.world import World

LIST = "Get_Phone_Numbers_for_an_Organization_with_Given_Criteria"
MOST = 2000
FILTERS = (
    *("available", "extension", "includedTelephonyTypes", "numberType", "ownerId", "ownerName", "ownerType"),
    *("phoneNumberType", "serviceNumber", "state", "tollFreeNumbers"),
)


@rule(
    "numbers.filters",
    "The list takes available, state, ownerType, ownerId, ownerName, numberType, phoneNumber, locationId, "
    "extension and tollFreeNumbers together, under the key `phoneNumbers`; owners of an extension "
    "alone are in it.",
    "L2 obs §3",
    of=LIST,
)
def matches(record: Record, filters: Iterable[tuple[str, str | None]]) -> bool:
    """Tell whether a shown number fits all filters that are set (observations §3)."""
    facts = {**record, **{f"owner.{n}": v for n, v in record.get("owner", {}).items()}}
    return all(
        wanted is None or str(facts.get(name, "")).lower() == wanted.lower() for name, wanted in filters
    )


@rule(
    "numbers.owner-spellings",
    "Owner types are asked for as PAGING_GROUP and BROADWORKS_ANYWHERE, and answered as GROUP_PAGING and "
    "OFFICE_ANYWHERE.",
    "L2 obs §10",
    of=LIST,
)
def owner_type(text: str | None) -> str | None:
    """Give the type of an owner as answers spell it."""
    spelled = {"PAGING_GROUP": "GROUP_PAGING", "BROADWORKS_ANYWHERE": "OFFICE_ANYWHERE"}
    return spelled.get(text, text) if text else None


def person_key(text: str | None) -> str | None:
    """Give the canonical id behind an `ownerId` filter."""
    decoded = ids.decode(text) if text else None
    return ids.encode(decoded.kind, decoded.key) if decoded else text


@rule(
    "numbers.pages",
    "The list has pages of 2000 at most, with `start`, `max` and a `Link` to the next one.",
    "L2 obs §1",
    of=LIST,
)
@rule(
    "numbers.entries",
    "An entry has extension, routing prefix and both together, main number, kind, location and owner; "
    "without an owner it is free.",
    "S §14.3",
    of=LIST,
)
def list_numbers(call: Call) -> Answer:
    """List numbers, and the extensions of people without one (observations §3)."""
    org = tenants.organization(call)["id"]
    place = call.text("locationId")
    place = ids.encode("LOCATION", ids.read(place, "LOCATION")) if place else None
    rows = _rows(call.world, org, place, call.text("phoneNumber"))
    view: partial[Json] = partial(_view, call.world)
    if any(call.text(name) for name in FILTERS) or call.truth("details"):
        rows = [row for row in map(view, rows) if _wanted(call, row)]
        view = partial(dict)
    if (call.text("order") or "").lower() in ("asc", "desc"):
        rows.sort(key=lambda row: row.get("phoneNumber", ""), reverse=call.text("order") in ("desc", "DESC"))
    answer = by_offset(call, rows, view, key="phoneNumbers", start="start", size=MOST, most=MOST)
    if not call.truth("details"):
        return answer
    return Answer(200, {**answer.body, "count": _count(rows)}, answer.headers)


def _rows(world: World, org: str, place: str | None, number: str | None) -> list[Record]:
    """Give the numbers, then who has an extension alone, as `holder`; only what is shown has to be viewed."""
    index = ("location", place) if place else ("org", org)
    if number:
        index = ("number", (org, number if number.startswith("+") else f"+{number}"))  # type: ignore[assignment]
    found = world["numbers"].find(*index)
    rows = [row for row in found if row["orgId"] == org and place in (None, row["locationId"])]
    if number:
        return rows
    holders = [(owner, r) for table, owner in owners().items() for r in world[table].find(*index)]
    alone = [
        {"holder": (owner, r)} for owner, r in holders if r["orgId"] == org and _only_extension(owner, r)
    ]
    return rows + alone


def _view(world: World, row: Record) -> Json:
    holder = row.get("holder")
    return _extension_only(world, *holder) if holder else state.view(world, row)


def _only_extension(owner: Owner, record: Record) -> bool:
    return bool(record.get("extension")) and not owner.number(record)


def _extension_only(world: World, owner: Owner, record: Record) -> Json:
    location = world["locations"].get(ids.key_of(record["locationId"]))
    return {
        "state": "ACTIVE",
        "phoneNumberType": "PRIMARY",
        "mainNumber": False,
        "includedTelephonyTypes": "PSTN_NUMBER",
        "tollFreeNumber": False,
        "isServiceNumber": False,
        **state.located(location, record["locationId"], record["extension"]),
        "owner": state.entry(owner, record),
    }


def _wanted(call: Call, row: Json) -> bool:
    available, kind = call.text("available"), call.text("numberType")
    if available is not None and (available.lower() == "true") == ("owner" in row):
        return False
    if kind is not None and (kind == "NUMBER") != ("phoneNumber" in row):
        return False
    truths = [
        ("tollFreeNumber", call.text("tollFreeNumbers")),
        ("isServiceNumber", call.text("serviceNumber")),
    ]
    kinds = call.listed("includedTelephonyTypes")
    if kinds and row["includedTelephonyTypes"] not in kinds:
        return False
    owner = [
        ("owner.type", owner_type(call.text("ownerType"))),
        ("owner.id", person_key(call.text("ownerId"))),
    ]
    plain = [(name, call.text(name)) for name in ("extension", "state", "phoneNumberType")]
    name = (call.text("ownerName") or "").lower()
    known = f"{row.get('owner', {}).get('firstName', '')} {row.get('owner', {}).get('lastName', '')}".lower()
    return matches(row, [*truths, *owner, *plain]) and name in known


@rule(
    "numbers.counts",
    "With `details` the list counts what is assigned, not assigned, available, inactive, and of each kind.",
    "L2 obs §10",
    of=LIST,
)
def _count(rows: list[Json]) -> Json:
    numbers = [row for row in rows if "phoneNumber" in row]
    assigned = sum("owner" in row for row in numbers)
    return {
        "assigned": assigned,
        "unAssigned": len(numbers) - assigned,
        "available": sum("owner" not in row and row["state"] == "ACTIVE" for row in numbers),
        "inActive": sum(row["state"] == "INACTIVE" for row in numbers),
        "extensionOnly": len(rows) - len(numbers),
        "tollFreeNumbers": sum(row["tollFreeNumber"] for row in numbers),
        "serviceNumber": sum(row["isServiceNumber"] for row in numbers),
        "total": len(rows),
    }
