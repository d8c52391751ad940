"""`wholesale fmt`: files in their usual form, with the meaning that they had."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from wholesale.cli.carrying import shown
from wholesale.errors import EditError, FilesError
from wholesale.settings import stacks_folder
from wholesale.stacks.editing.formatting import formatted
from wholesale.stacks.editing.store import changed, opened, write
from wholesale.stacks.folder import SUFFIX

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wholesale.stacks.editing.store import FileChange

EPILOG = """\b
Examples:
  wholesale fmt
  wholesale fmt stacks/acme-1001.yaml
  wholesale fmt --check          in a pipeline: shows what would change, and writes nothing

Keys get the order of the schema (handles keep theirs), blocks an indentation of two, single quotes become
double ones, spaces at line ends and doubled blank lines go. A comment moves with its key. Anchors, aliases,
all other quotes and the spaces within a line stay. A file is written only when it means the same afterwards.

\b
Exit code: 0 done, or nothing to do; 2 a file cannot be read or formatted (the others are);
7 with --check when a file would change, as Pulumi's --expect-no-changes has it.
"""
CHANGES = 7


@click.command(epilog=EPILOG)
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Write nothing; show what would change, and end with 7 then.")
@click.option("--no-color", envvar="NO_COLOR", default="", is_flag=False, flag_value="yes", hidden=True)
def fmt(paths: tuple[Path, ...], no_color: str, *, check: bool) -> int:
    """Bring stack files, partner.yaml and confirmations.yaml into their usual form.

    PATH is a file or a folder; without one, the stacks folder is meant (WHOLESALE_STACKS_DIR, else stacks).
    """
    changes: list[FileChange] = []
    failed = False
    for file in _files(paths or (stacks_folder(),)):
        try:
            document = opened(file, file.parent)
            changes.append(changed(file, document, formatted(document)))
        except (EditError, FilesError) as error:
            click.echo(f"error: {error}", err=True)
            failed = True
    real = [change for change in changes if change.before != change.after]
    for change in real if check else ():
        click.echo(shown(change, no_color), nl=False)
    if not check:
        write(real)
    click.echo(_summary(len(changes), len(real), check=check), err=True)
    if failed:
        return EditError.exit_code
    return CHANGES if check and real else 0


def _files(paths: tuple[Path, ...]) -> Iterator[Path]:
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
