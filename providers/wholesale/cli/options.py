"""The options that several commands share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

from wholesale.cli.completing import complete_stacks
from wholesale.settings import stacks_folder
from wholesale.stacks.folder import names

if TYPE_CHECKING:
    from collections.abc import Callable

F = TypeVar("F", bound="Callable[..., Any]")


def stack_options(command: F) -> F:
    """Add `-s STACK…` and `--all` to a command."""
    every = click.option("--all", "every", is_flag=True, help="Every stack file of the stacks folder.")
    named = click.option(
        *("-s", "--stack", "named"),
        multiple=True,
        metavar="STACK",
        shell_complete=complete_stacks,
        help="May be repeated.",
    )
    return named(every(command))


def output_option(text: str, *more: str) -> Callable[[F], F]:
    """Add `--output text|json` to a command.

    Args:
        text: what text is, as the help's sentence.
        more: further formats.
    """
    return click.option(
        "--output",
        type=click.Choice(["text", "json", *more]),
        default="text",
        show_default=True,
        help=f"text: {text} json: the same for machines.",
    )


def detailed_option(command: F) -> F:
    """Add `--detailed-exitcode` to a command."""
    return click.option(
        "--detailed-exitcode", "detailed", is_flag=True, help="End with 20 when anything is parked."
    )(command)


def chosen(named: tuple[str, ...], *, every: bool) -> tuple[str, ...] | None:
    """The stacks that are asked for, each once; None when neither option is given.

    Raises:
        click.UsageError: both are given, or the folder has no stack file.
    """
    if named and every:
        raise click.UsageError("-s names stacks, --all takes every one: give one of the two.")
    if every and not all_stacks():
        raise click.UsageError(f"The folder {stacks_folder()} holds no stack file (WHOLESALE_STACKS_DIR).")
    return all_stacks() if every else tuple(dict.fromkeys(named)) or None


def all_stacks() -> tuple[str, ...]:
    """The stacks of the stacks folder."""
    return tuple(names(stacks_folder()))
