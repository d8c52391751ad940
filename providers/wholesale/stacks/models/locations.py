"""Locations and their addresses."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Tag

from wholesale.stacks.models.block import Block, key
from wholesale.stacks.models.numbers import DeclaredNumber, NumberEntry
from wholesale.stacks.models.words import Country, Handle, LocaleLanguage, Number, Timezone


class Address(Block):
    """A postal address, with the API's own field names."""

    address_line1: str | None = key("Street and number.", "77 Main Street", max_length=50)
    address_line2: str | None = key("Floor, suite, building.", "Suite 400", max_length=50)
    city: str | None = key("City.", "Chicago", max_length=50)
    state_or_province: str | None = key(
        "State or province, in the short form of ISO 3166-2; needed in US, CA and AU.", "IL", max_length=50
    )
    zip_or_postal_code: str | None = key(
        "Postal code, always quoted; needed in US, CA, AU, GB, DE and FR.", "60601", max_length=50
    )
    country: Country | None = key("Country, two letters of ISO 3166.", "US")


def _form(value: Any) -> str | None:
    if isinstance(value, str):
        return "<same>"
    return "<map>" if isinstance(value, (Mapping, Address)) else None


AddressOrSame = Annotated[
    Annotated[Literal["same"], Tag("<same>")] | Annotated[Address, Tag("<map>")],
    Discriminator(
        _form,
        custom_error_type="form",
        custom_error_message="an address is the word `same` or a map of address fields",
    ),
]


class Pstn(Block):
    """How a location reaches the public network: exactly one of the three."""

    connection: str | None = key("Name of a cloud-connected PSTN provider.", "Example Carrier", min_length=1)
    trunk: str | None = key("Name of a trunk of a local gateway.", "Madison gateway", min_length=1)
    route_group: str | None = key("Name of a route group.", "Madison routes", min_length=1)


class Emergency(Block):
    """What emergency services are told."""

    address: AddressOrSame | None = key(
        "The address that is dispatched to; same: the location's own.", "same"
    )


class LocationFields(Block):
    """What a location says, written or effective."""

    name: str | None = key(
        "Name in Control Hub; defaults to the handle.", "Warehouse", min_length=1, max_length=80
    )
    main: bool | None = key(
        "The customer's first location; exactly one has it when a package needs calling.", example=True
    )
    address: AddressOrSame | None = key("Postal address; same: the customer's.", "same")
    timezone: Timezone | None = key("Time zone, an IANA name.", "America/Chicago")
    language: LocaleLanguage | None = key("Language of the location.", "en_us")
    announcement_language: LocaleLanguage | None = key("Language of spoken announcements.", "en_us")
    emergency: Emergency | None = key("What emergency services are told.", {"address": "same"})
    main_number: Number | None = key("The location's main number, one of its `numbers`.", "+13125550100")
    reserved: Mapping[Number, str] | None = key(
        "Numbers held by something that is not declared here, and by what; never sent.",
        {"+13125550109": "auto attendant Main"},
    )
    pstn: Pstn | None = key(
        "How the location reaches the public network; defaults to the template's.",
        {"connection": "Example Carrier"},
    )


class LocationBlock(LocationFields):
    """A location as a person writes it; the same fields are allowed in locationDefaults."""

    numbers: tuple[NumberEntry, ...] | None = key(
        "Phone numbers of this location: single ones and ranges.",
        ["+13125550100..+13125550109", "+13125550150"],
    )


class Location(LocationFields):
    """A location after defaults and profiles; None means absent."""

    handle: Handle
    name: str
    main: bool = False
    address: Address | None = None
    numbers: tuple[DeclaredNumber, ...] | None = None
