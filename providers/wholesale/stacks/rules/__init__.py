"""Rules: what a file must hold beyond its form. One file per family, each rule a pure function.

A rule looks at effective values and yields problems. What is wrong in form was taken out before, so a
problem that only follows from such a hole is dropped here: one mistake is told once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholesale.stacks.problems import dotted
from wholesale.stacks.rules import (
    customers,
    devices,
    inheritance,
    locations,
    numbers,
    packages,
    references,
    shared_files,
    users,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from wholesale.stacks.models.files import ConfirmationsBlock
    from wholesale.stacks.models.partner import Partner
    from wholesale.stacks.problems import NodePath, Problem
    from wholesale.stacks.profiles import Values
    from wholesale.stacks.source import Source
    from wholesale.stacks.stack import Customer, Stack

PARTNER_RULES: tuple[Callable[[Partner, Source], Iterator[Problem]], ...] = (
    shared_files.template_owners_exist,
    shared_files.profile_templates_exist,
    shared_files.locks_name_values,
)
STACK_RULES: tuple[Callable[[Stack], Iterator[Problem]], ...] = (
    references.sub_partner_exists,
    references.allowed_customers_exist,
    references.renamed_customers,
    customers.external_ids_are_unique,
    users.emails_are_unique,
    users.phone_numbers_are_unique,
    numbers.numbers_are_declared_once,
    devices.macs_are_unique,
)
INHERITANCE_RULES: tuple[Callable[[Stack, inheritance.Inherited], Iterator[Problem]], ...] = (
    inheritance.profiles_exist,
    inheritance.locks_hold,
)
CUSTOMER_RULES: tuple[Callable[[Stack, Customer], Iterator[Problem]], ...] = (
    customers.new_customer_is_complete,
    customers.new_customer_has_administrator,
    customers.tags_fit,
    customers.empty_collections,
    references.template_exists,
    references.locations_exist,
    references.owners_exist,
    references.first_administrator_exists,
    references.renamed_records,
    packages.assigned_packages_are_bought,
    packages.users_have_a_package,
    packages.add_ons_have_a_base,
    packages.limits_hold,
    locations.one_main_location,
    locations.main_location_is_complete,
    locations.addresses_are_complete,
    locations.one_way_out,
    users.users_have_email,
    users.calling_users_are_reachable,
    users.extensions_are_unique,
    numbers.numbers_are_used_where_declared,
    numbers.main_numbers_are_declared,
    numbers.reserved_numbers_are_declared,
    numbers.reserved_numbers_are_free,
    devices.devices_have_one_owner,
    devices.devices_can_come_in,
)

_RELIES: Mapping[str, frozenset[str]] = {
    "address": frozenset({"address"}),
    "packages": frozenset({"packages", "package", "addOns", "locations", "location", "extension"}),
    "template": frozenset({"template", "pstn"}),
}
"""Fields of a customer that rules look at when they tell of other fields, and those other fields."""

_WIDE = frozenset({"extends", "orgId", "ensure", "manage", "locationDefaults", "userDefaults"})
"""Fields that nearly every rule about a customer relies on."""

_RECORDS = frozenset({"locations", "users", "workspaces", "devices"})


def check_partner(partner: Partner, source: Source, broken: Collection[NodePath]) -> Iterator[Problem]:
    """What partner.yaml must hold beyond its form, but for the records that were wrong in form."""
    records = [dotted(path[:2]) for path in broken]
    for rule in PARTNER_RULES:
        for problem in rule(partner, source):
            if not any(_touch(problem.path, record) for record in records):
                yield problem


def check_confirmations(
    confirmations: ConfirmationsBlock, source: Source, handles: Collection[str]
) -> Iterator[Problem]:
    """What confirmations.yaml must hold beyond its form, given every customer of the folder."""
    yield from shared_files.confirmed_customers_exist(confirmations, source, handles)


def check_stack(
    stack: Stack, written: Values, profiles: Values, broken: Collection[NodePath]
) -> Iterator[Problem]:
    """What a stack must hold beyond its form; `broken` are the paths that were wrong in form."""
    for problem in _found(stack, written, profiles):
        if not any(_follows(problem.path, hole) for hole in broken):
            yield problem


def _found(stack: Stack, written: Values, profiles: Values) -> Iterator[Problem]:
    for stack_rule in STACK_RULES:
        yield from stack_rule(stack)
    defaults = written.get("defaults") or {}
    for handle, customer in stack.customers.items():
        inherited = inheritance.Inherited(handle, written["customers"].get(handle) or {}, defaults, profiles)
        for inheritance_rule in INHERITANCE_RULES:
            yield from inheritance_rule(stack, inherited)
        if customer.ensure == "present":
            for rule in CUSTOMER_RULES:
                yield from rule(stack, customer)


def _follows(problem: str, hole: NodePath) -> bool:
    """Whether a problem may follow from a mistake in form, and so be no mistake of its own."""
    match hole:
        case ("defaults", *_):
            return _touch(problem, "customers")
        case ("customers", handle, field, *_) if field in _WIDE or (
            hole[2:] == (field,) and field in _RECORDS
        ):
            return _touch(problem, dotted(("customers", handle)))
        case ("customers", handle, field, *_) if field in _RELIES:
            own = problem.startswith(f"{dotted(('customers', handle))}.")
            return own and not _RELIES[field].isdisjoint(problem.split("."))
        case ("customers", _, collection, _, *_) if collection in _RECORDS:
            return _touch(problem, dotted(hole[:4]))
    return _touch(problem, dotted(hole))


def _touch(path: str, hole: str) -> bool:
    return f"{path}.".startswith(f"{hole}.") or f"{hole}.".startswith(f"{path}.")
