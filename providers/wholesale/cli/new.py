"""`wholesale new customer`: the block of a new customer, in a file of its own or in another."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from wholesale.cli.carrying import carry_out, edit_options, every_stack, need_handle, stack_file
from wholesale.cli.completing import complete_stacks
from wholesale.errors import EditError
from wholesale.settings import stacks_folder
from wholesale.stacks.editing.adding import in_order, with_records
from wholesale.stacks.editing.assignment import meant_by
from wholesale.stacks.editing.edits import with_value
from wholesale.stacks.editing.store import FileChange, opened
from wholesale.stacks.editing.tree import read
from wholesale.stacks.editing.writing import parted
from wholesale.stacks.problems import shown_name

if TYPE_CHECKING:
    from pathlib import Path

    from wholesale.stacks.editing.tree import Document

EPILOG = """\b
Examples:
  wholesale new customer maple-3001 'name=Maple Bakery' \\
    primaryEmail=hello@maple.example 'extends=[smb-us]' \\
    address.addressLine1='3 Mill Road' address.city=Madison \\
    address.stateOrProvince=WI address.zipOrPostalCode=53703 \\
    address.country=US 'packages={webex_calling: {}}' \\
    'locations.HQ={main: true, address: same}' firstAdministrator=ida \\
    'users.ida={email: ida@maple.example, firstName: Ida, lastName: Maple}' \\
    users.ida.location=HQ users.ida.extension=101
  wholesale new customer maple-3001 --stack estate-north
  wholesale new customer crane-2002 orgId=Y2lz… manage=observe 'extends=[]'

Values are written as for `wholesale set`. In a terminal, name and primaryEmail are asked for when they are
not given. What is still missing is told before anything is written.
"""
_HEAD = "# yaml-language-server: $schema=../specs/stack.schema.json\nversion: 1\ncustomers: {}\n"
_ASKED = {"name": "Name of the organization", "primaryEmail": "Contact address of the organization"}


GROUP_EPILOG = """\b
Example:
  wholesale new customer maple-3001 --stack estate-north
"""


@click.group(epilog=GROUP_EPILOG)
def new() -> None:
    """Begin a new customer."""


@new.command(epilog=EPILOG)
@click.argument("handle", metavar="HANDLE")
@click.argument("assignments", metavar="[PATH=VALUE]...", nargs=-1)
@click.option(
    "--stack",
    metavar="STACK",
    shell_complete=complete_stacks,
    help="Its stack file; default: a new one named HANDLE.",
)
@edit_options
def customer(
    handle: str, assignments: tuple[str, ...], stack: str | None, *, no_color: bool, yes: bool
) -> int:
    """Write the block of a new customer HANDLE."""
    need_handle(handle)
    file = stack_file(stack or handle)
    holder = next((one for one in every_stack() if handle in one.customers), None)
    if holder:
        raise EditError(
            f"{shown_name(holder.file)} has a customer {handle} already\n    choose another handle"
        )
    record = _record(handle, assignments)
    there = opened(file, stacks_folder()) if file.exists() else None
    after = with_records(there or _begun(file), ("customers",), {handle: record})
    before = there.encoded() if there else None
    return carry_out([FileChange(file, before, after.encoded())], yes=yes, no_color=no_color)


def _begun(file: Path) -> Document:
    return read(_HEAD.encode(), shown_name(file))


def _record(handle: str, assignments: tuple[str, ...]) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for path, text in map(parted, assignments):
        whole = ("customers", handle, *path)
        record = with_value(record, path, meant_by(text, whole))
    if sys.stdin.isatty() and sys.stderr.isatty() and "orgId" not in record:
        for key, question in _ASKED.items():
            record.setdefault(key, None)
            record[key] = record[key] or click.prompt(question, err=True)
    return in_order(("customers", handle), record)
