"""References: every handle that is named must be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholesale.stacks.models.packages import WITHOUT_CALLING
from wholesale.stacks.rule import PerCustomer, PerStack, Rule
from wholesale.stacks.rules.locations import needs_main_location
from wholesale.stacks.rules.telling import found, suggestion

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from wholesale.stacks.problems import NodePath, Problem
    from wholesale.stacks.stack import Customer, Stack


SUB_PARTNER_UNKNOWN = Rule(
    "WS201",
    "sub-partner-unknown",
    what="`subPartner` is not one of partner.yaml.",
    why="It says on whose behalf everything in the file is written.",
    mend="Use the nearest name that is given, or add the sub-partner.",
    bad="subPartner: nort",
    good="subPartner: north",
    firm="nobody could say on whose behalf the stack acts",
)
TEMPLATE_UNKNOWN = Rule(
    "WS203",
    "template-unknown",
    what="A customer's template is not in partner.yaml.",
    why="The organization is made from it.",
    mend="Use the nearest name that is given, or add the template.",
    bad="template: us-standrd",
    good="template: us-standard",
    firm="the organization could not be created",
    itself=True,
)
TEMPLATE_OF_ANOTHER = Rule(
    "WS204",
    "template-of-another",
    what="A customer's template belongs to another party than the stack acts for.",
    why="The customer would be made in the wrong partner's name.",
    mend="Choose a template of the right party, or move the customer to its stack.",
    bad="subPartner: north\ncustomers: {acme: {template: us-standard}}   # the partner's own",
    good="subPartner: north\ncustomers: {acme: {template: north-us}}",
    firm="the customer would belong to the wrong party for ever",
)
LOCATION_UNKNOWN = Rule(
    "WS205",
    "location-unknown",
    what="A user's or workspace's location is not one of its customer.",
    why="It would wait for a location that never comes.",
    mend="Use the nearest handle that is given, or add the location.",
    bad="locations: {HQ: {...}}\nusers: {ada: {location: HG}}",
    good="locations: {HQ: {...}}\nusers: {ada: {location: HQ}}",
    firm="the record would wait for a location that never comes",
)
OWNER_UNKNOWN = Rule(
    "WS206",
    "owner-unknown",
    what="The user or workspace that a device belongs to is not one of its customer.",
    why="It would wait for an owner that never comes.",
    mend="Use the nearest handle that is given.",
    bad="users: {ada: {...}}\ndevices: {phone: {user: adda}}",
    good="users: {ada: {...}}\ndevices: {phone: {user: ada}}",
    firm="the device would wait for an owner that never comes",
)
ADMINISTRATOR_UNKNOWN = Rule(
    "WS207",
    "first-administrator-unknown",
    what="`firstAdministrator` is not a user of the customer.",
    why="All other users wait for that one.",
    mend="Use the nearest handle that is given.",
    bad="firstAdministrator: adam\nusers: {ada: {...}}",
    good="firstAdministrator: ada\nusers: {ada: {...}}",
    firm="all other users would wait for that one",
)


@PerStack
def sub_partner_exists(stack: Stack) -> Iterator[Problem]:
    """`subPartner` is one of partner.yaml."""
    known = stack.partner.sub_partners
    if stack.sub_partner is not None and stack.sub_partner not in known:
        yield found(
            SUB_PARTNER_UNKNOWN,
            stack,
            ("subPartner",),
            f'subPartner "{stack.sub_partner}" is not in partner.yaml',
            suggestion(stack.sub_partner, known, "sub-partners"),
        )


@PerCustomer
def template_exists(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """The template is one of partner.yaml and belongs to whom the stack acts for."""
    if customer.template is None:
        return
    path = ("customers", customer.handle, "template")
    known = stack.known_in_partner("templates")
    if customer.template not in known and _is_a_profiles(stack, customer):
        return  # told at the profile
    if customer.template not in known:
        yield found(
            TEMPLATE_UNKNOWN,
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
        yield found(
            TEMPLATE_OF_ANOTHER,
            stack,
            path,
            f"customer {customer.handle}: the template {customer.template} belongs to "
            f"{_party(template.owner)}, but this stack acts for {_party(stack.sub_partner)}",
            f"choose a template of {_party(stack.sub_partner)}, or move the customer to a stack "
            "with the right subPartner",
        )


def _is_a_profiles(stack: Stack, customer: Customer) -> bool:
    """Whether a profile, and not the file, names the customer's template."""
    written = stack.source.written_at
    own = written("customers", customer.handle, "template") or written("defaults", "template")
    named = {stack.partner.profiles[name].template for name in customer.extends}
    return own is None and customer.template in named


def _party(sub_partner: str | None) -> str:
    return "the partner" if sub_partner is None else f"the sub-partner {sub_partner}"


@PerCustomer
def locations_exist(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """The location of a user or workspace is one of its customer; that there are none is told once."""
    if needs_main_location(customer) and not customer.locations:
        return
    named = {user.location for user in customer.users.values()}
    if named | {place.location for place in customer.workspaces.values()} <= {None, *customer.locations}:
        return
    for collection, records in (("users", customer.users), ("workspaces", customer.workspaces)):
        for handle, record in records.items():
            if record.location is not None and record.package not in WITHOUT_CALLING:
                path = ("customers", customer.handle, collection, handle, "location")
                yield from _known(
                    LOCATION_UNKNOWN,
                    stack,
                    path,
                    record.location,
                    customer.locations,
                    "locations of this customer",
                )


@PerCustomer
def owners_exist(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """The user or workspace that a device belongs to is one of its customer."""
    for handle, device in customer.devices.items():
        path = ("customers", customer.handle, "devices", handle)
        if device.user is not None:
            yield from _known(
                OWNER_UNKNOWN, stack, (*path, "user"), device.user, customer.users, "users of this customer"
            )
        if device.workspace is not None:
            yield from _known(
                OWNER_UNKNOWN,
                stack,
                (*path, "workspace"),
                device.workspace,
                customer.workspaces,
                "workspaces of this customer",
            )


@PerCustomer
def first_administrator_exists(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """`firstAdministrator` is a user of the customer."""
    if customer.first_administrator is not None:
        path = ("customers", customer.handle, "firstAdministrator")
        yield from _known(
            ADMINISTRATOR_UNKNOWN,
            stack,
            path,
            customer.first_administrator,
            customer.users,
            "users of this customer",
        )


def _known(
    rule: Rule, stack: Stack, path: NodePath, handle: str, known: Collection[str], what: str
) -> Iterator[Problem]:
    if handle not in known:
        owner = _record(path[:-1])
        yield found(
            rule,
            stack,
            path,
            f'{owner}: the {path[-1]} "{handle}" does not exist',
            suggestion(handle, known, what),
        )


def _record(path: NodePath) -> str:
    """`user ada` of (customers, acme, users, ada)."""
    return f"{path[-2].removesuffix('s')} {path[-1]}"
