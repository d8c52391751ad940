"""What is refused about locations (wholesale-api §14.1, observations §2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim.areas.customers import locales
from apisim.areas.numbers import state as numbers
from apisim.errors import Json, Refusal, bad_request, calling_error, conflict, missing

if TYPE_CHECKING:
    from apisim.store import Record
    from apisim.world import World

CALLING_NAME = 80
NOT_SUPPORTED = 25046
NO_SUCH_NUMBER = 4250


def check_name(world: World, org: str, name: str, own: Record | None = None) -> None:
    """Refuse an empty name, one over 80 characters where calling is on, or one in use (409, inferred)."""
    if not name.strip():
        raise bad_request("location name cannot be null or empty")
    if own and own["calling"] and len(name) > CALLING_NAME:
        raise bad_request(f"name: at most {CALLING_NAME} characters are allowed")
    found = world["locations"].first("name", (org, name.lower()))
    if found and (own is None or found["id"] != own["id"]):
        raise conflict(f"A location named {name} exists already.")


def check_common(body: Json) -> None:
    """Refuse a bad time zone, language or address."""
    if "timeZone" in body:
        locales.check_zone(body["timeZone"], "timeZone")
    if "preferredLanguage" in body:
        locales.read(body["preferredLanguage"], "preferredLanguage")
    address = body.get("address", {})
    for name in ("address1", "city", "state", "postalCode", "country"):
        if name in address and not address[name].strip():
            raise missing(f"address.{name}")
    if "country" in address and not locales.COUNTRY.fullmatch(address["country"]):
        raise bad_request("address.country: two capital letters of ISO-3166 are needed")


def check_announcement(language: str) -> None:
    """Refuse an announcement language that is not in lower case, 25046 (observations §2, dated)."""
    if language != locales.announcement(language, "announcementLanguage"):
        message = (
            f"errorCode = '{NOT_SUPPORTED}', error = 'Announcement language {language} is not supported'"
        )
        raise Refusal(400, message, (), NOT_SUPPORTED)


def check_enable(location: Record, body: Json) -> None:
    """Refuse to enable calling twice (409, inferred), or with bad values."""
    if location["calling"]:
        raise conflict("The location is enabled for calling already.")
    if not body["name"].strip() or len(body["name"]) > CALLING_NAME:
        raise bad_request(f"name: 1 to {CALLING_NAME} characters are needed")
    check_announcement(body["announcementLanguage"])
    check_common(body)


def check_removable(world: World, location: Record) -> None:
    """Refuse to delete a location while calling is on or something refers to it (observations §2)."""
    used = any(world[kind].count("location", location["id"]) for kind in ("numbers", "people"))
    if location["calling"] or used:
        raise conflict("Location is being referenced, cannot be deleted")


def check_main_number(world: World, location: Record, number: str) -> None:
    """Refuse a main number that is not in the location's inventory or not active (400, inferred)."""
    found = numbers.at_location(world, location["id"], number)
    if found is None or found["state"] != "ACTIVE":
        raise calling_error(NO_SUCH_NUMBER, f"{number} is not an active number of the location")
