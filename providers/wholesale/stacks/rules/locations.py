"""Locations: the main one, complete addresses, one way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholesale.stacks.models.countries import NEEDS_STATE, NEEDS_ZIP
from wholesale.stacks.models.packages import CALLING
from wholesale.stacks.rules.telling import error, missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wholesale.stacks.problems import NodePath, Problem
    from wholesale.stacks.stack import Address, Customer, Stack


def one_main_location(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """A customer with a calling package has exactly one main location, any other at most one."""
    at = ("customers", customer.handle, "locations")
    mains = [handle for handle, location in customer.locations.items() if location.main]
    for other in mains[1:]:
        yield error(
            stack,
            (*at, other, "main"),
            f"customer {customer.handle} has two main locations: {mains[0]} at "
            f"{stack.place(*at, mains[0], 'main')} and {other}",
            "keep `main: true` at one of them",
        )
    calling = sorted(CALLING & customer.packages.keys())
    if calling and not mains and customer.manage != "observe":
        yield missing(
            stack,
            at,
            f"customer {customer.handle} has {calling[0]} but no main location",
            "add `main: true` to one of its locations"
            if customer.locations
            else "add a location with `main: true` and an address, or take the calling packages away",
        )


NEEDED = {
    "address": ("an address", "add `address: same` for the customer's, or its own fields"),
    "timezone": (
        "a time zone",
        "add `timezone:` here or in a profile's locationDefaults, like America/Chicago",
    ),
    "language": ("a language", "add `language:` here or in a profile's locationDefaults, like en_us"),
}
"""What the API has to know of the first location (wholesale-api §3.2), and how to say it."""


def main_location_is_complete(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """The main location of an organization that we create has all that the API has to know of it."""
    for handle, location in customer.locations.items():
        if not location.main or not customer.is_new:
            continue
        for name, (what, way) in NEEDED.items():
            if getattr(location, name) is None:
                yield missing(
                    stack,
                    ("customers", customer.handle, "locations", handle, name),
                    f"location {handle} of customer {customer.handle} is the main one and needs {what}",
                    way,
                )


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
            stack,
            (*path, absent[0]),
            f"{who}: the address{country} needs {' and '.join(absent)}",
            "add " + ", ".join(f"`{field}: ...`" for field in absent),
        )


def one_way_out(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """A location's `pstn` says exactly one of connection, trunk and routeGroup."""
    for handle, location in customer.locations.items():
        if location.pstn is None:
            continue
        ways = (location.pstn.connection, location.pstn.trunk, location.pstn.route_group)
        if sum(way is not None for way in ways) != 1:
            yield error(
                stack,
                ("customers", customer.handle, "locations", handle, "pstn"),
                f"location {handle} of customer {customer.handle}: pstn needs exactly one of connection, "
                "trunk and routeGroup",
                "keep one; null takes away one that a profile says",
            )
