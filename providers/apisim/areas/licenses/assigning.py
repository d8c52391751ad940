"""Licenses given to and taken from one person (wholesale-api §14.6, observations §6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import ids, tenants
from apisim.areas.customers import packages
from apisim.areas.licenses import state
from apisim.areas.people import rules
from apisim.areas.people import state as people
from apisim.calls import Answer, Call, ok
from apisim.errors import Json, bad_request, not_found

if TYPE_CHECKING:
    from collections.abc import Iterable

    from apisim.store import Record
    from apisim.world import World

CONFLICTS = {  # pairs of packages whose licenses exclude each other, with their code
    frozenset({packages.CALLING, packages.STANDARD}): 400404,
    frozenset({packages.STANDARD, packages.ATTENDANT}): 400406,
    frozenset({packages.STANDARD, packages.ESSENTIALS}): 400407,
}


def assign_licenses(call: Call) -> Answer:
    """Add and remove licenses of a person; what is held already is no mistake."""
    person, world = _person(call), call.world
    entries = [(_license(world, person, entry["id"]), entry) for entry in call.body.get("licenses", ())]
    removed = {row["id"] for row, entry in entries if entry.get("operation") == "remove"}
    added = [row["id"] for row, entry in entries if entry.get("operation", "add") == "add"]
    kept = [license_id for license_id in person["licenses"] if license_id not in removed]
    wanted = rules.read_licenses(world, person, list(dict.fromkeys([*kept, *added])))
    _check_together(state.records(world, wanted))
    properties = [
        entry.get("properties", {}) for row, entry in entries if row["package"] in packages.CALLING_SEATS
    ]
    members = _line(world, person, properties, wanted)
    return ok(_view(people.save(world, person, **members, licenses=wanted)))


def _person(call: Call) -> Record:
    key, email, table = call.body.get("personId"), call.body.get("email"), call.world["people"]
    if not key and not email:
        raise bad_request("personId or email is mandatory")
    found = table.get(ids.read(key, "PEOPLE")) if key else table.first("email", email.lower())
    named = call.body.get("orgId")
    if named and found and found["orgId"] != tenants.named_organization(call, named)["id"]:
        raise not_found("Person not found.")
    return tenants.in_reach(call, found, "Person")


def _license(world: World, person: Record, text: str) -> Record:
    decoded = ids.decode(text)
    if decoded is None or decoded.kind != "LICENSE":
        raise bad_request("LicenseId format is incorrect.")
    found = world["licenses"].get(decoded.key)
    if found is None or found["orgId"] != person["orgId"]:
        raise bad_request("The license is not one of the organization.", rules.UNKNOWN_LICENSE)
    return found


def _check_together(rows: Iterable[Record]) -> None:
    held = {row["package"] for row in rows}
    for pair, code in CONFLICTS.items():
        if pair <= held:
            raise bad_request(f"{' and '.join(sorted(pair))} exclude each other", code)
    if packages.ATTENDANT in held and not packages.PROFESSIONAL & held:
        raise bad_request("Attendant Console needs a Professional license", 400408)


def _line(world: World, person: Record, properties: list[Json], wanted: list[str]) -> Json:
    given = next((entry for entry in properties if entry), {})
    body = {name: given[name] for name in ("extension", "locationId") if given.get(name)}
    if given.get("phoneNumber"):
        body["phoneNumbers"] = people.work(given["phoneNumber"])
    starts = state.is_calling(world, wanted) and not people.is_calling(world, person)
    if starts and not (body.get("extension") or body.get("phoneNumbers")):
        raise bad_request("Extension and Phone Number cannot be blank.", 400)
    if starts and not body.get("locationId"):
        raise bad_request("Unable to find location.", 400)
    return rules.calling_members(world, person, body, wanted)


def _view(person: Record) -> Json:
    named = {"orgId": person["orgId"], "personId": person["id"], "email": person["emails"][0]}
    return {**named, "licenses": person["licenses"], "siteUrls": []}
