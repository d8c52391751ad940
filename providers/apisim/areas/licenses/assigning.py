"""Licenses given to and taken from one person (wholesale-api §14.6, observations §6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from apisim import ids, tenants
from apisim.areas.customers import packages
from apisim.areas.licenses import rules, state
from apisim.areas.people import rules as people_rules
from apisim.areas.people import state as people
from apisim.areas.subscribers import people as subscribers
from apisim.calls import Answer, Call
from apisim.errors import Json, bad_request, not_found
from apisim.rulebook import rule
from apisim.switches import switch

if TYPE_CHECKING:
    from apisim.store import Record
    from apisim.world import World

ASSIGN = state.ASSIGN
ALL, PART = 200, 206
OWN_LINE = 400411
BLANK = switch(
    "licenses.blank-line",
    "400",
    "published",
    says="the code of a calling license without number and extension: 400 as observed, or 400411",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One wanted change: a license to add or to remove, and the line that comes with it."""

    row: Record
    adds: bool
    line: Json

    @property
    def calls(self) -> bool:
        """Tell whether a calling license is to be added."""
        return self.adds and self.row["package"] in packages.CALLING_SEATS


@rule(
    "licenses.assigned",
    "Licenses are added (unless `remove` is said) and removed; the answer lists all that the person has "
    "then.",
    "S §14.6",
    of=ASSIGN,
)
@rule("licenses.idempotent", "Adding a license that is held already is a 200.", "L2 obs §6", of=ASSIGN)
@rule(
    "licenses.patch-only",
    "POST and PUT of `/licenses/users` are a 405.",
    "L2 obs §6",
    of=ASSIGN,
)
@rule(
    "licenses.partly",
    "Where only a part can be applied the status is 206, and the answer lists what the person has.",
    "S §14.6",
    of=ASSIGN,
)
def assign_licenses(call: Call) -> Answer:
    """Add and remove licenses of a person, as far as it goes."""
    person, world = _person(call), call.world
    entries = [_entry(world, person, entry) for entry in call.body.get("licenses", ())]
    sites = rules.read_sites(person, call.body.get("siteUrls", ()))
    possible = _possible(world, person, entries)
    before = state.records(world, person["licenses"])
    after = _after(before, possible)
    rules.check_together(after)
    rules.check_step(before, after)
    wanted = [row["id"] for row in after]
    members = people_rules.calling_members(world, person, _line(world, person, possible), wanted)
    saved = people.save(world, person, **members, licenses=wanted, siteUrls=sites)
    _follow(world, saved)
    return Answer(ALL if len(possible) == len(entries) else PART, _view(saved))


def _person(call: Call) -> Record:
    key, email, table = call.body.get("personId"), call.body.get("email"), call.world["people"]
    if not key and not email:
        raise bad_request("personId or email is mandatory")
    found = table.get(ids.read(key, "PEOPLE")) if key else table.first("email", email.lower())
    named = call.body.get("orgId")
    if named and found and found["orgId"] != tenants.named_organization(call, named)["id"]:
        raise not_found("Person not found.")
    return tenants.in_reach(call, found, "Person")


@rule(
    "licenses.malformed-id",
    "An id that is no license id is a 400, LicenseId format is incorrect.",
    "L2 obs §6",
    of=ASSIGN,
)
@rule(
    "licenses.unknown",
    "A license that the organization does not have is a 400 with 400000.",
    "S §13",
    of=ASSIGN,
)
def _entry(world: World, person: Record, wanted: Json) -> Entry:
    decoded = ids.decode(wanted["id"])
    if decoded is None or decoded.kind != "LICENSE":
        raise bad_request("LicenseId format is incorrect.")
    found = world["licenses"].get(decoded.key)
    if found is None or found["orgId"] != person["orgId"]:
        raise bad_request("The license is not one of the organization.", rules.UNKNOWN)
    rules.check_manageable(found)
    return Entry(found, wanted.get("operation", "add") == "add", wanted.get("properties") or {})


