"""The Pulumi command line, as a process that ends: for what no provider and no program can ask."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass

from wholesale.errors import MissingStackError, WholesaleError

NO_SUCH_STACK = 6
PLAIN = ("--non-interactive", "--color=never")


@dataclass(frozen=True, slots=True)
class Ended:
    """A Pulumi command that ended.

    Args:
        code: its exit code.
        out: what it wrote to standard output.
        said: what it wrote to standard error, without the word `error:`.
    """

    code: int
    out: bytes
    said: str


def pulumi(*arguments: str, fed: bytes = b"") -> Ended:
    """Run a Pulumi command without a terminal, and wait for it.

    Raises:
        WholesaleError: there is no `pulumi`.
    """
    command = ["pulumi", *arguments, *PLAIN]
    try:
        ended = subprocess.run(command, input=fed, capture_output=True, check=False)  # noqa: S603 - no shell
    except OSError as error:
        raise not_startable(error) from error
    said = ended.stderr.decode(errors="replace").strip().removeprefix("error: ")
    return Ended(ended.returncode, ended.stdout, said)


def not_startable(error: OSError) -> WholesaleError:
    """What to tell where there is no `pulumi`."""
    return WholesaleError(
        f"`pulumi` cannot be started: {error.strerror}.\n"
        f'    Put it on the PATH: eval "$(make -s env)" does so in a checkout.'
    )


def succeeded(ended: Ended, stack: str, what: str) -> Ended:
    """The command's end, when it did what it was asked for.

    Args:
        ended: the command.
        stack: the stack that it was about.
        what: what cannot be done without it, as the message's beginning.

    Raises:
        MissingStackError: Pulumi has no such stack.
        WholesaleError: it failed otherwise.
    """
    if ended.code == NO_SUCH_STACK:
        raise MissingStackError(
            f"Pulumi has no stack named {stack} in this backend.\n"
            f"    `pulumi stack ls` shows those that it has; `pulumi stack init {stack}` makes a new one."
        )
    if ended.code:
        raise WholesaleError(f"{what}: {ended.said}")
    return ended
