"""`wholesale up`: `pulumi up` with the best settings, and exit codes that tell what came of it."""

from __future__ import annotations

import sys

import click

from wholesale import settings
from wholesale.cli.options import all_stacks, chosen, detailed_option, output_option, stack_options
from wholesale.engine.up import Plan, Runs
from wholesale.engine.verdict import total
from wholesale.reports.applied import machine, text

EPILOG = """\b
Examples:
  wholesale up -s acme-1001                     preview, question, apply
  wholesale up -s acme-1001 --yes               apply
  wholesale up --all --yes --jobs 2     every stack file, two runs at a time
  wholesale up -s acme-1001 --yes --output json > outcome.json

Shows the plain command that it stands for, then runs it:

\b
  + PULUMI_DIY_BACKEND_ZSTD=true pulumi up --stack X --parallel 128 \\
      --continue-on-error --yes --skip-preview

A plain `pulumi up` has only 4 x cores calls in flight and stops at the first failure. A compression that
you set yourself stays. As with Pulumi, a terminal is asked after a preview, and without a terminal --yes
is needed; a dry run is `pulumi preview --stack X`. Ctrl-C once ends the runs gracefully, twice at once.

Exit code: 0; 20 with --detailed-exitcode when anything is parked; 1 failed; 2 wrong flags or files;
3 no token, or a refused one; 4 what failed is a record, and nothing was applied; 6 no such stack;
8 cancelled; 21 more would be lost than the safety numbers permit; 23 applied in part: some failed, some
did not.
"""


@click.command(short_help="Apply stacks by `pulumi up`, and say what came of it.", epilog=EPILOG)
@stack_options
@click.option("-y", "--yes", is_flag=True, help="Apply without preview and question.")
@click.option("--init", is_flag=True, help="Make the Pulumi stack of a stack file that has none yet.")
@click.option("--jobs", type=click.IntRange(1, 16), default=1, show_default=True, help="Runs at a time.")
@click.option(
    "--parallel",
    type=click.IntRange(1),
    default=128,
    show_default=True,
    envvar="PULUMI_PARALLEL",
    help="Operations of one run at a time.",
)
@detailed_option
@output_option("a summary for people.")
def up(  # noqa: PLR0913 - one argument for each option
    named: tuple[str, ...],
    jobs: int,
    parallel: int,
    output: str,
    *,
    every: bool,
    yes: bool,
    init: bool,
    detailed: bool,
) -> int:
    """Apply stacks by `pulumi up`, and say at the end what came of it.

    Without -s or --all, the only stack file of the stacks folder is meant.
    """
    terminal = sys.stdin.isatty() and sys.stderr.isatty()
    stacks = _stacks(named, every=every)
    if not yes and (jobs > 1 or not terminal):
        why = "several runs at a time cannot ask" if terminal else "there is no terminal to ask"
        raise click.UsageError(f"--yes is needed: {why}. For a dry run: pulumi preview --stack {stacks[0]}")
    settings.read()  # what is wrong for every run is told once, and is the fault of no record
    plan = Plan(parallel, jobs, yes=yes, init=init, terminal=terminal)
    verdicts, not_begun = Runs(plan, lambda words: click.echo(words, err=True)).over(stacks)
    code = total(verdicts, not_begun, detailed=detailed)
    if output == "json":
        click.echo(machine(verdicts, not_begun, code))
    else:
        click.echo(text(verdicts, not_begun), nl=False)
    return code


def _stacks(named: tuple[str, ...], *, every: bool) -> tuple[str, ...]:
    there = all_stacks()
    asked = chosen(named, every=every) or (there if len(there) == 1 else ())
    if not asked:
        raise click.UsageError(f"Which stacks? Name them by -s, or take --all: {', '.join(there) or 'none'}.")
    if unknown := [stack for stack in asked if stack not in there]:
        raise click.UsageError(
            f"There is no stack file for {', '.join(unknown)}. There are: {', '.join(there) or 'none'}."
        )
    return asked
