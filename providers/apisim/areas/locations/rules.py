"""What is refused about locations (wholesale-api §14.1, observations §2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim.areas.customers import locales
from apisim.areas.locations.disabling import DELETE, JOB, is_held, is_used
from apisim.areas.numbers import state as numbers
from apisim.checks import PUBLISHED
from apisim.errors import Json, Refusal, bad_request, calling_error, conflict, missing
from apisim.rulebook import rule
from apisim.switches import switch

if TYPE_CHECKING:
    from apisim.store import Record
    from apisim.world import World

CREATE, UPDATE = "createLocation", "updateLocation"
ENABLE, CHANGE = "Enable_a_Location_for_Webex_Calling", "Update_Location_Webex_Calling_Details"
BODIES = switch(
    "locations.bodies",
    "observed",
    PUBLISHED,
    says="whether an update needs `name` and clears a language that is left out, and whether an empty second "
    "address line is refused when calling is enabled",
)
rule(
    "locations.teardown",
    "A location goes in this order: users, numbers but the main one, calling, the location.",
    "L2 obs §2",
    of=(DELETE, JOB),
)
rule(
    "locations.calling-put",
    "The collection of calling locations takes no PUT: 405; POST enables.",
    "L2 obs §10",
    of=ENABLE,
)
NETWORK_INFO = ("BE", "DE", "FR")
CALLING_NAME = 80
NOT_SUPPORTED = 25046
NO_SUCH_NUMBER = 4250


@rule(
    "locations.name-needed",
    "A name that is missing or empty is a 400, 'location name cannot be null or empty'.",
    "L2 obs §2",
    of=(CREATE, UPDATE),
)
@rule(
    "locations.name-unique",
    "Names of locations differ within an organization, in any case: 409.",
    "I §14.1",
    of=(CREATE, UPDATE),
)
@rule(
    "locations.name-length",
    "A name has 256 characters at most, and 80 where calling is on.",
    "S §14.1",
    of=(CREATE, UPDATE, ENABLE),
)
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


@rule(
    "locations.announcement-case",
    "An announcement language is written in lower case (`en_us`); `en_US` is a 400 with 25046. The "
    "language of the location itself is stored as `en_US`.",
    "L2 obs §2",
    of=(ENABLE, CHANGE),
)
def check_announcement(language: str) -> None:
    """Refuse an announcement language that is not in lower case, 25046 (observations §2, dated)."""
    if language != locales.announcement(language, "announcementLanguage"):
        message = (
            f"errorCode = '{NOT_SUPPORTED}', error = 'Announcement language {language} is not supported'"
        )
        raise Refusal(400, message, (), NOT_SUPPORTED)


rule(
    "locations.onboarding",
    "An onboarding goes: customer, its organization, its first location, a connection that is read "
    "back, numbers, the main number, then users.",
    "R §14.9",
    of=("Setup_PSTN_Connection_for_a_Location", "Add_Phone_Numbers_to_a_location", CHANGE),
)


@rule("locations.enabled-once", "Calling is enabled once: 409.", "I §14.1", of=ENABLE)
@rule(
    "locations.second-line",
    "When calling is enabled, an absent second address line is null; an empty text is a 400.",
    "L2 obs §2",
    of=ENABLE,
    switch=BODIES,
)
def check_enable(world: World, location: Record, body: Json) -> None:
    """Refuse to enable calling twice (409, inferred), or with bad values."""
    if location["calling"]:
        raise conflict("The location is enabled for calling already.")
    if not body["name"].strip() or len(body["name"]) > CALLING_NAME:
        raise bad_request(f"name: 1 to {CALLING_NAME} characters are needed")
    if body["address"].get("address2") == "" and world.switches[BODIES] != PUBLISHED:
        raise bad_request("address.address2: must not be empty", at="address2")
    check_announcement(body["announcementLanguage"])
    check_common(body)


@rule(
    "locations.network-info",
    "`pAccessNetworkInfo` is only for Belgium, Germany and France.",
    "S §14.1",
    of=CHANGE,
)
def check_network_info(location: Record, body: Json) -> None:
    """Refuse the network information where no law wants it."""
    if body.get("pAccessNetworkInfo") and location["address"]["country"] not in NETWORK_INFO:
        raise bad_request(f"pAccessNetworkInfo: only for {', '.join(NETWORK_INFO)}", at="pAccessNetworkInfo")


@rule(
    "locations.referenced",
    "A location is not deleted while calling is enabled or a number, person or workspace belongs to it: 409.",
    "L2 obs §2",
    of=DELETE,
)
def check_removable(world: World, location: Record) -> None:
    """Refuse to delete a location while calling is on or something refers to it (observations §2)."""
    if location["calling"] or is_used(world, location) or is_held(world, location):
        raise conflict("Location is being referenced, cannot be deleted")


@rule(
    "locations.main-number",
    "A main number is an active number of the location's inventory: else 400 with 4250.",
    "I §14.1",
    of=CHANGE,
)
def check_main_number(world: World, location: Record, number: str) -> None:
    """Refuse a main number that is not in the location's inventory or not active (400, inferred)."""
    found = numbers.at_location(world, location["id"], number)
    if found is None or found["state"] != "ACTIVE":
        raise calling_error(NO_SUCH_NUMBER, f"{number} is not an active number of the location")
