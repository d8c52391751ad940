"""Addresses, and what follows from their country (wholesale-api §10)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from apisim.areas.customers.operations import CHECKED, CREATE
from apisim.errors import Json, bad_request
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.world import World

ALWAYS = ("addressLine1", "city")
MANDATORY = 1001
STATE = re.compile(r"([A-Z]{2}-)?[A-Z0-9]{1,3}")

rule("addresses.lines", "A line of an address has 50 characters at most.", "S §10", of=CHECKED)


@rule(
    "addresses.mandatory",
    "`addressLine1`, `city` and `country` are mandatory and not empty, at the customer and at its location.",
    "S §10",
    of=CHECKED,
)
@rule(
    "addresses.by-country",
    "`stateOrProvince` and `zipOrPostalCode` are mandatory in US, CA and AU, `zipOrPostalCode` in GB, DE"
    " and FR;"
    " `--rules` replaces that table (`addressNeeds`).",
    "I §10",
    of=CHECKED,
)
def check_address(world: World, address: dict[str, str], at: str) -> None:
    """Refuse an address that lacks what its country wants."""
    country = address["country"]
    _check_country(world, country, at)
    for name in (*ALWAYS, *world.figures["addressNeeds"].get(country, ())):
        if not address.get(name, "").strip():
            raise bad_request(f"{at}.{name} is mandatory in {country}", MANDATORY, at=name)


@rule(
    "addresses.country",
    "`country` is a code of ISO-3166 in two capital letters; countries of every region are taken.",
    "S §10",
    of=CHECKED,
)
def _check_country(world: World, country: str, at: str) -> None:
    if country not in world.figures["countries"]:
        raise bad_request(
            f"{at}.country: two capital letters of ISO-3166 are needed, not {country!r}", at="country"
        )


@rule(
    "addresses.state",
    "`stateOrProvince` of a location has the form of ISO-3166, such as CA.",
    "S §10",
    of=CHECKED,
)
def check_state(address: dict[str, str], at: str) -> None:
    """Refuse a state of a location that is written out."""
    state = address.get("stateOrProvince")
    if state and not STATE.fullmatch(state):
        raise bad_request(
            f"{at}.stateOrProvince: a code of ISO-3166 such as CA is needed, not {state!r}",
            at="stateOrProvince",
        )


@rule(
    "sites.call-in",
    "The default call-in number of a meeting site is of the billing country, or where that has none, of the"
    " region: AMER +1, APAC +65, ANZ +61, EMEA +44, EURO +49; `--rules` replaces the table (`callIn`).",
    "G §10",
    of=CREATE,
)
def call_in(world: World, country: str, region: str) -> str:
    """Give the country code of the default call-in number of a site."""
    table: Json = world.figures["callIn"]
    code: str = table["countries"].get(country) or table["regions"][region]
    return code
