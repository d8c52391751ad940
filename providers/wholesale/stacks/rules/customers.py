"""Customers: what a new one needs, and what two cannot share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholesale.stacks.rule import PerCustomer, PerStack, Rule
from wholesale.stacks.rules.telling import found, missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wholesale.stacks.problems import Problem
    from wholesale.stacks.stack import Customer, Stack

INCOMPLETE = Rule(
    "WS301",
    "new-customer-incomplete",
    what="A customer without `orgId` lacks a field that the API needs to create its organization.",
    why="The organization cannot be created without it.",
    mend="Add the field, or say it for all in a profile or in `defaults`.",
    bad="acme: {name: Acme Dental, template: us-standard}",
    good="acme: {name: Acme Dental, template: us-standard, primaryEmail: office@acme.example, "
    "address: {...}, packages: {webex_calling: {}}}",
    firm="the organization could not be created",
)
NO_ADMINISTRATOR = Rule(
    "WS302",
    "no-first-administrator",
    what="A new customer has users, and none of them is named as its first administrator.",
    why="The first user of a new organization becomes its administrator, so the choice must not be chance.",
    mend="Add `firstAdministrator` with the handle of one of its users.",
    bad="acme: {users: {ada: {...}}}",
    good="acme: {firstAdministrator: ada, users: {ada: {...}}}",
    firm="somebody would become administrator by chance",
)
EXTERNAL_ID_TWICE = Rule(
    "WS303",
    "external-id-twice",
    what="Two customers of a file have one externalId.",
    why="The API would take both for one customer, and each block would undo the other.",
    mend="Give each customer its own.",
    bad="acme: {externalId: A1}\nbolt: {externalId: A1}",
    good="acme: {externalId: A1}\nbolt: {externalId: B1}",
    firm="two blocks would write one customer in turns",
)
TOO_MANY_TAGS = Rule(
    "WS304",
    "too-many-tags",
    what="A customer has more than five tags.",
    why="The API takes no more.",
    mend="Keep at most five.",
    bad="tags: [a, b, c, d, e, f]",
    good="tags: [a, b, c, d, e]",
    itself=True,
)
TAG_LENGTH = Rule(
    "WS305",
    "tag-length",
    what="A tag is empty or longer than 25 characters.",
    why="The API refuses it.",
    mend="Write 1 to 25 characters.",
    bad="tags: [a very long tag of more than 25]",
    good="tags: [a tag of at most 25]",
    itself=True,
)
EMPTY_COLLECTION = Rule(
    "WS306",
    "collection-without-value",
    what="`users`, `locations`, `workspaces` or `devices` has nothing behind its colon.",
    why="It is read as if it were not written, which may be a slip.",
    mend="Write `{}` to say that there are none, or remove the line.",
    bad="users:",
    good="users: {}",
    severity="warning",
)

MOST_TAGS, LONGEST_TAG = 5, 25

_NEEDED = {
    "name": "add `name: ...`, the name of its organization",
    "primaryEmail": "add `primaryEmail: ...`, its contact address",
    "address": "add `address: {addressLine1, city, country, ...}`, its billing address",
    "template": "add `template: ...`, a template of partner.yaml; a profile or `defaults` can say it for all",
    "packages": "add `packages: {webex_calling: {}}` or others; a profile or `defaults` can say it for all",
}


@PerCustomer
def new_customer_is_complete(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """A customer whose organization we create has what the API's POST needs."""
    if not customer.is_new:
        return
    has = {
        "name": customer.name,
        "primaryEmail": customer.primary_email,
        "address": customer.address,
        "template": customer.template,
        "packages": customer.packages,
    }
    for field, fix in _NEEDED.items():
        if not has[field]:
            yield missing(
                INCOMPLETE,
                stack,
                ("customers", customer.handle, field),
                f"customer {customer.handle} needs {field}: without orgId its organization is created",
                fix,
            )


@PerCustomer
def new_customer_has_administrator(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """A new organization with users says who becomes its administrator."""
    if customer.is_new and customer.users and customer.first_administrator is None:
        yield missing(
            NO_ADMINISTRATOR,
            stack,
            ("customers", customer.handle, "firstAdministrator"),
            f"customer {customer.handle} needs firstAdministrator: the first user of a new organization "
            "becomes its administrator",
            f"add `firstAdministrator: {next(iter(customer.users))}` or another of its users",
        )


@PerStack
def external_ids_are_unique(stack: Stack) -> Iterator[Problem]:
    """No two customers of a file are the same one to the API."""
    first: dict[str, str] = {}
    for handle, customer in stack.customers.items():
        other = first.setdefault(customer.external_id, handle)
        if other != handle:
            place = stack.value_place("customers", other, "externalId")
            yield found(
                EXTERNAL_ID_TWICE,
                stack,
                ("customers", handle, "externalId"),
                f"customer {handle}: the externalId {customer.external_id} is also that of {other} "
                f"at {place}",
                "the API would take both for one customer; give each its own",
                place,
            )


@PerCustomer
def tags_fit(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """Partner tags are at most five of at most 25 characters."""
    tags, path = customer.tags or (), ("customers", customer.handle, "tags")
    if len(tags) > MOST_TAGS:
        yield found(
            TOO_MANY_TAGS,
            stack,
            path,
            f"customer {customer.handle} has {len(tags)} tags",
            f"keep at most {MOST_TAGS}; the API takes no more",
        )
    for index, tag in enumerate(tags):
        if not 0 < len(tag) <= LONGEST_TAG:
            yield found(
                TAG_LENGTH,
                stack,
                (*path, str(index)),
                f'customer {customer.handle}: the tag "{tag}" has {len(tag)} characters',
                f"write 1 to {LONGEST_TAG} characters",
            )


@PerCustomer
def empty_collections(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """A collection with nothing behind its colon is told, because it reads like a slip."""
    own = stack.source.data["customers"][customer.handle]
    for name in ("locations", "users", "workspaces", "devices"):
        if isinstance(own, dict) and name in own and own[name] is None:
            yield found(
                EMPTY_COLLECTION,
                stack,
                ("customers", customer.handle, name),
                f"customer {customer.handle}: {name} has no value and is read as if it were not written",
                f"write `{name}: {{}}` to say that there are none, or remove the line",
            )
