"""The difference that an edit makes to files, as `diff -u` writes it."""

from __future__ import annotations

import difflib

_COLOURS = {"+": "\x1b[32m", "-": "\x1b[31m", "@": "\x1b[36m"}
_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"


def rendered(file: str, before: str | None, after: str, *, coloured: bool = False) -> str:
    """One file's difference; empty when there is none.

    Args:
        file: its name.
        before: its text, or None when the file is new.
        after: the text that it gets.
        coloured: for a terminal.
    """
    old = "/dev/null" if before is None else file
    lines = difflib.unified_diff(_lines(before or ""), _lines(after), old, file, n=2, lineterm="")
    return "".join(f"{line}\n" for line in (map(_painted, lines) if coloured else lines))


def _lines(text: str) -> list[str]:
    """The lines without their breaks; a missing last break is told as `diff` does."""
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    return lines[:-1] if lines[-1] == "" else [*lines[:-1], f"{lines[-1]}\n\\ No newline at end of file"]


def _painted(line: str) -> str:
    if line.startswith(("+++", "---")):
        return f"{_BOLD}{line}{_PLAIN}"
    colour = _COLOURS.get(line[:1], "")
    return f"{colour}{line}{_PLAIN}" if colour else line
