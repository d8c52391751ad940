"""The operations of SCIM on users, which are the people of an organization (wholesale-api §14.5)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from apisim import checks, ids, tenants
from apisim.areas.people import routes as people_routes
from apisim.areas.people import state as people
from apisim.areas.roles.rules import with_delay
from apisim.areas.scim import filters, patching, rules, views
from apisim.areas.scim.errors import SHAPES, invalid
from apisim.calls import Answer, Call, done, ok
from apisim.checks import PUBLISHED
from apisim.description import operations
from apisim.errors import Json, not_found
from apisim.rulebook import rule
from apisim.switches import switch

if TYPE_CHECKING:
    from apisim.store import Record

COUNT, MOST = 100, 1000
ALWAYS = ("schemas", "id", "meta")
FOUND_BY = 'userName eq "'
SEARCH, CREATE, PUT = "Search_users", "Create_a_user", "Update_a_user_with_PUT"

FILTERS = switch(
    "scim.filters",
    "observed",
    "published",
    says="whether a filter by phoneNumbers.value, and a space before a bracket, are refused as observed",
)


def _person(call: Call) -> Record:
    organization = tenants.path_organization(call, bare=True)
    found = call.world["people"].get(ids.read(call.params["userId"], ids.BARE, "PEOPLE"))
    if found is None or found["orgId"] != organization["id"]:
        raise not_found("User not found.")
    return found


@rule(
    "scim.pages",
    "Lists are paged by `startIndex`, from 1 on, and `count`, without `Link`; `start` and `max` are ignored.",
    "L2 obs §1",
    of=SEARCH,
)
def search(call: Call) -> Answer:
    """List the users of an organization, or those that a filter meets."""
    organization = tenants.path_organization(call, bare=True)
    first = max(_whole(call, "startIndex", 1), 1)
    count = min(max(_whole(call, "count", COUNT), 0), MOST)
    total, rows = _found(call, organization, first - 1, count)
    shown = [_chosen(call, row) for row in rows]
    page = {"totalResults": total, "itemsPerPage": len(shown), "startIndex": first}
    return ok({"schemas": [views.LIST], **page, "Resources": shown})


def _whole(call: Call, name: str, default: int) -> int:
    value = call.text(name)
    if value is None:
        return default
    if not value.removeprefix("-").isdecimal():
        raise invalid("invalidValue", f"{name}: a whole number is needed, not {value!r}")
    return int(value)


def _found(call: Call, organization: Record, skip: int, count: int) -> tuple[int, list[Json]]:
    table, wanted, sort = call.world["people"], call.text("filter"), call.text("sortBy")
    if not wanted and not sort:
        rows = table.page("org", organization["id"], slice(skip, skip + count))
        return table.count("org", organization["id"]), [views.user(call, row) for row in rows]
    users = _filtered(call, organization, wanted)
    if sort:
        descending = (call.text("sortOrder") or "").lower() == "descending"
        users.sort(key=lambda user: str(user.get(sort, "")).lower(), reverse=descending)
    return len(users), users[skip : skip + count]


@rule(
    "scim.filter",
    "A filter compares with eq, sw, ew, co and pr, without regard to case, joined by and, or, not and"
    " brackets; one that cannot be read is a 400 with `invalidFilter`.",
    "I §14.5",
    of=SEARCH,
)
@rule(
    "scim.phone-filter",
    "A filter by `phoneNumbers.value`, or with a space before its bracket, is a 400 with `invalidFilter`.",
    "L2 obs §9",
    of=SEARCH,
    switch=FILTERS,
)
def _filtered(call: Call, organization: Record, text: str | None) -> list[Json]:
    """Give the users that a filter meets; one by name alone is found through the index."""
    table = call.world["people"]
    test = filters.read(text, as_published=call.world.switches[FILTERS] == PUBLISHED) if text else None
    if text and text.startswith(FOUND_BY) and text.count('"') == 2:  # noqa: PLR2004 - one quoted text
        named = table.find("email", text[len(FOUND_BY) : -1].lower())
        rows = [row for row in named if row["orgId"] == organization["id"]]
    else:
        rows = list(table.find("org", organization["id"]))
    users = [views.user(call, row) for row in rows]
    return [user for user in users if test is None or test(user)]


@rule(
    "scim.attributes",
    "`attributes` and `excludedAttributes` choose the members that a list shows.",
    "S §14.5",
    of=SEARCH,
)
def _chosen(call: Call, user: Json) -> Json:
    wanted, unwanted = (rules.as_names(call.text(n)) for n in ("attributes", "excludedAttributes"))
    if wanted:
        kept = {name.partition(".")[0] for name in wanted} | {*ALWAYS, "userName", "userType"}
        return {name: value for name, value in user.items() if name in kept}
    return {name: value for name, value in user.items() if name in ALWAYS or name not in unwanted}


@rule(
    "scim.people",
    "Users of SCIM and people are the same persons: each change of one shows in the other.",
    "I §14.5",
    of=(CREATE, PUT, "Update_a_user_with_PATCH", "Delete_a_user"),
)
def create(call: Call) -> Answer:
    """Make a user, who is a person without licenses."""
    organization = tenants.path_organization(call, bare=True)
    rules.check_schema(call.body)
    made = _without_none(rules.members(call.world, call.body, None))
    waiting = {"invitePending": str(_status(call.body) == "pending").lower()}
    person = people.fill(call.world, {**made, **waiting, "orgId": organization["id"]})
    return Answer(201, views.user(call, call.world["people"].put(person)))


def _status(body: Json) -> str | None:
    """Give the account's status, which is one word or a list of it."""
    status = body.get(views.CISCO, {}).get("accountStatus")
    found: str | None = status[0] if isinstance(status, list) else status
    return found


def _without_none(members: Json) -> Json:
    return {name: value for name, value in members.items() if value is not None}


def get(call: Call) -> Answer:
    """Show one user."""
    return ok(views.user(call, _person(call)))


@rule(
    "scim.put",
    "PUT replaces: members that are left out are taken away; numbers, extension and licenses stay.",
    "L2 obs §9",
    of=PUT,
)
def replace_user(call: Call) -> Answer:
    """Replace a user."""
    person = _person(call)
    rules.check_schema(call.body)
    body = call.body
    if call.world.switches[SHAPES] == PUBLISHED:
        body = {**body, "name": views.user(call, person).get("name", {})}
    return _saved(call, person, body)


def patch_user(call: Call) -> Answer:
    """Change what the operations of a PATCH name."""
    person = _person(call)
    body = patching.patched(views.user(call, person), call.body["Operations"])
    checks.check_body(operations()[PUT], body, call.world.switches)
    return _saved(call, person, body)


def _saved(call: Call, person: Record, body: Json) -> Answer:
    changed = rules.members(call.world, body, person)
    changed |= with_delay(call.world, person, changed["roles"])
    return ok(views.user(call, people.save(call.world, person, **changed)))


def delete(call: Call) -> Answer:
    """Delete a user as the people API deletes a person."""
    person = _person(call)
    people_routes.delete_person(replace(call, params={"personId": person["id"]}))
    return done()


ROUTES = {
    SEARCH: search,
    CREATE: create,
    "Get_a_user": get,
    PUT: replace_user,
    "Update_a_user_with_PATCH": patch_user,
    "Delete_a_user": delete,
}
