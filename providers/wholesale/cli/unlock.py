"""`wholesale unlock`: after a killed run, and only when it is proved dead."""

from __future__ import annotations

import click

from wholesale.cli.completing import complete_stacks
from wholesale.cli.options import output_option
from wholesale.engine.unlock import unlock as unlocked
from wholesale.reports.unlocked import machine, text

EPILOG = """\b
Examples:
  wholesale unlock -s acme-1001
  wholesale unlock -s acme-1001 --output json
  wholesale unlock -s acme-1001 --force     its machine is gone for good

A run that is killed (kill -9, a lost machine) leaves a lock, and marks in the state for what was in flight.
This removes both, as `pulumi cancel` and `pulumi refresh --clear-pending-creates` do, without reading the
estate. The lock tells machine and process: where that process is alive, nothing is done, with --force
neither; the lock of another machine stays without --force. It may be run at any time. Then run `pulumi up`:
what the killed run had made is found and taken over.

Exit code: 0 done, or nothing to do; 1 refused or failed; 2 wrong flags; 6 no such stack; 8 cancelled.
"""


@click.command(epilog=EPILOG)
@click.option(
    "-s",
    "--stack",
    required=True,
    shell_complete=complete_stacks,
    help="The stack that the killed run worked on.",
)
@click.option("--force", is_flag=True, help="You vouch that the runs on other machines are dead.")
@output_option("for people.")
def unlock(stack: str, output: str, *, force: bool) -> int:
    """Give a stack free that a killed run left locked."""
    done = unlocked(stack, force=force, say=lambda words: click.echo(words, err=True))
    click.echo(machine(done) if output == "json" else text(done), nl=output == "json")
    return 0
