"""What every editing command does with its edit: show it, ask, write it whole."""

from __future__ import annotations

import re
import shutil
import sys
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import click

from wholesale.reports import file_diff
from wholesale.reports.terminal import screen
from wholesale.settings import cache_folder, environment, stacks_folder
from wholesale.stacks.editing.store import guarded, trial, write
from wholesale.stacks.finding import customer_meant
from wholesale.stacks.folder import RESERVED, SUFFIX
from wholesale.stacks.load import survey
from wholesale.stacks.models.words import LONGEST_HANDLE
from wholesale.stacks.problems import shown_name
from wholesale.validation import survey as validation

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from wholesale.stacks.editing.store import FileChange
    from wholesale.stacks.load import Survey
    from wholesale.stacks.problems import Problem
    from wholesale.stacks.stack import Stack

F = TypeVar("F", bound="Callable[..., Any]")

_MOST_ERRORS = 10
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
"""How Pulumi lets a stack be called."""
_PLACES = re.compile(r":\d+:\d+")


def edit_options(command: F) -> F:
    """Add `--yes` and the colour to a command that edits files."""
    yes = click.option("-y", "--yes", is_flag=True, help="Write without asking.")
    return yes(colour_option(command))


def colour_option(command: F) -> F:
    """Add `--no-color` to a command that shows differences."""
    return click.option("--no-color", is_flag=True, hidden=True)(command)


def show(change: FileChange, *, no_color: bool) -> None:
    """Print the difference that a change makes."""
    known = {**environment(), **({"NO_COLOR": "1"} if no_color else {})}
    width = shutil.get_terminal_size().columns
    before = None if change.before is None else change.before.decode("utf-8-sig")
    coloured = screen(known, is_terminal=sys.stdout.isatty(), width=width).colour
    after, file = change.after.decode("utf-8-sig"), shown_name(change.path)
    click.echo(file_diff.rendered(file, before, after, coloured=coloured), nl=False, color=coloured)


def carry_out(changes: Sequence[FileChange], *, yes: bool, no_color: bool) -> int:
    """Show what becomes of the files, ask, and write them; the answer is the exit code.

    Raises:
        click.UsageError: there is nobody to ask.
        click.Abort: the answer was no.
        EditError: a file cannot be written.
    """
    real = [change for change in changes if change.before != change.after]
    if not real:
        click.echo("nothing to change", err=True)
        return 0
    for change in real:
        show(change, no_color=no_color)
    _tell_errors(_new_errors(real))
    if not yes:
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise click.UsageError("Nothing is written: --yes is needed where there is no terminal to ask.")
        click.confirm("Write this?", err=True, abort=True)
    write(real)
    click.echo(f"written: {', '.join(shown_name(change.path) for change in real)}", err=True)
    return 0


def _new_errors(changes: Sequence[FileChange]) -> tuple[Problem, ...]:
    """The errors that the folder would have with the changed files, and has not now."""
    folder = changes[0].path.parent
    known = Counter(_sort(one, folder) for one in validation.survey((folder,), None, cache_folder()).problems)
    with trial(changes) as copy:
        found = validation.survey((copy,)).problems
    fresh = []
    for problem in found:
        known[_sort(problem, copy)] -= 1
        if problem.severity == "error" and known[_sort(problem, copy)] < 0:
            fresh.append(_at_home(problem, copy, folder))
    return tuple(fresh)


def _sort(problem: Problem, folder: Path) -> tuple[str, str, str]:
    """What makes two problems of two copies of a folder the same: not the lines that things stand in."""
    message = problem.message.replace(shown_name(folder), "")
    return problem.rule, problem.path, _PLACES.sub("", message)


def _at_home(problem: Problem, copy: Path, folder: Path) -> Problem:
    """A problem of a copy, as it will be of the folder itself."""
    there, here = shown_name(copy), shown_name(folder)
    place, *related = (
        one._replace(file=one.file.replace(there, here)) for one in (problem.place, *problem.related)
    )
    return replace(
        problem,
        place=place,
        related=tuple(related),
        message=problem.message.replace(there, here),
        fix=problem.fix.replace(there, here),
    )


def _tell_errors(errors: Sequence[Problem]) -> None:
    if not errors:
        return
    click.echo(f"`wholesale validate` will have {len(errors)} more to say:", err=True)
    for problem in errors[:_MOST_ERRORS]:
        fix = "; ".join(problem.fix.splitlines())
        click.echo(f"  {problem.place}: {problem.message}; {fix}", err=True)
    if len(errors) > _MOST_ERRORS:
        click.echo(f"  and {len(errors) - _MOST_ERRORS} more", err=True)


def every_stack() -> tuple[Stack, ...]:
    """The stacks of the stacks folder; of a file that cannot be read, it is said that it is left out."""
    found = survey((stacks_folder(),))
    _tell_unread(found)
    return found.stacks


def _tell_unread(found: Survey) -> None:
    read = {shown_name(stack.file) for stack in found.stacks}
    shared = {shown_name(stacks_folder() / f"{name}{SUFFIX}") for name in RESERVED}
    unread = dict.fromkeys(
        problem.place.file for problem in found.problems if problem.severity == "error"
    ).keys() - {*read, *shared}
    for file in sorted(unread):
        click.echo(f"note: {file} cannot be read and is left out; see wholesale validate", err=True)


def stack_of(handle: str) -> Stack:
    """The stack of the stacks folder that has a customer; see `holder`."""
    return holder(handle, every_stack())


def holder(handle: str, stacks: Sequence[Stack]) -> Stack:
    """The stack that has a customer.

    Raises:
        click.UsageError: no stack has it, or two have.
    """
    holders = [stack for stack in stacks if handle in stack.customers]
    if len(holders) == 1:
        return holders[0]
    if holders:
        files = ", ".join(shown_name(stack.file) for stack in holders)
        raise click.UsageError(f"The customer {handle} stands in {files}: take it out of all but one first.")
    meant = customer_meant(handle, stacks)
    hint = f' Did you mean "{meant}"?' if meant else ""
    raise click.UsageError(f"No stack file of {stacks_folder()} has a customer {handle}.{hint}")


def need_handle(text: str) -> None:
    """Refuse what cannot be a handle.

    Raises:
        click.UsageError: it has a slash, a space at an end or no letters, or is too long.
    """
    if "/" in text or not text.isprintable() or not 0 < len(text.strip()) == len(text) <= LONGEST_HANDLE:
        raise click.UsageError(
            f'"{text}" cannot be a handle: no slash, no space at an end, 100 characters at most.'
        )


def stack_file(name: str) -> Path:
    """The file of a stack, which may be a new one.

    Raises:
        click.UsageError: it cannot be the name of a stack.
        EditError: it leads out of the stacks folder.
    """
    folder = stacks_folder()
    file = folder / f"{name}{SUFFIX}"
    guarded(file, folder)
    if name in RESERVED or name.startswith(("Pulumi", ".")):
        raise click.UsageError(f"{name} is reserved and is no stack: choose another name.")
    if name.endswith((SUFFIX, ".yml")):
        raise click.UsageError(f"Give the name of the stack without its suffix: {name.rpartition('.')[0]}.")
    if not file.exists() and not _NAME.fullmatch(name):
        raise click.UsageError(
            f'"{name}" cannot be a stack of Pulumi: letters, digits, ".", "_" and "-", 100 at most. '
            "Choose another name."
        )
    return file
