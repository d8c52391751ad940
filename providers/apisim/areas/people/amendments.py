"""How bodies of people differ from the published ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim.amendments import Amendment, replaced
from apisim.switches import switch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apisim.errors import Json

PHONE_TYPES = ["work", "work_extension", "mobile", "fax", "alternate1", "alternate2"]

CREATED = switch(
    "people.created", "201", "published", says="the status of a person that was made: 201 as observed, or 200"
)


def _phone_types(schema: Json) -> Json:
    """Let more types of phone numbers through to the rules (observations §10, `phoneNumbers[].type`)."""
    place = ("properties", "phoneNumbers", "items", "properties", "type", "enum")
    return replaced(schema, place, PHONE_TYPES)


def _person(_published: Json | None) -> Json:
    """Answer 201 where 200 is published (observations §4, dated 2026-10-13)."""
    return {"$ref": "#/components/schemas/Person"}


AMENDMENTS: Mapping[str, Amendment] = {
    "Create_a_Person": Amendment(_phone_types, {201: _person}, CREATED),
    "Update_a_Person": Amendment(_phone_types),
}
