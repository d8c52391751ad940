"""Locations; `calling` holds what enabling adds, `pstn` the connection to the telephone network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apisim import ids
from apisim.areas.customers import locales
from apisim.areas.pstn import state as pstn
from apisim.rulebook import rule
from apisim.shapes import Shape
from apisim.store import Record, by

if TYPE_CHECKING:
    from apisim.errors import Json
    from apisim.world import World

USER_LIMIT = 1000


def fill(world: World, record: Record) -> Record:
    """Complete a location; one made by hand is enabled for calling and has a connection."""
    named = {"name": "Location", "timeZone": "America/Chicago", "preferredLanguage": "en_US"}
    whole = {**named, "id": record.get("id") or world.new_id("LOCATION"), **record}
    hidden = {"calling": calling(world, whole, "en_us"), "pstn": pstn.provider(pstn.NAMES[0])}
    address = {
        "address1": "1 Main Street",
        "city": "Chicago",
        "state": "IL",
        "postalCode": "60601",
        "country": "US",
    }
    return {"address": address, "announcementLanguage": "en_us", "main": False, **hidden, **whole}


def calling(world: World, location: Record, language: str) -> Json:
    """Give what a location has once it is enabled for calling."""
    return {
        "announcementLanguage": language,
        "callingLineId": {"name": location["name"], "phoneNumber": ""},
        "connection": {"type": "ROUTE_GROUP", "id": world.new_id("ROUTE_GROUP")},
        "externalCallerIdName": location["name"],
        "userLimit": USER_LIMIT,
        "outsideDialDigit": "",
        "enforceOutsideDialDigit": False,
        "routingPrefix": "",
        "defaultDomain": f"{world.ids.number(8)}.calling.example",
    }


def make_main(world: World, organization: Record, wanted: Json, provider: Json | None) -> Record:
    """Make the main location of a customer, or enable the one of that name that its organization has."""
    table = world["locations"]
    found = table.first("name", (organization["id"], wanted["name"].lower()))
    base = found or _from_wholesale(world, organization, wanted)
    language = locales.announcement(wanted["language"], "language")
    enabled = base.get("calling") or calling(world, base, language)
    connected = base.get("pstn") or (pstn.of_template(world, provider["connection"]) if provider else None)
    return table.put({**base, "main": True, "calling": enabled, "pstn": connected})


@rule(
    "locations.field-names",
    "The main location is made of the customer's: `addressLine1`, `stateOrProvince`, `zipOrPostalCode` "
    "and `timezone` there are `address1`, `state`, `postalCode` and `timeZone` here.",
    "S §14.1",
    of=("Provision_a_Wholesale_Customer", "getLocationDetails"),
)
def _from_wholesale(world: World, organization: Record, wanted: Json) -> Record:
    """Translate the wholesale names of fields to those of the Locations API (wholesale-api §14.1)."""
    address = wanted["address"]
    optional = {"address2": address["addressLine2"]} if address.get("addressLine2") else {}
    return {
        "id": world.new_id("LOCATION"),
        "name": wanted["name"],
        "orgId": organization["id"],
        "timeZone": wanted["timezone"],
        "preferredLanguage": locales.read(wanted["language"], "language"),
        "announcementLanguage": locales.announcement(wanted["language"], "language"),
        "emergencyLocationIdentifier": wanted.get("emergencyLocationIdentifier"),
        "address": {
            "address1": address["addressLine1"],
            **optional,
            "city": address["city"],
            "state": address.get("stateOrProvince", ""),
            "postalCode": address.get("zipOrPostalCode", ""),
            "country": address["country"],
        },
    }


def find(world: World, text: str) -> Record | None:
    """Give a location by its id."""
    return world["locations"].get(ids.read(text, "LOCATION"))


def _name(record: Record) -> list[Any]:
    return [(record.get("orgId"), record["name"].lower())]


TABLES = {"locations": {"org": by("orgId"), "name": _name}}
SHAPES = {"locations": Shape(fill)}
