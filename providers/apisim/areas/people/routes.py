"""The operations on people (wholesale-api §14.4, observations §4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import ids, tenants
from apisim.areas.licenses import state as licenses
from apisim.areas.numbers import rules as numbers
from apisim.areas.people import rules, state, views
from apisim.areas.people.amendments import CREATED
from apisim.areas.roles.rules import with_delay
from apisim.calls import Answer, Call, done, ok
from apisim.checks import PUBLISHED
from apisim.errors import Json, Refusal, bad_request
from apisim.paging import by_cursor
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.store import Record

WITH_CALLING, WITH_LOCATION, MOST = 100, 50, 1000


def _person(call: Call) -> Record:
    found = call.world["people"].get(ids.read(call.params["personId"], "PEOPLE"))
    return tenants.in_reach(call, found, "Person")


def _person_of_organization(call: Call) -> Record:
    found = call.world["people"].get(ids.read(call.params["personId"], "PEOPLE"))
    return tenants.in_organization(call, found, "Person")


def _shown(call: Call, record: Record) -> Json:
    return views.person(call.world, record, calling=call.truth("callingData"))


def list_people(call: Call) -> Answer:
    """List people by cursor; filters combine (§14.4, observations §1, §4)."""
    calling, place = call.truth("callingData"), call.text("locationId")
    if place and not calling:
        raise bad_request(rules.NOT_CALLING)
    most = WITH_LOCATION if place else WITH_CALLING if calling else MOST
    limit = call.number("max", min(most, 100), least=1, most=most)
    wanted = (call.text("id") or "").split(",") if call.text("id") else []
    if len(wanted) > rules.MOST_IDS:
        raise bad_request(f"id: at most {rules.MOST_IDS} ids are allowed")
    rows, missing = _found(call, wanted)
    items, headers = by_cursor(call, rows, lambda row: _shown(call, row), limit=limit)
    return Answer(200, {"items": items, "notFoundIds": missing} if missing else {"items": items}, headers)


def _found(call: Call, wanted: list[str]) -> tuple[list[Record], list[str]]:
    org, table = tenants.organization(call)["id"], call.world["people"]
    place, email, name, role = (call.text(n) for n in ("locationId", "email", "displayName", "roles"))
    if wanted:
        by_id = {text: table.get(ids.read(text, "PEOPLE")) for text in wanted}
        rows = [row for row in by_id.values() if row and row["orgId"] == org]
    elif email:
        rows = list(table.find("email", email.lower()))
    elif place:
        rows = list(table.find("location", ids.encode("LOCATION", ids.read(place, "LOCATION"))))
    else:
        rows = list(table.find("org", org))
    rows = [
        row
        for row in rows
        if row["orgId"] == org and _named(row, name) and (not role or role in row["roles"])
    ]
    shown = {row["id"] for row in rows}
    return rows, [text for text in wanted if ids.encode("PEOPLE", ids.key_of(text)) not in shown]


def _named(row: Record, name: str | None) -> bool:
    return name is None or row["displayName"].lower().startswith(name.lower())


def get_person(call: Call) -> Answer:
    """Show one person."""
    return ok(_shown(call, _person(call)))


def get_me(call: Call) -> Answer:
    """Show the token's person, with its organization (design §5)."""
    found = call.world["people"].get(call.world.token_people[call.token.name])
    if found is None:
        raise Refusal(404, "The person of the token does not exist any more.")
    return ok(_shown(call, found))


