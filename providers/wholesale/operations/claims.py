"""In which order records write, so that nobody takes what another still holds. Pure (design §6, "Claims")."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from wholesale.vocabulary.claims import Claim
    from wholesale.vocabulary.record import Reference

Action = Literal["write", "remove", "give up"]


@dataclass(frozen=True, slots=True)
class Party:
    """One record, by what it claims.

    Args:
        wants: what it shall hold in the end.
        holds: what it holds now.
        ready: whether it can be written now; what cannot, takes nothing, and only gives up.
        leaves: whether the file does not want it any more.
    """

    wants: frozenset[Claim]
    holds: frozenset[Claim]
    ready: bool = True
    leaves: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """One step of a hand-over: a record is written, removed, or gives up some claims for the time being."""

    action: Action
    reference: Reference
    claims: frozenset[Claim] = frozenset()


def turns(first: Reference, parties: Mapping[Reference, Party]) -> tuple[Turn, ...]:
    """The steps after which `first`, and all who are bound to it by claims, hold what they want.

    They are the same whoever of them is the first: a preview tells what the run does. A holder comes right
    before the one who takes from it. In a circle, one gives up its claims for the time being, and so does a
    holder that cannot be written now. Who leaves is removed.
    """
    return tuple(_Order(parties).turns(first))


def holders_of(parties: Mapping[Reference, Party], taker: Reference) -> dict[Reference, frozenset[Claim]]:
    """From whom a record takes claims, and which ones."""
    party = parties[taker]
    if not party.ready or party.leaves:
        return {}
    wanted = party.wants - party.holds
    found = {
        reference: frozenset(other.holds & wanted)
        for reference, other in parties.items()
        if reference != taker and other.holds & wanted
    }
    return dict(sorted(found.items(), key=lambda item: item[0].key))


class _Order:
    """A walk from takers to holders; holders come out first."""

    def __init__(self, parties: Mapping[Reference, Party]) -> None:
        self._parties = parties
        self._from = {reference: holders_of(parties, reference) for reference in parties}
        self._takers: defaultdict[Reference, list[Reference]] = defaultdict(list)
        for taker, holders in self._from.items():
            for holder in holders:
                self._takers[holder].append(taker)
        self._begun: set[Reference] = set()
        self._done: set[Reference] = set()

    def turns(self, first: Reference) -> Iterator[Turn]:
        """The steps for `first` and for the others that are bound to it."""
        bound = self._bound(first)
        last = [reference for reference in bound if not self._takers[reference]]
        for reference in (*last, *bound):
            if reference not in self._done:
                yield from self._visit(reference)

    def _bound(self, first: Reference) -> tuple[Reference, ...]:
        found, open_ = {first: None}, [first]
        while open_:
            reference = open_.pop()
            for other in (*self._from[reference], *self._takers[reference]):
                if other not in found:
                    found[other] = None
                    open_.append(other)
        return tuple(sorted(found, key=lambda reference: reference.key))

    def _visit(self, reference: Reference) -> Iterator[Turn]:
        """The steps for one record, after those for all from whom it takes; a row of them may be long."""
        way = [self._entered(reference)]
        while way:
            taker, holders = way[-1]
            holder, claims = next(holders, (None, frozenset()))
            if holder is None:
                way.pop()
                self._done.add(taker)
                yield Turn("remove" if self._parties[taker].leaves else "write", taker)
            elif holder in self._done:
                continue
            elif holder in self._begun or not self._parties[holder].ready:
                yield Turn("give up", holder, claims)
            else:
                way.append(self._entered(holder))

    def _entered(
        self, reference: Reference
    ) -> tuple[Reference, Iterator[tuple[Reference | None, frozenset[Claim]]]]:
        self._begun.add(reference)
        return reference, iter(self._from[reference].items())


def strangers(
    parties: Mapping[Reference, Party], taker: Reference, held: Iterable[Claim]
) -> frozenset[Claim]:
    """Of what a record wants and others hold, what no record here holds, or what its holder is to keep."""
    party = parties[taker]
    free = {
        claim for holder, claims in holders_of(parties, taker).items() for claim in claims
        if claim not in parties[holder].wants
    }  # fmt: skip
    return (party.wants - party.holds) & frozenset(held) - free
