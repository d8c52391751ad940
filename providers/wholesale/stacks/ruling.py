"""What files must hold beyond their form: every check of the rulebook is asked.

A check looks at effective values and yields problems. What is wrong in form was taken out before, so a
problem that only follows from such a hole is dropped here: one mistake is told once.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from wholesale.stacks.handed import gathered
from wholesale.stacks.problems import dotted
from wholesale.stacks.profiles import extends_of, lineage
from wholesale.stacks.rulebook import (
    CONFIRMATIONS_CHECKS,
    CUSTOMER_CHECKS,
    DAY_CHECKS,
    FOLDER_CHECKS,
    INHERITANCE_CHECKS,
    PARTNER_CHECKS,
    STACK_CHECKS,
)
from wholesale.stacks.rules.inheritance import Beneath, Inherited

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import date

    from wholesale.stacks.claims import FileClaims
    from wholesale.stacks.models.files import ConfirmationsBlock
    from wholesale.stacks.models.partner import Partner
    from wholesale.stacks.problems import NodePath, Problem
    from wholesale.stacks.profiles import Values
    from wholesale.stacks.rule import PlaceOf
    from wholesale.stacks.source import Source
    from wholesale.stacks.stack import Stack

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
    for check in PARTNER_CHECKS:
        for problem in check.ask(partner, source):
            if not any(_touch(problem.path, record) for record in records):
                yield problem


def check_confirmations(
    confirmations: ConfirmationsBlock, source: Source, handles: Collection[str]
) -> Iterator[Problem]:
    """What confirmations.yaml must hold beyond its form, given every customer of the folder."""
    for check in CONFIRMATIONS_CHECKS:
        yield from check.ask(confirmations, source, handles)


def check_folder(files: Sequence[FileClaims], place_of: PlaceOf) -> Iterator[Problem]:
    """What the stack files of one folder must not take together.

    Args:
        files: what each of them takes.
        place_of: where a node of a file stands; asked for what is told only.
    """
    for check in FOLDER_CHECKS:
        yield from check.ask(files, place_of)


def check_stack(
    stack: Stack, written: Values, profiles: Values, broken: Collection[NodePath], today: date | None
) -> Iterator[Problem]:
    """What a stack must hold beyond its form.

    Args:
        stack: effective values, as far as they are right in form.
        written: the file, without what was wrong in form.
        profiles: the profiles, as written.
        broken: the paths that were wrong in form.
        today: the day it is, UTC; without one, no day is over.
    """
    found = _found(stack, written, profiles, today)
    own = (problem for problem in found if not any(_follows(problem.path, hole) for hole in broken))
    yield from gathered(stack, written, profiles, own)


def _found(stack: Stack, written: Values, profiles: Values, today: date | None) -> Iterator[Problem]:
    for of_stack in STACK_CHECKS:
        yield from of_stack.ask(stack)
    if today is not None:
        for of_day in DAY_CHECKS:
            yield from of_day.ask(stack, today)
    beneath = Beneath(written.get("defaults") or {}, profiles)
    for handle, customer in stack.customers.items():
        inherited = Inherited(handle, written["customers"].get(handle) or {}, beneath)
        for of_inheritance in INHERITANCE_CHECKS:
            yield from of_inheritance.ask(stack, inherited)
        if customer.ensure == "present" and _is_whole(inherited, profiles):
            for of_customer in CUSTOMER_CHECKS:
                yield from of_customer.ask(stack, customer)


def _is_whole(customer: Inherited, profiles: Values) -> bool:
    """Whether all profiles of a customer are there; without one, nobody knows which values it has."""
    named = extends_of(customer.own, customer.beneath.defaults)
    beneath = ((profiles[name] or {}).get("extends") or () for name in lineage(named, profiles))
    return profiles.keys() >= {*named, *chain.from_iterable(beneath)}


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
