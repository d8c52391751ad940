"""People; `phoneNumbers` holds the work number, `extension` and `locationId` belong to calling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apisim.areas.devices import state as devices
from apisim.areas.licenses import state as licenses
from apisim.ids import key_of
from apisim.owners import Owner
from apisim.shapes import Shape
from apisim.store import Record, by
from apisim.tenants import org_id
from apisim.world import PARTNER, World

if TYPE_CHECKING:
    from apisim.errors import Json

ALTERNATES = ("alternate1", "alternate2")
LINES = ("work", *ALTERNATES)


def fill(world: World, record: Record) -> Record:
    """Complete a person."""
    created = record.get("created") or world.clock.stamp()
    emails = [email.lower() for email in record.get("emails", [])] or [f"{world.ids.key()}@nobody.example"]
    named = " ".join(record[n] for n in ("firstName", "lastName") if record.get(n)) or emails[0]
    return {
        "id": record.get("id") or world.new_id("PEOPLE"),
        "displayName": named,
        "orgId": org_id(PARTNER),
        "locationId": None,
        "siteUrls": [],
        "roles": [],
        "licenses": [],
        "created": created,
        "lastModified": created,
        "licensed": created,
        "status": "unknown",
        "invitePending": "false",
        "loginEnabled": "true",
        "type": "person",
        **record,
        "emails": emails,
        "phoneNumbers": [{"type": "work", **number} for number in record.get("phoneNumbers") or ()],
        "extension": str(record["extension"]) if record.get("extension") else None,
    }


def save(world: World, person: Record, **members: Any) -> Record:
    """Store a changed person; the subscriber of that person keeps the same e-mail."""
    moment = world.clock.stamp()
    if members.get("licenses", person["licenses"]) != person["licenses"]:
        members["licensed"] = moment
    changed = world["people"].change(person, **members, lastModified=moment)
    return _edited(world, person, changed)


def number_of(person: Record) -> str | None:
    """Give a person's work number."""
    return next((n["value"] for n in person["phoneNumbers"] if n["type"] == "work"), None)


def work(number: str | None) -> list[Json]:
    """Give `phoneNumbers` with this work number."""
    return [{"type": "work", "value": number, "primary": True}] if number else []


def is_calling(world: World, person: Record) -> bool:
    """Tell whether a license entitles the person to Webex Calling."""
    return licenses.is_calling(world, person["licenses"])


def without_calling(person: Record) -> Json:
    """Give the members that a person loses with the calling license (observations §6)."""
    kept = [number for number in person["phoneNumbers"] if number["type"] not in LINES]
    return {"phoneNumbers": kept, "extension": None, "locationId": None, "callback": None}


def free_elsewhere(world: World, email: str, org: str) -> bool:
    """Tell whether no other organization has a person with this e-mail."""
    found = world["people"].first("email", email.lower())
    return found is None or found["orgId"] == org


def prefix(world: World, person: Record) -> str:
    """Give the routing prefix of the person's location."""
    location = world["locations"].get(key_of(person["locationId"])) if person.get("locationId") else None
    return ((location or {}).get("calling") or {}).get("routingPrefix") or ""


def _edited(world: World, before: Record | None, after: Record) -> Record:
    if before and is_calling(world, before) and not is_calling(world, after):
        devices.remove_of(world, after["id"])
    elif before and before["locationId"] != after["locationId"]:
        devices.move_of(world, after)
    subscriber = world["subscribers"].first("person", after["id"])
    if subscriber and before and subscriber["email"] != after["emails"][0]:
        world["subscribers"].change(subscriber, email=after["emails"][0])
    return after


def _emails(person: Record) -> list[str]:
    return [email.lower() for email in person["emails"]]


def _numbers(person: Record) -> list[tuple[str, str]]:
    return [
        (person["orgId"], number["value"]) for number in person["phoneNumbers"] if number["type"] in LINES
    ]


def _named(person: Record) -> Json:
    return {"firstName": person.get("firstName") or "", "lastName": person.get("lastName") or ""}


def _extension(person: Record) -> list[tuple[str, str]]:
    return [(person["locationId"], person["extension"])] if person.get("extension") else []


def _licenses(person: Record) -> list[str]:
    return list(person["licenses"])


def _callback(person: Record) -> list[str]:
    chosen = (person.get("callback") or {}).get("memberId")
    return [chosen] if chosen else []


TABLES = {
    "people": {
        "org": by("orgId"),
        "location": by("locationId"),
        "email": _emails,
        "number": _numbers,
        "extension": _extension,
        "license": _licenses,
        "callback": _callback,
    }
}
OWNERS = {"people": Owner("PEOPLE", number_of, _named)}
SHAPES = {"people": Shape(fill, edited=_edited)}
