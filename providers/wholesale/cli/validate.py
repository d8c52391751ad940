"""`wholesale validate`: are the files right? Offline, and all problems at once."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wholesale.cli.options import output_option
from wholesale.errors import FilesError
from wholesale.reports import validation_text
from wholesale.reports.findings import PAGE, Findings
from wholesale.reports.terminal import PLAIN_WIDTH, screen
from wholesale.settings import cache_folder, environment, stacks_folder
from wholesale.validation.survey import survey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from wholesale.stacks.problems import Problem
    from wholesale.stacks.stack import Stack
    from wholesale.validation.report import Survey

EPILOG = """\b
Examples:
  wholesale validate
  wholesale validate stacks/acme-1001.yaml
  wholesale validate --against main
  wholesale validate --output sarif > problems.sarif

partner.yaml and confirmations.yaml are read from the folder of each file. Exit code: 0 when there is no
error, 2 otherwise. Warnings, waived problems, and keys that this release accepts but does not apply yet,
change nothing. docs/rules.md explains every rule and how to waive one.
"""

FORMATS = ("json", "sarif", "junit", "github", "gitlab")
"""Outputs for machines; each is `wholesale.reports.validation_<name>`, imported when it is asked for."""


@click.command(short_help="Check stack files offline: form, references, rules.", epilog=EPILOG)
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@output_option("each problem with its line and its way out.", *FORMATS[1:])
@click.option("--concise", is_flag=True, help="One line for each problem, without excerpt and way out.")
@click.option(
    "--today",
    metavar="DATE",
    callback=lambda _, __, text: _day(text),
    help=(
        "The day that waivers and `allow` entries are compared with, like 2027-03-31; default: today, UTC."
    ),
)
@click.option(
    "--against",
    metavar="REV",
    help="Also compare with a branch or commit, read from git: what both newly take is an error.",
)
@click.option("--no-cache", is_flag=True, help="Check everything anew, and keep nothing for the next time.")
@click.option("--no-color", is_flag=True, hidden=True)
def validate(
    paths: tuple[Path, ...],
    output: str,
    today: date,
    against: str | None,
    *,
    concise: bool,
    no_cache: bool,
    no_color: bool,
) -> int:
    """Check stack files without a network: form, references and rules.

    PATH is a file or a folder; without one, the stacks folder is checked (WHOLESALE_STACKS_DIR, else stacks).
    """
    further = _compared(against) if against else None
    store = None if no_cache or against else cache_folder()
    found = survey(paths or (stacks_folder(),), today, store, further)
    findings = Findings(found.problems, found.waived, found.not_applied, found.files)
    if output == "text":
        manner = _manner(concise=concise, no_color=no_color)
        click.echo(validation_text.rendered(findings, manner), nl=False, color=manner.screen.colour)
    elif text := import_module(f"wholesale.reports.validation_{output}").rendered(findings):
        click.echo(text)
    click.echo(_summary(found), err=True)
    failed = any(problem.severity == "error" for problem in found.problems)
    return FilesError.exit_code if failed else 0


def _compared(revision: str) -> Callable[[Sequence[Stack]], Iterable[Problem]]:
    from wholesale.stacks.branches import Against  # noqa: PLC0415 - few runs look into git

    return Against(revision).conflicts


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat(text) if text else datetime.now(UTC).date()
    except ValueError:
        raise click.BadParameter(f"{text} is not a date; write it like 2027-03-31.") from None


def _manner(*, concise: bool, no_color: bool) -> validation_text.Manner:
    known = {**environment(), **({"NO_COLOR": "1"} if no_color else {})}
    is_terminal = sys.stdout.isatty()
    page = next((page.as_uri() for page in _pages() if page.is_file()), None)
    shown_on = screen(known, is_terminal=is_terminal, width=_width() if is_terminal else PLAIN_WIDTH)
    return validation_text.Manner(shown_on, concise=concise, page=page)


def _width() -> int:
    import shutil  # noqa: PLC0415 - takes its time, and pipes have no width

    return shutil.get_terminal_size().columns


def _pages() -> tuple[Path, ...]:
    """Where the page of the rules may be: in the project, or beside the installed sources."""
    return Path.cwd() / PAGE, Path(__file__).parents[3] / PAGE


def _summary(found: Survey) -> str:
    errors = sum(problem.severity == "error" for problem in found.problems)
    warnings = len(found.problems) - errors
    read = f"{_count(found.stacks, 'stack')}, {_count(found.customers, 'customer')}"
    waived = f", {len(found.waived)} waived" if found.waived else ""
    return f"{read}: {_count(errors, 'error')}, {_count(warnings, 'warning')}{waived}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
