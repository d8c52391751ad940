"""Customers: what a new one needs, and what two cannot share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholesale.stacks.rules.telling import error, missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wholesale.stacks.problems import Problem
    from wholesale.stacks.stack import Customer, Stack

MOST_TAGS, LONGEST_TAG = 5, 25

_NEEDED = {
    "name": "add `name: ...`, the name of its organization",
    "primaryEmail": "add `primaryEmail: ...`, its contact address",
    "address": "add `address: {addressLine1, city, country, ...}`, its billing address",
    "template": "add `template: ...`, a template of partner.yaml; a profile or `defaults` can say it for all",
    "packages": "add `packages: {webex_calling: {}}` or others; a profile or `defaults` can say it for all",
}


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
                stack,
                ("customers", customer.handle, field),
                f"customer {customer.handle} needs {field}: without orgId its organization is created",
                fix,
            )


def new_customer_has_administrator(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """A new organization with users says who becomes its administrator."""
    if customer.is_new and customer.users and customer.first_administrator is None:
        yield missing(
            stack,
            ("customers", customer.handle, "firstAdministrator"),
            f"customer {customer.handle} needs firstAdministrator: the first user of a new organization "
            "becomes its administrator",
            f"add `firstAdministrator: {next(iter(customer.users))}` or another of its users",
        )


def external_ids_are_unique(stack: Stack) -> Iterator[Problem]:
    """No two customers of a file are the same one to the API."""
    first: dict[str, str] = {}
    for handle, customer in stack.customers.items():
        other = first.setdefault(customer.external_id, handle)
        if other != handle:
            place = stack.value_place("customers", other, "externalId")
            yield error(
                stack,
                ("customers", handle, "externalId"),
                f"customer {handle}: the externalId {customer.external_id} is also that of {other} "
                f"at {place}",
                "the API would take both for one customer; give each its own",
            )


def tags_fit(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """Partner tags are at most five of at most 25 characters."""
    tags, path = customer.tags or (), ("customers", customer.handle, "tags")
    if len(tags) > MOST_TAGS:
        yield error(
            stack,
            path,
            f"customer {customer.handle} has {len(tags)} tags",
            f"keep at most {MOST_TAGS}; the API takes no more",
        )
    for index, tag in enumerate(tags):
        if not 0 < len(tag) <= LONGEST_TAG:
            yield error(
                stack,
                (*path, str(index)),
                f'customer {customer.handle}: the tag "{tag}" has {len(tag)} characters',
                f"write 1 to {LONGEST_TAG} characters",
            )


def empty_collections(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """A collection with nothing behind its colon is told, because it reads like a slip."""
    own = stack.source.data["customers"][customer.handle]
    for name in ("locations", "users", "workspaces", "devices"):
        if isinstance(own, dict) and name in own and own[name] is None:
            yield error(
                stack,
                ("customers", customer.handle, name),
                f"customer {customer.handle}: {name} has no value and is read as if it were not written",
                f"write `{name}: {{}}` to say that there are none, or remove the line",
                severity="warning",
            )
