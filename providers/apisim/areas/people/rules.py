"""What is refused about people, and what a change of one comes to (wholesale-api §14.4, observations §4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apisim import ids
from apisim.areas.licenses import state as licenses
from apisim.areas.locations import state as locations
from apisim.areas.numbers import rules as numbers
from apisim.areas.people import state
from apisim.areas.people.emails import check_email
from apisim.areas.roles.state import ROLES
from apisim.errors import Json, Refusal, bad_request, calling_error, conflict

if TYPE_CHECKING:
    from apisim.store import Record
    from apisim.world import World

PLAIN = (
    *("displayName", "firstName", "lastName", "nickName", "avatar", "department", "manager", "managerId"),
    *("title", "addresses", "siteUrls"),
)
TOUCHING = frozenset({"phoneNumbers", "extension", "locationId"})
NOT_CALLING = "Calling flag not set"
UNKNOWN_LICENSE = 400000
MOST_IDS = 85


def read_emails(world: World, emails: list[str], own: Record | None) -> list[str]:
    """Give the e-mails in lower case; one of another person, anywhere, is a 409 (inferred)."""
    if not emails:
        raise bad_request("emails can't be empty", at="emails")
    for email in emails:
        check_email(email, "emails")
        found = world["people"].first("email", email.lower())
        if found and (own is None or found["id"] != own["id"]):
            raise conflict("emails: the e-mail belongs to another person already")
    return [email.lower() for email in emails]


def read_roles(roles: list[str]) -> list[str]:
    """Give known roles in their usual form; an unknown one is a 400 (inferred)."""
    known = [ids.encode("ROLE", ids.read(role, "ROLE")) for role in roles]
    if not set(known) <= set(ROLES):
        raise bad_request("roles: a role is not known", at="roles")
    return list(dict.fromkeys(known))


def read_licenses(world: World, person: Record, wanted: list[str]) -> list[str]:
    """Give the licenses, which must be of the person's organization and have units left."""
    found = {
        row["id"]: row for row in licenses.records(world, (ids.read(text, "LICENSE") for text in wanted))
    }
    asked = {ids.encode("LICENSE", ids.read(text, "LICENSE")) for text in wanted}
    if asked != set(found) or any(row["orgId"] != person["orgId"] for row in found.values()):
        raise bad_request(
            "licenses: a license is not one of the organization", UNKNOWN_LICENSE, at="licenses"
        )
    for row in found.values():
        used = licenses.used(world, row["id"])
        if row["id"] not in person["licenses"] and 0 <= row["totalUnits"] <= used:
            raise bad_request(f"licenses: no unit of {row['name']} is left", at="licenses")
    return list(found)


def plain_members(body: Json) -> Json:
    """Give the members that are taken as they are; `loginEnabled` is a word in answers."""
    members = {name: body[name] for name in PLAIN if name in body}
    if "loginEnabled" in body:
        members["loginEnabled"] = str(body["loginEnabled"]).lower()
    return members


def calling_members(world: World, person: Record, body: Json, wanted: list[str]) -> Json:
    """Give what the body makes of number, extension and location, or refuse it."""
    calling, was_calling = licenses.is_calling(world, wanted), state.is_calling(world, person)
    if not calling:
        _check_no_calling(body)
        return state.without_calling(person) if was_calling else {}
    if was_calling and not TOUCHING.intersection(body):
        return {}
    location = _location(world, person, body, was_calling=was_calling)
    number = _number(world, person, location, body)
    extension = _extension(world, person, location, body)
    if not was_calling and not (number or extension):
        raise bad_request("Create Calling user either Phone number or Extension is required")
    others = [n for n in person["phoneNumbers"] if n["type"] != "work"]
    return {"locationId": location["id"], "extension": extension, "phoneNumbers": state.work(number) + others}


def _check_no_calling(body: Json) -> None:
    work = [n for n in body.get("phoneNumbers", ()) if n.get("type", "work") == "work"]
    if work or body.get("extension") or body.get("locationId"):
        raise bad_request(NOT_CALLING)


def _location(world: World, person: Record, body: Json, *, was_calling: bool) -> Record:
    named = body.get("locationId") or person["locationId"]
    if not named:
        raise bad_request("locationId is mandatory for a calling user", 400, at="locationId")
    found = locations.find(world, named)
    if found is None or found["orgId"] != person["orgId"]:
        raise bad_request("Unable to find location.", 400, at="locationId")
    if was_calling and person["locationId"] and found["id"] != person["locationId"]:
        raise bad_request("Delete Calling Location in request is invalid", at="locationId")
    if not found["calling"]:
        raise bad_request(NOT_CALLING)
    return found


def _number(world: World, person: Record, location: Record, body: Json) -> str | None:
    if "phoneNumbers" not in body:
        return state.number_of(person)
    work = [n.get("value") or "" for n in body["phoneNumbers"] if n.get("type", "work") == "work"]
    if not work:
        return None
    if len(work) > 1:
        raise bad_request("phoneNumbers: a person has one work number", at="phoneNumbers")
    number = numbers.check_numbers(work)[0]
    check_number(world, person, location["id"], number)
    return number


def check_number(world: World, person: Record, location: str, number: str) -> None:
    """Refuse a number that is not there or not free: 400 with 4250 or 4201 (wholesale-api §13)."""
    trouble = numbers.number_trouble(world, location, number, person)
    if trouble == "taken":
        raise calling_error(numbers.IN_USE, f"Phone number {number} is in use")
    if trouble:
        raise calling_error(numbers.ABSENT, f"Phone number {number} is {trouble} at the location")


def _extension(world: World, person: Record, location: Record, body: Json) -> str | None:
    if "extension" not in body:
        return _text(person["extension"])
    if not body["extension"]:
        return None
    extension = _text(body["extension"]) or ""
    numbers.check_extension(location, extension)
    if numbers.extension_taken(world, location["id"], extension, person):
        raise calling_error(numbers.EXTENSION_IN_USE, f"Extension {extension} is in use")
    return extension


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def store_mobile(world: World, person: Record, body: Json) -> Refusal | None:
    """Store a mobile number and refuse the call all the same, as was seen live (observations §4)."""
    mobile = [n for n in body.get("phoneNumbers", ()) if n.get("type") == "mobile"]
    if not mobile or all(n in person["phoneNumbers"] for n in mobile):
        return None
    others = [n for n in person["phoneNumbers"] if n["type"] != "mobile"]
    state.save(world, person, phoneNumbers=others + mobile)
    return bad_request("phoneNumbers: a mobile number cannot be set here", at="phoneNumbers")
