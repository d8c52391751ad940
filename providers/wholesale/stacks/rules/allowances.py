"""`allow`: losses that are asked for by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholesale.stacks.rule import PerDay, PerStack, Rule
from wholesale.stacks.rules.telling import found, missing, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from wholesale.stacks.problems import Problem
    from wholesale.stacks.stack import Stack

ALLOW_NOBODY = Rule(
    "WS901",
    "allow-without-customer",
    what="An entry of `allow` names no customer.",
    why="Only `run.delete` holds for a whole run; everything else is lost by one customer.",
    mend="Add `customer` with its handle.",
    bad='- {what: users.delete, count: 9, reason: they left, until: "2027-06-30"}',
    good='- {what: users.delete, customer: acme, count: 9, reason: they left, until: "2027-06-30"}',
    firm="nobody could say whose loss is permitted",
)
ALLOW_UNKNOWN = Rule(
    "WS902",
    "allow-customer-unknown",
    what="An entry of `allow` names a customer that is not in the file.",
    why="The loss that was asked for would stay forbidden, and the run would stop.",
    mend="Use the nearest handle that is given.",
    bad="allow: [{what: users.delete, customer: acne, ...}]\ncustomers: {acme: {...}}",
    good="allow: [{what: users.delete, customer: acme, ...}]\ncustomers: {acme: {...}}",
    firm="nobody could say whose loss is permitted",
)
ALLOW_EXPIRED = Rule(
    "WS903",
    "allow-expired",
    what="The last day of an entry of `allow` is over.",
    why="It permits nothing any more: an expired entry counts as absent. A warning, because nothing is lost "
    "by that.",
    mend="Remove the entry; the history of the file keeps it. Give a new day only with a new reason.",
    bad='- {what: users.delete, customer: acme, count: 9, reason: they left, until: "2020-01-31"}',
    good='- {what: users.delete, customer: acme, count: 9, reason: they left, until: "2027-01-31"}',
    severity="warning",
)


@PerStack
def allowed_customers_exist(stack: Stack) -> Iterator[Problem]:
    """An entry of `allow` names a customer of this file; only run.delete may do without."""
    for index, allow in enumerate(stack.allow):
        path = ("allow", str(index), "customer")
        if allow.customer is None and allow.what != "run.delete":
            yield missing(
                ALLOW_NOBODY,
                stack,
                path,
                f"allow {allow.what} names no customer",
                "add `customer: HANDLE`; only run.delete holds for a whole run",
            )
        elif allow.customer is not None and allow.customer not in stack.customers:
            yield found(
                ALLOW_UNKNOWN,
                stack,
                path,
                f'allow {allow.what}: the customer "{allow.customer}" is not in this file',
                suggestion(allow.customer, stack.customers, "customers of this file"),
            )


@PerDay
def allowances_hold(stack: Stack, today: date) -> Iterator[Problem]:
    """An entry of `allow` holds up to and including its last day."""
    for index, allow in enumerate(stack.allow):
        if allow.until < today:
            yield found(
                ALLOW_EXPIRED,
                stack,
                ("allow", str(index), "until"),
                f"allow {allow.what}: its last day was {allow.until.isoformat()}, so it permits nothing",
                "remove the entry; the history of the file keeps it",
            )
