"""`wholesale init`: a first project, ready to be tried."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import click

from wholesale.errors import EditError
from wholesale.stacks.first_project import files_of
from wholesale.stacks.problems import listed, shown_name

EPILOG = """\b
Examples:
  wholesale init                 in this folder
  wholesale init carrier         in a folder of that name

It writes Pulumi.yaml, __main__.py, stacks/partner.yaml, stacks/first.yaml, the schemas in specs/, settings of
VS Code, and hooks for pre-commit. Nothing that is there already is touched: then nothing is written at all.
"""
NEXT = """\
Next, against the simulator:
  cd {folder}
  wholesale validate
  python -m apisim --port 8080 --rate 0          # in a second terminal, unless one runs there already
  export WHOLESALE_API_URL=http://127.0.0.1:8080/v1 WEBEX_ACCESS_TOKEN=sim-full
  mkdir -p .trial/state                          # a state of its own, for the trial
  export PULUMI_BACKEND_URL="file://$PWD/.trial/state?metadata=skip" PULUMI_CONFIG_PASSPHRASE=trial
  pulumi stack init first && pulumi up --stack first"""


@click.command(short_help="Write a first project for the simulator.", epilog=EPILOG)
@click.argument("folder", metavar="[FOLDER]", default=".", type=click.Path(path_type=Path, file_okay=False))
def init(folder: Path) -> int:
    """Write a first project, which validates and applies against the simulator."""
    files = files_of(folder)
    there = [name for name in files if os.path.lexists(folder / name)]
    if there:
        raise EditError(
            f"{shown_name(folder)} has {listed(there)} already; nothing is written\n    choose another folder"
        )
    in_the_way = [name for name in files if not _has_room(folder / name)]
    if in_the_way:
        raise EditError(
            f"there is no place for {listed(in_the_way)} in {shown_name(folder)}: a file stands where a "
            "folder must be; nothing is written\n    choose another folder"
        )
    for name, text in files.items():
        _write(folder / name, text)
        click.echo(shown_name(folder / name))
    click.echo(NEXT.format(folder=shlex.quote(str(folder))), err=True)
    return 0


def _has_room(file: Path) -> bool:
    return next(above for above in file.parents if os.path.lexists(above)).is_dir()


def _write(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    except OSError as error:
        raise EditError(
            f"{shown_name(file)} cannot be written: {error.strerror}\n    remove what was written before it"
        ) from error
