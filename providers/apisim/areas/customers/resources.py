"""What provisioning makes: organization, main location, meeting site and licenses (wholesale-api §3.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import ids
from apisim.areas.customers import addresses, locales, packages, rules
from apisim.areas.customers.operations import BUILDING, CREATE, UPDATE
from apisim.areas.licenses import state as licenses
from apisim.areas.locations import state as locations
from apisim.areas.organizations import state as organizations
from apisim.areas.partners import state as partners
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.errors import Json
    from apisim.store import Record
    from apisim.world import World


@rule(
    "customers.effects",
    "A new customer gets an organization, its first location, a meeting site and a license of each"
    " package; nobody"
    " is made a person.",
    "G §3.2",
    of=CREATE,
)
@rule(
    "packages.licenses",
    "A package is one license of the organization; its units are the limit, or -1 without one.",
    "I §3.7",
    of=BUILDING,
)
@rule(
    "customers.attach-location",
    "Attaching adopts a location of the organization that has the name of the main one, and enables it for"
    " calling;"
    " nobody becomes administrator.",
    "I §3.3",
    of=CREATE,
)
def build(world: World, customer: Record, names: list[str]) -> Record:
    """Make or complete what the packages with these names need."""
    template = world["templates"].get(ids.key_of(customer["provisioningId"])) or {}
    organization = _with_site(world, customer, template, _organization(world, customer, template), names)
    calling = customer["provisioningParameters"].get("calling")
    if calling and not rules.has_location(world, {**customer, "orgId": organization["id"]}):
        locations.make_main(world, organization, calling["location"], template.get("pstn"))
    for name in names:
        licenses.ensure(world, organization["id"], name, customer["limits"].get(name))
    for license_ in list(world["licenses"].find("org", organization["id"])):
        if license_["package"] not in customer["packages"]:
            licenses.withdraw(world, license_)
    return {**customer, "orgId": organization["id"]}


def _organization(world: World, customer: Record, template: Json) -> Record:
    table = world["organizations"]
    found = table.get(ids.key_of(customer["orgId"])) if customer.get("orgId") else None
    if found is None:
        found = organizations.fill(world, _new(customer, template))
    managers = [*found["managedBy"], *({customer["owner"]} - set(found["managedBy"]))]
    wanted = {**found, "managedBy": managers, **_country(customer), **_rights(world, customer, found)}
    return found if wanted == table.get(ids.key_of(found["id"])) else table.put(wanted)


def _rights(world: World, customer: Record, organization: Record) -> Json:
    """Give what its partner may do in an organization that was there before."""
    if not customer.get("orgId") or customer["owner"] in organization["managedBy"]:
        return {}
    return {"partnerRole": partners.rights_when_attached(world, organization)}


def _new(customer: Record, template: Json) -> Record:
    info = customer["customerInfo"]
    country = template.get("country", "US")
    language = locales.resolve(info.get("language"), template.get("language", locales.ENGLISH), country)
    return {"displayName": info.get("name", "Unnamed"), "preferredLanguage": language}


@rule(
    "customers.country",
    "The country of the billing address is the country of the organization (`country` in the state); an"
    " attached"
    " one keeps its own.",
    "G §10",
    of=BUILDING,
)
def _country(customer: Record) -> Json:
    return {} if customer["attached"] else {"country": customer["address"].get("country", "US")}


@rule(
    "sites.time-zone",
    "A meeting site is made with webex_calling, webex_meetings or webex_suite, in the time zone of"
    " `provisioningParameters.meetings`; it is `site` of the organization in the state.",
    "S §3.2",
    of=(CREATE, UPDATE),
)
def _with_site(
    world: World, customer: Record, template: Json, organization: Record, names: list[str]
) -> Record:
    if organization.get("site") or packages.WITH_SITE.isdisjoint(names):
        return organization
    country, language = customer["address"].get("country", "US"), customer["customerInfo"].get("language")
    site = {
        "language": locales.of_site(language, template.get("country", "US")),
        "timezone": customer["provisioningParameters"].get("meetings", {}).get("timezone"),
        "callIn": addresses.call_in(world, country, template.get("region", "AMER")),
    }
    return world["organizations"].change(organization, site=site)
