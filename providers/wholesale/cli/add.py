"""`wholesale add users`: many users at once, from a table."""

from __future__ import annotations

from pathlib import Path

import click

from wholesale.cli.carrying import carry_out, edit_options, stack_of
from wholesale.cli.completing import complete_customers
from wholesale.errors import EditError
from wholesale.settings import stacks_folder
from wholesale.stacks.editing.adding import with_records
from wholesale.stacks.editing.store import changed, opened
from wholesale.stacks.editing.users_table import users_of
from wholesale.stacks.problems import listed, shown_name

EPILOG = """\b
Examples:
  wholesale add users --from joiners.csv --customer acme-1001
  wholesale add users --from joiners.csv --customer acme-1001 --yes

\b
The first line names the columns, in any order, with or without capitals:
  handle,email,firstName,lastName,package,location,extension,roles
  ben,ben@acme.example,Ben,Sato,webex_calling,HQ,104,

Further columns: phoneNumber, addOns, until, previously.
The handle defaults to the address; an empty cell says nothing, so that profiles and defaults hold; several
roles or add-ons are parted by spaces. Commas, semicolons and tabs part cells. A user that is there already
is refused, and nothing is written.
"""


GROUP_EPILOG = """\b
Example:
  wholesale add users --from joiners.csv --customer acme-1001
"""


@click.group(epilog=GROUP_EPILOG)
def add() -> None:
    """Add records to a stack file."""


@add.command(epilog=EPILOG)
@click.option(
    "--from",
    "table",
    required=True,
    metavar="FILE.csv",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The table, UTF-8.",
)
@click.option(
    "--customer", required=True, metavar="HANDLE", shell_complete=complete_customers, help="Whose users."
)
@edit_options
def users(table: Path, customer: str, *, no_color: bool, yes: bool) -> int:
    """Add a user for each line of a CSV file."""
    rows = users_of(table.read_bytes(), shown_name(table))
    stack = stack_of(customer)
    document = opened(stack.file, stacks_folder())
    there = (document.data["customers"][customer] or {}).get("users") or {}
    taken = [row for row in rows if row.handle in there]
    if taken:
        raise EditError(
            f"{shown_name(table)}:{taken[0].line}: {customer} has a user "
            f"{listed(row.handle for row in taken)} already\n    take the line out, or choose another handle"
        )
    records = {row.handle: dict(row.values) for row in rows}
    path = ("customers", customer, "users")
    after = with_records(document, path, records) if records else document
    return carry_out([changed(stack.file, document, after)], yes=yes, no_color=no_color)
