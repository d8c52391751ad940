"""Create, update, delete and read one record: find or adopt, compare with what is live, then write."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from wholesale.api.ids import same_id, uuid_of
from wholesale.compare import adopted, compare, known, projected, refused
from wholesale.desired.coverage import refusal
from wholesale.desired.registry import records
from wholesale.errors import RefusedError
from wholesale.operations import hand_over
from wholesale.operations.hand_over import door, in_turn
from wholesale.operations.results import Result, of, waiting
from wholesale.operations.safety import held_edits
from wholesale.vocabulary.record import Home

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wholesale.vocabulary.context import Context
    from wholesale.vocabulary.fields import Change
    from wholesale.vocabulary.kind import Kind
    from wholesale.vocabulary.record import Live, Reference


@dataclass(frozen=True, slots=True)
class Found:
    """What a Read found: the inputs as they are live, and where the record stands."""

    inputs: Mapping[str, Any]
    result: Result


REFUSED = "its customer is not written by this release"
"""Why a record waits whose customer's writes are refused; the program gives the whole message, once."""
OBSERVED = "its customer is only observed (manage: observe), and it is not there"


async def create(kind: Kind, context: Context) -> Result:
    """Make the record, or take over what is there under its natural key and bring it to what is wanted."""
    if _is_refused(context):
        return waiting(REFUSED)
    return await in_turn(kind, await _at_home(kind, context), None, _written)


async def update(kind: Kind, context: Context, known_inputs: Mapping[str, Any]) -> Result:
    """Bring the record from what is live, not from what the state says, to what is wanted."""
    api_id = str(context.last.get("apiId") or "")
    if not api_id:
        return await create(kind, context)
    context = await _at_home(kind, context)
    if _is_refused(context):
        return waiting(REFUSED, context.home, api_id)
    return await in_turn(kind, context, known_inputs, _written)


async def foretold(kind: Kind, context: Context, known_inputs: Mapping[str, Any] | None) -> tuple[str, ...]:
    """What bringing the record to what is wanted is going to do to others, in words; it writes nothing.

    A preview asks for its customer first. Of one that the state does not have, nothing is read: what it holds
    is found out by the run that makes it, or takes it over.
    """
    if kind.name == "Customer" and known_inputs is None:
        context.estate.unknown.add(context.reference.customer)
    if kind.claiming is None or _is_refused(context) or context.reference.customer in context.estate.unknown:
        return ()
    return await hand_over.foretold(kind, await _at_home(kind, context), known_inputs)


async def read(kind: Kind, context: Context, known_inputs: Mapping[str, Any]) -> Found | None:
    """What is live of a record of the state; None only when the API says that it is gone."""
    api_id = str(context.last.get("apiId") or "")
    if not api_id:
        return Found(known_inputs, waiting(str(context.last.get("reason") or ""), _last_home(context)))
    context = await _at_home(kind, context)
    live = await kind.read(context, api_id)
    if live is None:
        return None
    return Found(projected(kind.fields, known_inputs, live.values), _holding(kind, context, of(live)))


async def keeps_waiting(kind: Kind, context: Context) -> str | None:
    """Why a record that waits has to go on waiting; None when the next run can write it. Writes nothing."""
    if _is_refused(context):
        return REFUSED
    context = await _at_home(kind, context)
    if _is_observed(context) and not context.last.get("apiId"):
        return OBSERVED
    return await kind.blocked(context)


async def look_up(kind: Kind, context: Context) -> Found | None:
    """What is live of a record of the stack file, by its natural key: an import. Writes nothing."""
    context = await _at_home(kind, context)
    live = await kind.find(context) if kind.name == "Customer" or context.home else None
    if live is None:
        return None
    values = adopted(kind.fields, context.inputs, live.values)
    unread = {field.name: context.inputs.get(field.name) for field in kind.fields if not field.readable}
    return Found(projected(kind.fields, context.inputs, {**unread, **values}), of(live))


async def delete(kind: Kind, context: Context) -> None:
    """Remove the record while nobody hands over; what never was made, or is gone, needs no call."""
    context = await _at_home(kind, context)
    if kind.claiming is None:
        await remove(kind, context)
    else:
        await context.together.beside(door(context), lambda: remove(kind, context))


async def remove(kind: Kind, context: Context) -> None:
    """Remove a record that is at its customer already, as part of a hand-over."""
    api_id, customer_id = (str(context.last.get(name) or "") for name in ("apiId", "customerId"))
    thing = _thing(kind, customer_id, api_id)
    if not api_id or ("removed", *thing) in context.estate.written:
        return
    if other := _other_holder(context, thing):
        context.tell(f"only forgotten: {other} holds it now")
        return
    await kind.delete(context, api_id)
    context.estate.written["removed", *thing] = True


def _thing(kind: Kind, customer_id: str, api_id: str) -> tuple[str, str, str]:
    return kind.name, uuid_of(customer_id), uuid_of(api_id)


