"""From paths to everything that `wholesale validate` says, by the shortest way: what is known is not checked.

Nothing heavy is imported here: where nothing has changed, no parser, model or rule is needed.
"""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, NamedTuple

from wholesale.settings import keep_plugins_out
from wholesale.stacks.folder import CONFIRMATIONS, PARTNER, RESERVED, SUFFIX, content, names
from wholesale.validation import ahead, kept

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from wholesale.validation.checks import Further
    from wholesale.validation.report import Report, Survey


class Inputs(NamedTuple):
    """Everything that an answer depends on, read once.

    Args:
        held: what each stack file holds.
        shared: what partner.yaml and confirmations.yaml of each folder hold, where they are there.
    """

    held: Mapping[Path, bytes]
    shared: Mapping[Path, tuple[bytes, bytes | None]]

    def digests(self) -> dict[Path, str]:
        """What the report of each stack file depends on, in short."""
        shared = {folder: _digest(*files).encode() for folder, files in self.shared.items()}
        return {file: _digest(content, shared[file.parent]) for file, content in self.held.items()}


def survey(
    paths: Sequence[Path],
    today: date | None = None,
    store: Path | None = None,
    further: Further | None = None,
) -> Survey:
    """Check files and folders; bad ones become problems, never exceptions.

    Args:
        paths: files and folders.
        today: the day it is, UTC; without one, nothing is over.
        store: the folder where answers are kept for the next time; without one, nothing is kept.
        further: what else to ask of the stacks, before waivers are looked at; its answer is not kept.
    """
    inputs = None if further else _inputs(paths)
    if inputs is None:
        return _checked(paths, today, {}, {}, further)[0]
    if store is None:
        return _checked(paths, today, inputs.held, {})[0]
    digests = inputs.digests()
    shelf = kept.shelf(store, paths, today)
    answer = shelf.answer(whole := _digest(*(os.fsencode(f"{file}\0{digests[file]}") for file in digests)))
    if answer is None:
        answer, reports = _checked(paths, today, inputs.held, shelf.reports(digests))
        shelf.keep(whole, answer, {file: (digests[file], reports[file]) for file in digests})
    return answer


def _checked(
    paths: Sequence[Path],
    today: date | None,
    contents: Mapping[Path, bytes],
    known: Mapping[Path, Report],
    further: Further | None = None,
) -> tuple[Survey, Mapping[Path, Report]]:
    taken = ahead.reading({file: content for file, content in contents.items() if file not in known})
    try:
        keep_plugins_out()
        from wholesale.validation.checks import Beforehand, checked  # noqa: PLC0415 - parsers, models, rules

        return checked(paths, today, Beforehand(contents, taken, known), further)
    finally:
        taken()


def _inputs(paths: Sequence[Path]) -> Inputs | None:
    """What has to be read; None where anything is missing or refused: such an answer is not kept."""
    held: dict[Path, bytes] = {}
    shared: dict[Path, tuple[bytes, bytes | None]] = {}
    size = 0
    for path in paths:
        whole = path.is_dir()
        folder = path if whole else path.parent
        shared_files = shared.get(folder) or _shared(folder)
        if shared_files is None:
            return None
        shared[folder] = shared_files
        for file in [path / f"{name}{SUFFIX}" for name in names(path)] if whole else [path]:
            found = content(file)
            if not isinstance(found, bytes) or file.name in _RESERVED_FILES:
                return None
            held[file], size = found, size + len(found)
            if size > MOST_HELD:
                return None
    return Inputs(held, shared) if held else None


MOST_HELD = 100_000_000
"""Bytes of files that are held in memory at a time; of a larger estate one file is, and nothing is kept."""
_RESERVED_FILES = frozenset(f"{name}{SUFFIX}" for name in RESERVED)


def _shared(folder: Path) -> tuple[bytes, bytes | None] | None:
    partner, confirmations = (content(folder / f"{name}{SUFFIX}") for name in (PARTNER, CONFIRMATIONS))
    if not isinstance(partner, bytes):
        return None
    if isinstance(confirmations, bytes):
        return partner, confirmations
    return (partner, None) if confirmations.why == "absent" else None


def _digest(*parts: bytes | None) -> str:
    """One text for several, so that no two sets of parts have the same one."""
    found = hashlib.sha256()  # the processor has it built in
    for part in parts:
        found.update(b"-" if part is None else f"{len(part)}:".encode() + part)
    return found.hexdigest()
