"""Figures as a table of plain text, or as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """The rows below their names; numbers stand on the right."""
    names = list(rows[0]) if rows else []
    cells = [names, *([_text(row[name]) for name in names] for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(names))]
    numeric = [all(isinstance(row[name], int | float) for row in rows) for name in names]
    lines = ["  ".join(_cell(*one) for one in zip(line, widths, numeric, strict=True)) for line in cells]
    return "\n".join(line.rstrip() for line in lines)


def printed(output: str, rows: Sequence[Mapping[str, Any]], summary: Mapping[str, Any]) -> str:
    """What stands on stdout at the end: text with the summary in one line, or one JSON object."""
    if output == "json":
        return json.dumps({"schemaVersion": 1, "runs": rows, "summary": summary}, indent=1)
    told = ", ".join(f"{name} {_text(value)}" for name, value in summary.items())
    return f"{table(rows)}\n\n{told}"


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _cell(text: str, width: int, numeric: bool) -> str:  # noqa: FBT001 - one of three columns of a zip
    return text.rjust(width) if numeric else text.ljust(width)
