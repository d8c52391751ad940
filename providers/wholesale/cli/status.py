"""`wholesale status`: what is parked, why, since when, until when. It reads, and writes nothing."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from wholesale.cli.options import all_stacks, chosen, detailed_option, output_option, stack_options
from wholesale.engine.status import parked_in
from wholesale.engine.verdict import PARKED
from wholesale.errors import MissingStackError
from wholesale.reports import parked_json, parked_text

if TYPE_CHECKING:
    from wholesale.engine.parked import Parked

EPILOG = """\b
Examples:
  wholesale status
  wholesale status -s acme-1001
  wholesale status --all --detailed-exitcode
  wholesale status --output json | jq '.parked[] | select(.phase == "failed")'

A thing is parked when only time or a person ends what keeps it: Cisco's review, a person's consent, a
package's maintenance. The phase is read from the API now; `over` means that the hold has ended, and that
the next `pulumi up` finishes the record. Records that wait for the same thing are one line; json lists all
of them.

Exit code: 0; 20 with --detailed-exitcode when anything is parked; 1 failed; 2 wrong flags or files;
3 the token is refused; 6 no such stack; 8 cancelled.
"""


@click.command(short_help="List what is parked, why, since when and until when.", epilog=EPILOG)
@stack_options
@detailed_option
@output_option("a table in a terminal, else a line for each thing.")
@click.option("--no-color", envvar="NO_COLOR", default="", is_flag=False, flag_value="yes", hidden=True)
def status(named: tuple[str, ...], output: str, no_color: str, *, every: bool, detailed: bool) -> int:
    """List what is parked, why, since when and until when, as it is now.

    Without -s, every stack file of the stacks folder is looked at.
    """
    asked = chosen(named, every=every) or all_stacks()
    found: list[Parked] = []
    never_run: list[str] = []
    for stack in asked:
        click.echo(f"looking at {stack}", err=True)
        try:
            found += parked_in(stack)
        except MissingStackError:
            if named:
                raise
            never_run.append(stack)
    if output == "json":
        click.echo(parked_json.rendered(found, asked, never_run))
    elif sys.stdout.isatty():
        click.echo(parked_text.table(found, coloured=not no_color), nl=False)
    else:
        click.echo(parked_text.lines(found), nl=False)
    if never_run:
        click.echo(f"never run: {', '.join(never_run)}", err=True)
    click.echo(parked_text.summary(found, len(asked) - len(never_run)), err=True)
    return PARKED if detailed and found else 0
