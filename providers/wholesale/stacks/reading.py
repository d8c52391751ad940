"""One stack file at a time: from its bytes, with the files that it shares, to a stack and its problems."""

from __future__ import annotations

import os
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from wholesale.stacks.checking import Checked, check, formed
from wholesale.stacks.folder import CONFIRMATIONS, PARTNER, SUFFIX, Held, content
from wholesale.stacks.growth import MOST_CUSTOMERS, MOST_VALUES, grown
from wholesale.stacks.models.files import ConfirmationsBlock, StackBlock
from wholesale.stacks.models.locations import LocationBlock
from wholesale.stacks.models.partner import Partner
from wholesale.stacks.models.users import UserBlock
from wholesale.stacks.problems import MOST_PROBLEMS, NodePath, Problem, shown_name
from wholesale.stacks.profiles import Ground, overlay, unproved
from wholesale.stacks.refused import no_partner, no_stack, not_read
from wholesale.stacks.rules import files
from wholesale.stacks.ruling import check_partner, check_stack
from wholesale.stacks.source import Source, parse
from wholesale.stacks.stack import Address, Allow, Customer, PackageTerms, Stack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from pathlib import Path


class Shared(NamedTuple):
    """The files that all stacks of a folder share."""

    partner: Checked[Partner]
    partner_source: Source
    confirmations: Checked[ConfirmationsBlock] | None
    confirmations_source: Source | None
    problems: tuple[Problem, ...]

    def sources(self) -> tuple[Source, ...]:
        """The files that are there."""
        return tuple(source for source in (self.partner_source, self.confirmations_source) if source)


def read_shared(folder: Path) -> Shared:
    """Read partner.yaml, which must be there, and confirmations.yaml, which may."""
    source, problems = _read(folder / f"{PARTNER}{SUFFIX}", no_partner)
    bare = replace(source, data=overlay({}, source.data)) if isinstance(source.data, dict) else source
    partner = check(Partner, bare, {"version": 1, "organization": "unknown"})
    problems += partner.problems
    found = check_partner(partner.model, source, partner.broken) if partner.model else ()
    problems += tuple(islice(found, MOST_PROBLEMS + 1))
    confirmed, confirmed_source = None, None
    if os.path.lexists(folder / f"{CONFIRMATIONS}{SUFFIX}"):
        confirmed_source, unread = _read(folder / f"{CONFIRMATIONS}{SUFFIX}", no_stack)
        confirmed = check(ConfirmationsBlock, confirmed_source, {"version": 1, "confirmations": ()})
        problems += unread + confirmed.problems
    return Shared(partner, source, confirmed, confirmed_source, at_most(problems))


def build_models() -> None:
    """Build the models that every stack file needs: processes that are copied afterwards have them.

    Those that stand in several others come first, and are built once.
    """
    for model in (Address, PackageTerms, UserBlock, LocationBlock, Partner, StackBlock, Customer):
        model.model_rebuild()


def read_stack(
    file: Path, shared: Shared, today: date | None = None, held: Held | None = None
) -> tuple[Stack | None, tuple[Problem, ...]]:
    """Read one stack file: the stack as far as it is right, and the problems of the file.

    Args:
        file: the file.
        shared: the files of its folder that it shares with others.
        today: the day it is, UTC; without one, no day is over.
        held: what is known of it already.
    """
    source, problems = _read(file, no_stack, held)
    if beyond := _too_many(source):
        return None, at_most((*problems, *source.problems, *beyond))
    checked = _faultless(source)
    stack = formed(lambda: _stack(file, source, checked, shared))
    if stack is None:
        checked = check(StackBlock, source, {"version": 1, "customers": {}})
        problems += checked.problems
        stack = _stack(file, source, checked, shared)
    if stack is None:
        return None, at_most((*problems, *_too_large(source, checked, shared)))
    broken = checked.broken | _broken_profiles(stack, shared.partner.broken)
    found = check_stack(stack, checked.data, _profiles(shared), broken, today)
    return stack, at_most((*problems, *islice(found, MOST_PROBLEMS + 1)))


