"""What a run would lose, and whether the files permit it (design §5, "safety and allow"). Pure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wholesale.desired.registry import KINDS, records
from wholesale.operations.shared_lines import told_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from wholesale.stacks.problems import NodePath
    from wholesale.stacks.stack import Allow, Stack
    from wholesale.vocabulary.fields import Change, Field
    from wholesale.vocabulary.record import Record, Reference, Standing


@dataclass(slots=True)
class Losses:
    """What one customer would lose: the names, by what `allow` calls it."""

    users: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    packages: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    users_before: int = 0
    paths: dict[str, NodePath] = field(default_factory=dict)
    """Of what a profile may have said: the way to it in the customer, by its name in the lists above."""

    @property
    def total(self) -> int:
        """How many things that is."""
        return len(self.users) + len(self.numbers) + len(self.packages) + len(self.others)


@dataclass(frozen=True, slots=True)
class Moved:
    """Which customers other stack files hold, so that this one may forget them."""

    elsewhere: frozenset[Reference] = frozenset()
    customers: frozenset[str] = frozenset()
    extending: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Their customers by the profile that these extend."""


def judge(stack: Stack, standing: Sequence[Standing], moved: Moved, today: date) -> tuple[str, ...]:
    """Every reason why a run must not begin, each one message with the way out.

    Args:
        stack: the stack file.
        standing: the records of the state.
        moved: what other stack files hold.
        today: the day in UTC, to which `until` of an `allow` is compared.
    """
    allowed = [allow for allow in stack.allow if allow.until >= today]
    kept = [one for one in standing if one.reference.customer not in _vanished(stack, standing)]
    losses = _losses(stack, kept, moved)
    problems = [*_vanished_blocks(stack, standing, moved)]
    problems += _staying(stack, kept, moved)
    problems += _absent(stack, losses, allowed)
    for customer in losses:
        if not _is_absent(stack, customer):
            problems += _over(stack, customer, losses, allowed, moved)
    problems += _run(stack, losses, allowed)
    return (*problems, *_expired(stack, today)) if problems else ()


def _vanished(stack: Stack, standing: Sequence[Standing]) -> frozenset[str]:
    there = {one.reference.customer for one in standing}
    return frozenset(there - stack.customers.keys() - _renamed(stack).keys())


def _renamed(stack: Stack) -> dict[str, str]:
    """The handles that customers had before → those that they have."""
    return {
        customer.previously: handle for handle, customer in stack.customers.items() if customer.previously
    }


def _vanished_blocks(stack: Stack, standing: Sequence[Standing], moved: Moved) -> Iterator[str]:
    for customer in sorted(_vanished(stack, standing) - moved.customers):
        yield (
            f"{stack.file}: customer {customer} is in the state, and its block is gone from the file.\n"
            f"    A customer leaves only by name: put the block back, or write "
            f"`{customer}: {{ensure: absent}}` with an `allow` for customers.delete.\n"
            f"    Where its handle was changed, write `previously: {customer}` into the new block."
        )


def _staying(stack: Stack, standing: Sequence[Standing], moved: Moved) -> Iterator[str]:
    """Records that the file dropped, and that the API cannot remove while their customer stays.

    One of the same kind that the file still wants of the customer is the same thing under another handle.
    """
    wanted = {(record.reference.kind, record.reference.customer) for record in records(stack)}
    for one in standing:
        kind, handle = one.reference.kind, _renamed(stack).get(one.reference.customer, one.reference.customer)
        stays = KINDS[kind].stays if kind in KINDS and one.api_id else ""
        if (kind, handle) in wanted or one.reference in moved.elsewhere or _is_absent(stack, handle):
            continue
        if stays:
            yield f"{stack.file}: {one.reference} is gone from the file, and cannot be removed: {stays}"


def _losses(stack: Stack, standing: Sequence[Standing], moved: Moved) -> dict[str, Losses]:
    wanted = {record.reference: record for record in records(stack)}
    renamed = {
        (record.reference.kind, record.previously): record for record in wanted.values() if record.previously
    }
    handles = _renamed(stack)
    losses: defaultdict[str, Losses] = defaultdict(Losses)
    for one in standing:
        handle = handles.get(one.reference.customer, one.reference.customer)
        if not one.api_id or _is_observed(stack, handle):
            continue
        lost = losses[handle]
        lost.users_before += one.reference.kind == "User"
        record = wanted.get(one.reference) or renamed.get((one.reference.kind, one.reference.key))
        if record is not None:
            _lost_within(one, record, lost)
        elif one.reference not in moved.elsewhere:
            _lost_whole(one, lost)
    return dict(losses)


def _lost_within(one: Standing, record: Record, lost: Losses) -> None:
    """Losses by omission: a number that is cleared, an add-on that is taken away."""
    if one.inputs.get("phoneNumber") and not record.inputs.get("phoneNumber"):
        name = f"that of {one.reference.handle}"
        lost.numbers.append(name)
        lost.paths[name] = ("users", record.reference.handle, "phoneNumber")
    for name in sorted((one.inputs.get("addOns") or {}).keys() - (record.inputs.get("addOns") or {}).keys()):
        lost.packages.append(f"{name} of {one.reference.handle}")
        lost.paths[lost.packages[-1]] = ("users", record.reference.handle, "addOns")


