"""Who used which package from when to when: what reports are made of (wholesale-api §7)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from apisim.areas.licenses import state as licenses
from apisim.ids import key_of
from apisim.rulebook import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apisim.store import Record
    from apisim.world import World

GET = "Get_a_Wholesale_Billing_Report"
CREATE = "Create_a_Wholesale_Billing_Report"


@dataclass(frozen=True, slots=True)
class Span:
    """One package in use by one user or workspace; without an end it is in use still."""

    package: str
    customer: Record
    begun: datetime
    ended: datetime | None
    person: str = ""
    subscriber: str = ""
    workspace: str = ""


def start(world: World, subscriber: Record, person: str, packages: list[str]) -> None:
    """Note that a user has packages from now on."""
    facts = {"subscriberId": subscriber["id"], "personId": person, "workspaceId": None}
    for package in packages:
        _note(world, subscriber["customerId"], {**facts, "package": package, "from": world.clock.stamp()})


def stop(world: World, subscriber: str) -> None:
    """Note that a user has no package any more."""
    for usage in world["usage"].find("subscriber", subscriber):
        if usage["to"] is None:
            world["usage"].change(usage, to=world.clock.stamp())


def stop_workspace(world: World, workspace: Record) -> None:
    """Note that a workspace loses its licenses now: call it before it is deleted or gets other ones."""
    for span in _of_workspace(world, workspace):
        facts = {"subscriberId": None, "personId": None, "workspaceId": workspace["id"]}
        times = {"from": span.begun.isoformat(), "to": world.clock.stamp()}
        _note(world, span.customer["id"], {**facts, "package": span.package, **times})


def _note(world: World, customer_id: str, facts: Record) -> None:
    customer = world["customers"].get(key_of(customer_id)) or {"owner": None}
    named = {name: customer.get(name) for name in ("owner", "orgId", "externalId")}
    shown = {"customerOrgId": named["orgId"], "externalId": named["externalId"], "owner": named["owner"]}
    world["usage"].put({"id": world.new_id("USAGE"), "to": None, **shown, **facts})


rule(
    "billing.from-assignment-to-removal",
    "A user is billed from the moment that a package is assigned until it is removed.",
    "G §7",
    of=(GET, "Provision_a_Wholesale_Subscriber", "Remove_a_Wholesale_Subscriber"),
)
rule(
    "billing.workspaces",
    "A workspace is billed for the package of its license, in a row with WORKSPACE_ID.",
    "S §7",
    of=GET,
)


def spans(world: World, report: Record) -> Iterator[Span]:
    """Give all use that a report is about, whatever its time."""
    owner = report["owner"]
    found = [_noted(world, usage) for usage in world["usage"].find("owner", owner)]
    found += [span for row in world["subscribers"].find("owner", owner) for span in _unnoted(world, row)]
    found += [span for row in world["workspaces"] for span in _of_workspace(world, row, owner)]
    begins = _billing_start(world, owner)
    for span in found:
        if report["internal"] or not _is_internal(world, span.customer):
            yield replace(span, begun=max(span.begun, begins))


@rule(
    "billing.internal",
    "Organizations that are marked internal are billed only where the report asks for them; the side door "
    "marks an organization by `internal`.",
    "S §7",
    of=CREATE,
)
def _is_internal(world: World, customer: Record) -> bool:
    organization = world["organizations"].get(key_of(customer.get("orgId") or "")) or {}
    return bool(organization.get("internal"))


@rule(
    "billing.catch-up",
    "What a sub-partner used before its `billingStartDate` is not billed.",
    "H §6",
    of=GET,
)
def _billing_start(world: World, owner: str) -> datetime:
    sub_partner = world["subPartners"].get(key_of(owner)) or {}
    return _moment(sub_partner.get("billingStartDate") or "1970-01-01")


def _noted(world: World, usage: Record) -> Span:
    customer = world["customers"].first("orgId", usage["customerOrgId"]) or {
        "orgId": usage["customerOrgId"],
        "externalId": usage["externalId"],
    }
    who = {name: usage.get(f"{name}Id") or "" for name in ("person", "subscriber", "workspace")}
    ended = _moment(usage["to"]) if usage["to"] else None
    return Span(usage["package"], customer, _moment(usage["from"]), ended, **who)


def _unnoted(world: World, subscriber: Record) -> Iterator[Span]:
    """Give the use of a user whose beginning was not seen, such as one of an estate file."""
    customer = world["customers"].get(key_of(subscriber["customerId"]))
    noted = world["usage"].count("subscriber", subscriber["id"])
    if customer is None or noted or subscriber["status"] != "provisioned":
        return
    for package in subscriber["packages"]:
        begun, person = _moment(subscriber["created"]), subscriber["personId"] or ""
        yield Span(package, customer, begun, None, person=person, subscriber=subscriber["id"])


def _of_workspace(world: World, workspace: Record, owner: str | None = None) -> Iterator[Span]:
    customer = world["customers"].first("orgId", workspace["orgId"])
    if customer is None or owner not in (None, customer["owner"]):
        return
    earlier = [usage["to"] for usage in world["usage"].find("workspace", workspace["id"]) if usage["to"]]
    begun = max(_moment(text) for text in (workspace["created"], *earlier))
    for license_ in licenses.records(world, workspace["licenses"]):
        yield Span(license_["package"], customer, begun, None, workspace=workspace["id"])


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