@rule(
    "licenses.partly-when",
    "A license without a unit left is left out, and so is one of a package for which the side door decided "
    "an `error` for that e-mail; where nothing else was asked for, it is a 400.",
    "I §14.6",
    of=ASSIGN,
)
def _possible(world: World, person: Record, entries: list[Entry]) -> list[Entry]:
    decided = {o.package: o.error for o in world.outcomes.take({"email": person["emails"][0]}, "package")}
    kept = [e for e in entries if not e.adds or _can_be_added(world, person, e, decided)]
    if entries and not kept:
        name, code = entries[0].row["name"], decided.get(entries[0].row["package"])
        raise bad_request(f"licenses: {name} cannot be assigned, no unit of it is left", code)
    return kept


def _can_be_added(world: World, person: Record, entry: Entry, decided: dict[str | None, int | None]) -> bool:
    return entry.row["package"] not in decided and rules.has_unit(world, entry.row, person)


def _after(before: list[Record], entries: list[Entry]) -> list[Record]:
    rows = {row["id"]: row for row in before}
    for entry in entries:
        if entry.adds:
            rows.setdefault(entry.row["id"], entry.row)
        else:
            rows.pop(entry.row["id"], None)
    return list(rows.values())


@rule(
    "licenses.needs-line",
    "A calling license without number and extension is a 400, both of whose codes are 400.",
    "L2 obs §6",
    of=ASSIGN,
    switch=BLANK,
)
@rule(
    "licenses.own-line",
    "Each calling license needs its own properties: one that lacks them beside another is a 400 with 400411.",
    "S §13",
    of=ASSIGN,
)
@rule(
    "licenses.needs-location",
    "A line without `locationId` is a 400, Unable to find location.",
    "L2 obs §6",
    of=ASSIGN,
)
@rule(
    "licenses.removed-line",
    "Removing the calling license clears number, extension and location at once.",
    "L2 obs §6",
    of=ASSIGN,
)
def _line(world: World, person: Record, entries: list[Entry]) -> Json:
    """Give what the properties say of number, extension and location."""
    given = next((entry.line for entry in entries if entry.adds and entry.line), {})
    body = {name: given[name] for name in ("extension", "locationId") if given.get(name)}
    if given.get("phoneNumber"):
        body["phoneNumbers"] = people.work(given["phoneNumber"])
    calling = [entry for entry in entries if entry.calls]
    if calling and not people.is_calling(world, person):
        _check_lines(world, calling)
        if not body.get("locationId"):
            raise bad_request("Unable to find location.", 400)
    return body


def _check_lines(world: World, calling: list[Entry]) -> None:
    lines = [bool(entry.line.get("extension") or entry.line.get("phoneNumber")) for entry in calling]
    if not any(lines):
        code = 400 if world.switches[BLANK] == "400" else OWN_LINE
        raise rules.blank("Extension and Phone Number cannot be blank.", code)
    if not all(lines):
        raise bad_request("Each calling license needs its own calling properties.", OWN_LINE)


@rule(
    "licenses.packages-follow",
    "The package of a wholesale user follows the licenses that are given and taken here.",
    "H §14.6",
    of=ASSIGN,
)
def _follow(world: World, person: Record) -> None:
    subscriber = world["subscribers"].first("person", person["id"])
    customer = world["customers"].get(ids.key_of(subscriber["customerId"])) if subscriber else None
    held = {row["package"] for row in state.records(world, person["licenses"])}
    bases = sorted(held & packages.BASES)
    if not subscriber or not customer or len(bases) != 1:
        return
    found = [*bases, *(held & {packages.ATTENDANT})]
    subscribers.rebill(world, subscriber, found)
    world["subscribers"].change(subscriber, packages=found)


def _view(person: Record) -> Json:
    named = {"orgId": person["orgId"], "personId": person["id"], "email": person["emails"][0]}
    sites = [{"siteUrl": site, "accountType": "attendee"} for site in person["siteUrls"]]
    return {**named, "licenses": person["licenses"], "siteUrls": sites}
