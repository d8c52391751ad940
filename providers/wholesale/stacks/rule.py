"""What a rule is: an id that never changes, the words that explain it, and the problems that it tells.

A rule is a constant of its family's file in `rules/`; a *check* is a function of the same file that looks
for it, marked with what it is asked of. `rulebook` finds both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wholesale.stacks.problems import Place, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from datetime import date

    from wholesale.stacks.claims import FileClaims
    from wholesale.stacks.models.files import ConfirmationsBlock
    from wholesale.stacks.models.partner import Partner
    from wholesale.stacks.problems import NodePath
    from wholesale.stacks.rules.inheritance import Inherited
    from wholesale.stacks.source import Source
    from wholesale.stacks.stack import Customer, Stack

    PlaceOf = Callable[[str, NodePath], Place]
    """Where a node of a file stands; asked for what is told only."""


LONGEST = 1000
"""Characters of a message or of a way out: a file's values may be of any length."""


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


class Rule(NamedTuple):
    """One sort of mistake; docs/rules.md is made of these.

    Args:
        id: `WS` and three digits, the first one for the family; never used for anything else afterwards.
        name: the rule in two or three words, with dashes.
        what: what is wrong, one sentence.
        why: why it matters, one or two sentences.
        mend: how to mend it, one sentence.
        bad: a few lines of YAML that break it.
        good: the same lines, mended.
        severity: of its problems.
        firm: why no waiver can silence it; empty where one can.
        secret: whether its line may hold a secret, and is not shown.
        itself: whether a value breaks it by itself, whoever has it; one of a profile is told at the profile.
    """

    id: str
    name: str
    what: str
    why: str
    mend: str
    bad: str
    good: str
    severity: Severity = "error"
    firm: str = ""
    secret: bool = False
    itself: bool = False

    def at(self, place: Place, path: str, message: str, fix: str, *related: Place) -> Problem:
        """A problem of this rule; `related` are the other places that its message names."""
        return Problem(self.severity, place, path, _short(message), _short(fix), self.id, related)


class PerPartner(NamedTuple):
    """A check of partner.yaml."""

    ask: Callable[[Partner, Source], Iterator[Problem]]


class PerConfirmations(NamedTuple):
    """A check of confirmations.yaml, given every customer of the folder."""

    ask: Callable[[ConfirmationsBlock, Source, Collection[str]], Iterator[Problem]]


class PerFolder(NamedTuple):
    """A check of all stack files of a folder together, given what each of them takes."""

    ask: Callable[[Sequence[FileClaims], PlaceOf], Iterator[Problem]]


class PerStack(NamedTuple):
    """A check of one stack."""

    ask: Callable[[Stack], Iterator[Problem]]


class PerDay(NamedTuple):
    """A check of one stack that depends on the day."""

    ask: Callable[[Stack, date], Iterator[Problem]]


class PerInheritance(NamedTuple):
    """A check of one customer's block against what it inherits."""

    ask: Callable[[Stack, Inherited], Iterator[Problem]]


class PerCustomer(NamedTuple):
    """A check of one customer that is wanted, with effective values."""

    ask: Callable[[Stack, Customer], Iterator[Problem]]