def _lost_whole(one: Standing, lost: Losses) -> None:
    lists = {"User": lost.users, "Package": lost.packages}
    lists.get(one.reference.kind, lost.others).append(one.reference.handle)
    if one.reference.kind == "Package":
        lost.paths[one.reference.handle] = ("packages", one.reference.handle)


def _absent(stack: Stack, losses: Mapping[str, Losses], allowed: Sequence[Allow]) -> Iterator[str]:
    leaving = {
        customer: lost
        for customer, lost in losses.items()
        if lost.total and _is_absent(stack, customer)
        if not _permitted(allowed, "customers.delete", customer, 1)
    }
    if len(leaving) <= stack.partner.safety.customers.delete:
        return
    for customer, lost in leaving.items():
        yield (
            f"{stack.file}: customer {customer} would be removed, with {_counted(lost.users, 'user')}.\n"
            f"    {_how_to_allow('customers.delete', customer, 1)}"
        )


def _over(
    stack: Stack, customer: str, losses: Mapping[str, Losses], allowed: Sequence[Allow], moved: Moved
) -> Iterator[str]:
    safety, lost = stack.partner.safety, losses[customer]
    paths = {handle: one.paths for handle, one in losses.items()}
    rows = (
        ("users.delete", "user", lost.users, _users_limit(stack, lost)),
        ("numbers.delete", "number", lost.numbers, safety.numbers.delete),
        ("packages.remove", "package", lost.packages, safety.packages.remove),
    )
    for what, noun, names, limit in rows:
        if len(names) > limit and not _permitted(allowed, what, customer, len(names)):
            where, why = told_at(stack, customer, names, paths, moved.extending)
            yield (
                f"{where}: customer {customer} would lose {_counted(names, noun)}, and partner.yaml "
                f"permits {limit}: {_some(names)}.{why}\n    {_how_to_allow(what, customer, len(names))}"
            )


def _users_limit(stack: Stack, lost: Losses) -> int:
    users = stack.partner.safety.users
    if lost.users_before < users.percent_from:
        return users.delete
    return min(users.delete, lost.users_before * users.delete_percent // 100)


def _run(stack: Stack, losses: Mapping[str, Losses], allowed: Sequence[Allow]) -> Iterator[str]:
    total = sum(
        lost.total
        for customer, lost in losses.items()
        if not (_is_absent(stack, customer) and _permitted(allowed, "customers.delete", customer, 1))
    )
    limit = stack.partner.safety.run.delete
    if total > limit and not _permitted(allowed, "run.delete", None, total):
        yield (
            f"{stack.file}: {total} things would be removed, and partner.yaml permits {limit} in one run.\n"
            f"    {_how_to_allow('run.delete', None, total)}"
        )


def held_edits(
    stack: Stack, fields: Sequence[Field], customer: str, changes: Sequence[Change], today: date
) -> str | None:
    """Why these changes are not made while the customer is in review, and the way out; None when they are.

    A review looks at name, address and e-mail (wholesale-api §11): whoever changes them meanwhile says so.
    """
    reviewed = {field.name for field in fields if field.reviewed}
    edited = sorted({change.field for change in changes} & reviewed)
    allowed = [allow for allow in stack.allow if allow.until >= today]
    if not edited or _permitted(allowed, "customers.edit", customer, len(edited)):
        return None
    told = (
        f"{stack.file}: customer {customer} is in review, and {' and '.join(edited)} would change.\n"
        f"    Wait until the review is over. {_how_to_allow('customers.edit', customer, len(edited))}"
    )
    return "\n".join([told, *_expired(stack, today)])


def _expired(stack: Stack, today: date) -> Iterator[str]:
    """Of the entries of `allow`, those that would have counted once: told where something is missing."""
    for allow in stack.allow:
        if allow.until < today:
            whose = f" for {allow.customer}" if allow.customer else ""
            yield f"{allow.place}: this `allow` of {allow.what}{whose} expired after {allow.until}."


def _is_absent(stack: Stack, customer: str) -> bool:
    return customer in stack.customers and stack.customers[customer].ensure == "absent"


def _is_observed(stack: Stack, customer: str) -> bool:
    return customer in stack.customers and stack.customers[customer].manage == "observe"


def _permitted(allowed: Sequence[Allow], what: str, customer: str | None, count: int) -> bool:
    return any(
        allow.what == what and (customer is None or allow.customer == customer) and allow.count >= count
        for allow in allowed
    )


def _how_to_allow(what: str, customer: str | None, count: int) -> str:
    whose = f"customer: {customer}, " if customer else ""
    return (
        "If that is meant, ask for it by name under `allow:` in the stack file: "
        f'{{what: {what}, {whose}count: {count}, reason: "…", until: "YYYY-MM-DD"}}. If not, put it back.'
    )


def _counted(names: Sequence[str], noun: str) -> str:
    return f"{len(names)} {noun}" + ("" if len(names) == 1 else "s")


def _some(names: Sequence[str], most: int = 10) -> str:
    rest = len(names) - most
    return ", ".join(sorted(names)[:most]) + (f" and {rest} more" if rest > 0 else "")
