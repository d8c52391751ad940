"""`wholesale explain`: each effective value of a customer, and the line that it comes from."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

import click

from wholesale.cli.completing import complete_customers
from wholesale.cli.options import output_option
from wholesale.reports import explained_json, explained_text
from wholesale.reports.explained import explained
from wholesale.reports.terminal import screen
from wholesale.settings import environment, stacks_folder
from wholesale.stacks.finding import customer_meant
from wholesale.stacks.load import survey
from wholesale.stacks.origins import traced
from wholesale.stacks.problems import dotted, listed, nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wholesale.stacks.load import Survey
    from wholesale.stacks.stack import Stack

EPILOG = """\b
Examples:
  wholesale explain acme-1001
  wholesale explain acme-1001 packages
  wholesale explain acme-1001 users.grace@acme.example.package
  wholesale explain acme-1001 --output json | \\
    jq '.values[] | select(.others != [])'

A value comes from the customer's own block, from `defaults` of its file, from a profile, or follows from a
handle or a template. With PATH, what lies beneath each value is told as well, and every other customer that
gets it from the same line. Exit code: 0; 2 where there is no such customer or path.
"""


@click.command(short_help="Show a customer's values, and where each comes from.", epilog=EPILOG)
@click.argument("customer", shell_complete=complete_customers)
@click.argument("path", required=False, default="")
@output_option("a line for each value, with its file and line.")
@click.option("--no-color", is_flag=True, hidden=True)
def explain(customer: str, path: str, output: str, *, no_color: bool) -> int:
    """Show the effective values of CUSTOMER, the line that each comes from, and who else gets it.

    PATH is a part of the customer, such as language, packages or users.ada.
    """
    found = survey((stacks_folder(),))
    stack = _holder(found, customer)
    explanation = explained(found.stacks, stack, customer, path)
    if not explanation.values:
        raise click.UsageError(_nothing(stack, customer, path))
    if output == "json":
        click.echo(explained_json.rendered(explanation))
    else:
        known = {**environment(), **({"NO_COLOR": "1"} if no_color else {})}
        width = shutil.get_terminal_size().columns
        shown_on = screen(known, is_terminal=sys.stdout.isatty(), width=width)
        click.echo(explained_text.rendered(explanation, shown_on), nl=False, color=shown_on.colour)
    errors = sum(problem.severity == "error" for problem in found.problems)
    if errors:
        click.echo(
            f"the files have errors ({errors}), and what is wrong is left out: wholesale validate", err=True
        )
    return 0


def _holder(found: Survey, customer: str) -> Stack:
    holders = [stack for stack in found.stacks if customer in stack.customers]
    if holders:
        return holders[0]
    known = [handle for stack in found.stacks for handle in stack.customers]
    hint = _hint(customer_meant(customer, found.stacks), known)
    raise click.UsageError(f'There is no customer "{customer}" in {stacks_folder()}. {hint}')


def _nothing(stack: Stack, customer: str, path: str) -> str:
    values = traced(stack, customer)
    ways = dict.fromkeys(
        dotted(value.path[:length]) for value in values for length in range(1, len(value.path) + 1)
    )
    return f'Nothing says "{path}" of customer {customer}. {_hint(nearest(path, ways), list(ways))}'


def _hint(meant: str | None, known: Sequence[str]) -> str:
    return f'Did you mean "{meant}"?' if meant else f"There are: {listed(known)}."
