"""Addresses: states and postal codes in the form of their country, and what emergency services are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholesale.stacks.models.states import POSTAL_CODES, STATES
from wholesale.stacks.problems import nearest
from wholesale.stacks.rule import PerCustomer, Rule
from wholesale.stacks.rules.telling import found, missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wholesale.stacks.problems import NodePath, Problem
    from wholesale.stacks.stack import Address, Customer, Location, Stack

NO_EMERGENCY_ADDRESS = Rule(
    "WS506",
    "no-emergency-address",
    what="A location in the United States or Canada has phone numbers and no emergency address.",
    why="Emergency services are sent to that address, and the law of both countries asks for it.",
    mend="Add `emergency: {address: same}`, or the address that help is to be sent to.",
    bad='HQ: {address: same, numbers: ["+13125550100"]}',
    good='HQ: {address: same, numbers: ["+13125550100"], emergency: {address: same}}',
    severity="warning",
)
STATE = Rule(
    "WS507",
    "state-or-province",
    what="`stateOrProvince` is not a code of its country.",
    why="The API takes the short form of ISO 3166-2, and emergency services rely on it.",
    mend="Write the code, like IL or QC.",
    bad="address: {..., stateOrProvince: Illinois, country: US}",
    good="address: {..., stateOrProvince: IL, country: US}",
    itself=True,
)
POSTAL_CODE = Rule(
    "WS508",
    "postal-code",
    what="`zipOrPostalCode` does not have the form of its country.",
    why="A digit is missing or doubled, or it belongs to another country.",
    mend="Write it as the country's post does.",
    bad='address: {..., zipOrPostalCode: "6060", country: US}',
    good='address: {..., zipOrPostalCode: "60601", country: US}',
    severity="warning",
    itself=True,
)

WITH_EMERGENCY_LAW = frozenset({"US", "CA"})
"""Countries whose law asks for an address that emergency services are sent to."""


@PerCustomer
def emergency_addresses_are_known(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """A location with numbers in the US or Canada says where help is sent; what is kept as it is need not."""
    for handle, location in customer.locations.items():
        country = location.address.country if location.address else None
        known = location.emergency is not None and location.emergency.address is not None
        if country in WITH_EMERGENCY_LAW and location.numbers and not known and customer.manage == "full":
            yield missing(
                NO_EMERGENCY_ADDRESS,
                stack,
                ("customers", customer.handle, "locations", handle, "emergency"),
                f"location {handle} of customer {customer.handle} has numbers in {country} and no emergency "
                "address",
                "add `emergency: {address: same}`, or the address that help is to be sent to",
            )


@PerCustomer
def addresses_have_the_form_of_their_country(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """State and postal code are written as the country writes them."""
    for path, who, address in _addresses(customer):
        yield from _state(stack, (*path, "stateOrProvince"), who, address)
        yield from _postal_code(stack, (*path, "zipOrPostalCode"), who, address)


def _addresses(customer: Customer) -> Iterator[tuple[NodePath, str, Address]]:
    """Every address that is written for itself."""
    at: NodePath = ("customers", customer.handle)
    if customer.address is not None:
        yield (*at, "address"), f"customer {customer.handle}", customer.address
    for handle, location in customer.locations.items():
        who = f"location {handle} of customer {customer.handle}"
        if location.address is not None and location.address != customer.address:
            yield (*at, "locations", handle, "address"), who, location.address
        yield from _emergency((*at, "locations", handle, "emergency", "address"), who, location)


def _emergency(path: NodePath, who: str, location: Location) -> Iterator[tuple[NodePath, str, Address]]:
    address = location.emergency.address if location.emergency else None
    if address is not None and not isinstance(address, str):
        yield path, f"{who}, emergency", address


def _state(stack: Stack, path: NodePath, who: str, address: Address) -> Iterator[Problem]:
    states, state = STATES.get(address.country or ""), address.state_or_province
    if states is None or not state or state in states.values():
        return
    short = state.upper().removeprefix(f"{address.country}-")
    code = short if short in states.values() else states.get(nearest(state, states) or "")
    fix = f'did you mean "{code}"?' if code else f"write one of: {', '.join(sorted(states.values()))}"
    yield found(
        STATE, stack, path, f'{who}: "{state}" is not a code of a state or province of {address.country}', fix
    )


def _postal_code(stack: Stack, path: NodePath, who: str, address: Address) -> Iterator[Problem]:
    form, code = POSTAL_CODES.get(address.country or ""), address.zip_or_postal_code
    if form is not None and code and not form[0].fullmatch(code):
        yield found(
            POSTAL_CODE,
            stack,
            path,
            f'{who}: "{code}" does not have the form of a postal code of {address.country}',
            f'write it like "{form[1]}"',
        )
