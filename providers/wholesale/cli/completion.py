"""`wholesale completion`: the script by which a shell completes our commands."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

EPILOG = """\b
Examples:
  eval "$(wholesale completion bash)"        for this shell only
  wholesale completion bash > \\
    ~/.local/share/bash-completion/completions/wholesale
  wholesale completion zsh > ~/.zfunc/_wholesale     ~/.zfunc is in fpath
  wholesale completion fish > ~/.config/fish/completions/wholesale.fish

Commands, options, stacks and customers are completed; bash needs version 4.4.
"""


@click.command(epilog=EPILOG)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> int:
    """Print the completion script of a shell."""
    script = get_completion_class(shell)
    if script is None:
        raise click.UsageError(f"There is no completion for {shell}.")
    root = context.find_root()
    click.echo(script(root.command, {}, "wholesale", "_WHOLESALE_COMPLETE").source())
    return 0
