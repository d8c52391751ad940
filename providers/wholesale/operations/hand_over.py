"""Hand-overs: a record that takes what another still holds is written right after that one (design §6)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from wholesale.api.ids import uuid_of
from wholesale.compare import compare, refused
from wholesale.desired.registry import records
from wholesale.errors import ConflictError, RefusedError, WholesaleError
from wholesale.operations.claims import Party, Turn, holders_of, strangers, turns

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping

    from wholesale.operations.results import Result
    from wholesale.vocabulary.claims import Claim, Claiming
    from wholesale.vocabulary.context import Context
    from wholesale.vocabulary.kind import Kind
    from wholesale.vocabulary.record import Reference, Standing

    Values = Mapping[str, Any]
    Write = Callable[[Kind, Context, Values | None], Awaitable[Result]]


async def in_turn(kind: Kind, context: Context, known_inputs: Values | None, write: Write) -> Result:
    """Write a record while nobody hands over; where it takes or gives a claim, hand over first.

    Args:
        kind: the record's kind.
        context: the record, at its customer.
        known_inputs: what the state knows of it; None where the state does not have it.
        write: brings one record to what is wanted, from what is live then.

    Raises:
        ConflictError: what it wants is held by somebody whom the file does not name, or who keeps it.
    """
    claiming = kind.claiming
    if claiming is None or not _may_claim(context):
        return await write(kind, context, known_inputs)

    async def unless_contested() -> Result | None:
        if await _is_contested(kind, claiming, context):
            return None
        return await write(kind, context, known_inputs)

    done = await context.together.beside(door(context), unless_contested)
    if done is not None:
        return done
    mine = _Claimant(context.reference, context, known_inputs)
    return await context.together.alone(door(context), lambda: _handed_over(kind, claiming, mine, write))


async def foretold(kind: Kind, context: Context, known_inputs: Values | None) -> tuple[str, ...]:
    """What a run is going to do to others for the sake of a record, in words; it writes nothing.

    Raises:
        ConflictError: what it wants is held by somebody whom the file does not name, or who keeps it.
    """
    claiming = kind.claiming
    if claiming is None or not _may_claim(context) or not await _is_contested(kind, claiming, context):
        return ()
    plan = await _planned(kind, claiming, _Claimant(context.reference, context, known_inputs))
    concerned = {context.reference, *holders_of(plan.parties, context.reference)}
    before = takewhile(lambda turn: turn != Turn("write", context.reference), plan.turns)
    return tuple(_in_words(turn, WILL) for turn in before if turn.reference in concerned)


def door(context: Context) -> tuple[str, ...]:
    """What all writes to claimants of one customer pass through."""
    return "claims", uuid_of(context.home.customer_id if context.home else "")


@dataclass(frozen=True, slots=True)
class _Claimant:
    """One record that may hold or want claims, with what is needed to write it."""

    reference: Reference
    context: Context
    known_inputs: Values | None
    standing: Standing | None = None


def _may_claim(context: Context) -> bool:
    """Whether somebody may hold what the record wants: not in an organization that this run made."""
    customer = context.customer
    if customer is None or customer.manage == "observe" or context.home is None or not context.org:
        return False
    return not context.estate.is_new(context.home.customer_id)


async def _is_contested(kind: Kind, claiming: Claiming, context: Context) -> bool:
    """Whether the record takes what another holds, or holds what another takes."""
    wanted, held = await claiming.wants(context), await claiming.holders(context)
    mine = await claiming.owner(context)
    if any(held.get(claim, mine) != mine for claim in wanted):
        return True
    loses = {claim for claim, owner in held.items() if owner == mine} - wanted if mine else set()
    if not loses:
        return False
    others = [await claiming.wants(other.context) for other in _wanted(kind, context)]
    return any(loses & wants for wants in others)


def _wanted(kind: Kind, context: Context) -> Iterator[_Claimant]:
    """The other records of the same kind and customer that the file wants, as far as the file knows them."""
    assert context.stack is not None, "a record without a file claims nothing"  # noqa: S101
    for record in records(context.stack):
        other = record.reference
        beside_it = other.kind == kind.name and other.customer == context.reference.customer
        if beside_it and other != context.reference:
            yield _Claimant(other, _of_another(context, other, record.inputs, {}), None)


def _of_another(context: Context, other: Reference, inputs: Values, last: Values) -> Context:
    """The context of another record, in whose name this one speaks."""
    return replace(
        context,
        reference=other,
        inputs=inputs,
        last=last,
        tell=lambda text: context.tell(f"{other}: {text}"),
    )


async def _handed_over(kind: Kind, claiming: Claiming, mine: _Claimant, write: Write) -> Result:
    if not await _is_contested(kind, claiming, mine.context):
        return await write(kind, mine.context, mine.known_inputs)
    plan, result = await _planned(kind, claiming, mine), None
    failed: dict[Reference, WholesaleError] = {}
    for turn in plan.turns:
        kept = next((one for one in holders_of(plan.parties, turn.reference) if one in failed), None)
        if turn == Turn("write", mine.reference):
            if kept is not None:
                raise _not_freed(mine.reference, kept, failed[kept]) from failed[kept]
            result = await write(kind, mine.context, mine.known_inputs)
            continue
        try:
            if kept is not None:
                raise _not_freed(turn.reference, kept, failed[kept])
            await _take(kind, claiming, turn, plan.claimants[turn.reference], write)
            mine.context.tell(_in_words(turn, WAS))
        except WholesaleError as error:
            failed[turn.reference] = error
    return result if result is not None else await write(kind, mine.context, mine.known_inputs)


@dataclass(frozen=True, slots=True)
class _Plan:
    """All who may be bound to a record by claims, what they hold and want, and the steps of the hand-over."""

    claimants: Mapping[Reference, _Claimant]
    parties: Mapping[Reference, Party]
    turns: tuple[Turn, ...]


async def _planned(kind: Kind, claiming: Claiming, mine: _Claimant) -> _Plan:
    claimants = {one.reference: one for one in await _claimants(kind, mine)}
    held = dict(await claiming.holders(mine.context))
    parties = {one.reference: await _party(kind, claiming, one, held) for one in claimants.values()}
    if taken := strangers(parties, mine.reference, held):
        raise ConflictError(_conflict(mine.reference, taken))
    return _Plan(claimants, parties, turns(mine.reference, parties))


async def _claimants(kind: Kind, mine: _Claimant) -> list[_Claimant]:
    """The record itself, the others that the file wants, and those that leave, each with its state."""
    stood = {
        one.reference: one for one in await mine.context.run.standing() if one.reference.kind == kind.name
    }
    found, context = [mine], mine.context
    assert context.stack is not None, "a record without a file claims nothing"  # noqa: S101
    previous = {record.reference: record.previously for record in records(context.stack)}
    names = {mine.reference}
    for other in _wanted(kind, context):
        was = other.reference._replace(key=previous.get(other.reference) or other.reference.key)
        standing = stood.get(other.reference) or stood.get(was)
        names |= {other.reference, was}
        found.append(_with_state(other, standing) if standing else other)
    mine_was = mine.reference._replace(key=previous.get(mine.reference) or mine.reference.key)
    handles = {context.reference.customer, context.customer.previously if context.customer else None}
    emails = {_email(one.context.inputs) for one in found}
    for reference, standing in stood.items():
        leaves = reference.customer in handles and reference not in {*names, mine_was}
        if leaves and _email(standing.inputs) not in emails:
            theirs = _of_another(context, reference, standing.inputs, standing.outputs)
            found.append(_Claimant(reference, theirs, standing.inputs, standing))
    return found


def _email(inputs: Values) -> str:
    """What tells that a record is the same person under another handle."""
    return str(inputs.get("email")).casefold()


def _with_state(other: _Claimant, standing: Standing) -> _Claimant:
    context = replace(other.context, last=standing.outputs)
    return replace(other, context=context, known_inputs=standing.inputs)


async def _party(kind: Kind, claiming: Claiming, one: _Claimant, held: Mapping[Claim, str]) -> Party:
    leaves = one.standing is not None
    owner = await claiming.owner(one.context)
    return Party(
        wants=frozenset() if leaves else await claiming.wants(one.context),
        holds=frozenset(claim for claim, holder in held.items() if owner and holder == owner),
        ready=leaves or await _is_ready(kind, one.context),
        leaves=leaves,
    )


async def _is_ready(kind: Kind, context: Context) -> bool:
    """Whether the record can be written now: nothing keeps it waiting, and nothing of it is refused."""
    try:
        if await kind.blocked(context):
            return False
        live = await kind.find(context)
    except RefusedError:
        return False
    return live is None or not refused(kind.fields, compare(kind.fields, context.inputs, live.values))


async def _take(kind: Kind, claiming: Claiming, turn: Turn, one: _Claimant, write: Write) -> None:
    if turn.action == "write":
        await write(kind, one.context, one.known_inputs)
    elif turn.action == "give up":
        owner = await claiming.owner(one.context)
        await claiming.give_up(one.context, owner or "", turn.claims)
    elif one.standing is not None:
        owner = await claiming.owner(one.context)
        await one.context.run.remove(one.standing, one.context)
        if owner in (await claiming.holders(one.context)).values():
            raise ConflictError("It is only forgotten here, so it keeps what it holds.")


WAS = {"write": "was changed", "remove": "was removed", "give up": "gave up, for the time being, its"}
WILL = {"write": "is changed", "remove": "is removed", "give up": "gives up, for the time being, its"}
"""What happens to another record for the sake of this one, when it is done, and before."""


def _in_words(turn: Turn, done: Mapping[str, str]) -> str:
    what = " and ".join(sorted({claim[0] for claim in turn.claims}))
    words = f"{turn.reference} {done[turn.action]} {what}".rstrip()
    return words if turn.action == "give up" else f"{words} in the same go: what one gives up, another takes"


def _conflict(reference: Reference, taken: frozenset[tuple[str, ...]]) -> str:
    what = " and ".join(sorted({claim[0] for claim in taken}))
    return (
        f"User {reference.key} wants a value of {what} that somebody else in its organization holds, whom "
        f"this stack file does not name, or lets keep it.\n"
        f"    Take it away there first, or give this user another one."
    )


def _not_freed(reference: Reference, holder: Reference, error: WholesaleError) -> ConflictError:
    return ConflictError(
        f"{reference.kind} {reference.key} was not changed: {holder} holds what it takes, and could not give "
        f"it up.\n    {error}"
    )
