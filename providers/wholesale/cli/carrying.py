"""What every editing command does with its edit: show it, ask, write it whole."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, TypeVar

import click

from wholesale.reports import file_diff
from wholesale.settings import stacks_folder
from wholesale.stacks.editing.store import new_errors, write
from wholesale.stacks.folder import names
from wholesale.stacks.load import survey
from wholesale.stacks.problems import nearest, shown_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wholesale.stacks.editing.store import FileChange
    from wholesale.stacks.stack import Stack

F = TypeVar("F", bound="Callable[..., Any]")

_MOST_ERRORS = 10


def edit_options(command: F) -> F:
    """Add `--yes` and the colour to a command that edits files."""
    yes = click.option("-y", "--yes", is_flag=True, help="Write without asking.")
    plain = click.option(
        "--no-color", envvar="NO_COLOR", default="", is_flag=False, flag_value="yes", hidden=True
    )
    return yes(plain(command))


def shown(change: FileChange, no_color: str) -> str:
    """The difference that a change makes, for standard output."""
    before = None if change.before is None else change.before.decode("utf-8-sig")
    coloured = sys.stdout.isatty() and not no_color
    return file_diff.rendered(
        shown_name(change.path), before, change.after.decode("utf-8-sig"), coloured=coloured
    )


def carry_out(changes: Sequence[FileChange], *, yes: bool, no_color: str) -> int:
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
        click.echo(shown(change, no_color), nl=False)
    _tell_errors(real)
    if not yes:
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise click.UsageError("Nothing is written: --yes is needed where there is no terminal to ask.")
        click.confirm("Write this?", err=True, abort=True)
    write(real)
    click.echo(f"written: {', '.join(shown_name(change.path) for change in real)}", err=True)
    return 0


def _tell_errors(changes: Sequence[FileChange]) -> None:
    errors = new_errors(changes)
    if not errors:
        return
    click.echo(f"`wholesale validate` will have {len(errors)} more to say:", err=True)
    for problem in errors[:_MOST_ERRORS]:
        click.echo(f"  {problem.path or problem.place.line}: {problem.message}; {problem.fix}", err=True)


def every_stack() -> tuple[Stack, ...]:
    """The stacks of the stacks folder, as far as they can be read."""
    return survey((stacks_folder(),)).stacks


def stack_of(handle: str) -> Stack:
    """The stack that has a customer.

    Raises:
        click.UsageError: no stack has it, or two have.
    """
    stacks = every_stack()
    holders = [stack for stack in stacks if handle in stack.customers]
    if len(holders) == 1:
        return holders[0]
    if holders:
        files = ", ".join(shown_name(stack.file) for stack in holders)
        raise click.UsageError(f"The customer {handle} stands in {files}: take it out of all but one first.")
    meant = nearest(handle, [known for stack in stacks for known in stack.customers])
    hint = f' Did you mean "{meant}"?' if meant else ""
    raise click.UsageError(f"No stack file of {stacks_folder()} has a customer {handle}.{hint}")


def complete_customers(_: Any, __: Any, incomplete: str) -> list[str]:
    """Customers whose handle begins so, for the shell."""
    handles = (handle for stack in every_stack() for handle in stack.customers)
    return [handle for handle in handles if handle.startswith(incomplete)]


def complete_stacks(_: Any, __: Any, incomplete: str) -> list[str]:
    """Stacks whose name begins so, for the shell."""
    return [name for name in names(stacks_folder()) if name.startswith(incomplete)]
