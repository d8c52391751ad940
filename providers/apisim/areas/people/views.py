"""People as answers show them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from apisim.areas.licenses.state import site_of
from apisim.areas.people import state
from apisim.areas.people.amendments import GET, LIST, MAKE, PHONE_TYPES, UPDATE
from apisim.areas.people.rules import PLAIN
from apisim.checks import PUBLISHED
from apisim.clock import stamp
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.errors import Json
    from apisim.store import Record
    from apisim.world import World

READING = (LIST, GET)
SHOWN = (
    *("id", "emails", *PLAIN, "orgId", "roles", "licenses", "created", "lastModified"),
    *("status", "invitePending", "loginEnabled", "type"),
)


@rule(
    "people.calling-data",
    "Without `callingData=true` a person has neither `extension` nor `locationId`, and that is no error.",
    "L2 obs §4",
    of=READING,
)
@rule(
    "people.work-extension",
    "`work_extension` is the routing prefix of the location and the extension; `extension` has no prefix.",
    "L2 obs §4",
    of=READING,
)
def person(world: World, record: Record, *, calling: bool, fresh: bool = False) -> Json:
    """Show a person; a fresh one has no SIP addresses yet."""
    shown = {name: record[name] for name in SHOWN if record.get(name) is not None}
    numbers = _numbers(world, record)
    if calling and record["extension"]:
        shown["extension"] = record["extension"]
        numbers.append({"type": "work_extension", "value": state.prefix(world, record) + record["extension"]})
    if calling and record["locationId"]:
        shown["locationId"] = record["locationId"]
    if not fresh and _has_sip(world, record):
        shown["sipAddresses"] = [_sip(record)]
    return {**shown, "phoneNumbers": numbers}


@rule(
    "people.alternates-read",
    "Alternate numbers are read back without their `+`.",
    "L2 obs §4",
    of=READING,
    switch=PHONE_TYPES,
)
def _numbers(world: World, record: Record) -> list[Json]:
    numbers = [dict(number) for number in record["phoneNumbers"]]
    if world.switches[PHONE_TYPES] == PUBLISHED:
        return [number for number in numbers if number["type"] not in state.ALTERNATES]
    return [_alternate(n) if n["type"] in state.ALTERNATES else n for n in numbers]


def _alternate(number: Json) -> Json:
    return {**number, "value": number["value"].removeprefix("+")}


@rule(
    "people.sip-addresses",
    "SIP addresses of a calling user appear later than the answer that made the person, by `--lag` too.",
    "L2 obs §4",
    of=(MAKE, UPDATE, GET),
)
def _has_sip(world: World, record: Record) -> bool:
    if not record["locationId"]:
        return False
    lag = world.settings.lag
    return not lag or record["created"] <= stamp(world.clock.now() - timedelta(seconds=lag))


def _sip(record: Record) -> Json:
    domain = site_of(record["orgId"]).replace(".webex.com", ".calls.webex.com")
    name = record["emails"][0].partition("@")[0]
    return {"type": "cloud-calling", "value": f"{name}@{domain}", "primary": True}


@rule(
    "people.numbers-read",
    "The numbers of a person are one entry per number: number, extension, prefix and `esn` of the first.",
    "S §14.4",
    of="Get_a_List_of_Phone_Numbers_for_a_Person",
)
def numbers(world: World, record: Record) -> Json:
    """Show a person's line, the first number with the extension."""
    number, extension = state.number_of(record), record["extension"]
    others = [
        {"primary": False, "directNumber": n["value"], "ringPattern": "NORMAL"}
        for n in record["phoneNumbers"]
        if n["type"] in state.ALTERNATES
    ]
    if not (number or extension):
        return {"distinctiveRingEnabled": True, "phoneNumbers": others}
    prefix = state.prefix(world, record)
    line: Json = {"primary": True, "ringPattern": "NORMAL"}
    line |= {"directNumber": number} if number else {}
    line |= {"extension": extension, "esn": prefix + extension} if extension else {}
    line |= {"routingPrefix": prefix} if prefix else {}
    return {"distinctiveRingEnabled": True, "phoneNumbers": [line, *others]}
