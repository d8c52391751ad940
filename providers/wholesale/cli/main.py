"""`wholesale`: the outermost door. Errors leave as one message and an exit code, never as a traceback."""

from __future__ import annotations

import errno
import gc
import os
import sys
from importlib import import_module
from io import TextIOWrapper

import click

from wholesale.errors import WholesaleError

COMMANDS = (
    *("validate", "explain", "up", "status", "unlock"),
    *("init", "new", "add", "set", "rename", "move", "fmt", "where", "completion"),
)
"""Commands by name; each is the function of its name in `wholesale.cli.<name>`, imported when called."""

_FUNCTIONS = {"set": "set_values"}
"""Commands whose name Python has taken."""

CANCELLED = 8
UNHEARD = 1
"""The output did not reach whoever should read it."""
_LOST = frozenset({errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""What writing to a pipe, a file or a terminal may end in."""

MANY_OBJECTS = 200_000
"""New objects after which garbage is looked for: what commands make refers to itself nearly nowhere."""


class Commands(click.Group):
    """The commands, each imported only when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order of the help."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by its name, or None when there is none."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        name = _FUNCTIONS.get(cmd_name, cmd_name)
        command: click.Command = getattr(import_module(f"wholesale.cli.{name}"), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is called; for a slip of the hand, the one that may be meant is told."""
        if args[0] not in COMMANDS and not args[0].startswith("-") and not ctx.resilient_parsing:
            from wholesale.stacks.problems import nearest  # noqa: PLC0415 - only a slip pays for it

            if meant := nearest(args[0], COMMANDS):
                ctx.fail(f'No such command "{args[0]}". Did you mean "{meant}"?')
        return super().resolve_command(ctx, args)


@click.command(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Results go to standard output, progress to standard error. The customers of the examples "
    "stand in examples/: WHOLESALE_STACKS_DIR=examples lets a command look there.",
)
@click.version_option(package_name="wholesale-provisioner", prog_name="wholesale")
def wholesale() -> None:
    """Webex Wholesale customers, packages, locations and users, from YAML files.

    The desired state stands in stacks/*.yaml; `pulumi preview` and `pulumi up` apply it.
    """


def main() -> None:
    """Run the command line and end the process with its exit code."""
    gc.set_threshold(MANY_OBJECTS)
    for stream in (sys.stdout, sys.stderr):
        write_any_text(stream)
    os._exit(run(sys.argv[1:]))  # to free all memory piece by piece would take longer than some answers


def write_any_text(stream: object) -> None:
    """Let a stream take every text: files and pipes get UTF-8, a terminal what it can show of it."""
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(
            encoding=None if stream.isatty() else "utf-8",
            errors="backslashreplace",
        )


def run(arguments: list[str]) -> int:
    """Run the command line; the answer is the exit code."""
    try:
        code = wholesale.main(arguments, prog_name="wholesale", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        click.echo("cancelled", err=True)
        return CANCELLED
    except WholesaleError as error:
        click.echo(f"error: {error}", err=True)
        return error.exit_code
    except OSError as error:
        if error.filename is not None or error.errno not in _LOST:
            raise
        if error.errno != errno.EPIPE:
            click.echo(f"error: the output could not be written: {error.strerror}", err=True)
        return UNHEARD
    return code if isinstance(code, int) else 0
