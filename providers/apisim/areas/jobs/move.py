"""What moving a user to another location comes to: refusals, errors, impacts, and the user afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from apisim import ids
from apisim.areas.locations import state as locations
from apisim.areas.numbers import lines, rules
from apisim.areas.numbers import state as numbers
from apisim.areas.people import state as people
from apisim.errors import calling_error
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.errors import Json
    from apisim.store import Record
    from apisim.world import World

MOVES = "Validate_or_Initiate_Move_Users_Job"
NOT_CALLING, SAME_PLACE, NO_LINE, NOT_E164 = 1026010, 1026013, 1026016, 1026017
WORKSPACE_KINDS = ("PLACE", "WORKSPACE")
SAID = {
    4003: "User Not Found",
    4152: "Location Not Found",
    4202: "The extension is not available. It is already assigned to a user : {0}",
    5620: "Location Not Found",
    10010005: "Different Carrier move is not supported for non-Cisco PSTN carriers.",
    10010009: "to-location not found or pstn connection missing in CPAPI",
    19603: "New group already reaches maximum number of user limits.",
    19604: "The {0} number of the user is the same as the calling line ID of the group.",
    27962: "Work space cannot be moved.",
    27966: "The phone number, {0}, is not available in the new group.",
    19713: "The extension of the user is reset to empty: it is taken in the new group.",
    19717: "The primary number of the user is assigned to the new group: {0}.",
    19722: "User CLID number is set to use the new group CLID number: {0}.",
    19723: "New group CLID number is not configured.",
}


@dataclass(frozen=True, slots=True)
class Move:
    """What a move comes to: the user as asked for, what stands against it, and what it changes."""

    user: str
    person: Record | None
    errors: tuple[Json, ...]
    impacts: tuple[Json, ...] = ()
    members: Json = field(default_factory=dict)
    taken_along: tuple[Record, ...] = ()

    def shown(self) -> Json:
        """Show errors and impacts."""
        return {"userId": self.user, "errors": list(self.errors), "impacts": list(self.impacts)}


def _said(code: int, *values: str) -> Json:
    return {"code": code, "message": SAID[code].format(*values)}


@rule(
    "jobs.move-refused",
    "Who does not call (1026010), is there already (1026013), would have no line (1026016), or is to "
    "get what is no E.164 number (1026017) is a 400 before any job.",
    "L2 obs §5",
    of=MOVES,
)
def read(world: World, org: str, wanted: Json) -> Move:
    """Plan a move as asked for; what is refused at once is raised."""
    person = _person(world, org, wanted["userId"])
    if person and not people.is_calling(world, person):
        raise calling_error(NOT_CALLING, "User is not a valid Calling User.")
    if person and person["locationId"] and ids.key_of(person["locationId"]) == _key(wanted):
        raise calling_error(SAME_PLACE, "The source and the target location cannot be the same.")
    if wanted.get("phoneNumber") and not rules.is_number(wanted["phoneNumber"]):
        raise calling_error(NOT_E164, "Phone number is not in e164 format.")
    if person and not any(_kept(person, wanted)):
        raise calling_error(NO_LINE, "User should have either phone number or extension.")
    return plan(world, org, wanted)


def _person(world: World, org: str, named: str) -> Record | None:
    decoded = ids.decode(named)
    if decoded and decoded.kind in WORKSPACE_KINDS:
        return None
    found = world["people"].get(ids.read(named, "PEOPLE", ids.BARE))
    return found if found and found["orgId"] == org else None


def _key(wanted: Json) -> str:
    return ids.read(wanted["locationId"], "LOCATION", ids.BARE)


@rule(
    "jobs.move-empty",
    "An empty `extension` or `phoneNumber` takes it away; one that is left out is kept.",
    "L2 obs §5",
    of=MOVES,
)
def _kept(person: Record, wanted: Json) -> tuple[str | None, str | None]:
    """Give number and extension after the move, as far as the user and the wish say."""
    number = wanted.get("phoneNumber", people.number_of(person)) or None
    extension = wanted.get("extension", person["extension"]) or None
    return number and number.replace("-", ""), extension


def plan(world: World, org: str, wanted: Json) -> Move:
    """Say what a move comes to; changes nothing."""
    user, person = wanted["userId"], _person(world, org, wanted["userId"])
    target = world["locations"].get(_key(wanted))
    if person is None or target is None or target["orgId"] != org or not target["calling"]:
        return Move(user, person, tuple(_unknown(user, person, target, org)))
    number, extension = _kept(person, wanted)
    source = locations.find(world, person["locationId"]) if person["locationId"] else None
    own = number == people.number_of(person)
    found = numbers.at_location(world, person["locationId"], number) if own and number else None
    problem = _extension_problem(world, target, person, extension)
    reset = problem is not None and "extension" not in wanted and number is not None
    errors = [*_number_errors(world, source, target, person, number, found), *_limit(world, target)]
    errors += [problem] if problem and not reset else []
    extension = None if reset else extension
    others = [n for n in person["phoneNumbers"] if n["type"] != "work"]
    members = {"locationId": target["id"], "extension": extension}
    members["phoneNumbers"] = people.work(number) + others
    along = [found, *(numbers.at_location(world, person["locationId"] or "", n["value"]) for n in others)]
    rows = tuple(row for row in along if row)
    return Move(user, person, tuple(errors), tuple(_impacts(target, rows, reset=reset)), members, rows)


@rule(
    "jobs.move-unknown",
    "An unknown user is the error 4003, an unknown location 4152, one without calling 5620, and a "
    "workspace 27962: it cannot be moved.",
    "L2 obs §5",
    of=MOVES,
)
def _unknown(user: str, person: Record | None, target: Record | None, org: str) -> list[Json]:
    errors, decoded = [], ids.decode(user)
    if person is None:
        errors.append(_said(27962 if decoded and decoded.kind in WORKSPACE_KINDS else 4003))
    if target is None or target["orgId"] != org:
        errors.append(_said(4152))
    elif not target["calling"]:
        errors.append(_said(5620))
    return errors


@rule(
    "jobs.move-extension",
    "An extension that is taken there is the error 4202 if it was asked for, else it is reset (impact "
    "19713).",
    "L2 obs §5",
    of=MOVES,
)
def _extension_problem(world: World, target: Record, person: Record, extension: str | None) -> Json | None:
    if extension is None:
        return None
    trouble = lines.extension_trouble(target["address"]["country"], extension)
    if trouble:
        return {"code": trouble.reasons[0].code, "message": trouble.reasons[0].description}
    taken = lines.extension_taken(world, target["id"], extension, person)
    return _said(4202, extension) if taken else None


@rule(
    "jobs.move-number",
    "A number that is not to be had there is the error 27966; one that comes along must not be the "
    "main number (19604) and needs the same provider there (10010009, 10010005).",
    "L2 obs §5",
    of=MOVES,
)
def _number_errors(
    world: World,
    source: Record | None,
    target: Record,
    person: Record,
    number: str | None,
    along: Record | None,
) -> list[Json]:
    if number is None:
        return []
    if along is None:
        trouble = lines.number_trouble(world, target["id"], number, person)
        return [_said(27966, number)] if trouble else []
    errors = [_said(19604, number)] if numbers.is_main(source, number) else []
    if not target["pstn"]:
        return [*errors, _said(10010009)]
    same = source is not None and source["pstn"] and source["pstn"]["id"] == target["pstn"]["id"]
    return errors if same else [*errors, _said(10010005)]


@rule("jobs.move-limit", "A location that has its most users takes no more: 19603.", "L2 obs §5", of=MOVES)
def _limit(world: World, target: Record) -> list[Json]:
    full = world["people"].count("location", target["id"]) >= target["calling"]["userLimit"]
    return [_said(19603)] if full else []


@rule(
    "jobs.move-impacts",
    "Impacts are named: the number moves (19717), the caller id becomes that of the new location "
    "(19722, or 19723 where it has none).",
    "L2 obs §5",
    of=MOVES,
)
def _impacts(target: Record, along: tuple[Record, ...], *, reset: bool) -> list[Json]:
    impacts = [_said(19717, ", ".join(row["phoneNumber"] for row in along))] if along else []
    impacts += [_said(19713)] if reset else []
    main = target["calling"]["callingLineId"]["phoneNumber"]
    return [*impacts, _said(19722, main) if main else _said(19723)]
