"""The front door: an ASGI application that checks, dispatches and answers every call."""

from __future__ import annotations

import asyncio
import logging
from functools import cache
from typing import TYPE_CHECKING, Any

from apisim import checks, damage, estate, sidedoor
from apisim.areas import absent, aliases, routes
from apisim.calls import Answer, Call
from apisim.delivery import Connection, ConnectionCutError
from apisim.description import Node, Operation, operations, parameter_names
from apisim.errors import Refusal, bad_request, forbidden, not_found
from apisim.faults import BEFORE
from apisim.history import outdated
from apisim.ledger import Entry
from apisim.load import Load
from apisim.web import Receive, Request, Send, make_request, read_body, send_answer

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping

    from apisim.faults import Fault
    from apisim.settings import Settings
    from apisim.tokens import Token
    from apisim.world import World

__all__ = ["ConnectionCutError", "Simulator"]
log = logging.getLogger(__name__)
FAILED = "The simulator failed, see its log."
FOR_ANY_TOKEN = ("Get_My_Own_Details",)


@cache
def tree() -> Node:
    """Give the tree of all paths that are built."""
    root = Node()
    for name in routes():
        root.add(operations()[name], operations()[name].path)
    for path, name in aliases().items():
        root.add(operations()[name], path)
    return root


