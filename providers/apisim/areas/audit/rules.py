"""Audit events written down: each call that changed something is one, with who did what to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import ids, tenants
from apisim.areas.audit import categories, state
from apisim.areas.roles.state import ROLES
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.calls import Call
    from apisim.errors import Json
    from apisim.history import Change
    from apisim.store import Record
    from apisim.world import World

WORDS = {"POST": "created or started", "PUT": "changed", "PATCH": "changed", "DELETE": "removed"}
EVENTS = "List_Admin_Audit_Events"


@rule(
    "audit.recorded",
    "Each call that changed something is an event of the organization that it changed, with actor,"
    " organizations, category, target and time.",
    "L2 obs §9",
    of=EVENTS,
)
@rule("audit.roles", "A change of somebody's roles is an event of its own.", "I §14.5", of=EVENTS)
def record(call: Call, tracking_id: str) -> None:
    """Write down what a call changed; a call that changed nothing is no event."""
    changes = call.world.history.latest()
    if call.operation.method == "GET" or not changes:
        return
    target = _target(call, changes)
    _write(call, tracking_id, categories.of_operation(call.operation), target, {})
    for change in changes:
        named = _roles(change)
        if named:
            _write(call, tracking_id, categories.ROLES, change.new, named)


def _target(call: Call, changes: tuple[Change, ...]) -> Record:
    """Give the thing that the path names, or what was changed last."""
    named = {ids.key_of(value) for value in call.params.values()}
    records: list[Record] = [change.new or change.old for change in changes]
    own = [change.new or change.old for change in changes if change.key in named]
    return own[-1] if own else records[-1]


def _roles(change: Change) -> Json:
    before, after = (set((record or {}).get("roles", ())) for record in (change.old, change.new))
    if before == after or change.new is None:
        return {}
    added, removed = (sorted(ROLES.get(r, r) for r in part) for part in (after - before, before - after))
    return {"roleAdded": added, "roleRemoved": removed}


def _write(call: Call, tracking_id: str, category: str, target: Record, more: Json) -> None:
    world = call.world
    organization = _organization(call, target)
    actor = world["people"].get(world.token_people[call.token.name]) or {"displayName": call.token.name}
    own = world["organizations"].get(call.token.organization) or {}
    name, words = _name(target), WORDS[call.operation.method]
    data = {
        "actorName": actor["displayName"],
        "actorEmail": next(iter(actor.get("emails", ())), ""),
        "actorOrgName": own.get("displayName", ""),
        "adminRoles": [ROLES[role] for role in actor.get("roles", ()) if role in ROLES],
        "eventCategory": category,
        "eventDescription": call.operation.id.replace("_", " "),
        "actionText": f"{actor['displayName']} {words} {name}.",
        "targetType": (ids.decode(target["id"]) or ids.Decoded("OTHER", "")).kind,
        "targetId": target["id"],
        "targetName": name,
        "targetOrgId": organization,
        "targetOrgName": _org_name(world, organization),
        "trackingId": tracking_id,
        **more,
    }
    whose = {"actorId": ids.encode("PEOPLE", world.token_people[call.token.name])}
    whose["actorOrgId"] = tenants.org_id(call.token.organization)
    world["auditEvents"].put(state.fill(world, {**whose, "data": data}))


def _organization(call: Call, target: Record) -> str:
    """Give the organization that an event happened in: the target's own, its customer's, or who has it."""
    world, found = call.world, ids.decode(target["id"])
    if found and found.kind == "ORGANIZATION":
        return str(target["id"])
    customer = world["customers"].get(ids.key_of(target.get("customerId") or "")) or {}
    owner = target.get("orgId") or customer.get("orgId") or target.get("owner")
    return str(owner or tenants.org_id(call.token.organization))


def _org_name(world: World, organization: str) -> str:
    return str((world["organizations"].get(ids.key_of(organization)) or {}).get("displayName", ""))


def _name(target: Record) -> str:
    named = (target.get(name) for name in ("displayName", "name", "email", "externalId", "id"))
    return next(str(name) for name in named if name)
