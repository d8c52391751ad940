# ruff: noqa: INP001 - a script, no package
"""Draws docs/pictures/demo.svg: `make demo | .venv/bin/python docs/pictures/draw.py`."""

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

PICTURE = Path(__file__).with_name("demo.svg")
WIDTH = 118
FONTS = "ui-monospace, Menlo, Consolas, DejaVu Sans Mono"
COLOURS = (("+", "green"), ("-", "red"), ("~", "yellow"), ("$", "bold"), ("━", "bold cyan"))


def shown(story: str) -> Iterator[str]:
    """The edit with its preview, then the figures; of a record's address only the end."""
    edit = story[story.index("━━ An edit") : story.index("$ pulumi up", story.index("━━ An edit"))]
    figures = story[story.index("━━ In figures") :]
    for line in (edit + figures).strip().splitlines():
        if "[id=" not in line and "pulumi:pulumi:Stack" not in line:
            yield re.sub(r"\[urn=.*::", "[urn=…::", line)


def painted(line: str) -> Text:
    """A line in the colour of its sign."""
    sign = line.lstrip()[:1]
    return Text(line, style=next((style for mark, style in COLOURS if sign == mark), ""))


def main() -> None:
    """Read the story, write the picture; no font is fetched from the network."""
    console = Console(record=True, width=WIDTH, file=StringIO())
    for line in shown(sys.stdin.read()):
        console.print(painted(line), soft_wrap=False)
    picture = console.export_svg(title="make demo: an edit, and the figures", theme=MONOKAI)
    picture = re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)
    PICTURE.write_text(picture.replace("Fira Code", FONTS), "utf-8")


if __name__ == "__main__":
    main()
