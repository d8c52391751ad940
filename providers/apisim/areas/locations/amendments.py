"""How bodies of locations differ from the published ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim.amendments import Amendment, replaced
from apisim.areas.locations.rules import BODIES, ENABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apisim.errors import Json

ADDRESS_LINE = ("properties", "address", "properties", "address2")


def _second_line(schema: Json) -> Json:
    """Take null for a second address line: an empty string fails there (observations §2, `address2`)."""
    return replaced(schema, ADDRESS_LINE, {"type": ["string", "null"]})


def _location_name(schema: Json) -> Json:
    """Want `name` in every update of a location (observations §2, dated 2026-10-13)."""
    return _second_line({**schema, "required": ["name"]})


AMENDMENTS: Mapping[str, Amendment] = {
    "updateLocation": Amendment(_location_name, switch=BODIES),
    ENABLE: Amendment(_second_line, switch=BODIES),
}
