"""The order in which people write the keys of a block: the one of the schemas, and of `wholesale fmt`.

Most models declare their fields in this order. Those that share fields with others cannot; their order
stands here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholesale.stacks.models.customers import SharedBlock
from wholesale.stacks.models.locations import LocationFields
from wholesale.stacks.models.users import UserBlock

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic import BaseModel

_CUSTOMER = [
    "ensure",
    "numbers",
    "deleteOrganization",
    "previously",
    "extends",
    "externalId",
    "orgId",
    "manage",
    "name",
    "primaryEmail",
    "firstAdministrator",
    "template",
    "signIn",
    "address",
    "language",
    "packages",
    "restrictedMode",
    "meetings",
    "order",
    "ticket",
    "owner",
    "notes",
    "contacts",
    "tags",
    "locationDefaults",
    "userDefaults",
    "locations",
    "users",
    "workspaces",
    "devices",
    "lock",
]
_LOCATION = [
    "name",
    "main",
    "address",
    "timezone",
    "language",
    "announcementLanguage",
    "emergency",
    "pstn",
    "numbers",
    "mainNumber",
    "reserved",
]
_USER = [
    "previously",
    "email",
    "firstName",
    "lastName",
    "package",
    "location",
    "phoneNumber",
    "extension",
    "roles",
    "addOns",
    "until",
    "onLeave",
]

WRITTEN: Mapping[type[BaseModel], Sequence[str]] = {
    SharedBlock: _CUSTOMER,
    LocationFields: _LOCATION,
    UserBlock: _USER,
}
"""Models that share fields, with all the keys of their family in order."""


def keys_in_order(model: type[BaseModel]) -> tuple[str, ...]:
    """The keys of a block as people write them."""
    declared = [field.alias or name for name, field in model.model_fields.items()]
    family = next((order for base, order in WRITTEN.items() if issubclass(model, base)), declared)
    rank = {key: place for place, key in enumerate(family)}
    return tuple(sorted(declared, key=lambda key: rank.get(key, len(rank))))
