"""The other stack files of the folder: what they hold, this stack may forget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholesale.desired.registry import records
from wholesale.errors import FilesError
from wholesale.operations.safety import Moved
from wholesale.stacks.folder import names
from wholesale.stacks.load import load

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
    theirs = {other.customers[handle].external_id for other in others for handle in _present(other)}
    return Moved(
        frozenset(record.reference for other in others for record in records(other)),
        frozenset(handle for handle, name in _external_ids(standing).items() if name in theirs)
        - stack.customers.keys(),
        _extending(others),
    )


def _extending(others: Sequence[Stack]) -> dict[str, tuple[str, ...]]:
    """The customers of these stacks by the profile that they extend."""
    found: dict[str, list[str]] = {}
    for other in others:
        for handle in _present(other):
            for profile in other.customers[handle].extends:
                found.setdefault(profile, []).append(handle)
    return {profile: tuple(handles) for profile, handles in found.items()}


def _external_ids(standing: Sequence[Standing]) -> dict[str, str]:
    """The customers of a state: handle → externalId; the handle, where the state has no such record."""
    known = {one.reference.customer: one.reference.customer for one in standing}
    for one in standing:
        if one.reference.kind == "Customer" and one.inputs.get("externalId"):
            known[one.reference.key] = str(one.inputs["externalId"])
    return known


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
