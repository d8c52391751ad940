"""`wholesale fmt`: files in their usual form, with the meaning that they had."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wholesale.cli.carrying import colour_option, show
from wholesale.errors import EditError, FilesError
from wholesale.settings import stacks_folder
from wholesale.stacks.editing.formatting import formatted
from wholesale.stacks.editing.store import changed, opened, write
from wholesale.stacks.editing.tree import read
from wholesale.stacks.folder import SUFFIX
from wholesale.stacks.problems import shown_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wholesale.stacks.editing.store import FileChange

EPILOG = """\b
Examples:
  wholesale fmt
  wholesale fmt stacks/acme-1001.yaml
  wholesale fmt --check      for a pipeline: shows what would change
  wholesale fmt -            for an editor: standard input to standard output

Keys get the order of the schema (handles keep theirs), blocks an indentation of two, single quotes become
double ones, spaces at line ends and doubled blank lines go. A comment moves with its key. Anchors, aliases,
all other quotes and the spaces within a line stay. A file is written only when it means the same afterwards.

Exit code: 0 done, or nothing to do; 2 a file cannot be read, formatted or written (the others are);
7 with --check when a file would change, as Pulumi's --expect-no-changes has it.
"""
CHANGES = 7
STANDARD_INPUT = Path("-")


@click.command(short_help="Bring the files into their usual form.", epilog=EPILOG)
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Write nothing; show what would change, and end with 7 then.")
@colour_option
def fmt(paths: tuple[Path, ...], *, no_color: bool, check: bool) -> int:
    """Bring stack files, partner.yaml and confirmations.yaml into their usual form.

    PATH is a file or a folder, or - for standard input; without one, the stacks folder is meant
    (WHOLESALE_STACKS_DIR, else stacks).
    """
    if STANDARD_INPUT in paths:
        return _passed_through(paths, no_color=no_color, check=check)
    formed, real = 0, 0
    failed = False
    for file in _files(paths or (stacks_folder(),)):
        try:
            change = _change(file)
            if change.before != change.after:
                _carry_out(change, no_color=no_color, check=check)
            formed, real = formed + 1, real + (change.before != change.after)
        except (EditError, FilesError) as error:
            click.echo(f"error: {error}", err=True)
            failed = True
    click.echo(_summary(formed, real, check=check), err=True)
    if failed:
        return EditError.exit_code
    return CHANGES if check and real else 0


def _change(file: Path) -> FileChange:
    if not os.path.lexists(file):
        raise EditError(f"{shown_name(file)}: there is no such file or folder\n    check the path")
    document = opened(file, file.parent)
    return changed(file, document, formatted(document))


def _carry_out(change: FileChange, *, no_color: bool, check: bool) -> None:
    if check:
        show(change, no_color=no_color)
    else:
        write([change])


def _passed_through(paths: tuple[Path, ...], *, no_color: bool, check: bool) -> int:
    """The text of standard input, formatted, on standard output; with a check, the difference."""
    if len(paths) > 1:
        raise click.UsageError("- stands alone: standard input is formatted, or files are.")
    document = read(sys.stdin.buffer.read(), "standard input")
    change = changed(Path("standard input"), document, formatted(document))
    if not check:
        sys.stdout.buffer.write(change.after)
    elif change.before != change.after:
        show(change, no_color=no_color)
        return CHANGES
    return 0


def _files(paths: tuple[Path, ...]) -> Iterator[Path]:
    """The files to format, each one once."""
    seen: set[Path] = set()
    for file in _named(paths):
        whole = Path(os.path.abspath(file))  # noqa: PTH100 - resolve() would follow links
        if whole not in seen:
            seen.add(whole)
            yield file


def _named(paths: tuple[Path, ...]) -> Iterator[Path]:
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for file in sorted(path.glob(f"*{SUFFIX}")):
            if not file.name.startswith((".", "Pulumi.")) and (file.is_file() or file.is_symlink()):
                yield file


def _summary(files: int, real: int, *, check: bool) -> str:
    would = "would be formatted" if check else "formatted"
    return f"{files} {'file' if files == 1 else 'files'}: {real} {would}, {files - real} as they should be"
