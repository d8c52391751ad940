"""What is refused about subscribers (wholesale-api §4, §8, §19 rows 11 to 18)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from apisim.areas.customers import packages as facts
from apisim.areas.locations import state as locations
from apisim.areas.numbers import rules as numbers
from apisim.areas.people import state as people
from apisim.areas.people.emails import check_email
from apisim.errors import Json, bad_request, conflict, missing, not_found
from apisim.rulebook import rule
from apisim.switches import switch

if TYPE_CHECKING:
    from apisim.store import Record
    from apisim.world import World

CREATE, UPDATE = facts.BUILDING
PRECHECK = "Precheck_a_Wholesale_Subscriber_Provisioning"
EMAIL_TAKEN = 10022
NAMES = switch(
    "subscribers.names",
    "optional",
    "mandatory",
    says="whether a user needs first and last name: optional by the API's data, mandatory by the guide",
)


rule(
    "subscribers.missing",
    "A mandatory member that is missing is a 400 with 1001, and `fieldName` names it.",
    "H §13",
    of=(CREATE, PRECHECK),
)


@dataclass(frozen=True, slots=True)
class Line:
    """The number, extension and location that a calling user gets."""

    location: str
    number: str | None
    extension: str | None


@rule(
    "subscribers.package-fields",
    "Exactly one of `package` and `packages` is sent; both or neither are a 400.",
    "S §4.2",
    of=(CREATE, UPDATE),
)
def read_packages(body: Json) -> list[str]:
    """Give the packages: exactly one of `package` and `packages` is sent (§4.2)."""
    if ("package" in body) == ("packages" in body):
        raise bad_request("Exactly one of package and packages is needed", at="packages")
    wanted = [body["package"]] if "package" in body else list(body["packages"])
    facts.check_user_packages(wanted)
    return wanted


def base(packages: list[str]) -> str:
    """Give the base package of a user."""
    return next(name for name in packages if name != facts.ATTENDANT)


@rule(
    "subscribers.customers-packages",
    "A package that the customer does not have is a 400.",
    "I §19.11",
    of=(CREATE, UPDATE, PRECHECK),
)
@rule(
    "subscribers.customer-ready",
    "While the customer is not provisioned, or not that package of it, its users are refused with a 409; "
    "beside a package that failed the others can be used.",
    "I §19.12",
    of=(CREATE, UPDATE, PRECHECK),
)
def check_customer(customer: Record, packages: list[str]) -> None:
    """Refuse packages that the customer lacks (400), or that are not provisioned (409)."""
    if customer["status"] not in ("provisioned", "provisioned_with_errors"):
        raise conflict(f"The customer is {customer['status']}, subscribers need it provisioned.")
    statuses = {package["name"]: package["status"] for package in customer["resourceDetails"]["packages"]}
    for name in packages:
        if name not in customer["packages"]:
            raise bad_request(f"packages: the customer does not have {name}", at="packages")
        if statuses.get(name) != "provisioned":
            raise conflict(f"packages: {name} is {statuses.get(name)} at the customer")


@rule(
    "subscribers.email-form",
    "A malformed e-mail is a 400 with 4801.",
    "H §13",
    of=(CREATE, PRECHECK),
)
@rule(
    "subscribers.email-taken",
    "An e-mail of another subscriber, of the same customer or another, is a 409 with 10022.",
    "I §19.13",
    of=(CREATE, PRECHECK),
)
@rule(
    "subscribers.email-elsewhere",
    "A person belongs to one organization: an e-mail of a person elsewhere is a 409, until that person is "
    "deleted.",
    "L §4.5",
    of=(CREATE, "Delete_a_Person"),
)
def check_email_free(world: World, email: str, org: str | None) -> None:
    """Refuse an e-mail of a subscriber, or of a person elsewhere: 409 with 10022."""
    check_email(email, "email")
    if world["subscribers"].first("email", email.lower()) or not people.free_elsewhere(
        world, email, org or ""
    ):
        raise conflict("email: it is tied to another user already", EMAIL_TAKEN)


@rule(
    "subscribers.names",
    "First and last name are optional; the guide wants them.",
    "S §4.2",
    of=CREATE,
    switch=NAMES,
)
def check_names(world: World, parameters: Json) -> None:
    """Refuse a user without names where they are mandatory."""
    for name in ("firstName", "lastName"):
        if world.switches[NAMES] == "mandatory" and not parameters.get(name):
            raise missing(name)


@rule(
    "subscribers.limits",
    "A package is assigned as often as its limit says.",
    "H §8.3",
    of=(CREATE, UPDATE, PRECHECK),
)
@rule(
    "subscribers.over-limit",
    "An assignment over the limit is a 409.",
    "I §19.18",
    of=(CREATE, UPDATE, PRECHECK),
)
def check_limits(world: World, customer: Record, packages: list[str]) -> None:
    """Refuse an assignment over the limit of a package."""
    for name in packages:
        limit = customer["limits"].get(name)
        if limit is not None and world["subscribers"].count("package", (customer["id"], name)) >= limit:
            raise conflict(f"packages: the limit of {name} is reached, {int(limit)}")


@rule(
    "subscribers.needs-line",
    "A calling package needs `primaryPhoneNumber` or `extension`; neither is a 400 with 1001.",
    "S §4.2",
    of=(CREATE, UPDATE),
)
@rule(
    "subscribers.extension-taken",
    "An extension in use is a 409 with 4202.",
    "I §19.14",
    of=(CREATE, UPDATE, PRECHECK),
)
@rule(
    "subscribers.extension-form",
    "An extension of other than digits is a 400 with 4910, of a wrong length with 4909, an emergency "
    "number with 4911.",
    "H §13",
    of=(CREATE, UPDATE, PRECHECK),
)
@rule(
    "subscribers.number-form",
    "A number that is not E.164 is a 400 with 4410.",
    "H §13",
    of=(CREATE, UPDATE, PRECHECK),
)
def read_line(world: World, org: str, parameters: Json, person: Record | None) -> Line:
    """Give number, extension and location of a calling user, or refuse them."""
    number, extension = parameters.get("primaryPhoneNumber"), parameters.get("extension")
    if not (number or extension):
        raise bad_request(
            "provisioningParameters: primaryPhoneNumber or extension is needed", 1001, at="extension"
        )
    location = _location(world, org, parameters.get("locationId"))
    if number:
        number = numbers.check_numbers([number])[0]
        _check_number(world, location["id"], number, person)
    if extension:
        numbers.check_extension(location, extension)
        if numbers.extension_taken(world, location["id"], extension, person):
            raise conflict(f"extension: {extension} is in use", numbers.EXTENSION_IN_USE)
    return Line(location["id"], number or None, extension or None)


@rule(
    "subscribers.location",
    "Without `locationId` the only location is taken; with several, or an unknown one, it is a 400.",
    "I §19.15",
    of=(CREATE, UPDATE, PRECHECK),
)
@rule(
    "subscribers.location-calls",
    "A location that is not enabled for calling is a 400, Calling flag not set.",
    "L2 obs §2",
    of=(CREATE, UPDATE, PRECHECK),
)
def _location(world: World, org: str, named: str | None) -> Record:
    if named:
        found = locations.find(world, named)
        if found is None or found["orgId"] != org:
            raise bad_request(
                "locationId: no such location in the customer's organization", 400, at="locationId"
            )
    else:
        all_places = list(world["locations"].find("org", org))
        if len(all_places) != 1:
            raise bad_request(
                "locationId is mandatory when there is not exactly one location", at="locationId"
            )
        found = all_places[0]
    if not found["calling"]:
        raise bad_request("Calling flag not set", at="locationId")
    return found


@rule(
    "subscribers.inventory",
    "A number has to be in the location's inventory before it is assigned.",
    "L §4.2",
    of=(CREATE, UPDATE),
)
@rule(
    "subscribers.number-taken",
    "A number that is not in the inventory is a 404, one in use a 409 with 4201.",
    "I §19.14",
    of=(CREATE, UPDATE, PRECHECK),
)
def _check_number(world: World, location: str, number: str, person: Record | None) -> None:
    trouble = numbers.number_trouble(world, location, number, person)
    if trouble == "absent":
        raise not_found(f"primaryPhoneNumber: {number} is not in the location's inventory")
    if trouble == "taken":
        raise conflict(f"primaryPhoneNumber: {number} is in use", numbers.IN_USE)
    if trouble:
        raise bad_request(f"primaryPhoneNumber: {number} is not active", at="primaryPhoneNumber")


@rule(
    "subscribers.administrator-level",
    "The administrator's package is not downgraded: 400 when its rank falls.",
    "G §8.3",
    of=UPDATE,
)
@rule(
    "subscribers.administrator-is-first",
    "The administrator whose rank may not fall is the first subscriber of the customer.",
    "I §19.17",
    of=UPDATE,
)
def check_step(subscriber: Record, customer: Record, packages: list[str]) -> None:
    """Refuse a downgrade: to Standard for anybody, in rank for the administrator."""
    old, new = base(subscriber["packages"]), base(packages)
    refusal = facts.downgrade(old, new)
    if refusal:
        raise refusal
    if customer["administrator"] == subscriber["id"] and facts.falls(old, new):
        raise bad_request("packages: the administrator's package cannot be downgraded", at="packages")
