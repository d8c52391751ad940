"""`wholesale validate`: are the files right? Offline, and all problems at once."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wholesale.cli.options import output_option
from wholesale.desired.coverage import not_applied
from wholesale.errors import FilesError
from wholesale.reports import validation_json, validation_text
from wholesale.settings import stacks_folder
from wholesale.stacks.load import survey

if TYPE_CHECKING:
    from wholesale.desired.coverage import NotApplied
    from wholesale.stacks.load import Survey

EPILOG = """\b
Examples:
  wholesale validate
  wholesale validate stacks/acme-1001.yaml
  wholesale validate --output json > problems.json

partner.yaml and confirmations.yaml are read from the folder of each file. Exit code: 0 when there is no
error, 2 otherwise. Warnings, and keys that this release accepts but does not apply yet, change nothing.
"""


@click.command(epilog=EPILOG)
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@output_option("a line for each problem, as compilers write it.")
@click.option("--no-color", envvar="NO_COLOR", default="", is_flag=False, flag_value="yes", hidden=True)
def validate(paths: tuple[Path, ...], output: str, no_color: str) -> int:
    """Check stack files without a network: form, references and rules.

    PATH is a file or a folder; without one, the stacks folder is checked (WHOLESALE_STACKS_DIR, else stacks).
    """
    found = survey(paths or (stacks_folder(),))
    skipped = _skipped(found)
    if output == "json":
        click.echo(validation_json.rendered(found.problems, skipped))
    else:
        coloured = sys.stdout.isatty() and not no_color
        click.echo(validation_text.rendered(found.problems, skipped, coloured=coloured), nl=False)
    click.echo(_summary(found), err=True)
    failed = any(problem.severity == "error" for problem in found.problems)
    return FilesError.exit_code if failed else 0


def _skipped(found: Survey) -> tuple[NotApplied, ...]:
    """The keys that are accepted and not applied, each one once; what is an error is not accepted."""
    refused = {problem.place for problem in found.problems if problem.severity == "error"}
    keys = {key for stack in found.stacks for key in not_applied(stack)}
    return tuple(sorted(key for key in keys if key.place not in refused))


def _summary(found: Survey) -> str:
    errors = sum(problem.severity == "error" for problem in found.problems)
    warnings = len(found.problems) - errors
    customers = sum(len(stack.customers) for stack in found.stacks)
    read = f"{_count(len(found.stacks), 'stack')}, {_count(customers, 'customer')}"
    return f"{read}: {_count(errors, 'error')}, {_count(warnings, 'warning')}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
