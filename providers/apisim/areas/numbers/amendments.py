"""How bodies and answers of numbers differ from the published ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim.amendments import Amendment, replaced, worded_codes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apisim.errors import Json


def _number_spelling(schema: Json) -> Json:
    """Take a number as `directNumber` or `external` (observations §3, dated 2026-10-13)."""
    item = ("properties", "phoneNumbers", "items")
    named = replaced(schema, (*item, "properties", "external"), {"type": "string"})
    return replaced(named, (*item, "required"), ["primary", "action"])


AMENDMENTS: Mapping[str, Amendment] = {
    "assignOrUnassignNumbersToAPerson": Amendment(_number_spelling),
    "Add_Phone_Numbers_to_a_location": Amendment(answers={400: worded_codes}),
    "Remove_phone_numbers_from_a_location": Amendment(answers={400: worded_codes}),
}