def _holding(kind: Kind, context: Context, result: Result) -> Result:
    """The result, once it is noted which record holds the thing."""
    if result.api_id and result.home:
        thing = _thing(kind, result.home.customer_id, result.api_id)
        context.estate.holders[thing].add(context.reference)
    return result


def _other_holder(context: Context, thing: tuple[str, str, str]) -> object | None:
    """A record that the file wants and that holds the same thing: one whose handle was merely changed."""
    others = context.estate.holders[thing] - {context.reference}
    wanted = {record.reference for record in records(context.stack)} if others and context.stack else set()
    return next(iter(others & wanted), None)


async def _written(kind: Kind, context: Context, known_inputs: Mapping[str, Any] | None) -> Result:
    """Bring one record from what is live to what is wanted; make it where it is not there."""
    api_id = str(context.last.get("apiId") or "")
    live = await kind.read(context, api_id) if api_id and known_inputs is not None else None
    if live is not None and known_inputs is not None:
        values = known(kind.fields, known_inputs, live.values)
        return _holding(kind, context, await _brought(kind, context, live, values, known_inputs))
    live = await kind.find(context) if kind.name == "Customer" or context.home else None
    if live is None:
        return _holding(kind, context, await _made(kind, context))
    if not context.last and not _is_of_this_run(context, kind, live):
        context.tell(f"found it: taken over ({live.api_id})")
    values = adopted(kind.fields, context.inputs, live.values)
    result = await _brought(kind, context, live, values, values)
    return _holding(kind, context, result)


def _is_of_this_run(context: Context, kind: Kind, live: Live) -> bool:
    """Whether this run made the thing, or its customer, and so takes nothing over."""
    customer_id = uuid_of(live.home.customer_id if live.home else "")
    made = context.estate.written
    return ("made", customer_id) in made or ("made", *_thing(kind, customer_id, live.api_id)) in made


async def _made(kind: Kind, context: Context) -> Result:
    if _is_observed(context):
        return waiting(OBSERVED, context.home)
    if reason := await kind.blocked(context):
        return waiting(reason, context.home)
    live = await kind.create(context)
    customer_id = live.home.customer_id if live.home else ""
    context.estate.written["made", *_thing(kind, customer_id, live.api_id)] = True
    return of(live)


async def _brought(
    kind: Kind, context: Context, live: Live, values: Mapping[str, Any], known_inputs: Mapping[str, Any]
) -> Result:
    changes = compare(kind.fields, context.inputs, values)
    if _is_observed(context):
        return of(live)
    if live.phase == "in_review":
        refuse_held(kind, context, compare(kind.fields, context.inputs, {**values, **known_inputs}))
    if not changes:
        return of(live)
    if forbidden := refused(kind.fields, changes):
        raise RefusedError(refusal_text(context.reference, forbidden))
    if reason := await kind.blocked(replace(context, home=live.home)):
        return waiting(reason, live.home, live.api_id)
    live = live._replace(values=values)
    return of(await kind.update(replace(context, home=live.home), live, changes))


def refuse_held(kind: Kind, context: Context, changes: tuple[Change, ...]) -> None:
    """Raise RefusedError when a customer in review would be edited, and no `allow` permits it."""
    stack, customer = context.stack, context.reference.customer
    if stack and (reason := held_edits(stack, kind.fields, customer, changes, context.today)):
        raise RefusedError(reason)


def refusal_text(reference: Reference, forbidden: tuple[tuple[Change, str], ...]) -> str:
    """The message for changes that the API cannot carry out."""
    lines = [f"{reference} cannot be changed as its stack file asks:"]
    lines += [f"    {change.path}: {way}" for change, way in forbidden]
    return "\n".join(lines)


async def _at_home(kind: Kind, context: Context) -> Context:
    """The context with the live customer that the record belongs to, as far as there is one.

    The API tells a customer's organization only while it is settled (wholesale-api §3.4): in between, the one
    that the state knows is still its own.
    """
    if kind.name == "Customer":
        return context
    last = _last_home(context)
    if context.customer is None:
        return replace(context, home=last)
    external_id = context.customer.external_id
    row = (await context.estate.customers(external_id, context.behalf)).by_name(external_id)
    if row is None:
        return replace(context, home=last)
    known_org = last.org_id if last and same_id(last.customer_id, row["id"]) else None
    return replace(context, home=Home(row["id"], row.get("orgId") or known_org))


def _last_home(context: Context) -> Home | None:
    """The live customer as the state knows it."""
    customer_id, org_id = (str(context.last.get(name) or "") for name in ("customerId", "organizationId"))
    return Home(customer_id, org_id or None) if customer_id else None


def _is_refused(context: Context) -> bool:
    customer = context.customer
    return context.stack is not None and customer is not None and refusal(context.stack, customer) is not None


def _is_observed(context: Context) -> bool:
    return context.customer is not None and context.customer.manage == "observe"
