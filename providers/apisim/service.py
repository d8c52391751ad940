"""What one request comes to: the checks of the front door, then the function of its area."""

from __future__ import annotations

import logging
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from apisim import checks
from apisim.areas import absent, aliases, routes
from apisim.areas.audit import rules as audit
from apisim.areas.restricted import rules as restricted
from apisim.areas.roles import rules as roles
from apisim.areas.scim import errors as scim
from apisim.calls import Answer, Call
from apisim.description import Node, Operation, operations, parameter_names
from apisim.errors import Reason, Refusal, bad_request, forbidden, not_found
from apisim.history import outdated
from apisim.rulebook import EVERY, rule

if TYPE_CHECKING:
    from collections.abc import Callable

    from apisim.errors import Json
    from apisim.ledger import Entry
    from apisim.tokens import Token
    from apisim.web import Request
    from apisim.world import World

log = logging.getLogger(__name__)
FAILED = "The simulator failed, see its log."
JSON = "application/json"
ORGANIZATIONS = "/identity/organizations/"
NO_IDENTITY_SCOPE = 200003


@cache
def tree() -> Node:
    """Give the tree of all paths that are built."""
    root = Node()
    for name in routes():
        root.add(operations()[name], operations()[name].path)
    for path, name in aliases().items():
        root.add(operations()[name], path)
    return root


def serve(world: World, request: Request, entry: Entry, token: Token | None) -> Answer:
    """Answer a request of the API; what the service has to note goes into the entry of the ledger."""

    def rendered(refusal: Refusal) -> Json:
        return scim.rendered(refusal, request.route, request.tracking_id, world.switches)

    return guarded(request, lambda: _serve(world, request, entry, token), rendered)


def guarded(
    request: Request, work: Callable[[], Answer], rendered: Callable[[Refusal], Json] | None = None
) -> Answer:
    """Answer what the work gives or refuses; its own errors are a 500, and logged."""
    try:
        return work()
    except Refusal as refusal:
        return refused(refusal, request.tracking_id, rendered)
    except Exception:
        log.exception("%s %s", request.method, request.raw_path)
        return refused(Refusal(500, FAILED), request.tracking_id)


def refused(refusal: Refusal, tracking_id: str, rendered: Callable[[Refusal], Json] | None = None) -> Answer:
    """Answer a refusal in the envelope, or in another shape."""
    shown = rendered(refusal) if rendered else refusal.as_json(tracking_id)
    body = None if refusal.empty else shown
    return Answer(refusal.status, body, refusal.headers)


def _serve(world: World, request: Request, entry: Entry, token: Token | None) -> Answer:
    if token is None:
        raise _unknown_token()
    operation, params = _operation(request)
    _check_scope(operation, token, world)
    checks.check_query(operation, request.query)
    body = _body(world, operation, request, entry)
    world.begin(reading=request.method == "GET")
    call = Call(world, operation, token, params, request.query, body, request.origin, request.path)
    roles.check_roles(call)
    restricted.check(call)
    answer = _outdated(call, entry) or routes()[operation.id](call)
    audit.record(call, request.tracking_id)
    if world.settings.check_answers:
        _check(call, answer)
    return answer


@rule("auth.token", "A missing or unknown bearer token is a 401.", "I §1", of=EVERY)
def _unknown_token() -> Refusal:
    return Refusal(401, "The request requires a valid access token set in the Authorization header.")


OF_ORGANIZATIONS = tuple(o.id for o in operations().values() if o.path.startswith(ORGANIZATIONS))


@rule("auth.scope", "A token without the scope of an operation is refused with 403.", "I §1", of=EVERY)
@rule("auth.own-details", "A token's own person is shown without any scope.", "I §1", of=roles.FOR_ANY_TOKEN)
@rule(
    "auth.identity-scope",
    "A missing scope is a 401 with code 200003 here, as was seen for `verifyDomain`.",
    "L2 obs §1",
    of=OF_ORGANIZATIONS,
)
def _check_scope(operation: Operation, token: Token, world: World) -> None:
    if operation.id in roles.FOR_ANY_TOKEN or _may(token, operation.id):
        return
    if roles.excuses_scope(operation, token, world.switches):
        return
    message = f"The token lacks a scope: {', '.join(operation.scopes)}."
    if operation.path.startswith(ORGANIZATIONS):
        raise Refusal(401, message, (Reason(message, NO_IDENTITY_SCOPE),))
    raise forbidden(message)


@lru_cache(maxsize=4096)
def _may(token: Token, operation_id: str) -> bool:
    operation = operations()[operation_id]
    return token.may(operation.method, operation.scopes)


@rule(
    "transport.json",
    "A body that is not `application/json` is a 415; a charset behind it is fine.",
    "H §2.1",
    of=EVERY,
)
@rule(
    "transport.any-type",
    "Where no body is taken, GET and DELETE included, a content type or a body does no harm.",
    "L §2.1",
    of=EVERY,
)
@rule(
    "transport.delete-body",
    "DELETE takes a JSON body where one is published.",
    "S §2.1",
    of="Remove_phone_numbers_from_a_location",
)
@rule("transport.unknown-fields", "Unknown fields of a body are ignored.", "I §19.27", of=EVERY)
def _body(world: World, operation: Operation, request: Request, entry: Entry) -> Any:
    if operation.body is None:
        return None
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type not in operation.content_types:
        raise Refusal(415, f"The content type has to be {' or '.join(operation.content_types)}.")
    body = checks.read_json(request.body)
    entry.ignored = checks.unknown_fields(operation, body, world.switches)
    checks.check_body(operation, body, world.switches)
    if entry.ignored and world.settings.strict_bodies:
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


@rule("transport.last-slash", "A slash at the end of a path does no harm.", "L §14.8", of=EVERY)
@rule("transport.unknown-path", "An unknown path is a 404.", "L2 obs §1", of=EVERY)
@rule("transport.wrong-verb", "A known path with another verb is a 405.", "L2 obs §1", of=EVERY)
def _operation(request: Request) -> tuple[Operation, dict[str, str]]:
    route = request.route or ""
    found = tree().find(route.strip("/").split("/")) if route and not route.endswith("//") else None
    if found is None:
        raise _unknown_path(route)
    node, values = found
    operation = node.operations.get(request.method)
    if operation is None:
        path = next(iter(node.operations.values())).path
        if request.method in absent().get(path, ()):
            raise _unknown_path(route)
        allowed = {"Allow": ", ".join(sorted(node.operations))}
        raise Refusal(405, f"Request method '{request.method}' is not supported", headers=allowed)
    return operation, dict(zip(parameter_names(operation.path), values, strict=True))


@rule("transport.no-static-resource", "An unknown path below `/telephony/` says so.", "L2 obs §1", of=EVERY)
def _unknown_path(route: str) -> Refusal:
    telephony = route.startswith("/telephony/")
    return not_found(f"No static resource {route.strip('/')}.") if telephony else not_found()


def _check(call: Call, answer: Answer) -> None:
    problems = checks.answer_problems(call.operation, answer.status, answer.body, call.world.switches)
    if problems:
        raise Refusal(500, "The simulator's answer is not of the published shape: " + "; ".join(problems))
