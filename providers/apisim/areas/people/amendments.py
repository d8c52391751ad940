"""How bodies of people differ from the published ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim.amendments import Amendment, replaced
from apisim.description import resolve
from apisim.rulebook import rule
from apisim.switches import switch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apisim.errors import Json

WRITE_TYPES = ["work", "work_extension", "mobile", "fax", "alternate1", "alternate2"]
LIST, MAKE, GET, UPDATE = "List_People", "Create_a_Person", "Get_Person_Details", "Update_a_Person"
ME = "Get_My_Own_Details"

CREATED = switch(
    "people.created", "201", "published", says="the status of a person that was made: 201 as observed, or 200"
)
PHONE_TYPES = switch(
    "people.phone-types",
    "observed",
    "published",
    says="the types of phone numbers: mobile and alternates too as observed, or only the published ones",
)
rule(
    "people.phone-types",
    "Types of phone numbers beyond `work` reach the rules: work_extension, mobile, alternate1, alternate2.",
    "L2 obs §10",
    of=(MAKE, UPDATE),
    switch=PHONE_TYPES,
)
rule(
    "people.one-object",
    "`phoneNumbers` that is one object instead of a list is a 400.",
    "L2 obs §10",
    of=(MAKE, UPDATE),
)
PERSON = ("properties", "phoneNumbers", "items", "properties", "type", "enum")


def _body(schema: Json) -> Json:
    return replaced(schema, PERSON, WRITE_TYPES)


def _person(published: Json | None) -> Json:
    schema = published or resolve({"$ref": "#/components/schemas/Person"}, "neighbours")
    return replaced(schema, PERSON, WRITE_TYPES)


def _people(published: Json | None) -> Json:
    return replaced(published or {}, ("properties", "items", "items", *PERSON), WRITE_TYPES)


AMENDMENTS: Mapping[str, Amendment] = {
    LIST: Amendment(None, {200: _people}, PHONE_TYPES),
    MAKE: Amendment(_body, {201: _person}, CREATED),
    GET: Amendment(None, {200: _person}, PHONE_TYPES),
    ME: Amendment(None, {200: _person}, PHONE_TYPES),
    UPDATE: Amendment(_body, {200: _person}, PHONE_TYPES),
}
