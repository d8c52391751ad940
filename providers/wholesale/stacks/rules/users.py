"""Users and workspaces: what calling needs, and what no two can share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wholesale.stacks.models.packages import CALLING, USER_CALLING
from wholesale.stacks.rule import PerCustomer, PerStack, Rule
from wholesale.stacks.rules.telling import found, missing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wholesale.stacks.problems import NodePath, Problem
    from wholesale.stacks.stack import Customer, Stack, User, Workspace

NO_EMAIL = Rule(
    "WS701",
    "user-without-email",
    what="A user has no e-mail address, and its handle is none.",
    why="The API knows people by their address.",
    mend="Add `email`.",
    bad="users: {ada: {firstName: Ada}}",
    good="users: {ada: {firstName: Ada, email: ada@acme.example}}",
    firm="the user could not be created",
)
EMPTY_NAME = Rule(
    "WS707",
    "name-says-nothing",
    what="A user's first or last name is written, and says nothing.",
    why="YAML takes an unquoted Null for nothing, as it does a key without a value.",
    mend="Quote a name such as Null; else write the name, or take the line away.",
    bad="users: {ada: {email: ada@acme.example, firstName: Ada, lastName: Null}}",
    good='users: {ada: {email: ada@acme.example, firstName: Ada, lastName: "Null"}}',
    severity="warning",
)
NO_LOCATION = Rule(
    "WS702",
    "calling-without-location",
    what="A user or workspace with a calling package has no location.",
    why="Calls need a place, for numbers and for emergency services.",
    mend="Add `location`, or say it for all in `userDefaults`.",
    bad='ada: {package: webex_calling, extension: "101"}',
    good='ada: {package: webex_calling, extension: "101", location: HQ}',
    firm="the user could not be created",
)
UNREACHABLE = Rule(
    "WS703",
    "calling-without-number",
    what="A user or workspace with a calling package has neither a number nor an extension.",
    why="Nobody could call it, and the API refuses it.",
    mend="Add `extension` or `phoneNumber`, or both.",
    bad="ada: {package: webex_calling, location: HQ}",
    good='ada: {package: webex_calling, location: HQ, extension: "101"}',
    firm="the user could not be created",
)
EMAIL_TWICE = Rule(
    "WS704",
    "email-twice",
    what="Two users have one e-mail address, in one stack file or in two.",
    why="An address belongs to one person, whatever its case.",
    mend="Correct one of them.",
    bad="ada: {email: ada@acme.example}\nbob: {email: Ada@acme.example}",
    good="ada: {email: ada@acme.example}\nbob: {email: bob@acme.example}",
    firm="two records would claim one person",
)
PHONE_NUMBER_TWICE = Rule(
    "WS705",
    "phone-number-twice",
    what="Two users or workspaces have one phone number.",
    why="A number has one holder.",
    mend="Give one of them another.",
    bad='ada: {phoneNumber: "+13125550101"}\nbob: {phoneNumber: "+13125550101"}',
    good='ada: {phoneNumber: "+13125550101"}\nbob: {phoneNumber: "+13125550102"}',
    firm="two records would claim one number",
)
EXTENSION_TWICE = Rule(
    "WS706",
    "extension-twice",
    what="Two users or workspaces of a location have one extension.",
    why="An extension has one holder in its location.",
    mend="Change one of them.",
    bad='ada: {location: HQ, extension: "101"}\nbob: {location: HQ, extension: "101"}',
    good='ada: {location: HQ, extension: "101"}\nbob: {location: HQ, extension: "102"}',
    firm="two records would claim one extension",
)

Claim = tuple[str, str, "NodePath"]
"""What is held (its key), who holds it, and where that is written."""


@PerCustomer
def users_have_email(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """Every user has an e-mail address, by which the API knows it."""
    for handle, user in customer.users.items():
        if user.email is None:
            yield missing(
                NO_EMAIL,
                stack,
                ("customers", customer.handle, "users", handle, "email"),
                f"user {handle} needs an e-mail address: its handle is not a complete one",
                "add `email: ...`",
            )


@PerCustomer
def written_names_say_something(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """A name that is written is one."""
    for handle, user in customer.users.items():
        if user.first_name is not None and user.last_name is not None:
            continue
        path = ("customers", customer.handle, "users", handle)
        block = stack.source.written_at(*path)
        written = block if isinstance(block, dict) else {}
        for name in ("firstName", "lastName"):
            if name in written and written[name] is None:
                yield found(
                    EMPTY_NAME,
                    stack,
                    (*path, name),
                    f"user {handle}: {name} says nothing",
                    'put a name such as Null in quotes: "Null"; else write it, or take the line away',
                )


@PerCustomer
def calling_users_are_reachable(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """Who has a calling package has a location, and a number or an extension."""
    at = ("customers", customer.handle)
    for handle, user in customer.users.items():
        if user.package in USER_CALLING and customer.manage != "observe" and not _is_reachable(user):
            yield from _reachable(stack, (*at, "users", handle), f"user {handle}", user)
    for handle, workspace in customer.workspaces.items():
        if workspace.package in CALLING and customer.manage != "observe":
            yield from _reachable(stack, (*at, "workspaces", handle), f"workspace {handle}", workspace)


def _is_reachable(user: User) -> bool:
    """Nearly all are, and then nothing more is asked."""
    return user.location is not None and (user.extension is not None or user.phone_number is not None)


def _reachable(stack: Stack, path: NodePath, who: str, record: User | Workspace) -> Iterator[Problem]:
    if record.location is None:
        yield missing(
            NO_LOCATION,
            stack,
            (*path, "location"),
            f"{who} has {record.package}, a calling package, and needs a location",
            "add `location: HANDLE`, one of the customer's locations",
        )
    if record.phone_number is None and record.extension is None:
        yield missing(
            UNREACHABLE,
            stack,
            (*path, "extension"),
            f"{who} has {record.package}, a calling package, and needs a phoneNumber or an extension",
            'add `extension: "101"` or `phoneNumber: "+1..."`, or both',
        )


@PerStack
def emails_are_unique(stack: Stack) -> Iterator[Problem]:
    """No two users of a file have one e-mail address, whatever its case."""
    users = (user for customer in stack.customers.values() for user in customer.users.values())
    if _all_differ([user.email.lower() for user in users if user.email is not None]):
        return
    claims = (
        (user.email.lower(), f"user {handle}", (*_at(customer), "users", handle, "email"))
        for customer in stack.customers.values()
        for handle, user in customer.users.items()
        if user.email is not None
    )
    yield from _held_once(
        EMAIL_TWICE, stack, claims, "the e-mail address", "an address belongs to one person; correct one"
    )


@PerStack
def phone_numbers_are_unique(stack: Stack) -> Iterator[Problem]:
    """No two users or workspaces of a file have one phone number."""
    every = (record for customer in stack.customers.values() for record in _records(customer))
    if _all_differ([record.phone_number for record in every if record.phone_number is not None]):
        return
    claims = (
        (record.phone_number, who, (*path, "phoneNumber"))
        for customer in stack.customers.values()
        for path, who, record in _holders(customer)
        if record.phone_number is not None
    )
    yield from _held_once(
        PHONE_NUMBER_TWICE,
        stack,
        claims,
        "the phone number",
        "a number has one holder; give one of them another",
    )


@PerCustomer
def extensions_are_unique(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """No two users or workspaces of a location have one extension."""
    every = (record for record in _records(customer) if record.extension is not None)
    if _all_differ([(record.location, record.extension) for record in every]):
        return
    holders = list(_holders(customer))
    for location in dict.fromkeys(record.location for _, _, record in holders):
        claims = (
            (record.extension, who, (*path, "extension"))
            for path, who, record in holders
            if record.extension is not None and record.location == location
        )
        where = f" at location {location}" if location else ""
        yield from _held_once(
            EXTENSION_TWICE,
            stack,
            claims,
            "the extension",
            f"extensions are unique{where}; change one",
            where,
        )


def _all_differ(held: list[Any]) -> bool:
    """Whether no two are equal: nearly always, and then who holds them need not be asked."""
    return len(set(held)) == len(held)


def _records(customer: Customer) -> Iterator[User | Workspace]:
    yield from customer.users.values()
    yield from customer.workspaces.values()


def _held_once(
    rule: Rule, stack: Stack, claims: Iterable[Claim], what: str, fix: str, where: str = ""
) -> Iterator[Problem]:
    first: dict[str, tuple[str, NodePath]] = {}
    for held, who, path in claims:
        if held in first:
            other, other_path = first[held]
            place = stack.value_place(*other_path)
            message = f"{who}: {what} {held}{where} is already that of {other} at {place}"
            yield found(rule, stack, path, message, fix, place)
        else:
            first[held] = (who, path)


def _holders(customer: Customer) -> Iterator[tuple[NodePath, str, User | Workspace]]:
    for handle, user in customer.users.items():
        yield (*_at(customer), "users", handle), f"user {handle}", user
    for handle, workspace in customer.workspaces.items():
        yield (*_at(customer), "workspaces", handle), f"workspace {handle}", workspace


def _at(customer: Customer) -> NodePath:
    return ("customers", customer.handle)
