"""What the notes of a run come to: its counts and its exit code. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wholesale.errors import AuthenticationError, FilesError, MissingStackError, SafetyError, ToldError
from wholesale.vocabulary.record import Reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from wholesale.engine.outcome import Note

FAILED, CANCELLED, PARKED, PART = 1, 8, 20, 23
PULUMIS = frozenset({MissingStackError.exit_code, 2, 3, 4, 5, 7, 8, 9})
"""Exit codes of the Pulumi CLI that say more than that something failed."""
FIRST = (AuthenticationError.exit_code, SafetyError.exit_code, FilesError.exit_code)
"""Of several errors, those that explain the others."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one stack.

    Args:
        stack: its name.
        code: its exit code.
        created: how many records were made or taken over.
        updated: how many were changed.
        deleted: how many left the state.
        parked: how many stand in which phase, where it is not `ready`.
        failed: the records that failed, each with the class of its error.
        not_done: the records that the file wants and that were not come to.
    """

    stack: str
    code: int
    created: int = 0
    updated: int = 0
    deleted: int = 0
    parked: tuple[tuple[str, int], ...] = ()
    failed: tuple[tuple[str, str], ...] = ()
    not_done: tuple[Reference, ...] = ()


def verdict(
    stack: str, notes: Sequence[Note], ended: int, missing: Sequence[Reference], *, cancelled: bool
) -> Verdict:
    """What the notes of a run say.

    Args:
        stack: the stack's name.
        notes: in the order in which they were made.
        ended: the exit code of the Pulumi CLI.
        missing: the records that the file wants, and that are not in the state after the run.
        cancelled: whether the user stopped it.
    """
    errors = [note for note in notes if note.error]
    own = [note for note in errors if note.key and note.error != ToldError.__name__]
    failed = {f"{note.kind.lower()} {note.key}": note.error for note in own}
    done = {(note.kind, note.key): note for note in notes if not note.error and note.did != "leave"}
    made = Counter(note.did for note in done.values() if note.phase in {"ready", ""})
    parked = Counter(note.phase for note in done.values() if note.phase not in {"ready", ""})
    wrote = any(note.phase != "waiting" for note in done.values())
    return Verdict(
        stack,
        CANCELLED if cancelled and ended else _code(errors, ended, wrote=wrote),
        made["create"],
        made["update"],
        made["delete"] + len(_gone_with_customer(notes, done)),
        tuple(sorted(parked.items())),
        tuple(sorted(failed.items())),
        tuple(one for one in missing if str(one) not in failed),
    )


def _gone_with_customer(notes: Sequence[Note], done: Mapping[tuple[str, str], Note]) -> set[Reference]:
    leaving = {Reference(note.kind, note.key) for note in notes if note.did == "leave"}
    gone = {key for (kind, key), note in done.items() if kind == "Customer" and note.did == "delete"}
    return {one for one in leaving if one.customer in gone and one not in done}


def total(verdicts: Sequence[Verdict], not_begun: Sequence[str], *, detailed: bool) -> int:
    """The exit code of a run over several stacks: 23 when some of them went well and some did not.

    Args:
        verdicts: one for each stack that was begun.
        not_begun: the stacks that were not, after a cancel or a refused token.
        detailed: whether 20 is wanted where something is parked.
    """
    codes = [one.code for one in verdicts]
    refused = AuthenticationError.exit_code in codes
    if CANCELLED in codes or (not_begun and not refused):
        return CANCELLED
    if not any(codes):
        return PARKED if detailed and any(one.parked for one in verdicts) else 0
    return PART if 0 in codes or PART in codes else _worst(codes)


def _code(errors: Sequence[Note], ended: int, *, wrote: bool) -> int:
    if not ended:
        return 0
    own = [note.code for note in errors if note.error != ToldError.__name__]
    if not own:
        return ended if ended in PULUMIS else PART if wrote else FAILED
    return PART if wrote else _worst(own)


def _worst(codes: Iterable[int]) -> int:
    left = tuple(codes)
    return next((code for code in FIRST if code in left), left[0])
