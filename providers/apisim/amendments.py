"""Where live behaviour was seen to differ from the published request bodies (neighbour observations §10).

Each function takes the resolved body schema of one operation and gives the one that is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from apisim.errors import Json

ADDRESS_LINE = ("properties", "address", "properties", "address2")
PHONE_TYPES = ["work", "work_extension", "mobile", "fax", "alternate1", "alternate2"]


def _with(schema: Json, path: tuple[str, ...], value: Any) -> Json:
    """Give the schema with another value at one place."""
    head, rest = path[0], path[1:]
    return {**schema, head: _with(schema.get(head, {}), rest, value) if rest else value}


def _phone_types(schema: Json) -> Json:
    """Let more types of phone numbers through to the rules (observations §10, `phoneNumbers[].type`)."""
    place = ("properties", "phoneNumbers", "items", "properties", "type", "enum")
    return _with(schema, place, PHONE_TYPES)


def _number_spelling(schema: Json) -> Json:
    """Take a number as `directNumber` or `external` (observations §3, dated 2026-10-13)."""
    item = ("properties", "phoneNumbers", "items")
    named = _with(schema, (*item, "properties", "external"), {"type": "string"})
    return _with(named, (*item, "required"), ["primary", "action"])


def _location_name(schema: Json) -> Json:
    """Want `name` in every update of a location (observations §2, dated 2026-10-13).

    A second address line is taken away with null: an empty string fails there (observations §2, `address2`).
    """
    return _with({**schema, "required": ["name"]}, ADDRESS_LINE, {"type": ["string", "null"]})


def _report_category(schema: Json) -> Json:
    """Take an optional category of a report (wholesale-api §19 row 23, inferred)."""
    kinds = {"type": "string", "enum": ["RECONCILIATION", "POINT_IN_TIME"]}
    return _with(schema, ("properties", "category"), kinds)


AMENDMENTS: Mapping[str, Callable[[Json], Json]] = {
    "Create_a_Person": _phone_types,
    "Update_a_Person": _phone_types,
    "assignOrUnassignNumbersToAPerson": _number_spelling,
    "updateLocation": _location_name,
    "Create_a_Wholesale_Billing_Report": _report_category,
}
