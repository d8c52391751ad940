"""The operations on the numbers of a person (wholesale-api §14.4, observations §3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim.areas.people import named, rules, state, views
from apisim.calls import Answer, Call, done, ok
from apisim.errors import Json, bad_request
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.store import Record

CHANGE = "assignOrUnassignNumbersToAPerson"


def get_numbers(call: Call) -> Answer:
    """Show a person's numbers."""
    return ok(views.numbers(call.world, named.person_of_organization(call)))


@rule(
    "people.numbers-calling",
    "Numbers of a person without a calling license are a 400 with 4003.",
    "L2 obs §1",
    of=CHANGE,
)
@rule(
    "people.numbers-codes",
    "A missing member is a 400 with 25008, a bad value one with 25024; `primary` is mandatory to take away "
    "too.",
    "L2 obs §1",
    of=CHANGE,
)
def change_numbers(call: Call) -> Answer:
    """Add or take away numbers of a calling person."""
    person, world = named.person_of_organization(call), call.world
    if not state.is_calling(world, person):
        raise bad_request("Unauthorized request", 4003)
    for entry in call.body["phoneNumbers"]:
        person = _change_number(call, person, entry)
    return done()


@rule(
    "people.numbers-spelling",
    "ADD and DELETE take the number as `directNumber` or `external`; it is read back as `directNumber`.",
    "L2 obs §3",
    of=CHANGE,
)
@rule(
    "people.numbers-primary",
    "An added number is the work number where `primary` is true, else one of two alternates.",
    "I §14.4",
    of=CHANGE,
)
def _change_number(call: Call, person: Record, entry: Json) -> Record:
    number = entry.get("directNumber") or entry.get("external")
    if not number and not entry.get("extension"):
        raise bad_request("directNumber is mandatory", 25008, at="directNumber")
    if entry["action"] == "DELETE":
        kept = [n for n in person["phoneNumbers"] if n["value"] != number]
        if number and kept == person["phoneNumbers"]:
            raise bad_request(f"{number} is not a number of this person", 25024)
        return state.save(call.world, person, phoneNumbers=kept)
    if number and not entry["primary"]:
        return _add_alternate(call, person, number)
    others = [n for n in person["phoneNumbers"] if n["type"] in state.ALTERNATES]
    body = {"phoneNumbers": [{"type": "work", "value": number}, *others]} if number else {}
    body |= {"extension": entry["extension"]} if entry.get("extension") else {}
    members = rules.calling_members(call.world, person, body, person["licenses"])
    return state.save(call.world, person, **members)


def _add_alternate(call: Call, person: Record, number: str) -> Record:
    used = {n["type"] for n in person["phoneNumbers"]}
    free = [kind for kind in state.ALTERNATES if kind not in used]
    if not free:
        raise bad_request("phoneNumbers: a person has two alternate numbers at most", 25042)
    rules.check_number(call.world, person, person["locationId"], number)
    numbers = [*person["phoneNumbers"], {"type": free[0], "value": number}]
    return state.save(call.world, person, phoneNumbers=numbers)
