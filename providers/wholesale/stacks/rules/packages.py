"""Packages: what is assigned must be bought, and within its limit."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from wholesale.stacks.models.packages import LIMITED, NEEDS_ONE_OF
from wholesale.stacks.problems import listed
from wholesale.stacks.rules.telling import error, missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wholesale.stacks.problems import NodePath, Problem
    from wholesale.stacks.stack import Customer, Stack


def assigned_packages_are_bought(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """What users and workspaces take is among the customer's packages."""
    at = ("customers", customer.handle)
    for handle, user in customer.users.items():
        path = (*at, "users", handle)
        yield from _bought(stack, customer, (*path, "package"), f"user {handle}", user.package)
        for index, add_on in enumerate(user.add_ons or ()):
            yield from _bought(stack, customer, (*path, "addOns", str(index)), f"user {handle}", add_on)
    for handle, workspace in customer.workspaces.items():
        path = (*at, "workspaces", handle)
        yield from _bought(stack, customer, (*path, "package"), f"workspace {handle}", workspace.package)


def _bought(
    stack: Stack, customer: Customer, path: NodePath, who: str, package: str | None
) -> Iterator[Problem]:
    if package is not None and package not in customer.packages:
        yield error(
            stack,
            path,
            f"{who}: the package {package} is not among the packages of customer {customer.handle}",
            f"add `{package}: {{}}` to its packages, or choose one that it has: {listed(customer.packages)}",
        )


def users_have_a_package(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """Every user of a customer that is managed in full has a base package."""
    for handle, user in customer.users.items():
        if user.package is None and customer.manage == "full":
            yield missing(
                stack,
                ("customers", customer.handle, "users", handle, "package"),
                f"user {handle} has no package: every subscriber needs exactly one",
                "add `package: ...`, or say it for all in userDefaults",
            )


def add_ons_have_a_base(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """An add-on stands beside at least one of the packages that it depends on."""
    for add_on, bases in NEEDS_ONE_OF.items():
        if add_on in customer.packages and not bases & customer.packages.keys():
            yield error(
                stack,
                ("customers", customer.handle, "packages", add_on),
                f"customer {customer.handle}: {add_on} needs a base package beside it",
                f"add at least one of: {listed(sorted(bases))}",
            )


def limits_hold(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """A limit covers what the file itself assigns, and stands on a package that can have one."""
    taken = _assignments(customer)
    for name, terms in customer.packages.items():
        path = ("customers", customer.handle, "packages", name, "limit")
        if terms.limit is None:
            continue
        if name not in LIMITED:
            yield error(
                stack,
                path,
                f"customer {customer.handle}: the API has no limit for {name}",
                f"remove the limit; limits exist for {listed(sorted(LIMITED))}",
            )
        elif taken[name] > terms.limit:
            yield error(
                stack,
                path,
                f"customer {customer.handle}: {taken[name]} users or workspaces of this file take {name}, "
                f"but its limit is {terms.limit}",
                f"raise the limit to {taken[name]} or more, or give some another package",
            )


def _assignments(customer: Customer) -> Counter[str]:
    taken: Counter[str] = Counter()
    for user in customer.users.values():
        taken.update({str(name) for name in (user.package, *(user.add_ons or ())) if name})
    taken.update(str(place.package) for place in customer.workspaces.values() if place.package)
    return taken
