"""Locations: the main one, complete addresses, one way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholesale.stacks.models.countries import NEEDS_STATE, NEEDS_ZIP
from wholesale.stacks.models.packages import CALLING
from wholesale.stacks.rule import PerCustomer, Rule
from wholesale.stacks.rules.telling import found, missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wholesale.stacks.problems import NodePath, Problem
    from wholesale.stacks.stack import Address, Customer, Stack


TWO_MAINS = Rule(
    "WS501",
    "two-main-locations",
    what="A customer has two main locations.",
    why="The API has one, and it is fixed once it is made.",
    mend="Keep `main: true` at one of them.",
    bad="HQ: {main: true}\nwarehouse: {main: true}",
    good="HQ: {main: true}\nwarehouse: {}",
    firm="it would be chance which one becomes the main one",
)
NO_MAIN = Rule(
    "WS502",
    "no-main-location",
    what="A customer with a calling package has no main location.",
    why="Calling cannot be sold without one.",
    mend="Add `main: true` to one of its locations, or take the calling packages away.",
    bad="packages: {webex_calling: {}}\nlocations: {}",
    good="packages: {webex_calling: {}}\nlocations: {HQ: {main: true, address: same}}",
    firm="the package could not be bought",
)
MAIN_INCOMPLETE = Rule(
    "WS503",
    "main-location-incomplete",
    what="The main location of a new customer lacks its address, time zone or language.",
    why="They travel with the customer's first order.",
    mend="Add the field there, or in a profile's `locationDefaults`.",
    bad="HQ: {main: true, address: same}",
    good="HQ: {main: true, address: same, timezone: America/Chicago, language: en_us}",
    firm="the customer could not be created",
)
ADDRESS_INCOMPLETE = Rule(
    "WS504",
    "address-incomplete",
    what="An address lacks a field that its country needs.",
    why="The API refuses it, and emergency services rely on it.",
    mend="Add the fields that are named.",
    bad="address: {addressLine1: 77 Main Street, city: Chicago, country: US}",
    good="address: {addressLine1: 77 Main Street, city: Chicago, stateOrProvince: IL, zipOrPostalCode: "
    '"60601", country: US}',
)
WAYS_OUT = Rule(
    "WS505",
    "one-way-out",
    what="A location's `pstn` names none, or more than one, of connection, trunk and routeGroup.",
    why="Calls leave by one way.",
    mend="Keep one; null takes away one that a profile says.",
    bad="pstn: {connection: Example Carrier, trunk: trunk-1}",
    good="pstn: {trunk: trunk-1}",
    firm="it would be chance which way calls take",
    itself=True,
)


@PerCustomer
def one_main_location(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """A customer with a calling package has exactly one main location, any other at most one."""
    at = ("customers", customer.handle, "locations")
    mains = [handle for handle, location in customer.locations.items() if location.main]
    for other in mains[1:]:
        yield found(
            TWO_MAINS,
            stack,
            (*at, other, "main"),
            f"customer {customer.handle} has two main locations: {mains[0]} at "
            f"{stack.place(*at, mains[0], 'main')} and {other}",
            "keep `main: true` at one of them",
        )
    if not mains and needs_main_location(customer):
        calling = sorted(CALLING & customer.packages.keys())
        yield missing(
            NO_MAIN,
            stack,
            at,
            f"customer {customer.handle} has {calling[0]} but no main location",
            "add `main: true` to one of its locations"
            if customer.locations
            else "add a location with `main: true` and an address, or take the calling packages away",
        )


def needs_main_location(customer: Customer) -> bool:
    """Whether calling is sold to a customer that we write."""
    return customer.manage != "observe" and not CALLING.isdisjoint(customer.packages)


NEEDED = {
    "address": ("an address", "add `address: same` for the customer's, or its own fields"),
    "timezone": (
        "a time zone",
        "add `timezone:` here or in a profile's locationDefaults, like America/Chicago",
    ),
    "language": ("a language", "add `language:` here or in a profile's locationDefaults, like en_us"),
}
"""What the API has to know of the first location (wholesale-api §3.2), and how to say it."""


@PerCustomer
def main_location_is_complete(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """The main location of an organization that we create has all that the API has to know of it."""
    for handle, location in customer.locations.items():
        if not location.main or not customer.is_new:
            continue
        for name, (what, way) in NEEDED.items():
            if getattr(location, name) is None:
                yield missing(
                    MAIN_INCOMPLETE,
                    stack,
                    ("customers", customer.handle, "locations", handle, name),
                    f"location {handle} of customer {customer.handle} is the main one and needs {what}",
                    way,
                )


@PerCustomer
def addresses_are_complete(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """Every address has the fields that its country needs."""
    at: NodePath = ("customers", customer.handle)
    if customer.address is not None:
        yield from _complete(stack, (*at, "address"), f"customer {customer.handle}", customer.address)
    for handle, location in customer.locations.items():
        path = (*at, "locations", handle)
        who = f"location {handle} of customer {customer.handle}"
        if location.address is not None and location.address != customer.address:
            yield from _complete(stack, (*path, "address"), who, location.address)
        emergency = location.emergency.address if location.emergency else None
        if emergency is not None and not isinstance(emergency, str):
            yield from _complete(stack, (*path, "emergency", "address"), f"{who}, emergency", emergency)


def _complete(stack: Stack, path: NodePath, who: str, address: Address) -> Iterator[Problem]:
    needs = {
        "addressLine1": address.address_line1,
        "city": address.city,
        "country": address.country,
    }
    if address.country in NEEDS_STATE:
        needs["stateOrProvince"] = address.state_or_province
    if address.country in NEEDS_ZIP:
        needs["zipOrPostalCode"] = address.zip_or_postal_code
    absent = [field for field, value in needs.items() if not value]
    if absent:
        country = f" in {address.country}" if address.country else ""
        yield missing(
            ADDRESS_INCOMPLETE,
            stack,
            (*path, absent[0]),
            f"{who}: the address{country} needs {' and '.join(absent)}",
            "add " + ", ".join(f"`{field}: ...`" for field in absent),
        )


@PerCustomer
def one_way_out(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """A location's `pstn` says exactly one of connection, trunk and routeGroup."""
    for handle, location in customer.locations.items():
        if location.pstn is None:
            continue
        ways = (location.pstn.connection, location.pstn.trunk, location.pstn.route_group)
        if sum(way is not None for way in ways) != 1:
            yield found(
                WAYS_OUT,
                stack,
                ("customers", customer.handle, "locations", handle, "pstn"),
                f"location {handle} of customer {customer.handle}: pstn needs exactly one of connection, "
                "trunk and routeGroup",
                "keep one; null takes away one that a profile says",
            )
