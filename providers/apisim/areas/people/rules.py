"""What is refused about people, and what a change of one comes to (wholesale-api §14.4, observations §4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apisim import ids
from apisim.areas.licenses import state as licenses
from apisim.areas.locations import state as locations
from apisim.areas.numbers import rules as numbers
from apisim.areas.people import state
from apisim.areas.people.amendments import MAKE, PHONE_TYPES, UPDATE
from apisim.areas.people.emails import check_email
from apisim.areas.roles.state import ROLES
from apisim.checks import PUBLISHED
from apisim.errors import Json, Refusal, bad_request, calling_error, conflict
from apisim.rulebook import rule
from apisim.switches import switch

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
MERGE = switch(
    "people.update",
    "merge",
    "published",
    says="what an update leaves out: kept as observed, or cleared as the published text has it",
)


@rule(
    "people.emails-needed",
    "A person without `emails` is a 400, emails can't be empty.",
    "L2 obs §4",
    of=MAKE,
)
@rule(
    "people.emails-unique",
    "An e-mail of another person, anywhere, is a 409; so is a second try to make a person that is half made.",
    "L2 obs §4",
    of=(MAKE, UPDATE),
)
def read_emails(world: World, emails: list[str], own: Record | None) -> list[str]:
    """Give the e-mails in lower case; one of another person, anywhere, is a 409."""
    if not emails:
        raise bad_request("emails can't be empty", at="emails")
    for email in emails:
        check_email(email, "emails")
        found = world["people"].first("email", email.lower())
        if found and (own is None or found["id"] != own["id"]):
            raise conflict("emails: the e-mail belongs to another person already")
    return [email.lower() for email in emails]


@rule(
    "people.roles",
    "`roles` replaces a person's roles when it is sent; they are ids of `GET /roles`.",
    "S §14.5",
    of=(MAKE, UPDATE),
)
@rule(
    "people.roles-known",
    "A role that is not known is a 400.",
    "I §14.5",
    of=(MAKE, UPDATE),
)
def read_roles(roles: list[str]) -> list[str]:
    """Give known roles in their usual form; an unknown one is a 400."""
    known = [ids.encode("ROLE", ids.read(role, "ROLE")) for role in roles]
    if not set(known) <= set(ROLES):
        raise bad_request("roles: a role is not known", at="roles")
    return list(dict.fromkeys(known))


@rule(
    "people.licenses-replace",
    "`licenses`, when sent, replaces the set; implicit ones survive.",
    "L2 obs §4",
    of=UPDATE,
)
@rule(
    "people.licenses-known",
    "A license that the organization does not have is a 400 with 400000; one without a unit left is a 400.",
    "I §13",
    of=(MAKE, UPDATE),
)
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
    implicit = [row["id"] for row in licenses.records(world, person["licenses"]) if row["implicit"]]
    return list(dict.fromkeys([*found, *implicit]))


@rule(
    "people.login-enabled",
    "`loginEnabled` is written as a truth value and read as a word.",
    "L2 obs §4",
    of=UPDATE,
)
def plain_members(body: Json) -> Json:
    """Give the members that are taken as they are; `loginEnabled` is a word in answers."""
    members = {name: body[name] for name in PLAIN if name in body}
    if "loginEnabled" in body:
        members["loginEnabled"] = str(body["loginEnabled"]).lower()
    return members


def whole(world: World, body: Json) -> Json:
    """Give the body of an update as it counts: as it is, or with what is left out cleared."""
    if world.switches[MERGE] != PUBLISHED:
        return body
    cleared: Json = {**dict.fromkeys(PLAIN), "siteUrls": [], "addresses": [], "roles": [], "licenses": []}
    return {**cleared, "phoneNumbers": [], "extension": None, **body}


@rule(
    "people.line-needed",
    "A calling user needs a number or an extension: 400, Create Calling user either Phone number or "
    "Extension is required.",
    "L2 obs §4",
    of=(MAKE, UPDATE),
)
@rule(
    "people.flag-harmless",
    "`callingData=true` for a person without a calling license does no harm.",
    "L2 obs §4",
    of=UPDATE,
)
@rule(
    "people.line-without-calling",
    "A line for a person without a calling license is a 400, Calling flag not set.",
    "I §14.4",
    of=(MAKE, UPDATE),
)
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
    others = [n for n in person["phoneNumbers"] if n["type"] not in state.LINES]
    lines = state.work(number) + _alternates(world, person, location, body)
    return {"locationId": location["id"], "extension": extension, "phoneNumbers": lines + others}


@rule(
    "people.alternates",
    "An alternate number that is not free in the location's inventory is dropped without a word, 200.",
    "L2 obs §4",
    of=(MAKE, UPDATE),
)
def _alternates(world: World, person: Record, location: Record, body: Json) -> list[Json]:
    if "phoneNumbers" not in body:
        return [n for n in person["phoneNumbers"] if n["type"] in state.ALTERNATES]
    sent = [n for n in body["phoneNumbers"] if n.get("type") in state.ALTERNATES]
    named = [{**n, "value": "+" + n.get("value", "").lstrip("+")} for n in sent]
    return [n for n in named if not numbers.number_trouble(world, location["id"], n["value"], person)]


def _check_no_calling(body: Json) -> None:
    work = [n for n in body.get("phoneNumbers", ()) if n.get("type", "work") == "work"]
    if work or body.get("extension") or body.get("locationId"):
        raise bad_request(NOT_CALLING)


@rule(
    "people.location-fixed",
    "The location of a calling user cannot be changed here: 400, Delete Calling Location in request is "
    "invalid.",
    "L2 obs §4",
    of=UPDATE,
)
@rule(
    "people.location-calls",
    "A location that is not enabled for calling is a 400, Calling flag not set.",
    "L2 obs §2",
    of=(MAKE, UPDATE),
)
@rule(
    "people.location-unknown",
    "An unknown location is a 400 with the code 400.",
    "S §13",
    of=(MAKE, UPDATE),
)
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


@rule(
    "people.number-absent",
    "A number that is not in the location's inventory is a 400 with `[Error 4250]` in its text.",
    "L2 obs §4",
    of=(MAKE, UPDATE),
)
@rule(
    "people.error-in-text",
    "Refusals of the calling back-end name their code in the text and as a number.",
    "L2 obs §1",
    of=(MAKE, UPDATE),
)
@rule(
    "people.number-taken",
    "A number in use is a 400 with 4201, an extension in use a 400 with 4202.",
    "I §13",
    of=(MAKE, UPDATE),
)
def check_number(world: World, person: Record, location: str, number: str) -> None:
    """Refuse a number that is not there or not free: 400 with 4250 or 4201."""
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


@rule(
    "people.partly-applied",
    "A failed update may have applied a part: a mobile number is a 400 and stored all the same.",
    "L2 obs §4",
    of=UPDATE,
    switch=PHONE_TYPES,
)
def store_mobile(world: World, person: Record, body: Json) -> Refusal | None:
    """Store a mobile number and refuse the call all the same."""
    mobile = [n for n in body.get("phoneNumbers", ()) if n.get("type") == "mobile"]
    if not mobile or all(n in person["phoneNumbers"] for n in mobile):
        return None
    others = [n for n in person["phoneNumbers"] if n["type"] != "mobile"]
    state.save(world, person, phoneNumbers=others + mobile)
    return bad_request("phoneNumbers: a mobile number cannot be set here", at="phoneNumbers")
