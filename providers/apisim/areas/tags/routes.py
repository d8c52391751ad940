"""The operations on tags of customers (wholesale-api §14.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim.areas.organizations.state import managed
from apisim.areas.partners import rules
from apisim.calls import Answer, Call
from apisim.errors import Json, bad_request
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.store import Record

MOST_TAGS, LONGEST, PAGE = 5, 25, 100
TYPES = ("ORGANIZATION", "SUBSCRIPTION")
ALL, ONE = "Retrieve_all_customer_tags", "Get_customer_organization's_tags"
FIND = "Fetch_all_customers_for_a_given_set_of_tags"
REPLACE = "Create_or_Replace_existing_customer_tags_with_the_provided_ones"


def _names(organization: Record) -> list[str]:
    return [tag["name"] for tag in organization["tags"]]


def _view(organization: Record) -> Json:
    named = {"orgName": organization["displayName"], "orgId": organization["id"]}
    return {**named, "tags": _names(organization)}


@rule(
    "tags.listed",
    "The list holds the tags that some customer has: one without customers is gone. `type` is ORGANIZATION or"
    " SUBSCRIPTION; the second has none here.",
    "L2 obs §9",
    of=ALL,
)
def list_tags(call: Call) -> Answer:
    """List the tags of all customers."""
    rules.check_partner(call)
    kind = call.needed("type")
    if kind not in TYPES:
        raise bad_request(f"type: one of {', '.join(TYPES)} is needed, not {kind!r}")
    if kind != TYPES[0]:
        return Answer(200, [])
    found = (tag for row in managed(call.world, call.token.organization) for tag in row["tags"])
    return Answer(200, list({tag["name"]: tag for tag in found}.values()))


@rule("tags.one", "The tags of one customer are shown as names, with its name and id.", "S §14.7", of=ONE)
def get_tags(call: Call) -> Answer:
    """Show the tags of one customer."""
    return Answer(200, _view(rules.customer(call)))


@rule(
    "tags.found",
    "Customers are found by tags, joined by commas: those that have all of them.",
    "I §14.7",
    of=FIND,
)
def find_customers(call: Call) -> Answer:
    """List the customers that have all tags of a set."""
    rules.check_partner(call)
    wanted = {name.strip() for name in call.needed("tags").split(",")}
    limit = call.number("max", PAGE, least=1, most=PAGE)
    rows = managed(call.world, call.token.organization)
    return Answer(200, [_view(row) for row in rows if wanted.issubset(_names(row))][:limit])


@rule(
    "tags.replaced",
    "Assigning replaces all tags of a customer; an empty list clears them.",
    "L2 obs §9",
    of=REPLACE,
)
@rule(
    "tags.limits", "A customer has at most 5 tags of at most 25 characters each (400).", "S §14.7", of=REPLACE
)
def replace_tags(call: Call) -> Answer:
    """Give a customer these tags and no others."""
    organization, tags = rules.customer(call), call.body.get("tags")
    if tags is None:
        raise bad_request("tags: a list is needed", at="tags")
    wanted = list({tag["name"]: tag for tag in tags}.values())
    if len(wanted) > MOST_TAGS:
        raise bad_request(f"tags: at most {MOST_TAGS} are allowed", at="tags")
    if any(not tag["name"].strip() or len(tag["name"]) > LONGEST for tag in wanted):
        raise bad_request(f"tags: a name has 1 to {LONGEST} characters", at="tags")
    kept = [{name: tag[name] for name in ("name", "description") if name in tag} for tag in wanted]
    return Answer(200, call.world["organizations"].change(organization, tags=kept)["tags"])


ROUTES = {ALL: list_tags, ONE: get_tags, FIND: find_customers, REPLACE: replace_tags}