class Simulator:
    """The application; it holds the one world that a reset replaces."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.world = estate.build(settings)
        self.load = Load()

    def reset(self) -> None:
        """Go back to the start: estate, clock, faults, outcomes, ledger."""
        self.world = estate.build(self.settings)
        self.load.forget()

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        if scope["type"] != "http":
            return
        request = make_request(scope, await read_body(receive))
        if request.path.startswith(sidedoor.PREFIX):
            await send_answer(send, self._side_door(request), request.tracking_id)
            return
        with self.load.call():
            await self._api(request, Connection(scope, receive, send, request.tracking_id))

    async def _api(self, request: Request, connection: Connection) -> None:
        entry, token = self._open(request)
        if self.settings.latency:
            await asyncio.sleep(self.settings.latency)
        refused, fault = self._first_checks(request, token)
        entry.fault = fault.name if fault else None
        if fault and fault.name in BEFORE:
            await connection.cut(hold=fault.name == "timeout")
            return
        answer = refused or self._damaged(self._answer(request, entry, token), entry)
        clock = self.world.clock
        await connection.answer(
            answer, fault, lambda: entry.close(answer.status, answer.headers, clock.stamp())
        )

    def _side_door(self, request: Request) -> Answer:
        return _guarded(request, lambda: sidedoor.answer(self, request.method, request.path, request.body))

    def _open(self, request: Request) -> tuple[Entry, Token | None]:
        token = _bearer(self.world, request.headers.get("authorization", ""))
        entry = Entry(request.method, request.raw_path, request.query, self.world.clock.stamp())
        entry.token = token.name if token else None
        return self.world.ledger.open(entry), token

    def _first_checks(self, request: Request, token: Token | None) -> tuple[Answer | None, Fault | None]:
        """Apply the rate limit, then the faults: a call over the limit uses up no fault."""
        wait = self.world.buckets.wait(token.name) if token else 0
        if wait:
            refusal = Refusal(429, "Too many requests.", headers={"Retry-After": str(wait)})
            return _refused(refusal, request.tracking_id), None
        fault = self.world.faults.take(request.method, request.route or request.path)
        if fault is None or not fault.status:
            return None, fault
        if fault.name == "gateway":
            return damage.gateway(fault.status, fault.headers), fault
        refusal = Refusal(fault.status, "The simulator was told to fail here.", headers=fault.headers)
        return _refused(refusal, request.tracking_id), fault

    def _answer(self, request: Request, entry: Entry, token: Token | None) -> Answer:
        return _guarded(request, lambda: self._serve(request, entry, token))

    def _damaged(self, answer: Answer, entry: Entry) -> Answer:
        """Spoil an answer; a fault that finds nothing to spoil did not happen."""
        if entry.fault == "garbage":
            return damage.garbage(answer)
        if entry.fault not in damage.ROWS:
            return answer
        spoil = damage.ROWS[entry.fault]
        spoilt = spoil(answer, self.world.faults.pick) if entry.method == "GET" else None
        entry.fault = entry.fault if spoilt else None
        return spoilt or answer

    def _serve(self, request: Request, entry: Entry, token: Token | None) -> Answer:
        if token is None:
            raise Refusal(401, "The request requires a valid access token set in the Authorization header.")
        operation, params = _operation(request)
        if operation.id not in FOR_ANY_TOKEN and not token.may(operation.method, operation.scopes):
            raise forbidden(f"The token lacks a scope: {', '.join(operation.scopes)}.")
        checks.check_query(operation, request.query)
        body = self._body(operation, request, entry)
        self.world.begin(reading=request.method == "GET")
        call = Call(self.world, operation, token, params, request.query, body, request.origin, request.path)
        answer = _outdated(call, entry) or routes()[operation.id](call)
        if self.settings.check_answers:
            _check(call, answer)
        return answer

    def _body(self, operation: Operation, request: Request, entry: Entry) -> Any:
        if operation.body is None:
            return None
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise Refusal(415, "The content type has to be application/json.")
        body = checks.read_json(request.body)
        entry.ignored = checks.unknown_fields(operation, body, self.world.switches)
        checks.check_body(operation, body, self.world.switches)
        if entry.ignored and self.settings.strict_bodies:
            raise bad_request(f"Unknown fields: {', '.join(entry.ignored)}.")
        return body


def _outdated(call: Call, entry: Entry) -> Answer | None:
    """Answer a GET as it was before the latest write that it shows; without one, the fault did not happen."""
    if entry.fault != "stale":
        return None
    route = routes()[call.operation.id]
    old = outdated(call.world.history, lambda: route(call)) if entry.method == "GET" else None
    entry.fault = entry.fault if old else None
    return old


def _operation(request: Request) -> tuple[Operation, dict[str, str]]:
    route = request.route
    found = tree().find(route.strip("/").split("/")) if route and not route.endswith("/") else None
    if found is None:
        raise _unknown_path(route or "")
    node, values = found
    operation = node.operations.get(request.method)
    if operation is None:
        path = next(iter(node.operations.values())).path
        if request.method in absent().get(path, ()):
            raise _unknown_path(route or "")
        allowed = {"Allow": ", ".join(sorted(node.operations))}
        raise Refusal(405, f"Request method '{request.method}' is not supported", headers=allowed)
    return operation, dict(zip(parameter_names(operation.path), values, strict=True))


def _unknown_path(route: str) -> Refusal:
    telephony = route.startswith("/telephony/")
    return not_found(f"No static resource {route.strip('/')}.") if telephony else not_found()


def _check(call: Call, answer: Answer) -> None:
    problems = checks.answer_problems(call.operation, answer.status, answer.body, call.world.switches)
    if problems:
        raise Refusal(500, "The simulator's answer is not of the published shape: " + "; ".join(problems))


def _bearer(world: World, header: str) -> Token | None:
    scheme, _, value = header.partition(" ")
    return world.tokens.get(value.strip()) if scheme.lower() == "bearer" else None


def _guarded(request: Request, work: Callable[[], Answer]) -> Answer:
    """Answer what the work gives or refuses; its own errors are a 500, and logged."""
    try:
        return work()
    except Refusal as refusal:
        return _refused(refusal, request.tracking_id)
    except Exception:
        log.exception("%s %s", request.method, request.raw_path)
        return _refused(Refusal(500, FAILED), request.tracking_id)


def _refused(refusal: Refusal, tracking_id: str) -> Answer:
    body = None if refusal.empty else refusal.as_json(tracking_id)
    return Answer(refusal.status, body, refusal.headers)
