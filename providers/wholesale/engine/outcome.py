"""What became of the operations of a run: noted by plug-in and program, read by `wholesale up`.

The Pulumi CLI ends with 0 or 1, whatever happened, so our exit codes come from these notes: one JSON
object on a line for each operation that ended. They name records, and no value of a person.
"""

from __future__ import annotations

import json
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from wholesale import settings
from wholesale.engine.names import reference_of
from wholesale.errors import RefusedError, WholesaleError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from wholesale.vocabulary.record import Reference

WRITES = frozenset({"create", "update", "delete"})


@dataclass(frozen=True, slots=True)
class Note:
    """How one operation ended.

    Args:
        did: `create`, `update`, `delete`; `read`, `diff`, and `run` for the program, only where they failed;
            `leave` for what goes without an operation of its own, if its customer goes.
        kind: the record's kind; empty for the program.
        key: the record's key.
        phase: where the record stands then; empty after a delete.
        error: the class of the error, where it failed.
        code: the exit code of that error.
    """

    did: str
    kind: str = ""
    key: str = ""
    phase: str = ""
    error: str = ""
    code: int = 0


Noting: TypeAlias = "AbstractContextManager[Callable[[str | None], None]]"


@contextmanager
def noting(did: str, urn: str = "") -> Iterator[Callable[[str | None], None]]:
    """Note how an operation ends. What it gives takes the record's phase; None when only a preview was made.

    Args:
        did: the operation.
        urn: the record's; none for the program.
    """
    reference = reference_of(urn) if urn else None
    note = Note(did, reference.kind, reference.key) if reference else Note(did)
    try:
        phases: list[str | None] = []
        yield phases.append
    except WholesaleError as error:
        _append(replace(note, error=type(error).__name__, code=error.exit_code))
        raise
    if did in WRITES and phases and phases[0] is not None:
        _append(replace(note, phase=phases[0]))


def note_refused() -> None:
    """Note that customers of the stack are not written at all."""
    _append(Note("run", error=RefusedError.__name__, code=RefusedError.exit_code))


def note_leaving(references: Iterable[Reference]) -> None:
    """Note what the engine takes out of the state with its customer, without asking anybody."""
    for reference in references:
        _append(Note("leave", reference.kind, reference.key))


def notes(file: Path) -> tuple[Note, ...]:
    """What a run noted; a last line that was cut off is left out."""
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    return tuple(_read(lines))


def _read(lines: list[str]) -> Iterator[Note]:
    for line in lines:
        with suppress(ValueError, TypeError):
            yield Note(**json.loads(line))


def _append(note: Note) -> None:
    """Write one line at once, so that two processes do not mix; a run does not fail for a note."""
    file = settings.outcome_file()
    if file is not None:
        with suppress(OSError), file.open("a", encoding="utf-8") as out:
            out.write(json.dumps(asdict(note), ensure_ascii=False) + "\n")
