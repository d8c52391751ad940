"""`wholesale where`: which record has this number, e-mail address or MAC?"""

from __future__ import annotations

import json

import click

from wholesale.cli.carrying import every_stack
from wholesale.cli.options import output_option
from wholesale.stacks.finding import is_mac
from wholesale.stacks.finding import where as places_of
from wholesale.stacks.problems import dotted

EPILOG = """\b
Examples:
  wholesale where +13125550105
  wholesale where "1 (312) 555-0105"
  wholesale where ada@acme.example
  wholesale where aa:11:bb:22:cc:33 --output json

Spaces, dashes, dots, brackets and case do not matter; a number has its country code. A range counts for each
of its numbers. Exit code: 0 found, 1 not found.
"""


@click.command(short_help="Find who has a number, an e-mail address or a MAC.", epilog=EPILOG)
@click.argument("thing", metavar="NUMBER|EMAIL|MAC")
@output_option("a line for each place.")
def where(thing: str, output: str) -> int:
    """Find the record that has a number, an e-mail address or a MAC, in all stack files."""
    found = places_of(every_stack(), thing)
    if output == "json":
        items = [
            {
                "file": one.place.file,
                "line": one.place.line,
                "column": one.place.column,
                "path": dotted(one.path),
                "record": one.record,
                "value": one.value,
                "stack": one.stack,
            }
            for one in found
        ]
        click.echo(json.dumps({"schemaVersion": 1, "found": items}, indent=2, ensure_ascii=False))
    else:
        for one in found:
            click.echo(f"{one.place}: {one.record}: {one.value}")
    if not found:
        click.echo(f"no stack file has {thing}{_hint(thing)}", err=True)
    return 0 if found else 1


def _hint(thing: str) -> str:
    """What may be wrong with a thing that stands nowhere."""
    if "@" in thing or is_mac(thing) or thing.startswith("+"):
        return ""
    if any(character.isalpha() for character in thing):
        return "; this looks for a number, an e-mail address or a MAC"
    return "; a number has its country code"
