"""What is refused about subscribers (wholesale-api §4, §8, §19 rows 11 to 18)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from apisim.areas.customers import packages as facts
from apisim.areas.locations import state as locations
from apisim.areas.numbers import rules as numbers
from apisim.areas.people import state as people
from apisim.areas.people.emails import check_email
from apisim.errors import Json, bad_request, conflict, not_found

if TYPE_CHECKING:
    from apisim.store import Record
    from apisim.world import World

EMAIL_TAKEN = 10022


@dataclass(frozen=True, slots=True)
class Line:
    """The number, extension and location that a calling user gets."""

    location: str
    number: str | None
    extension: str | None


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


def check_customer(customer: Record, packages: list[str]) -> None:
    """Refuse packages that the customer lacks (400), or that are not provisioned (409); §19, inferred."""
    if customer["status"] not in ("provisioned", "provisioned_with_errors"):
        raise conflict(f"The customer is {customer['status']}, subscribers need it provisioned.")
    statuses = {package["name"]: package["status"] for package in customer["resourceDetails"]["packages"]}
    for name in packages:
        if name not in customer["packages"]:
            raise bad_request(f"packages: the customer does not have {name}", at="packages")
        if statuses.get(name) != "provisioned":
            raise conflict(f"packages: {name} is {statuses.get(name)} at the customer")


def check_email_free(world: World, email: str, org: str | None) -> None:
    """Refuse an e-mail of a subscriber, or of a person elsewhere: 409 with 10022 (§19 row 13)."""
    check_email(email, "email")
    if world["subscribers"].first("email", email.lower()) or not people.free_elsewhere(
        world, email, org or ""
    ):
        raise conflict("email: it is tied to another user already", EMAIL_TAKEN)


def check_limits(world: World, customer: Record, packages: list[str]) -> None:
    """Refuse an assignment over the limit of a package (§19 row 18, inferred)."""
    for name in packages:
        limit = customer["limits"].get(name)
        if limit is not None and world["subscribers"].count("package", (customer["id"], name)) >= limit:
            raise conflict(f"packages: the limit of {name} is reached, {int(limit)}")


def read_line(world: World, org: str, parameters: Json, person: Record | None) -> Line:
    """Give number, extension and location of a calling user, or refuse them (§4.2, §19 rows 14, 15)."""
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


def _check_number(world: World, location: str, number: str, person: Record | None) -> None:
    trouble = numbers.number_trouble(world, location, number, person)
    if trouble == "absent":
        raise not_found(f"primaryPhoneNumber: {number} is not in the location's inventory")
    if trouble == "taken":
        raise conflict(f"primaryPhoneNumber: {number} is in use", numbers.IN_USE)
    if trouble:
        raise bad_request(f"primaryPhoneNumber: {number} is not active", at="primaryPhoneNumber")


def check_step(subscriber: Record, customer: Record, packages: list[str]) -> None:
    """Refuse a downgrade: to Standard for anybody, in rank for the administrator (§8.3, §19 row 17)."""
    old, new = base(subscriber["packages"]), base(packages)
    refusal = facts.downgrade(old, new)
    if refusal:
        raise refusal
    if customer["administrator"] == subscriber["id"] and facts.falls(old, new):
        raise bad_request("packages: the administrator's package cannot be downgraded", at="packages")
