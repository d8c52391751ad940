"""The other stack files of the folder: what they hold, this stack may forget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholesale.desired.registry import records
from wholesale.errors import FilesError
from wholesale.operations.safety import Moved
from wholesale.stacks.load import load, names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from wholesale.stacks.stack import Stack
    from wholesale.vocabulary.record import Standing


def moved(folder: Path, stack: Stack, standing: Sequence[Standing]) -> Moved:
    """What of the state other stack files hold by now; they are read only when something is missing here."""
    wanted = {record.reference for record in records(stack)}
    if all(one.reference in wanted for one in standing):
        return Moved()
    others = list(_others(folder, stack))
    return Moved(
        frozenset(record.reference for other in others for record in records(other)),
        frozenset(handle for other in others for handle in _present(other)) - stack.customers.keys(),
    )


def rivals(folder: Path, stack: Stack) -> dict[str, str]:
    """The customers that other stack files want: externalId → file. It reads all of them: ask once."""
    return {
        other.customers[handle].external_id: str(other.file)
        for other in _others(folder, stack)
        if other.sub_partner == stack.sub_partner
        for handle in _present(other)
    }


def _present(stack: Stack) -> Iterator[str]:
    return (handle for handle, customer in stack.customers.items() if customer.ensure == "present")


def _others(folder: Path, stack: Stack) -> Iterator[Stack]:
    for name in names(folder):
        if name != stack.name:
            try:
                yield load(folder, name)
            except FilesError:
                continue
