"""The side door below `/_sim/`: to look into the simulator, and to make things happen (design §5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from apisim import checks, ids
from apisim.areas import shapes
from apisim.areas.customers import reviews, settling
from apisim.areas.restricted import rules as restrictions
from apisim.areas.subscribers import people as subscribers
from apisim.calls import Answer
from apisim.clock import stamp
from apisim.errors import Json, Refusal, bad_request, conflict, not_found

if TYPE_CHECKING:
    from apisim.app import Simulator
    from apisim.store import Record, Table
    from apisim.world import World

PREFIX = "/_sim/"
DONE = Answer(204)


@dataclass(frozen=True, slots=True)
class Knock:
    """One call at the side door; `rest` is what follows the first word of the path."""

    simulator: Simulator
    rest: str
    raw: bytes

    @property
    def world(self) -> World:
        """Give the world of the moment."""
        return self.simulator.world

    def body(self) -> Json:
        """Read the body as an object."""
        data = checks.read_json(self.raw)
        if not isinstance(data, dict):
            raise bad_request("an object is needed")
        return data


def answer(simulator: Simulator, method: str, path: str, raw: bytes) -> Answer:
    """Answer a call at the side door."""
    word, _, rest = path.removeprefix(PREFIX).partition("/")
    methods = DOORS.get((word, bool(rest)))
    if methods is None:
        raise not_found(f"There is no {path} at the side door.")
    if method not in methods:
        allowed = {"Allow": ", ".join(sorted(methods))}
        raise Refusal(405, f"Request method '{method}' is not supported", headers=allowed)
    simulator.world.history.begin()
    return methods[method](Knock(simulator, rest, raw))


def _ledger(knock: Knock) -> Answer:
    return Answer(200, knock.world.ledger.as_json())


def _clear_ledger(knock: Knock) -> Answer:
    knock.world.ledger.clear()
    knock.simulator.load.forget()
    return DONE


def _load(knock: Knock) -> Answer:
    return Answer(200, knock.simulator.load.as_json())


def _state(knock: Knock) -> Answer:
    world = knock.world
    world.agenda.run(reading=True)
    ways = shapes()
    return Answer(200, {kind: [ways[kind].shown(world, row) for row in world[kind]] for kind in world.tables})


def _reset(knock: Knock) -> Answer:
    knock.simulator.reset()
    return DONE


def _clock(knock: Knock) -> Answer:
    seconds = knock.body().get("advance")
    if not isinstance(seconds, int | float) or isinstance(seconds, bool) or seconds < 0:
        raise bad_request("advance: seconds from 0 on are needed")
    now = knock.world.clock.advance(seconds)
    knock.world.agenda.run(reading=False)
    return Answer(200, {"now": stamp(now)})


def _faults(knock: Knock) -> Answer:
    knock.world.faults.replace(knock.body().get("rules"))
    return DONE


def _no_faults(knock: Knock) -> Answer:
    knock.world.faults.replace([])
    return DONE


def _outcome(knock: Knock) -> Answer:
    knock.world.outcomes.add(knock.body())
    return DONE


def _no_outcomes(knock: Knock) -> Answer:
    knock.world.outcomes.waiting = []
    return DONE


def merge(target: Any, patch: Any) -> Any:
    """Apply a JSON merge patch (RFC 7396)."""
    if not isinstance(patch, dict):
        return patch
    base = target if isinstance(target, dict) else {}
    merged = {name: value for name, value in base.items() if name not in patch}
    for name, value in patch.items():
        if value is not None:
            merged[name] = merge(base.get(name), value)
    return merged


def _edit(knock: Knock) -> Answer:
    """Change, make or (with `set: null`) take away a record, past all rules: how drift is made."""
    world, body = knock.world, knock.body()
    kind, patch, named = str(body.get("kind")), body.get("set"), body.get("id")
    removes = patch is None and named is not None and "set" in body
    if kind not in world.tables or not (isinstance(patch, dict) or removes):
        raise bad_request(f"kind: one of {', '.join(sorted(world.tables))}; set: a merge patch")
    world.agenda.run(reading=True)
    before = _find(world[kind], kind, str(named)) if named is not None else None
    if removes and before:
        world[kind].remove(before)
        return DONE
    shape = shapes()[kind]
    patched = merge(shape.shown(world, before) if before else {}, patch)
    after = shape.edited(world, before, world[kind].put(shape.fill(world, patched)))
    return Answer(200, shape.shown(world, after))


def _find(table: Table, kind: str, named: str) -> Record:
    alias = shapes()[kind].alias
    found = table.get(ids.key_of(named)) or (table.first(alias, named) if alias else None)
    if found is None:
        raise not_found(f"{kind}: nothing has the id {named}")
    return found


def _named(knock: Knock, kind: str) -> Record:
    knock.world.agenda.run(reading=True)
    return _find(knock.world[kind], kind, knock.rest)


def _review(knock: Knock) -> Answer:
    verdict, customer = knock.body().get("verdict"), _named(knock, "customers")
    if verdict not in ("clear", "deny"):
        raise bad_request("verdict: clear or deny is needed")
    if customer["review"] != "pending":
        raise conflict("No review of this customer is open.")
    (settling.clear if verdict == "clear" else reviews.deny)(knock.world, customer)
    return DONE


def _consent(knock: Knock) -> Answer:
    subscriber = _named(knock, "subscribers")
    if subscriber["status"] != "pending_user_migration":
        raise conflict("The subscriber does not wait for consent.")
    subscribers.consent(knock.world, subscriber)
    return DONE


def _approve(knock: Knock) -> Answer:
    world, organization = knock.world, _named(knock, "organizations")
    settling.approved(world, world["organizations"].change(organization, approved=True))
    return DONE


def _restricted(knock: Knock) -> Answer:
    """Turn the mode Restricted by Partner of a customer on or off (wholesale-api §15)."""
    named, _, word = knock.rest.partition("/")
    wanted = knock.body().get("restrictedByPartner")
    if word != "restrictedByPartner":
        raise not_found(f"There is no {word} of a customer at the side door.")
    if not isinstance(wanted, bool):
        raise bad_request("restrictedByPartner: true or false is needed")
    knock.world.agenda.run(reading=True)
    restrictions.set_mode(knock.world, _find(knock.world["customers"], "customers", named), on=wanted)
    return DONE


def _sub_partner(knock: Knock) -> Answer:
    """Switch a sub-partner, or make one with its organization."""
    world, body = knock.world, knock.body()
    name, state = body.get("name"), body.get("state", "active")
    if not isinstance(name, str) or state not in ("active", "suspended"):
        raise bad_request("name: a text; state: active or suspended")
    found = world["subPartners"].first("name", name)
    if found:
        world["subPartners"].change(found, provisioningState=state)
        return DONE
    organization = shapes()["organizations"].fill(world, {"displayName": name})
    world["organizations"].put(organization)
    made = {"id": organization["id"], "name": name, "provisioningState": state}
    world["subPartners"].put(shapes()["subPartners"].fill(world, made))
    return DONE


def _switches(knock: Knock) -> Answer:
    """Set switches until the next reset: an object of names and values."""
    for name, value in knock.body().items():
        try:
            knock.world.switches.set(name, str(value))
        except ValueError as error:
            raise bad_request(str(error)) from error
    return DONE


Door = Callable[[Knock], Answer]
DOORS: dict[tuple[str, bool], dict[str, Door]] = {
    ("ledger", False): {"GET": _ledger, "DELETE": _clear_ledger},
    ("load", False): {"GET": _load},
    ("state", False): {"GET": _state},
    ("reset", False): {"POST": _reset},
    ("clock", False): {"POST": _clock},
    ("faults", False): {"POST": _faults, "DELETE": _no_faults},
    ("outcomes", False): {"POST": _outcome, "DELETE": _no_outcomes},
    ("edit", False): {"POST": _edit},
    ("reviews", True): {"POST": _review},
    ("consents", True): {"POST": _consent},
    ("approvals", True): {"POST": _approve},
    ("switches", False): {"POST": _switches},
    ("customers", True): {"POST": _restricted},
    ("subPartners", False): {"POST": _sub_partner},
}