def _faultless(source: Source) -> Checked[StackBlock]:
    """A file whose form is right but for what effective values prove; without model where it is not."""
    data = source.data
    if source.problems or not isinstance(data, dict):
        return Checked({}, None, (), frozenset())
    return Checked(data, formed(lambda: StackBlock.model_validate(unproved(data))), (), frozenset())


def _too_many(source: Source) -> tuple[Problem, ...]:
    """The problem of a file with more customers than can be looked at in good time."""
    customers = source.written_at("customers")
    if not isinstance(customers, dict) or len(customers) <= MOST_CUSTOMERS:
        return ()
    message = f"customers: these are {len(customers):,}; at most {MOST_CUSTOMERS:,} are read"
    fix = "divide the customers among several stack files"
    return (files.TOO_LARGE.at(source.place("customers"), "customers", message, fix),)


def _too_large(source: Source, checked: Checked[StackBlock], shared: Shared) -> tuple[Problem, ...]:
    """The problem of a file that grows too large to be laid out."""
    if checked.model is None:
        return ()
    values = grown(checked.data["customers"], _ground(checked, shared).beneath_block)
    if values <= MOST_VALUES:
        return ()
    message = (
        f"customers: with their numbers and what they inherit these are {values:,} values; "
        f"at most {MOST_VALUES:,} are read"
    )
    fix = "divide the customers among several stack files, or look for ranges that are too wide"
    return (files.TOO_LARGE.at(source.place("customers"), "customers", message, fix),)


def at_most(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """The first problems of a file, and at the place of the next one that there are more."""
    if len(problems) <= MOST_PROBLEMS:
        return problems
    place = problems[MOST_PROBLEMS].place
    message = f"the file has more than {MOST_PROBLEMS:,} problems; the others are not shown"
    more = files.TOO_MANY.at(place, "", message, "mend these first; many may have one cause")
    return (*problems[:MOST_PROBLEMS], more)


def _broken_profiles(stack: Stack, broken: Iterable[NodePath]) -> frozenset[NodePath]:
    """The customers that use a profile which is wrong in form."""
    wrong = {path[1] for path in broken if path[0] == "profiles" and len(path) > 1}
    return frozenset(
        ("customers", handle) for handle, customer in stack.customers.items() if wrong & {*customer.extends}
    )


def _stack(file: Path, source: Source, checked: Checked[StackBlock], shared: Shared) -> Stack | None:
    """The stack; None where the file or the partner file is not right as written, or the file too large."""
    block, partner, data = checked.model, shared.partner.model, checked.data
    if block is None or partner is None:
        return None
    ground, confirmations = _ground(checked, shared), shared.confirmations
    if grown(data["customers"], ground.beneath_block) > MOST_VALUES:
        return None
    return Stack(
        name=file.name.removesuffix(SUFFIX),
        file=file,
        partner=partner,
        sub_partner=block.sub_partner,
        allow=tuple(
            Allow(one.what, one.customer, one.count, one.reason, one.until, source.place("allow", str(index)))
            for index, one in enumerate(block.allow or ())
        ),
        customers={handle: ground.effective(handle, own or {}) for handle, own in data["customers"].items()},
        confirmations=confirmations.model.confirmations if confirmations and confirmations.model else (),
        warnings=(),
        source=source,
        partner_source=shared.partner_source,
        confirmations_source=shared.confirmations_source,
    )


def _ground(checked: Checked[StackBlock], shared: Shared) -> Ground:
    partner = {**shared.partner.data, "profiles": _profiles(shared)}
    return Ground(checked.data.get("defaults") or {}, partner)


def _profiles(shared: Shared) -> dict[str, Any]:
    """The profiles as written, with their nulls; of a partner file with problems, what is left of them."""
    if shared.partner.problems:
        return dict(shared.partner.data.get("profiles") or {})
    return dict((shared.partner_source.data or {}).get("profiles") or {})


def _read(
    file: Path, absent: Callable[[Path], Problem], held: Held | None = None
) -> tuple[Source, tuple[Problem, ...]]:
    shown, found = shown_name(file), content(file) if held is None else held.content
    if isinstance(found, bytes):
        return parse(found, shown, held.ahead if held else None), ()
    return Source(shown, None), (absent(file) if found.why == "absent" else not_read(file, found),)
