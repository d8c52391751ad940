"""`wholesale move`: a customer goes to another stack file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from wholesale.cli.carrying import carry_out, edit_options, stack_file, stack_of
from wholesale.cli.completing import complete_customers, complete_stacks
from wholesale.errors import EditError
from wholesale.settings import stacks_folder
from wholesale.stacks.editing.moving import beginning, joined, without
from wholesale.stacks.editing.store import FileChange, changed, opened, tried
from wholesale.stacks.folder import SUFFIX
from wholesale.stacks.problems import dotted, listed, shown_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wholesale.stacks.stack import Stack

EPILOG = """\b
Examples:
  wholesale move bolt-2001 --to estate-south
  wholesale move bolt-2001 --to bolt-2001 --yes     a new file of its own

The block moves as it is, with its comments. It is refused when the customer would be another one there,
because the files have other `defaults` or another `subPartner`. The new file is written first: a run that
is cut in between leaves the customer in both, which `wholesale validate` tells. Then run both stacks, the old
one first: nothing is written to the API.
"""

_EMPTY = (
    "note: {file} has no customers left; after its run it may go, with its Pulumi stack: "
    "pulumi stack rm {name}"
)


@click.command(short_help="Move a customer to another stack file.", epilog=EPILOG)
@click.argument("customer", metavar="CUSTOMER", shell_complete=complete_customers)
@click.option(
    "--to", "target", required=True, metavar="STACK", shell_complete=complete_stacks, help="Its new stack."
)
@edit_options
def move(customer: str, target: str, *, no_color: bool, yes: bool) -> int:
    """Move a customer to another stack file, a new one if need be."""
    stack, folder = stack_of(customer), stacks_folder()
    file = stack_file(target)
    if stack.file.name == file.name:
        raise click.UsageError(f"{customer} stands in {target} already.")
    old = opened(stack.file, folder)
    left, lines = without(old, customer)
    own = old.data["customers"][customer]
    there = opened(file, folder) if file.exists() else None
    head = there or beginning(old, shown_name(file))
    arrived = joined(head, customer, lines, own)
    changes = [
        FileChange(file, there.encoded() if there else None, arrived.encoded()),
        changed(stack.file, old, left),
    ]  # what gains stands first: who stops between the two leaves a duplicate, never a loss
    _refuse_another(stack, customer, target, tried(changes).stacks)
    _tell_allow(stack, customer, target)
    code = carry_out(changes, yes=yes, no_color=no_color)
    if not left.data["customers"]:
        click.echo(_EMPTY.format(name=stack.name, file=shown_name(stack.file)), err=True)
    made = "" if there else " --init"
    click.echo(
        f"next, in this order:\n  wholesale up -s {stack.name}\n  wholesale up -s {target}{made}", err=True
    )
    return code


def _refuse_another(before: Stack, handle: str, target: str, stacks: Sequence[Stack]) -> None:
    """Refuse a move that would change what is wanted."""
    after = next((stack for stack in stacks if stack.name == target), None)
    if after is None or handle not in after.customers:
        raise EditError(f"{target}{SUFFIX} has problems: run wholesale validate first")
    if after.sub_partner != before.sub_partner:
        raise EditError(
            f"{before.name} acts on behalf of {before.sub_partner or 'the partner'}, {target} of "
            f"{after.sub_partner or 'the partner'}: the customer {handle} would be made anew there\n"
            f"    move it to a stack with the same subPartner"
        )
    one, other = (stack.customers[handle].model_dump(by_alias=True) for stack in (before, after))
    differing = [dotted((handle, key)) for key in one if one[key] != other[key]]
    if differing:
        raise EditError(
            f"the customer {handle} would be another one in {target}: the `defaults` of the files differ "
            f"in {listed(differing)}\n    write these values into the customer's block first"
        )


def _tell_allow(stack: Stack, handle: str, target: str) -> None:
    if any(allow.customer == handle for allow in stack.allow):
        click.echo(f"note: {stack.name} has an `allow` for {handle}; move it to {target} by hand", err=True)