@rule(
    "people.created",
    "A person that was made is answered with 201.",
    "L2 obs §4",
    of="Create_a_Person",
    switch=CREATED,
)
def create_person(call: Call) -> Answer:
    """Make a person; a bad number leaves it half made, as was seen live (observations §4, 2026-10-13)."""
    world, body = call.world, call.body
    org = (
        tenants.named_organization(call, body["orgId"])
        if body.get("orgId")
        else tenants.own_organization(call)
    )
    emails = rules.read_emails(world, body["emails"], None)
    blank = state.fill(world, {**rules.plain_members(body), "emails": emails, "orgId": org["id"]})
    wanted = rules.read_licenses(world, blank, body.get("licenses", []))
    _check_calling_person(call, wanted)
    roles = rules.read_roles(body.get("roles", []))
    half = world["people"].put({**blank, "roles": roles, "licenses": wanted})
    members = rules.calling_members(world, {**half, "licenses": []}, body, wanted)
    status = 200 if world.switches[CREATED] == PUBLISHED else 201
    return Answer(status, _shown(call, state.save(world, half, **members)))


def _check_calling_person(call: Call, wanted: list[str]) -> None:
    if licenses.is_calling(call.world, wanted):
        if not call.truth("callingData"):
            raise bad_request(rules.NOT_CALLING)
        if not (call.body.get("extension") or call.body.get("phoneNumbers")):
            raise bad_request("Create Calling user either Phone number or Extension is required")


@rule("people.updated", "A person that was changed is answered with 200.", "L §14.4", of="Update_a_Person")
def update_person(call: Call) -> Answer:
    """Change a person: what is left out stays, `licenses` and `roles` replace (observations §4)."""
    person, world, body = _person(call), call.world, call.body
    if not body["displayName"].strip():
        raise bad_request("displayName cannot be null.")
    members = rules.plain_members(body)
    if "emails" in body:
        members["emails"] = rules.read_emails(world, body["emails"], person)
    if "roles" in body:
        members |= with_delay(world, person, rules.read_roles(body["roles"]))
    wanted = (
        rules.read_licenses(world, person, body["licenses"]) if "licenses" in body else person["licenses"]
    )
    refusal = rules.store_mobile(world, person, body)
    if refusal:
        raise refusal
    members |= rules.calling_members(world, person, body, wanted)
    return ok(_shown(call, state.save(world, person, **members, licenses=wanted)))


def delete_person(call: Call) -> Answer:
    """Delete a person; what it held is free, its subscriber goes too (inferred)."""
    person = _person(call)
    subscriber = call.world["subscribers"].first("person", person["id"])
    if subscriber:
        call.world["subscribers"].remove(subscriber)
    numbers.linger(call.world, person)
    call.world["people"].remove(person)
    return done()


def get_numbers(call: Call) -> Answer:
    """Show a person's numbers."""
    return ok(views.numbers(call.world, _person_of_organization(call)))


def change_numbers(call: Call) -> Answer:
    """Add or take away numbers of a calling person (§14.4, observations §3)."""
    person, world = _person_of_organization(call), call.world
    if not state.is_calling(world, person):
        raise bad_request("Unauthorized request", 4003)
    for entry in call.body["phoneNumbers"]:
        person = _change_number(call, person, entry)
    return done()


def _change_number(call: Call, person: Record, entry: Json) -> Record:
    number = entry.get("directNumber") or entry.get("external")
    if not number and not entry.get("extension"):
        raise bad_request("directNumber is mandatory", 25008, at="directNumber")
    if entry["action"] == "DELETE":
        kept = [n for n in person["phoneNumbers"] if n["value"] != number]
        if number and kept == person["phoneNumbers"]:
            raise bad_request(f"{number} is not a number of this person", 25024)
        return state.save(call.world, person, phoneNumbers=kept)
    body = {"phoneNumbers": [{"type": "work", "value": number}]} if number else {}
    body |= {"extension": entry["extension"]} if entry.get("extension") else {}
    members = rules.calling_members(call.world, person, body, person["licenses"])
    return state.save(call.world, person, **members)


ROUTES = {
    "List_People": list_people,
    "Create_a_Person": create_person,
    "Get_Person_Details": get_person,
    "Update_a_Person": update_person,
    "Delete_a_Person": delete_person,
    "Get_My_Own_Details": get_me,
    "Get_a_List_of_Phone_Numbers_for_a_Person": get_numbers,
    "assignOrUnassignNumbersToAPerson": change_numbers,
}
