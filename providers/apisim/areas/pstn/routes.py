"""The operations on connections to the telephone network (wholesale-api §14.2)."""

from __future__ import annotations

from apisim import ids
from apisim.areas.locations.places import calling_location
from apisim.areas.pstn import state
from apisim.calls import Answer, Call, done, ok
from apisim.errors import Json, bad_request, not_found
from apisim.rulebook import rule

ROUTE_KINDS = ("TRUNK", "ROUTE_GROUP")
OPTIONS = "Retrieve_PSTN_Connection_Options_for_a_Location"
READ, SET = "Retrieve_PSTN_Connection_for_a_Location", "Setup_PSTN_Connection_for_a_Location"


@rule(
    "pstn.options",
    "A location can choose among the providers; `serviceTypes` keeps those that offer all of them.",
    "S §14.2",
    of=OPTIONS,
)
def list_options(call: Call) -> Answer:
    """List the providers that a location can choose; `serviceTypes` keeps those that offer all of them."""
    calling_location(call)
    wanted = set(call.listed("serviceTypes"))
    items = [state.provider(name) for name in state.PROVIDERS] if wanted <= set(state.SERVICES) else []
    return ok({"items": [{n: item[n] for n in ("id", "displayName", "pstnServices")} for item in items]})


@rule(
    "pstn.none",
    "While a location has no connection, reading it is a 404.",
    "I §14.2",
    of=READ,
)
@rule(
    "pstn.read",
    "What was set is read back: `id`, `displayName`, `pstnServices`, `pstnConnectionType`, and the "
    "route of a gateway.",
    "S §14.2",
    of=(READ, SET),
)
def get_connection(call: Call) -> Answer:
    """Show the connection of a location; 404 while it has none (inferred)."""
    location = calling_location(call)
    if not location["pstn"]:
        raise not_found("PSTN for the location is not configured")
    return ok(location["pstn"])


@rule("pstn.scopes", "Choosing a connection needs the reading and the writing scope.", "S §14.2", of=SET)
@rule(
    "pstn.chosen",
    "A connection is the `id` of a provider without integration, or `premiseRouteType` (TRUNK, "
    "ROUTE_GROUP) with `premiseRouteId`; 204.",
    "S §14.2",
    of=SET,
)
def set_connection(call: Call) -> Answer:
    """Choose a provider by `id`, or a local gateway by its route; exactly one of them."""
    location = calling_location(call)
    call.world["locations"].change(location, pstn=_chosen(call.body))
    return done()


def _chosen(body: Json) -> Json:
    kind, route = body.get("premiseRouteType"), body.get("premiseRouteId")
    if bool(body.get("id")) == bool(kind or route):
        raise bad_request("id, or premiseRouteType with premiseRouteId, is needed")
    if not body.get("id"):
        if kind not in ROUTE_KINDS or not route:
            raise bad_request("premiseRouteType: TRUNK or ROUTE_GROUP, with premiseRouteId, is needed")
        return state.premise(kind, route)
    key = ids.key_of(body["id"])
    name = next((name for name, known in state.PROVIDERS.items() if ids.key_of(known) == key), None)
    if name is None:
        raise bad_request("id: the location cannot have this connection")
    return state.provider(name)


ROUTES = {OPTIONS: list_options, READ: get_connection, SET: set_connection}
