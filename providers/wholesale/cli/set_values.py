"""`wholesale set`: one value for many records."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

import click

from wholesale.cli.carrying import carry_out, edit_options, every_stack
from wholesale.errors import EditError
from wholesale.settings import stacks_folder
from wholesale.stacks.editing.assignment import (
    HANDLED,
    Condition,
    matching,
    meant_by,
    order_of,
    record_depth,
    record_of,
    whole_path,
    with_values,
)
from wholesale.stacks.editing.schema_order import order_at
from wholesale.stacks.editing.store import changed, opened
from wholesale.stacks.editing.writing import parted
from wholesale.stacks.folder import PARTNER, SUFFIX
from wholesale.stacks.models.files import StackBlock
from wholesale.stacks.problems import dotted, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from wholesale.stacks.editing.store import FileChange
    from wholesale.stacks.problems import NodePath
    from wholesale.stacks.stack import Stack

EPILOG = """\b
Examples:
  wholesale set customers.acme-1001.users.ada.extension=112
  wholesale set 'users.*.package=webex_suite' \\
    --where customer=acme-1001 --where location=HQ
  wholesale set ticket=CHG-4711 --where 'stack=estate-*'
  wholesale set 'users.*.roles=[readonly_admin]' --where 'handle=ada*'
  wholesale set profiles.smb-us.restrictedMode=true

PATH is written as `wholesale validate` shows it; * stands for any handle. A path that begins with a key of
a customer (users, packages, ticket …) holds for every customer that --where leaves over, and needs one.
VALUE is text where the field takes text, also within lists and maps, which stand in brackets; quotes are
added where YAML needs them. null un-inherits.

\b
--where KEY=VALUE, all of which must hold; VALUE may have * and ?:
  stack, customer, handle  the file, the customer, the record
  customer.KEY             a value of the customer, with profiles and defaults
  KEY                      a value of the record that is changed: a user,
                           a location … or the customer
"""


@click.command("set", short_help="Set values in stack files or partner.yaml.", epilog=EPILOG)
@click.argument("assignments", metavar="PATH=VALUE...", nargs=-1, required=True)
@click.option(
    "--where", "conditions", multiple=True, metavar="KEY=VALUE", help="Which records; may be repeated."
)
@edit_options
def set_values(
    assignments: tuple[str, ...], conditions: tuple[str, ...], *, no_color: bool, yes: bool
) -> int:
    """Set values in stack files or partner.yaml; comments and all other lines stay as they are."""
    wanted = [(whole_path(path), path, text) for path, text in map(parted, assignments)]
    filters = [Condition(*_parted(condition)) for condition in conditions]
    for whole, path, _ in wanted:
        if not filters and _is_broad(whole, path):
            where = "customer=HANDLE" if whole[0] == "customers" else "stack=NAME"
            raise click.UsageError(
                f"{dotted(path)} would be set everywhere: say where, for example --where {where}. "
                f"For all: --where 'stack=*'."
            )
    _need_known(filters, [whole for whole, _, _ in wanted])
    stacks = every_stack()
    found = list(_targets(stacks, [(whole, text) for whole, _, text in wanted], filters))
    reached = {target.pattern for target in found}
    for whole, path, _ in wanted:
        if whole not in reached:
            fulfils = " and fulfils every --where" if filters else ""
            raise EditError(
                f"no record has the path {dotted(path)}{fulfils}; nothing is changed\n    "
                + _way_out(stacks, whole)
            )
    files = dict.fromkeys(target.file for target in found)
    changes = [_changed(file, [target for target in found if target.file == file]) for file in files]
    return carry_out(changes, yes=yes, no_color=no_color)


_FACTS = ("stack", "customer", "handle")
"""What a condition may ask of every record."""


@dataclass(frozen=True, slots=True)
class _Target:
    """A place that gets a value, and the path of the command line that named it."""

    file: Path
    pattern: NodePath
    path: NodePath
    value: Any


def _is_broad(whole: NodePath, path: NodePath) -> bool:
    """Whether a path names no customer, and nothing of partner.yaml."""
    return whole != path or (whole[0] != "customers" and whole[0] in order_of(StackBlock))


def _need_known(filters: list[Condition], wanted: list[NodePath]) -> None:
    """Refuse a condition that no record could fulfil, for nothing has such a key."""
    for condition in filters:
        first, _, second = condition.key.partition(".")
        known = {key for path in wanted for key in (*_FACTS, *order_at(path[: record_depth(path)]))}
        if first == "customer" and second:
            first, known = second.partition(".")[0], {"handle", *order_at(("customers", "*"))}
        if first not in known:
            meant = nearest(first, known)
            hint = f' Did you mean "{meant}"?' if meant else ""
            raise click.UsageError(f"--where {condition.key}: there is no such key.{hint}")


def _way_out(stacks: Sequence[Stack], whole: NodePath) -> str:
    """What to do about a path that leads nowhere: the nearest handle, where one is near."""
    blocks = [stack.source.data for stack in stacks]
    for before, step in zip(("", *whole), whole, strict=False):
        known = {key for block in blocks for key in block}
        fitting = [key for key in known if fnmatchcase(key, step)]
        if before in HANDLED and not fitting:
            meant = nearest(step, known)
            return f'did you mean "{meant}"?' if meant else f"there is no {step}"
        below = [block.get(key) for block in blocks for key in fitting]
        blocks = [block for block in below if isinstance(block, dict)]
    return "look at the conditions"


def _parted(condition: str) -> tuple[str, str]:
    key, sign, value = condition.partition("=")
    if not sign or not key:
        raise click.UsageError(f'--where takes KEY=VALUE, not "{condition}".')
    return key, value


def _targets(
    stacks: Sequence[Stack], wanted: list[tuple[NodePath, str]], filters: list[Condition]
) -> Iterator[_Target]:
    of_stacks = [(path, text) for path, text in wanted if path[0] in order_of(StackBlock)]
    for stack in stacks:
        found = _in_file(stack.file, stack.source.data, of_stacks)
        yield from (target for target in found if _fulfils(stack, target.path, filters))
    of_partner = [one for one in wanted if one not in of_stacks]
    if of_partner and not filters:
        file = stacks_folder() / f"{PARTNER}{SUFFIX}"
        yield from _in_file(file, opened(file, stacks_folder()).data, of_partner)


def _in_file(file: Path, data: Any, wanted: list[tuple[NodePath, str]]) -> Iterator[_Target]:
    for pattern, text in wanted:
        found = list(matching(data, pattern))
        value = meant_by(text, found[0]) if found else None
        yield from (_Target(file, pattern, path, value) for path in found)


def _changed(file: Path, targets: list[_Target]) -> FileChange:
    """One assignment after the other, each one in all its places at once."""
    before = after = opened(file, stacks_folder())
    for pattern in dict.fromkeys(target.pattern for target in targets):
        after = with_values(after, {one.path: one.value for one in targets if one.pattern == pattern})
    return changed(file, before, after)


def _fulfils(stack: Stack, path: NodePath, filters: list[Condition]) -> bool:
    facts: dict[str, Any] = {"stack": stack.name}
    record: Any = facts
    if path[0] == "customers":
        customer = stack.customers[path[1]].model_dump(by_alias=True)
        own = record_of(customer, path)
        record = {**(own or {}), **facts, "customer": customer}
    return all(_holds(condition, record) for condition in filters)


def _holds(condition: Condition, record: Any) -> bool:
    if condition.key == "customer":
        return Condition("customer.handle", condition.value).holds(record)
    return condition.holds(record)
