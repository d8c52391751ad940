"""People as answers show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim.areas.people import state
from apisim.areas.people.rules import PLAIN

if TYPE_CHECKING:
    from apisim.errors import Json
    from apisim.store import Record
    from apisim.world import World

SHOWN = (
    *("id", "emails", *PLAIN, "orgId", "roles", "licenses", "created", "lastModified"),
    *("status", "invitePending", "loginEnabled", "type"),
)


def person(world: World, record: Record, *, calling: bool) -> Json:
    """Show a person; extension and location only with calling data (observations §4)."""
    shown = {name: record[name] for name in SHOWN if record.get(name) is not None}
    numbers = [dict(number) for number in record["phoneNumbers"]]
    if calling and record["extension"]:
        shown["extension"] = record["extension"]
        numbers.append({"type": "work_extension", "value": state.prefix(world, record) + record["extension"]})
    if calling and record["locationId"]:
        shown["locationId"] = record["locationId"]
    return {**shown, "phoneNumbers": numbers}


def numbers(world: World, record: Record) -> Json:
    """Show a person's line (wholesale-api §14.4)."""
    number, extension = state.number_of(record), record["extension"]
    if not (number or extension):
        return {"distinctiveRingEnabled": True, "phoneNumbers": []}
    prefix = state.prefix(world, record)
    line: Json = {"primary": True, "ringPattern": "NORMAL"}
    line |= {"directNumber": number} if number else {}
    line |= {"extension": extension, "esn": prefix + extension} if extension else {}
    line |= {"routingPrefix": prefix} if prefix else {}
    return {"distinctiveRingEnabled": True, "phoneNumbers": [line]}
