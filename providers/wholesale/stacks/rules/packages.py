"""Packages: what is assigned must be bought, and within its limit."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from wholesale.stacks.models.packages import ADD_ON_BASES, LIMITED, NEEDS_ONE_OF
from wholesale.stacks.problems import listed
from wholesale.stacks.rule import PerCustomer, PerDay, Rule
from wholesale.stacks.rules.telling import found, found_at_key, missing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from wholesale.stacks.problems import NodePath, Problem
    from wholesale.stacks.stack import Customer, Stack


NOT_BOUGHT = Rule(
    "WS401",
    "package-not-bought",
    what="A user or workspace takes a package that its customer does not have.",
    why="The API assigns only packages of the customer.",
    mend="Add it to the customer's `packages`, or choose one that it has.",
    bad="packages: {webex_calling: {}}\nusers: {ada: {package: webex_suite}}",
    good="packages: {webex_suite: {}}\nusers: {ada: {package: webex_suite}}",
    firm="the user would wait for a package that never comes",
)
NO_PACKAGE = Rule(
    "WS402",
    "user-without-package",
    what="A user has no package.",
    why="Every subscriber needs exactly one base package.",
    mend="Add `package`, or say it for all in `userDefaults`.",
    bad="ada: {email: ada@acme.example}",
    good="ada: {email: ada@acme.example, package: webex_calling}",
    firm="the user could not be created",
)
ADD_ON_ALONE = Rule(
    "WS403",
    "add-on-alone",
    what="A customer has an add-on and none of the packages that it needs beside it.",
    why="The API refuses an add-on alone.",
    mend="Add one of the packages that are named.",
    bad="packages: {webex_meetings: {}, attendant_console: {}}",
    good="packages: {webex_calling: {}, attendant_console: {}}",
)
NO_LIMIT = Rule(
    "WS404",
    "package-has-no-limit",
    what="A limit stands at a package that the API cannot limit.",
    why="It would look like a limit, and cap nothing.",
    mend="Remove the limit.",
    bad="packages: {cx_voice_ports: {limit: 5}}",
    good="packages: {cx_voice_ports: {}}",
    itself=True,
)
LIMIT_TOO_LOW = Rule(
    "WS405",
    "limit-too-low",
    what="The file assigns a package more often than its limit permits.",
    why="The last assignments would be refused.",
    mend="Raise the limit, or give some another package.",
    bad="packages: {webex_calling: {limit: 1}}\nusers: {ada: {package: webex_calling}, bob: {package: "
    "webex_calling}}",
    good="packages: {webex_calling: {limit: 2}}\nusers: {ada: {package: webex_calling}, bob: {package: "
    "webex_calling}}",
)
ADD_ON_WITHOUT_BASE = Rule(
    "WS406",
    "user-add-on-without-base",
    what="A user takes an add-on whose base package the user does not have.",
    why="The add-on's license needs another one beneath it, of the same person.",
    mend="Give the user one of the packages that are named, or take the add-on away.",
    bad="ada: {package: webex_calling_standard, addOns: [attendant_console]}",
    good="ada: {package: webex_calling, addOns: [attendant_console]}",
)
NO_PRICE = Rule(
    "WS407",
    "price-unknown",
    what="A package that a customer has is without a price in the period that holds today.",
    why="The forecast of costs would leave it out. Prices are never sent.",
    mend="Add the price to the period, or a new period, under `prices` of partner.yaml.",
    bad='prices: [{from: "2026-01-01", currency: USD, packages: {webex_calling: 6.40}}]',
    good='prices: [{from: "2026-01-01", currency: USD, packages: {webex_calling: 6.40, webex_suite: 11.00}}]',
    severity="warning",
    itself=True,
)


@PerCustomer
def add_ons_have_their_base(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """A user's add-on stands beside a base package that carries it."""
    for handle, user in customer.users.items():
        for index, add_on in enumerate(user.add_ons or ()):
            bases = ADD_ON_BASES.get(add_on, frozenset())
            if user.package is not None and user.package not in bases:
                yield found(
                    ADD_ON_WITHOUT_BASE,
                    stack,
                    ("customers", customer.handle, "users", handle, "addOns", str(index)),
                    f"user {handle}: {add_on} needs another base package than {user.package}",
                    f"give the user one of {listed(sorted(bases))}, or take the add-on away",
                )


