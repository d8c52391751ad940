"""How bodies of locations differ from the published ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim.amendments import Amendment, replaced

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apisim.errors import Json

ADDRESS_LINE = ("properties", "address", "properties", "address2")


def _location_name(schema: Json) -> Json:
    """Want `name` in every update of a location (observations §2, dated 2026-10-13).

    A second address line is taken away with null: an empty string fails there (observations §2, `address2`).
    """
    return replaced({**schema, "required": ["name"]}, ADDRESS_LINE, {"type": ["string", "null"]})


AMENDMENTS: Mapping[str, Amendment] = {"updateLocation": Amendment(_location_name)}
