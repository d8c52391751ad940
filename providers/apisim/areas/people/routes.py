"""The operations on people (wholesale-api §14.4, observations §4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import ids, tenants
from apisim.areas.billing import usage
from apisim.areas.devices import state as devices
from apisim.areas.licenses import state as licenses
from apisim.areas.numbers import rules as numbers
from apisim.areas.people import lines, named, rules, state, views
from apisim.areas.people.amendments import CREATED, GET, LIST, MAKE, ME, UPDATE
from apisim.areas.people.named import DELETE
from apisim.areas.roles.rules import with_delay
from apisim.areas.roles.state import FULL_ADMINISTRATOR, USER_ADMINISTRATOR
from apisim.calls import Answer, Call, done, ok
from apisim.checks import PUBLISHED
from apisim.errors import Json, Refusal, bad_request, forbidden
from apisim.paging import by_cursor
from apisim.rulebook import rule
from apisim.switches import switch

if TYPE_CHECKING:
    from apisim.store import Record

WITH_CALLING, WITH_LOCATION, MOST = 100, 50, 1000
PAGE = switch(
    "people.page", "1000", "published", says="the most people of a page without calling data: 1000, or 100"
)
FLAG = switch(
    "people.flag",
    "refused",
    "made",
    says="a calling person made without `callingData=true`: refused, or refused and half made all the same",
)


def _shown(call: Call, record: Record) -> Json:
    return views.person(call.world, record, calling=call.truth("callingData"))


@rule(
    "people.location-needs-calling-data",
    "`locationId` without `callingData=true` is a 400, Calling flag not set.",
    "L2 obs §4",
    of=LIST,
)
@rule(
    "people.ids",
    "`id` takes 85 ids at most; those that are not there are named in `notFoundIds`.",
    "S §14.4",
    of=LIST,
)
@rule(
    "people.pages",
    "People are paged by an opaque cursor in the `next` link.",
    "L2 obs §1",
    of=LIST,
)
@rule(
    "people.start-ignored",
    "`start` is ignored, not refused.",
    "L2 obs §1",
    of=LIST,
)
def list_people(call: Call) -> Answer:
    """List people by cursor; filters combine."""
    if call.text("locationId") and not call.truth("callingData"):
        raise bad_request(rules.NOT_CALLING)
    wanted = (call.text("id") or "").split(",") if call.text("id") else []
    if len(wanted) > rules.MOST_IDS:
        raise bad_request(f"id: at most {rules.MOST_IDS} ids are allowed")
    rows, missing = _found(call, wanted)
    items, headers = by_cursor(call, rows, lambda row: _listed(call, row), limit=_limit(call))
    return Answer(200, {"items": items, "notFoundIds": missing} if missing else {"items": items}, headers)


@rule(
    "people.page-size",
    "A page holds 100 people unless `max` is sent: up to 1000, 100 with calling data, 50 of a location.",
    "L2 obs §4",
    of=LIST,
    switch=PAGE,
)
def _limit(call: Call) -> int:
    plain = WITH_CALLING if call.world.switches[PAGE] == PUBLISHED else MOST
    most = WITH_LOCATION if call.text("locationId") else WITH_CALLING if call.truth("callingData") else plain
    return call.number("max", min(most, 100), least=1, most=most)


@rule(
    "people.without-status",
    "With `excludeStatus=true` listed people have no `status`.",
    "S §14.4",
    of=LIST,
)
def _listed(call: Call, record: Record) -> Json:
    shown = _shown(call, record)
    return {n: v for n, v in shown.items() if n != "status"} if call.truth("excludeStatus") else shown


@rule(
    "people.filters",
    "People are found by e-mail, beginning of the name, id, role and location, within one organization.",
    "S §14.4",
    of=LIST,
)
@rule(
    "people.own-organization",
    "Without `orgId` a token acts on its own organization, with no error.",
    "L2 obs §1",
    of=(LIST, MAKE),
)
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
    return ok(_shown(call, named.person(call)))


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
    of=MAKE,
    switch=CREATED,
)
@rule(
    "people.half-made",
    "A calling person whose number or extension is refused is there all the same: with licenses, without "
    "extension and location.",
    "L2 obs §4",
    of=MAKE,
)
def create_person(call: Call) -> Answer:
    """Make a person; a bad number leaves it half made."""
    world, body = call.world, call.body
    blank = _blank(call)
    wanted = rules.read_licenses(world, blank, body.get("licenses", []))
    roles = rules.read_roles(body.get("roles", []))
    refusal = _calling_refusal(call, wanted)
    if refusal and world.switches[FLAG] == "refused":
        raise refusal
    half = world["people"].put({**blank, "roles": roles, "licenses": wanted})
    if refusal:
        raise refusal
    members = rules.calling_members(world, {**half, "licenses": []}, body, wanted)
    status = 200 if world.switches[CREATED] == PUBLISHED else 201
    return Answer(status, _written(call, state.save(world, half, **members)))


def _blank(call: Call) -> Record:
    named = call.body.get("orgId")
    org = tenants.named_organization(call, named) if named else tenants.own_organization(call)
    emails = rules.read_emails(call.world, call.body["emails"], None)
    members = rules.plain_members(call.body)
    return state.fill(call.world, {**members, "emails": emails, "orgId": org["id"]})


@rule(
    "people.flag-needed",
    "A calling person needs `callingData=true` in the query: 400, Calling flag not set, and nothing is made.",
    "L2 obs §4",
    of=MAKE,
    switch=FLAG,
)
def _calling_refusal(call: Call, wanted: list[str]) -> Refusal | None:
    if not licenses.is_calling(call.world, wanted):
        return None
    if not call.truth("callingData"):
        return bad_request(rules.NOT_CALLING)
    if not (call.body.get("extension") or call.body.get("phoneNumbers")):
        raise bad_request("Create Calling user either Phone number or Extension is required")
    return None


@rule(
    "people.min-response",
    "With `minResponse=true` a write that succeeded answers with the id alone.",
    "S §14.4",
    of=(MAKE, UPDATE),
)
def _written(call: Call, record: Record) -> Json:
    if call.truth("minResponse"):
        return {"id": record["id"]}
    return views.person(call.world, record, calling=call.truth("callingData"), fresh=True)


@rule(
    "people.display-name",
    "`displayName` is mandatory in an update: 400, displayName cannot be null.",
    "L2 obs §4",
    of=UPDATE,
)
@rule(
    "people.update",
    "What an update leaves out stays.",
    "L2 obs §4",
    of=UPDATE,
    switch=rules.MERGE,
)
@rule("people.update-status", "An update is answered with 200 and the person.", "S §14.4", of=UPDATE)
def update_person(call: Call) -> Answer:
    """Change a person: what is left out stays, `licenses` and `roles` replace."""
    person, world = named.person(call), call.world
    body = rules.whole(world, call.body)
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
    return ok(_written(call, state.save(world, person, **members, licenses=wanted)))


@rule(
    "people.deleted",
    "A deleted person frees what it held, and its subscriber and billing end too.",
    "I §14.4",
    of=DELETE,
)
def delete_person(call: Call) -> Answer:
    """Delete a person and its subscriber."""
    person = named.person(call)
    _check_may_delete(call)
    subscriber = call.world["subscribers"].first("person", person["id"])
    if subscriber:
        call.world["subscribers"].remove(subscriber)
        usage.stop(call.world, subscriber["id"])
    numbers.linger(call.world, person)
    devices.remove_of(call.world, person["id"])
    call.world["people"].remove(person)
    return done()


@rule(
    "people.who-deletes",
    "People are deleted by full and user administrators; a token whose person has neither role gets a 403.",
    "S §14.4",
    of=DELETE,
)
def _check_may_delete(call: Call) -> None:
    caller = call.world["people"].get(call.world.token_people[call.token.name]) or {"roles": []}
    if not {FULL_ADMINISTRATOR, USER_ADMINISTRATOR} & set(caller["roles"]):
        raise forbidden("Only full and user administrators can delete people.")


ROUTES = {
    LIST: list_people,
    MAKE: create_person,
    GET: get_person,
    UPDATE: update_person,
    DELETE: delete_person,
    ME: get_me,
    "Get_a_List_of_Phone_Numbers_for_a_Person": lines.get_numbers,
    lines.CHANGE: lines.change_numbers,
}
