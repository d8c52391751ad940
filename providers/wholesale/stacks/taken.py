"""Claims that two sides took since they parted: pure, from what both take now and what was taken before."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wholesale.stacks.claims import Claim, FileClaims
    from wholesale.stacks.problems import NodePath

Holder = tuple[str, "NodePath", str]
"""Who takes: the customer, the record, and for a handle the name of the file, which a move changes."""

Thing = tuple[str, str, str | None]
"""What is taken: its kind, its value, and the party for which an externalId is unique."""


def taken_twice(
    ours: Sequence[FileClaims], before: Sequence[FileClaims], theirs: Sequence[FileClaims]
) -> Iterator[tuple[str, Claim, str, Claim]]:
    """What both sides newly give to different records: our file and claim, then theirs.

    Args:
        ours: what the files of this side take.
        before: what was taken where both sides parted, by the files that the other side has changed.
        theirs: what those files take on the other side.

    A claim of several numbers is given with the number that is taken twice.
    """
    old = {(thing, _holder(file, claim)) for file, claim, thing in _things(before)}
    was = {thing for thing, _ in old}
    new: dict[Thing, tuple[str, Claim]] = {}
    for file, claim, thing in _things(theirs):
        if (thing, _holder(file, claim)) not in old:
            new.setdefault(thing, (file, claim))
    told: set[tuple[NodePath, NodePath]] = set()
    for file, claim, thing in _things(ours):
        other = new.get(thing)
        if other is None or (thing, _holder(file, claim)) in old:
            continue
        is_one = _holder(file, claim) == _holder(*other) and (claim.kind != "handle" or thing in was)
        if not is_one and (claim.path, other[1].path) not in told:
            told |= {(claim.path, other[1].path)} if claim.kind == "declared" else set()
            yield file, claim._replace(value=thing[1]), *other


def _holder(file: str, claim: Claim) -> Holder:
    record = claim.path[:4]  # not the entry of a list: one that is put before it changes nothing
    return claim.customer, record, PurePath(file).name if claim.kind == "handle" else ""


def _things(files: Sequence[FileClaims]) -> Iterator[tuple[str, Claim, Thing]]:
    """Every claim with what it takes; a range takes each of its numbers."""
    for file in files:
        for claim in file.claims:
            party = file.party if claim.kind == "externalId" else None
            for value in _numbers(claim.value) if claim.kind == "declared" else (claim.value,):
                yield file.file, claim, (claim.kind, value, party)


def _numbers(value: str) -> Iterator[str]:
    first, _, last = value.partition("..")
    return (f"+{number}" for number in range(int(first), int(last or first) + 1))
