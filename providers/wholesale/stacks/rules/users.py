"""Users and workspaces: what calling needs, and what no two can share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholesale.stacks.models.packages import CALLING, USER_CALLING
from wholesale.stacks.rules.telling import error, missing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wholesale.stacks.problems import NodePath, Problem
    from wholesale.stacks.stack import Customer, Stack, User, Workspace

Claim = tuple[str, str, "NodePath"]
"""What is held (its key), who holds it, and where that is written."""


def users_have_email(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """Every user has an e-mail address, by which the API knows it."""
    for handle, user in customer.users.items():
        if user.email is None:
            yield missing(
                stack,
                ("customers", customer.handle, "users", handle, "email"),
                f"user {handle} needs an e-mail address: its handle is not a complete one",
                "add `email: ...`",
            )


def calling_users_are_reachable(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """Who has a calling package has a location, and a number or an extension."""
    at = ("customers", customer.handle)
    for handle, user in customer.users.items():
        if user.package in USER_CALLING and customer.manage != "observe":
            yield from _reachable(stack, (*at, "users", handle), f"user {handle}", user)
    for handle, workspace in customer.workspaces.items():
        if workspace.package in CALLING and customer.manage != "observe":
            yield from _reachable(stack, (*at, "workspaces", handle), f"workspace {handle}", workspace)


def _reachable(stack: Stack, path: NodePath, who: str, record: User | Workspace) -> Iterator[Problem]:
    if record.location is None:
        yield missing(
            stack,
            (*path, "location"),
            f"{who} has {record.package}, a calling package, and needs a location",
            "add `location: HANDLE`, one of the customer's locations",
        )
    if record.phone_number is None and record.extension is None:
        yield missing(
            stack,
            (*path, "extension"),
            f"{who} has {record.package}, a calling package, and needs a phoneNumber or an extension",
            'add `extension: "101"` or `phoneNumber: "+1..."`, or both',
        )


def emails_are_unique(stack: Stack) -> Iterator[Problem]:
    """No two users of a file have one e-mail address, whatever its case."""
    claims = (
        (user.email.lower(), f"user {handle}", (*_at(customer), "users", handle, "email"))
        for customer in stack.customers.values()
        for handle, user in customer.users.items()
        if user.email is not None
    )
    yield from _held_once(
        stack, claims, "the e-mail address", "an address belongs to one person; correct one"
    )


def phone_numbers_are_unique(stack: Stack) -> Iterator[Problem]:
    """No two users or workspaces of a file have one phone number."""
    claims = (
        (record.phone_number, who, (*path, "phoneNumber"))
        for customer in stack.customers.values()
        for path, who, record in _holders(customer)
        if record.phone_number is not None
    )
    yield from _held_once(
        stack, claims, "the phone number", "a number has one holder; give one of them another"
    )


def extensions_are_unique(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """No two users or workspaces of a location have one extension."""
    holders = list(_holders(customer))
    for location in dict.fromkeys(record.location for _, _, record in holders):
        claims = (
            (record.extension, who, (*path, "extension"))
            for path, who, record in holders
            if record.extension is not None and record.location == location
        )
        where = f" at location {location}" if location else ""
        yield from _held_once(
            stack, claims, "the extension", f"extensions are unique{where}; change one", where
        )


def _held_once(
    stack: Stack, claims: Iterable[Claim], what: str, fix: str, where: str = ""
) -> Iterator[Problem]:
    first: dict[str, tuple[str, NodePath]] = {}
    for held, who, path in claims:
        if held in first:
            other, other_path = first[held]
            place = stack.value_place(*other_path)
            yield error(
                stack, path, f"{who}: {what} {held}{where} is already that of {other} at {place}", fix
            )
        else:
            first[held] = (who, path)


def _holders(customer: Customer) -> Iterator[tuple[NodePath, str, User | Workspace]]:
    for handle, user in customer.users.items():
        yield (*_at(customer), "users", handle), f"user {handle}", user
    for handle, workspace in customer.workspaces.items():
        yield (*_at(customer), "workspaces", handle), f"workspace {handle}", workspace


def _at(customer: Customer) -> NodePath:
    return ("customers", customer.handle)