@PerDay
def prices_are_known(stack: Stack, today: date) -> Iterator[Problem]:
    """What is sold has a price today, where the partner writes prices at all."""
    begun = [period for period in stack.partner.prices if period.from_ <= today]
    if not stack.partner.prices:
        return
    period = max(begun, key=lambda one: one.from_, default=None)
    priced = {*period.packages, *period.add_ons} if period else set()
    for handle, customer in stack.customers.items():
        for name in customer.packages if customer.ensure == "present" else ():
            if name not in priced:
                since = f"since {period.from_.isoformat()}" if period else f"on {today.isoformat()}"
                yield found_at_key(
                    NO_PRICE,
                    stack,
                    ("customers", handle, "packages", name),
                    f"customer {handle}: {name} has no price {since}",
                    "add it to `prices` of partner.yaml; the forecast leaves it out until then",
                )


@PerCustomer
def assigned_packages_are_bought(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """What users and workspaces take is among the customer's packages."""
    if customer.packages.keys() >= {*_assigned(customer)}:
        return
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
        yield found(
            NOT_BOUGHT,
            stack,
            path,
            f"{who}: the package {package} is not among the packages of customer {customer.handle}",
            f"add `{package}: {{}}` to its packages, or choose one that it has: {listed(customer.packages)}",
        )


@PerCustomer
def users_have_a_package(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """Every user of a customer that is managed in full has a base package."""
    for handle, user in customer.users.items():
        if user.package is None and customer.manage == "full":
            yield missing(
                NO_PACKAGE,
                stack,
                ("customers", customer.handle, "users", handle, "package"),
                f"user {handle} has no package: every subscriber needs exactly one",
                "add `package: ...`, or say it for all in userDefaults",
            )


@PerCustomer
def add_ons_have_a_base(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """An add-on stands beside at least one of the packages that it depends on."""
    for add_on, bases in NEEDS_ONE_OF.items():
        if add_on in customer.packages and not bases & customer.packages.keys():
            yield found_at_key(
                ADD_ON_ALONE,
                stack,
                ("customers", customer.handle, "packages", add_on),
                f"customer {customer.handle}: {add_on} needs a base package beside it",
                f"add at least one of: {listed(sorted(bases))}",
            )


@PerCustomer
def limits_hold(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """A limit covers what the file itself assigns, and stands on a package that can have one."""
    if all(terms.limit is None for terms in customer.packages.values()):
        return
    taken = Counter(_assigned(customer))
    for name, terms in customer.packages.items():
        path = ("customers", customer.handle, "packages", name, "limit")
        if terms.limit is None:
            continue
        if name not in LIMITED:
            yield found(
                NO_LIMIT,
                stack,
                path,
                f"customer {customer.handle}: the API has no limit for {name}",
                f"remove the limit; limits exist for {listed(sorted(LIMITED))}",
            )
        elif taken[name] > terms.limit:
            yield found(
                LIMIT_TOO_LOW,
                stack,
                path,
                f"customer {customer.handle}: {taken[name]} users or workspaces of this file take {name}, "
                f"but its limit is {terms.limit}",
                f"raise the limit to {taken[name]} or more, or give some another package",
            )


def _assigned(customer: Customer) -> list[str]:
    """What users and workspaces take, each as often as it is taken."""
    taken: list[str] = [user.package for user in customer.users.values() if user.package]
    taken += [place.package for place in customer.workspaces.values() if place.package]
    for user in customer.users.values():
        if user.add_ons:
            taken += {*user.add_ons}
    return taken
