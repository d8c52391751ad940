"""References: every handle that is named must be there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from wholesale.stacks.models.packages import WITHOUT_CALLING
from wholesale.stacks.rules.telling import error, missing, suggestion

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from wholesale.stacks.problems import NodePath, Problem
    from wholesale.stacks.stack import Customer, Stack


class Renamed(Protocol):
    """Anything that can say which handle it had before."""

    @property
    def previously(self) -> str | None:
        """The former handle."""


def sub_partner_exists(stack: Stack) -> Iterator[Problem]:
    """`subPartner` is one of partner.yaml."""
    known = stack.partner.sub_partners
    if stack.sub_partner is not None and stack.sub_partner not in known:
        yield error(
            stack,
            ("subPartner",),
            f'subPartner "{stack.sub_partner}" is not in partner.yaml',
            suggestion(stack.sub_partner, known, "sub-partners"),
        )


def allowed_customers_exist(stack: Stack) -> Iterator[Problem]:
    """An entry of `allow` names a customer of this file; only run.delete may do without."""
    for index, allow in enumerate(stack.allow):
        path = ("allow", str(index), "customer")
        if allow.customer is None and allow.what != "run.delete":
            yield missing(
                stack,
                path,
                f"allow {allow.what} names no customer",
                "add `customer: HANDLE`; only run.delete holds for a whole run",
            )
        elif allow.customer is not None and allow.customer not in stack.customers:
            yield error(
                stack,
                path,
                f'allow {allow.what}: the customer "{allow.customer}" is not in this file',
                suggestion(allow.customer, stack.customers, "customers of this file"),
            )


def template_exists(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """The template is one of partner.yaml and belongs to whom the stack acts for."""
    if customer.template is None:
        return
    path = ("customers", customer.handle, "template")
    known = stack.known_in_partner("templates")
    if customer.template not in known:
        yield error(
            stack,
            path,
            f'customer {customer.handle}: the template "{customer.template}" is not in partner.yaml',
            suggestion(customer.template, known, "templates"),
        )
        return
    template = stack.partner.templates.get(customer.template)
    if stack.sub_partner is not None and stack.sub_partner not in stack.partner.sub_partners:
        return
    if template is not None and template.owner != stack.sub_partner:
        yield error(
            stack,
            path,
            f"customer {customer.handle}: the template {customer.template} belongs to "
            f"{_party(template.owner)}, but this stack acts for {_party(stack.sub_partner)}",
            f"choose a template of {_party(stack.sub_partner)}, or move the customer to a stack "
            "with the right subPartner",
        )


def _party(sub_partner: str | None) -> str:
    return "the partner" if sub_partner is None else f"the sub-partner {sub_partner}"


def locations_exist(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """The location of a user or workspace is one of its customer."""
    for collection, records in (("users", customer.users), ("workspaces", customer.workspaces)):
        for handle, record in records.items():
            if record.location is not None and record.package not in WITHOUT_CALLING:
                path = ("customers", customer.handle, collection, handle, "location")
                yield from _known(
                    stack, path, record.location, customer.locations, "locations of this customer"
                )


def owners_exist(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """The user or workspace that a device belongs to is one of its customer."""
    for handle, device in customer.devices.items():
        path = ("customers", customer.handle, "devices", handle)
        if device.user is not None:
            yield from _known(stack, (*path, "user"), device.user, customer.users, "users of this customer")
        if device.workspace is not None:
            yield from _known(
                stack,
                (*path, "workspace"),
                device.workspace,
                customer.workspaces,
                "workspaces of this customer",
            )


def first_administrator_exists(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """`firstAdministrator` is a user of the customer."""
    if customer.first_administrator is not None:
        path = ("customers", customer.handle, "firstAdministrator")
        yield from _known(stack, path, customer.first_administrator, customer.users, "users of this customer")


def _known(stack: Stack, path: NodePath, handle: str, known: Collection[str], what: str) -> Iterator[Problem]:
    if handle not in known:
        owner = _record(path[:-1])
        yield error(
            stack, path, f'{owner}: the {path[-1]} "{handle}" does not exist', suggestion(handle, known, what)
        )


def _record(path: NodePath) -> str:
    """`user ada` of (customers, acme, users, ada)."""
    return f"{path[-2].removesuffix('s')} {path[-1]}"


def renamed_customers(stack: Stack) -> Iterator[Problem]:
    """`previously` of a customer names a handle that is gone, once."""
    yield from _renamed(stack, ("customers",), stack.customers)


def renamed_records(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """`previously` of a user, workspace or device names a handle that is gone, once."""
    at = ("customers", customer.handle)
    yield from _renamed(stack, (*at, "users"), customer.users)
    yield from _renamed(stack, (*at, "workspaces"), customer.workspaces)
    yield from _renamed(stack, (*at, "devices"), customer.devices)


def _renamed(stack: Stack, at: NodePath, records: Mapping[str, Renamed]) -> Iterator[Problem]:
    claimed: dict[str, str] = {}
    for handle, record in records.items():
        old, path = record.previously, (*at, handle, "previously")
        if old is None:
            continue
        if old in records:
            yield error(
                stack,
                path,
                f"{handle}: previously names {old}, which is still in this file at {stack.place(*at, old)}",
                "a renamed record stands once: remove the old block, or remove `previously`",
            )
        elif old in claimed:
            first = stack.value_place(*at, claimed[old], "previously")
            yield error(
                stack,
                path,
                f"{handle}: previously names {old}, which {claimed[old]} already does at {first}",
                "one record can have only one successor; remove one of the two",
            )
        claimed.setdefault(old, handle)
