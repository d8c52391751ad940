"""How bodies about emergency calling differ from the published ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim.amendments import Amendment, replaced
from apisim.areas.emergency.rules import WRITES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apisim.errors import Json


def _with_none(schema: Json) -> Json:
    """Let `NONE` through to the rule that refuses it with a code of its own (observations §9)."""
    known = schema["properties"]["selected"]["enum"]
    return replaced(schema, ("properties", "selected", "enum"), [*known, "NONE"])


def _null_address(schema: Json) -> Json:
    """Take null for the address of a number, which takes it away (observations §3)."""
    return replaced(schema, ("properties", "emergencyAddress", "type"), ["object", "null"])


AMENDMENTS: Mapping[str, Amendment] = {
    **{name: Amendment(_with_none) for name in WRITES},
    "updateEmergencyAddressForPhoneNumber": Amendment(_null_address),
}
