"""How bodies and answers about devices differ from the published ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim.amendments import Amendment, worded_codes
from apisim.checks import PUBLISHED
from apisim.switches import switch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apisim.errors import Json

PHONE_OS = switch(
    "devices.phone-os",
    "204",
    PUBLISHED,
    says="a PhoneOS device that is added: 204 and made in the background as observed, or 200 with the device",
)
MAC_STATUS = switch(
    "devices.mac-status",
    "errors",
    PUBLISHED,
    says="macStatus of a check of MAC addresses: only where one has an error as observed, or always",
)


def _one_or_many(schema: Json) -> Json:
    """Take one operation on tags, or an array of them (observations §10)."""
    return {**schema, "type": ["object", "array"], "items": schema}


def _nothing(_published: Json | None) -> Json | None:
    return None


def _status_only(published: Json | None) -> Json:
    return {**(published or {}), "required": ["status"]}


AMENDMENTS: Mapping[str, Amendment] = {
    "Create_a_Device_by_MAC_Address": Amendment(answers={204: _nothing, 400: worded_codes}, switch=PHONE_OS),
    "Create_a_Device_Activation_Code": Amendment(answers={400: worded_codes}),
    "Modify_Device_Tags": Amendment(_one_or_many, {400: worded_codes}),
    "validateAListOfMACAddress": Amendment(answers={200: _status_only}, switch=MAC_STATUS),
}
