"""What is refused when a customer is created, updated or removed (wholesale-api §3, §8, §19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import ids
from apisim.areas.customers import locales, packages
from apisim.areas.customers.state import MOVING
from apisim.areas.licenses import state as licenses
from apisim.areas.people.emails import check_email
from apisim.errors import Json, bad_request, conflict, missing, not_found
from apisim.tenants import org_id

if TYPE_CHECKING:
    from apisim.store import Record
    from apisim.world import World

MANY_USERS = 100
EMAIL_TAKEN = 10022


def check_template(world: World, owner: str, provisioning_id: str) -> Record:
    """Give the template, which belongs to who acts; others are a 400 (inferred)."""
    found = world["templates"].get(ids.key_of(provisioning_id))
    if found is None or found["owner"] != org_id(owner):
        raise bad_request(
            "provisioningId: no onboarding template of this partner has it", at="provisioningId"
        )
    return found


def check_info(info: Json) -> None:
    """Refuse a bad name, e-mail or language of a customer (wholesale-api §3.2, §19 row 26)."""
    if "%" in info.get("name", "") or not info.get("name", "x").strip():
        raise bad_request("customerInfo.name: it cannot be empty and must not contain %", at="name")
    check_email(info["primaryEmail"], "customerInfo.primaryEmail")
    if info.get("language"):
        locales.read(info["language"], "customerInfo.language")


def check_primary_email(world: World, info: Json, org: str | None) -> None:
    """Refuse the e-mail of a person in another organization (wholesale-api §5, inferred for Provision)."""
    person = world["people"].first("email", info["primaryEmail"].lower())
    if person and person["orgId"] != org:
        raise conflict("customerInfo.primaryEmail: the e-mail belongs to another organization", EMAIL_TAKEN)


def check_location(parameters: Json) -> None:
    """Refuse a main location with a bad name, address, time zone or language (wholesale-api §10)."""
    location = parameters["calling"]["location"]
    at = "provisioningParameters.calling.location"
    if not location["name"].strip() or len(location["name"]) > 80:  # noqa: PLR2004 - observations §2
        raise bad_request(f"{at}.name: 1 to 80 characters are needed", at="name")
    locales.check_address(location["address"], f"{at}.address")
    locales.check_zone(location["timezone"], f"{at}.timezone")
    locales.read(location["language"], f"{at}.language")


def check_parameters(parameters: Json, *, location_needed: bool) -> None:
    """Refuse a missing or bad main location, meetings time zone, or limits."""
    if location_needed and "calling" not in parameters:
        raise missing("provisioningParameters.calling", "is mandatory with a calling package")
    if "calling" in parameters:
        check_location(parameters)
    if "timezone" in parameters.get("meetings", {}):
        locales.check_zone(parameters["meetings"]["timezone"], "provisioningParameters.meetings.timezone")
    for name, limit in limits_of(parameters).items():
        if limit < 0 or limit != int(limit):
            raise bad_request(f"packages.limits.{name}: a whole number from 0 on is needed", at=name)


def limits_of(parameters: Json) -> dict[str, int]:
    """Give the limits that a body names."""
    limits: dict[str, int] = parameters.get("packages", {}).get("limits", {})
    return {name: limit for name, limit in limits.items() if name in packages.PACKAGES}


def check_external_id(world: World, owner: str, external_id: str, *, own: Record | None = None) -> None:
    """Refuse an `externalId` that another customer of the same partner has (§19 row 4, inferred)."""
    if not external_id.strip():
        raise missing("externalId")
    found = world["customers"].first("externalId", (org_id(owner), external_id))
    if found and (own is None or found["id"] != own["id"]):
        raise conflict(f"externalId: another customer has {external_id}")


def check_attach(world: World, named: str) -> Record:
    """Give the organization to attach to; 404 unknown, 409 taken or not approved (§3.3, §19)."""
    found = world["organizations"].get(ids.read(named, "ORGANIZATION"))
    if found is None:
        raise not_found("orgId: no such organization")
    if world["customers"].first("orgId", found["id"]):
        raise conflict("orgId: the organization is a wholesale customer already")
    if needs_approval(world, found) and not found["approved"]:
        raise conflict("orgId: the administrator of the organization has to approve first")
    return found


def needs_approval(world: World, organization: Record) -> bool:
    """Tell whether the organization's administrator has to approve (wholesale-api §3.3, published)."""
    domains = organization["verifiedDomains"] or organization["claimedDomains"]
    many = world["people"].count("org", organization["id"]) >= MANY_USERS
    return bool(domains) or many or organization["approvalRequired"]


def check_changeable(customer: Record) -> None:
    """Refuse an update while something runs (§12, §19 row 7); while in review it is taken (inferred)."""
    if customer["status"] in MOVING:
        raise conflict(f"The customer cannot be updated while it is {customer['status']}.")


def check_removable(world: World, customer: Record) -> None:
    """Refuse to remove a moving customer, or one with subscribers (§12, §19 rows 7 and 8, inferred)."""
    if customer["status"] in MOVING:
        raise conflict(f"The customer cannot be removed while it is {customer['status']}.")
    left = world["subscribers"].count("customer", customer["id"])
    if left:
        raise conflict(f"The customer still has {left} subscribers.")


def check_dropped(world: World, customer: Record, wanted: list[str]) -> None:
    """Refuse to drop a package that subscribers have (§19 row 9, inferred)."""
    for name in customer["packages"]:
        used = world["subscribers"].count("package", (customer["id"], name))
        if name not in wanted and used:
            raise conflict(f"packages: {name} cannot be removed, {used} subscribers have it")


def check_limits(world: World, customer: Record, limits: dict[str, int]) -> None:
    """Refuse a limit below what is assigned (§19 row 18, inferred)."""
    for name, limit in limits.items():
        used = world["subscribers"].count("package", (customer["id"], name))
        if limit < used:
            raise conflict(f"packages.limits.{name}: {used} are assigned, more than {limit}")


def has_location(world: World, customer: Record) -> bool:
    """Tell whether the customer's organization has a calling location."""
    org = customer.get("orgId")
    return org is not None and any(place["calling"] for place in world["locations"].find("org", org))


def license_ids(world: World, customer: Record, package: str) -> list[str]:
    """Give the licenses that a package gave to the customer's organization."""
    found = licenses.of_package(world, customer["orgId"], package) if customer.get("orgId") else None
    return [found["id"]] if found else []
