"""What is refused when a customer is created, updated or removed (wholesale-api §3, §8, §19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import ids
from apisim.areas.customers import addresses, locales, packages
from apisim.areas.customers.operations import BEGINNING, BUILDING, CHANGING, CHECKED, CREATE, REMOVE, UPDATE
from apisim.areas.customers.state import MOVING
from apisim.areas.licenses import state as licenses
from apisim.areas.people.emails import check_email
from apisim.errors import Json, bad_request, conflict, missing
from apisim.rulebook import rule
from apisim.switches import switch
from apisim.tenants import org_id

if TYPE_CHECKING:
    from apisim.store import Record
    from apisim.world import World

EMAIL_TAKEN = 10022
EXTERNAL_ID = switch(
    "customers.external-id",
    "unique",
    "repeated",
    says="whether two customers of a partner may have the same `externalId`",
)
REMOVAL = switch(
    "customers.removal",
    "strict",
    "lenient",
    says="whether a customer with subscribers is refused to be removed, or removed with them",
)
DROPPED = switch(
    "customers.dropped-package",
    "refused",
    "error",
    says="what becomes of a package that an update leaves out while subscribers have it: a 409, or a 202"
    " and an"
    " error on the package",
)

rule(
    "customers.required",
    "`provisioningId`, `packages`, `externalId` and `address` are needed; 1001 and `fieldName` name what is"
    " missing.",
    "S §3.2",
    of=CREATE,
)
rule(
    "customers.missing-code",
    "What is missing is a 400 with code 1001 and its `fieldName`, and is never in the list of a customer's"
    " errors.",
    "H §13",
    of=CHECKED,
)
rule(
    "customers.codes",
    "A refusal carries no code but 1001, 1002 and 10022; status and description say the rest.",
    "I §19.1",
    of=CHECKED,
)
rule("customers.size-code", "A size that is out of bounds is a 400 with code 1002.", "I §13", of=CHECKED)
rule(
    "customers.location-members",
    "A location has `name`, `address`, `timezone` and `language`.",
    "S §3.2",
    of=CHECKED,
)


@rule(
    "customers.template",
    "`provisioningId` is the id of a template of who acts; another one is a 400.",
    "I §3.2",
    of=BEGINNING,
)
def check_template(world: World, owner: str, provisioning_id: str) -> Record:
    """Give the template, which belongs to who acts."""
    found = world["templates"].get(ids.key_of(provisioning_id))
    if found is None or found["owner"] != org_id(owner):
        raise bad_request(
            "provisioningId: no onboarding template of this partner has it", at="provisioningId"
        )
    return found


@rule("customers.name", "A customer's name must not contain `%`.", "S §3.2", of=BEGINNING)
@rule("customers.email", "`primaryEmail` has the form of an e-mail.", "I §3.2", of=BEGINNING)
def check_info(info: Json) -> None:
    """Refuse a bad name, e-mail or language of a customer."""
    if "%" in info.get("name", "") or not info.get("name", "x").strip():
        raise bad_request("customerInfo.name: it cannot be empty and must not contain %", at="name")
    check_email(info["primaryEmail"], "customerInfo.primaryEmail")
    if info.get("language"):
        locales.read(info["language"], "customerInfo.language")


@rule(
    "customers.email-taken",
    "A `primaryEmail` of a person in another organization is a 409 with 10022.",
    "I §5",
    of=BEGINNING,
)
def check_primary_email(world: World, info: Json, org: str | None) -> None:
    """Refuse the e-mail of a person in another organization."""
    person = world["people"].first("email", info["primaryEmail"].lower())
    if person and person["orgId"] != org:
        raise conflict("customerInfo.primaryEmail: the e-mail belongs to another organization", EMAIL_TAKEN)


@rule(
    "customers.location-name",
    "The name of a location has 1 to 80 characters.",
    "L2 obs §2",
    of=CHECKED,
)
def check_location(world: World, parameters: Json) -> None:
    """Refuse a main location with a bad name, address, time zone or language."""
    location = parameters["calling"]["location"]
    at = "provisioningParameters.calling.location"
    if not location["name"].strip() or len(location["name"]) > 80:  # noqa: PLR2004 - stands in the rule
        raise bad_request(f"{at}.name: 1 to 80 characters are needed", at="name")
    addresses.check_address(world, location["address"], f"{at}.address")
    addresses.check_state(location["address"], f"{at}.address")
    locales.check_zone(location["timezone"], f"{at}.timezone")
    locales.read(location["language"], f"{at}.language")


@rule(
    "customers.calling",
    "A calling package needs `provisioningParameters.calling`.",
    "S §3.2",
    of=CREATE,
)
@rule(
    "customers.first-calling",
    "The first calling package of a customer needs `provisioningParameters.calling`.",
    "S §3.5",
    of=UPDATE,
)
def check_parameters(world: World, parameters: Json, *, location_needed: bool) -> None:
    """Refuse a missing or bad main location, meetings time zone, or limits."""
    if location_needed and "calling" not in parameters:
        raise missing("provisioningParameters.calling", "is mandatory with a calling package")
    if "calling" in parameters:
        check_location(world, parameters)
    if "timezone" in parameters.get("meetings", {}):
        locales.check_zone(parameters["meetings"]["timezone"], "provisioningParameters.meetings.timezone")
    for name, limit in limits_of(parameters).items():
        if limit < 0 or limit != int(limit):
            raise bad_request(f"packages.limits.{name}: a whole number from 0 on is needed", at=name)


@rule(
    "packages.limits",
    "A limit can be set for the eight packages that have one; another name is ignored, a number that is"
    " not whole"
    " or below 0 is a 400.",
    "S §8.1",
    of=CHECKED,
)
@rule(
    "packages.limits-kept",
    "A limit that an update leaves out stays, and one of a package that is not listed is kept for later.",
    "I §8.3",
    of=UPDATE,
)
def limits_of(parameters: Json) -> dict[str, int]:
    """Give the limits that a body names."""
    limits: dict[str, int] = parameters.get("packages", {}).get("limits", {})
    return {name: limit for name, limit in limits.items() if name in packages.LIMITED}


@rule(
    "customers.external-id",
    "An `externalId` that another customer of the same partner has is a 409.",
    "I §19.4",
    of=CHECKED,
    switch=EXTERNAL_ID,
)
def check_external_id(world: World, owner: str, external_id: str, *, own: Record | None = None) -> None:
    """Refuse an `externalId` that is empty, or that another customer of the same partner has."""
    if not external_id.strip():
        raise missing("externalId")
    found = world["customers"].first("externalId", (org_id(owner), external_id))
    taken = found is not None and (own is None or found["id"] != own["id"])
    if taken and world.switches[EXTERNAL_ID] == "unique":
        raise conflict(f"externalId: another customer has {external_id}")


@rule("customers.sub-partner-admin", "`subPartnerAdminEmail` has the form of an e-mail.", "S §6", of=BUILDING)
def check_sub_partner_admin(body: Json) -> None:
    """Refuse a bad e-mail of the administrator of a sub-partner."""
    if "subPartnerAdminEmail" in body:
        check_email(body["subPartnerAdminEmail"], "subPartnerAdminEmail")


@rule(
    "customers.moving",
    "A customer that is provisioning, updating or deleting can neither be updated nor removed: 409.",
    "I §19.7",
    of=CHANGING,
)
def check_still(customer: Record, verb: str) -> None:
    """Refuse a change while another one runs; while in review it is taken."""
    if customer["status"] in MOVING:
        raise conflict(f"The customer cannot be {verb} while it is {customer['status']}.")


@rule(
    "customers.removal",
    "A customer that has subscribers is not removed: 409.",
    "I §19.8",
    of=REMOVE,
    switch=REMOVAL,
)
def check_removable(world: World, customer: Record) -> None:
    """Refuse to remove a moving customer, or one with subscribers."""
    check_still(customer, "removed")
    left = world["subscribers"].count("customer", customer["id"])
    if left and world.switches[REMOVAL] == "strict":
        raise conflict(f"The customer still has {left} subscribers.")


@rule(
    "customers.dropped-package",
    "A package that subscribers have cannot be left out of an update: 409, which names the package.",
    "I §19.9",
    of=UPDATE,
    switch=DROPPED,
)
def check_dropped(world: World, customer: Record, wanted: list[str]) -> None:
    """Refuse to drop a package that subscribers have."""
    if world.switches[DROPPED] == "error":
        return
    for name in customer["packages"]:
        used = assigned(world, customer, name)
        if name not in wanted and used:
            raise conflict(f"packages: {name} cannot be removed, {used} subscribers have it")


@rule(
    "packages.limit-below-use",
    "A limit below what is assigned is a 409.",
    "I §19.18",
    of=UPDATE,
)
def check_limits(world: World, customer: Record, limits: dict[str, int]) -> None:
    """Refuse a limit below what is assigned."""
    for name, limit in limits.items():
        used = assigned(world, customer, name)
        if limit < used:
            raise conflict(f"packages.limits.{name}: {used} are assigned, more than {limit}")


def assigned(world: World, customer: Record, package: str) -> int:
    """Count the subscribers of a customer who have a package."""
    return world["subscribers"].count("package", (customer["id"], package))


def has_location(world: World, customer: Record) -> bool:
    """Tell whether the customer's organization has a calling location."""
    org = customer.get("orgId")
    return org is not None and any(place["calling"] for place in world["locations"].find("org", org))


def license_ids(world: World, customer: Record, package: str) -> list[str]:
    """Give the licenses that a package gave to the customer's organization."""
    found = licenses.of_package(world, customer["orgId"], package) if customer.get("orgId") else None
    return [found["id"]] if found else []
