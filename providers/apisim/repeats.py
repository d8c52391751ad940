"""A request that reaches the service twice, or that meets a list whose rows have moved meanwhile."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from apisim.errors import Refusal
from apisim.ledger import Entry
from apisim.paging import POSITIONS, moved
from apisim.service import serve
from apisim.trouble import SECOND

if TYPE_CHECKING:
    from apisim.calls import Answer
    from apisim.tokens import Token
    from apisim.trouble import Fault
    from apisim.web import Request
    from apisim.world import World

TWO_DELIVERIES = ("twice", "again")
"""The service carries the call out twice, at once or later, as if a proxy had repeated it."""


def deliver(world: World, request: Request, entry: Entry, token: Token | None, fault: Fault) -> Answer:
    """Carry a write out twice; for a read the fault did not happen."""
    if request.method == "GET":
        entry.fault = None
        return serve(world, request, entry, token)
    first = serve(world, request, entry, token)
    if fault.name == "again":
        world.agenda.after(fault.seconds, partial(_again, world, request, token, fault))
        return first
    if fault.which == SECOND:
        entry.close(first.status, first.headers, world.clock.moment())
    second = _repeat(world, request, token, fault)
    return second if fault.which == SECOND else first


def _repeat(world: World, request: Request, token: Token | None, fault: Fault) -> Answer:
    """Carry the call out once more, as a call of its own in the ledger."""
    entry = Entry(request.method, request.raw_path, request.query, world.clock.moment())
    entry.token, entry.fault = token.name if token else None, fault.name
    answer = serve(world, request, world.ledger.open(entry), token)
    entry.close(answer.status, answer.headers, world.clock.moment())
    return answer


def _again(world: World, request: Request, token: Token | None, fault: Fault) -> None:
    _repeat(world, request, token, fault)


def shifted(request: Request, rows: int) -> Request | None:
    """Ask for a later page as it is when so many rows were added (or, below zero, taken away) before it.

    None for what is no later page of a list.
    """
    if request.method != "GET":
        return None
    for name in POSITIONS:
        values = request.query.get(name)
        try:
            other = moved(name, values[0], rows) if values else None
        except Refusal:
            return None
        if other is not None:
            return replace(request, query={**request.query, name: [other]})
    return None
