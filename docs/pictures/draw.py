# ruff: noqa: INP001 - a script, no package
"""Draws the pictures of the README from what the commands print.

make demo | .venv/bin/python docs/pictures/draw.py demo
cd docs/pictures && FORCE_COLOR=1 wholesale validate mistakes | ../../.venv/bin/python draw.py validate
"""

from __future__ import annotations

import re
import sys
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTH = {"demo": 118, "validate": 121}
FONTS = "ui-monospace, Menlo, Consolas, DejaVu Sans Mono"
COLOURS = (("+", "green"), ("-", "red"), ("~", "yellow"), ("$", "bold"), ("━", "bold cyan"))
TITLES = {"demo": "make demo: an edit, and the figures", "validate": "wholesale validate"}


def edited(story: str) -> Iterator[Text]:
    """The demo's edit with its preview, then the figures; of a record's address only the end."""
    edit = story[story.index("━━ An edit") : story.index("$ pulumi up", story.index("━━ An edit"))]
    figures = story[story.index("━━ In figures") :]
    for line in (edit + figures).strip().splitlines():
        if "[id=" not in line and "pulumi:pulumi:Stack" not in line:
            yield painted(re.sub(r"\[urn=.*::", "[urn=…::", line))


def painted(line: str) -> Text:
    """A line in the colour of its sign."""
    sign = line.lstrip()[:1]
    return Text(line, style=next((style for mark, style in COLOURS if sign == mark), ""))


def told(printed: str) -> Iterator[Text]:
    """The problems in the colours that they came in."""
    yield Text("$ wholesale validate", style="bold")
    yield from map(Text.from_ansi, printed.splitlines())


def main(name: str) -> None:
    """Read what a command printed, write its picture; no font is fetched from the network."""
    console = Console(record=True, width=WIDTH[name], file=StringIO())
    for line in (edited if name == "demo" else told)(sys.stdin.read()):
        console.print(line, soft_wrap=False)
    picture = console.export_svg(title=TITLES[name], theme=MONOKAI)
    picture = re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)
    target = Path(__file__).with_name(f"{name}.svg")
    target.write_text(picture.replace("Fira Code", FONTS), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
