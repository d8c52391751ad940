"""Answers kept for the next time, in the user's cache folder (docs/decisions/0016-validation-speed.md).

A file that is broken, foreign, of another version of ours or of another day is as good as none. Whatever goes
wrong while keeping costs the next run some time, and nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import re
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wholesale.validation.report import report_from_json, report_to_json, survey_from_json, survey_to_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from wholesale.validation.report import Report, Survey

MOST_FILES = 20
"""Files of a store; the oldest ones go. Each is of one set of paths."""

_BROKEN = (OSError, ValueError, TypeError, KeyError, RecursionError)
"""What reading a file of any content can end in."""
LARGEST = 100_000_000
"""Bytes of one of them; an estate of twenty thousand users has half a million."""
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_WAITS_FOR_NOBODY = getattr(os, "O_NONBLOCK", 0)
_OF_OURS = re.compile(r"[0-9a-f]{32}\.json|\.[0-9a-f]{32}\.json\.[0-9]+")
"""The names of what is kept, and of what is about to be: a folder may hold files of somebody else."""


class Shelf(NamedTuple):
    """What is kept for one set of paths: a line with the last answer, then one with the reports beneath it.

    Args:
        file: where it is kept.
        maker: what it was made by, and of which day; only the same one believes it.
    """

    file: Path
    maker: str

    def answer(self, digest: str) -> Survey | None:
        """The answer for files of this digest, where it is known."""
        try:
            maker, kept, answer = json.loads(self._lines()[0])
            return survey_from_json(answer) if (maker, kept) == (self.maker, digest) else None
        except _BROKEN:
            return None

    def reports(self, digests: Mapping[Path, str]) -> dict[Path, Report]:
        """The reports of those stack files that are as they were.

        Args:
            digests: what the report of each file depends on.
        """
        try:
            first, second = self._lines()
            kept = json.loads(second) if json.loads(first)[0] == self.maker else {}
            return {
                file: report_from_json(report)
                for file, digest in digests.items()
                for known, report in (kept.get(str(file), (None, None)),)
                if known == digest
            }
        except _BROKEN:
            return {}

    def keep(self, digest: str, answer: Survey, reports: Mapping[Path, tuple[str, Report]]) -> None:
        """Put an answer here for the next time, and the reports that it is made of."""
        rows = {str(file): [of, report_to_json(report)] for file, (of, report) in reports.items()}
        lines = (json.dumps([self.maker, digest, survey_to_json(answer)]), json.dumps(rows))
        with contextlib.suppress(OSError):
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if _is_ours(self.file.parent.stat()):
                _replace(self.file, "\n".join(lines))
                _clear_out(self.file.parent)

    def _lines(self) -> list[bytes]:
        if not _is_ours(self.file.parent.stat()):
            return [b"[]"]
        with os.fdopen(os.open(self.file, os.O_RDONLY | _WAITS_FOR_NOBODY | _NO_LINK), "rb") as opened:
            known = os.fstat(opened.fileno())
            right = _is_ours(known) and stat.S_ISREG(known.st_mode) and known.st_size <= LARGEST
            return opened.read().split(b"\n") if right else [b"[]"]


def shelf(store: Path, paths: Sequence[Path], today: date | None) -> Shelf:
    """Where the answers for these paths are kept, as this version of ours gives them on this day."""
    name = "\0".join([os.getcwd(), *map(str, paths)])  # noqa: PTH109 - a path object costs more than all of it
    return Shelf(store / f"{_short(name)}.json", _short("\0".join([*_versions(), str(today)])))


def _short(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def _versions() -> Iterator[str]:
    """Size and time of every module of ours, and of the folders that installing a library changes."""
    yield sys.version
    yield from _traces(Path(__file__).parents[1])
    for library in ("pydantic_core", "pydantic", "yaml", "yaml_rs"):
        found = importlib.util.find_spec(library)
        if found and found.origin:
            yield _trace(os.path.dirname(os.path.dirname(found.origin)))  # noqa: PTH120 - as above
            yield _trace(found.origin)


def _traces(folder: Path) -> Iterator[str]:
    for one in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if one.is_dir() and one.name != "__pycache__":
            yield from _traces(Path(one.path))
        elif one.name.endswith(".py"):
            yield _trace(one.path)


def _trace(path: str) -> str:
    known = os.stat(path)  # noqa: PTH116 - as above
    return f"{path}:{known.st_size}:{known.st_mtime_ns}"


def _is_ours(known: os.stat_result) -> bool:
    """Whether nobody else could have written it, or may read it."""
    return known.st_uid == os.geteuid() and not known.st_mode & 0o077


def _replace(file: Path, text: str) -> None:
    """Write a file at once: whoever reads it meanwhile, reads the old one or the new one."""
    new = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _NO_LINK, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
            opened.write(text)
        new.replace(file)
    except OSError:
        new.unlink(missing_ok=True)


def _clear_out(store: Path) -> None:
    ours = (file for file in store.iterdir() if _OF_OURS.fullmatch(file.name))
    kept = sorted(ours, key=lambda file: file.lstat().st_mtime, reverse=True)
    for file in kept[MOST_FILES:]:
        file.unlink(missing_ok=True)
