"""`wholesale rename`: another handle for the same thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from wholesale.cli.carrying import carry_out, edit_options, every_stack, holder, need_handle
from wholesale.cli.completing import complete_customers
from wholesale.errors import EditError
from wholesale.settings import stacks_folder
from wholesale.stacks.editing.renaming import RENAMED, confirmed, renamed
from wholesale.stacks.editing.store import changed, opened
from wholesale.stacks.folder import CONFIRMATIONS, SUFFIX
from wholesale.stacks.problems import shown_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wholesale.stacks.editing.store import FileChange
    from wholesale.stacks.problems import NodePath
    from wholesale.stacks.stack import Stack

EPILOG = """\b
Examples:
  wholesale rename acme-1001 acme-dental
  wholesale rename acme-1001/grace@acme.example grace     a user, a device ...
  wholesale rename acme-1001/devices/lobby lobby-phone    of two called lobby

The record gets `previously: HANDLE`, by which the next run knows that it is the same thing; take it out after
the run. What refers to the handle (firstAdministrator, devices, allow, confirmations.yaml) is renamed with
it, and what defaulted to the handle (externalId, email, name, mac) is written out, so nothing else changes.
"""


@click.command(short_help="Rename a customer, user, workspace or device.", epilog=EPILOG)
@click.argument("handle", metavar="HANDLE", shell_complete=complete_customers)
@click.argument("new", metavar="NEW")
@edit_options
def rename(handle: str, new: str, *, no_color: bool, yes: bool) -> int:
    """Give a customer, user, workspace or device another handle."""
    need_handle(new)
    customer, *rest = handle.split("/")
    stacks = every_stack()
    stack = holder(customer, stacks)
    path = _path(stack, customer, rest)
    if not rest:
        _refuse_taken(new, stacks)
    document = opened(stack.file, stacks_folder())
    changes = [changed(stack.file, document, renamed(document, path, new))]
    changes += [] if rest else _confirmations(customer, new)
    return carry_out(changes, yes=yes, no_color=no_color)


def _refuse_taken(new: str, stacks: Sequence[Stack]) -> None:
    for stack in stacks:
        if new in stack.customers:
            raise EditError(
                f"{shown_name(stack.file)} has a customer {new} already\n    choose another handle"
            )


def _path(stack: Stack, customer: str, rest: list[str]) -> NodePath:
    own = stack.source.data["customers"][customer] or {}
    if not rest:
        return ("customers", customer)
    kinds = [rest[0]] if len(rest) > 1 else [*RENAMED, "locations"]
    found = [kind for kind in kinds if rest[-1] in (own.get(kind) or {})]
    if len(found) != 1 or len(rest) > len(("users", "ada")):
        named = " or ".join(f"{customer}/{kind}/{rest[-1]}" for kind in found)
        said = f"say which one: {named}" if found else f"it has no user, workspace or device {rest[-1]}"
        raise click.UsageError(f"Customer {customer}: {said}.")
    if found[0] not in RENAMED:
        raise click.UsageError(
            f"A run cannot know the location {rest[-1]} again under another handle. "
            f"Its name can change: wholesale set customers.{customer}.locations.{rest[-1]}.name=NAME"
        )
    return ("customers", customer, found[0], rest[-1])


def _confirmations(old: str, new: str) -> list[FileChange]:
    file = stacks_folder() / f"{CONFIRMATIONS}{SUFFIX}"
    if not file.exists():
        return []
    document = opened(file, stacks_folder())
    return [changed(file, document, confirmed(document, old, new))]
