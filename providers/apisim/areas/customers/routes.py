"""The operations on customers (wholesale-api §3, §5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import ids, tenants
from apisim.areas.customers import attaching, checking, rules, settling, state
from apisim.areas.customers.operations import BUILDING, GET, LIST, REMOVE, UPDATE
from apisim.areas.customers.prechecks import precheck_customer
from apisim.calls import Answer, Call
from apisim.errors import Json, not_found
from apisim.paging import by_offset
from apisim.rulebook import rule
from apisim.store import Found

if TYPE_CHECKING:
    from apisim.store import Record
    from apisim.world import World

PACKAGES_WORDS = ("error", "package")


@rule(
    "customers.hidden",
    "`primaryEmail`, `provisioningId`, `subPartnerAdminEmail`, limits, time zone of meetings and emergency"
    " identifier are never shown.",
    "I §3.7",
    of=(GET, LIST),
)
@rule(
    "customers.organization",
    "`orgId` is shown only while the customer is `provisioned` or `provisioned_with_errors`.",
    "S §3.4",
    of=(GET, LIST),
)
def _view(record: Record) -> Json:
    shown = {
        name: record[name]
        for name in ("id", "externalId", "address", "status", "packages", "resourceDetails")
    }
    if record["orgId"] and record["status"].startswith("provisioned"):
        shown["orgId"] = record["orgId"]
    return {**shown, "errors": record["errors"]} if record["errors"] else shown


@rule(
    "customers.id",
    "A customer's id is taken as ENTERPRISE, as CUSTOMER and as a bare uuid, padded or not; it is shown as"
    " ENTERPRISE, unpadded.",
    "I §19.28",
    of=(GET, UPDATE, REMOVE),
)
@rule("customers.wrong-id", "An id of another kind of thing is a 400.", "L2 obs §1", of=(GET, UPDATE, REMOVE))
def _customer(call: Call, *, builds: bool = False) -> Record:
    owner = tenants.wholesale_owner(call, builds=builds)
    found = state.find(call.world, owner, call.params["customerId"])
    if found is None:
        raise not_found("Customer not found.")
    return found


@rule(
    "customers.accepted",
    "An accepted customer or update is a 202; `url` and `Location` are the absolute address of the"
    " customer, with"
    " its id after the last slash.",
    "S §3",
    of=BUILDING,
)
def _accepted(call: Call, record: Record) -> Answer:
    url = call.url(f"/wholesale/customers/{record['id']}")
    return Answer(202, {"url": url}, {"Location": url})


@rule("customers.listed", "Without a filter all customers of who acts are listed.", "G §3.1", of=LIST)
@rule("customers.filters", "Filters of the list match exactly, and all have to match.", "G §3.1", of=LIST)
@rule(
    "customers.statuses",
    "`status` takes several values, repeated or joined by commas.",
    "I §3.1",
    of=LIST,
)
@rule("customers.pages", "A page has 50 customers unless asked otherwise, 100 at most.", "I §2.3", of=LIST)
def list_customers(call: Call) -> Answer:
    """List the customers of who acts."""
    owner = tenants.org_id(tenants.wholesale_owner(call))
    table, statuses = call.world["customers"], call.listed("status")
    external_id, org = call.text("externalId"), call.text("orgId")
    if not (statuses or external_id or org):
        return by_offset(call, Found(table, "owner", owner), _view, size=50, most=100)
    index = ("externalId", (owner, external_id)) if external_id else ("owner", owner)
    org = tenants.org_id(ids.read(org, "ORGANIZATION")) if org else None
    found = table.find("orgId", org) if org and not external_id else table.find(*index)
    rows = [r for r in found if r["owner"] == owner and org in (None, r.get("orgId"))]
    rows = [r for r in rows if not statuses or r["status"] in statuses]
    return by_offset(call, rows, _view, size=50, most=100)


def create_customer(call: Call) -> Answer:
    """Accept a customer, or refuse it at once; the rest happens in the background (§3.2)."""
    owner, body, world = tenants.wholesale_owner(call, builds=True), call.body, call.world
    organization = checking.check_new(call, owner, body)
    decisions = world.outcomes.take(checking.facts(body), "review", *PACKAGES_WORDS)
    details = {"packages": [{"name": name, "status": "provisioning"} for name in body["packages"]]}
    made = {name: body[name] for name in body if name in _KEPT}
    hidden = {
        "orgId": organization["id"] if organization else None,
        "owner": tenants.org_id(owner),
        "attached": organization is not None,
        **(_attachment(world, organization) if organization else {}),
        "limits": rules.limits_of(body.get("provisioningParameters", {})),
        "outcome": settling.outcome_of(decisions),
    }
    record = state.fill(world, {**made, **hidden, "status": "provisioning", "resourceDetails": details})
    settling.plan(world, world["customers"].put(record))
    return _accepted(call, record)


def _attachment(world: World, organization: Record) -> Json:
    waits = attaching.lacks_approval(world, organization)
    return {"approval": "pending" if waits else None}


_KEPT = (
    *("provisioningId", "packages", "externalId", "address", "customerInfo", "provisioningParameters"),
    "subPartnerAdminEmail",
)


@rule(
    "customers.licenses",
    "With `includePackageLicenseInfo=true` each package has its `licenseIds`, otherwise none has.",
    "S §3.4",
    of=GET,
)
def get_customer(call: Call) -> Answer:
    """Show one customer, with the licenses of its packages when asked."""
    record = _customer(call)
    shown = _view(record)
    if call.truth("includePackageLicenseInfo"):
        details = record["resourceDetails"]["packages"]
        licensed = [{**p, "licenseIds": rules.license_ids(call.world, record, p["name"])} for p in details]
        shown["resourceDetails"] = {"packages": licensed}
    return Answer(200, shown, {"Location": call.url(f"/wholesale/customers/{record['id']}")})


@rule(
    "packages.full-list",
    "The packages of an update are the complete wanted list: what is provisioned and not listed is removed.",
    "S §3.5",
    of=UPDATE,
)
@rule(
    "customers.fixed",
    "An update changes neither `provisioningId` nor `orgId` nor `customerInfo`: they are unknown fields"
    " there.",
    "S §3.5",
    of=UPDATE,
)
def update_customer(call: Call) -> Answer:
    """Accept the complete wanted list of packages, and whatever else is sent."""
    customer, body, world = _customer(call, builds=True), call.body, call.world
    owner = tenants.wholesale_owner(call)
    rules.check_still(customer, "updated")
    checking.check_changes(call, owner, customer, body)
    parameters = {**customer["provisioningParameters"], **body.get("provisioningParameters", {})}
    facts = {**checking.facts(customer), "externalId": body.get("externalId", customer["externalId"])}
    members = {
        **{
            name: body[name]
            for name in ("packages", "externalId", "address", "subPartnerAdminEmail")
            if name in body
        },
        "provisioningParameters": parameters,
        "limits": {**customer["limits"], **rules.limits_of(body.get("provisioningParameters", {}))},
        "resourceDetails": {"packages": _moving(customer, body["packages"])},
    }
    decided = settling.outcome_of(world.outcomes.take(facts, *PACKAGES_WORDS))
    settling.update(world, customer, members, decided)
    return _accepted(call, customer)


def _moving(customer: Record, wanted: list[str]) -> list[Json]:
    before = {package["name"]: package for package in customer["resourceDetails"]["packages"]}
    kept = [
        p if (p := before.get(name)) and p["status"] == "provisioned" else _status(name) for name in wanted
    ]
    return kept + [_status(name, "deleting") for name in before if name not in wanted]


def _status(name: str, status: str = "provisioning") -> Json:
    return {"name": name, "status": status}


@rule("customers.removed", "An accepted removal is a 202 without a body.", "S §3", of=REMOVE)
@rule("customers.gone", "A customer that is gone already is a 404.", "I §19.20", of=REMOVE)
def delete_customer(call: Call) -> Answer:
    """Accept the removal of the mapping; the organization stays."""
    customer = _customer(call)
    rules.check_removable(call.world, customer)
    settling.plan(call.world, call.world["customers"].change(customer, status="deleting"))
    return Answer(202)


ROUTES = {
    "List_Wholesale_Customers": list_customers,
    "Provision_a_Wholesale_Customer": create_customer,
    "Get_a_Wholesale_Customer": get_customer,
    "Update_a_Wholesale_Customer": update_customer,
    "Remove_a_Wholesale_Customer": delete_customer,
    "Precheck_a_Wholesale_Customer_Provisioning": precheck_customer,
}
