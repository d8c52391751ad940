"""The operations on customers (wholesale-api §3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import ids, tenants
from apisim.areas.customers import locales, packages, rules, settling, state
from apisim.calls import Answer, Call, ok
from apisim.errors import Json, missing, not_found
from apisim.paging import by_offset
from apisim.store import Found

if TYPE_CHECKING:
    from apisim.store import Record

PACKAGES_WORDS = ("error", "package")


def _view(record: Record) -> Json:
    shown = {
        name: record[name]
        for name in ("id", "externalId", "address", "status", "packages", "resourceDetails")
    }
    if record["status"].startswith("provisioned"):
        shown["orgId"] = record["orgId"]
    return {**shown, "errors": record["errors"]} if record["errors"] else shown


def _customer(call: Call, *, builds: bool = False) -> Record:
    owner = tenants.wholesale_owner(call, builds=builds)
    found = state.find(call.world, owner, call.params["customerId"])
    if found is None:
        raise not_found("Customer not found.")
    return found


def _accepted(call: Call, record: Record) -> Answer:
    url = call.url(f"/wholesale/customers/{record['id']}")
    return Answer(202, {"url": url}, {"Location": url})


def list_customers(call: Call) -> Answer:
    """List the customers of who acts; filters match exactly and combine (§3.1)."""
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
    owner, body = tenants.wholesale_owner(call, builds=True), call.body
    organization = _check_new(call, owner, body)
    decisions = call.world.outcomes.take(_facts(body), "review", *PACKAGES_WORDS)
    details = {"packages": [{"name": name, "status": "provisioning"} for name in body["packages"]]}
    made = {name: body[name] for name in body if name in _KEPT}
    hidden = {
        "orgId": organization["id"] if organization else None,
        "owner": tenants.org_id(owner),
        "attached": organization is not None,
        "limits": rules.limits_of(body.get("provisioningParameters", {})),
        "outcome": settling.outcome_of(decisions),
    }
    record = state.fill(call.world, {**made, **hidden, "status": "provisioning", "resourceDetails": details})
    settling.plan(call.world, call.world["customers"].put(record))
    return _accepted(call, record)


_KEPT = (
    *("provisioningId", "packages", "externalId", "address", "customerInfo", "provisioningParameters"),
    "subPartnerAdminEmail",
)


def _facts(body: Json) -> dict[str, str | None]:
    email = body.get("customerInfo", {}).get("primaryEmail")
    return {"externalId": body.get("externalId"), "email": email, "orgId": body.get("orgId")}


def _check_new(call: Call, owner: str, body: Json) -> Record | None:
    """Check all that Provision takes, and give the organization to attach to, if any."""
    world, org = call.world, body.get("orgId")
    rules.check_template(world, owner, body["provisioningId"])
    packages.check_customer_packages(body["packages"])
    locales.check_address(body["address"], "address")
    if not org and "customerInfo" not in body:
        raise missing("customerInfo", "is mandatory for a new customer")
    if "customerInfo" in body:
        rules.check_info(body["customerInfo"])
    parameters = body.get("provisioningParameters", {})
    rules.check_parameters(parameters, location_needed=packages.with_location(body["packages"]))
    rules.check_external_id(world, owner, body["externalId"])
    organization = _attached(call, body) if org else None
    if "customerInfo" in body:
        rules.check_primary_email(world, body["customerInfo"], organization["id"] if organization else None)
    return organization


def _attached(call: Call, body: Json) -> Record:
    table = call.world["organizations"]
    found = table.get(ids.read(body["orgId"], "ORGANIZATION"))
    if found and call.world.outcomes.take(_facts(body), "approval"):
        table.change(found, approvalRequired=True)
    return rules.check_attach(call.world, body["orgId"])


def get_customer(call: Call) -> Answer:
    """Show one customer, with the licenses of its packages when asked (§3.4)."""
    record = _customer(call)
    shown = _view(record)
    if call.truth("includePackageLicenseInfo"):
        details = record["resourceDetails"]["packages"]
        licensed = [{**p, "licenseIds": rules.license_ids(call.world, record, p["name"])} for p in details]
        shown["resourceDetails"] = {"packages": licensed}
    return Answer(200, shown, {"Location": call.url(f"/wholesale/customers/{record['id']}")})


def update_customer(call: Call) -> Answer:
    """Accept the complete wanted list of packages, and whatever else is sent (§3.5)."""
    customer, body, world = _customer(call, builds=True), call.body, call.world
    owner = tenants.wholesale_owner(call)
    rules.check_changeable(customer)
    _check_changes(call, owner, customer, body)
    parameters = {**customer["provisioningParameters"], **body.get("provisioningParameters", {})}
    facts = {**_facts(customer), "externalId": body.get("externalId", customer["externalId"])}
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


def _check_changes(call: Call, owner: str, customer: Record, body: Json) -> None:
    world, parameters = call.world, body.get("provisioningParameters", {})
    packages.check_customer_packages(body["packages"])
    needed = packages.with_location(body["packages"]) and not (
        rules.has_location(world, customer) or "calling" in customer["provisioningParameters"]
    )
    rules.check_parameters(parameters, location_needed=needed)
    if "address" in body:
        locales.check_address(body["address"], "address")
    if "externalId" in body:
        rules.check_external_id(world, owner, body["externalId"], own=customer)
    rules.check_dropped(world, customer, body["packages"])
    rules.check_limits(world, customer, rules.limits_of(parameters))


def _moving(customer: Record, wanted: list[str]) -> list[Json]:
    before = {package["name"]: package for package in customer["resourceDetails"]["packages"]}
    kept = [
        p if (p := before.get(name)) and p["status"] == "provisioned" else _status(name) for name in wanted
    ]
    return kept + [_status(name, "deleting") for name in before if name not in wanted]


def _status(name: str, status: str = "provisioning") -> Json:
    return {"name": name, "status": status}


def delete_customer(call: Call) -> Answer:
    """Accept the removal of the mapping; the organization stays (§3.6)."""
    customer = _customer(call)
    rules.check_removable(call.world, customer)
    settling.plan(call.world, call.world["customers"].change(customer, status="deleting"))
    return Answer(202)


def precheck_customer(call: Call) -> Answer:
    """Check as Provision would, as far as the body goes, and make nothing (§5, variants inferred)."""
    body, world = call.body, call.world
    owner = tenants.wholesale_owner(call)
    locales.check_address(body["address"], "address")
    if "provisioningId" in body:
        rules.check_template(world, owner, body["provisioningId"])
    if "packages" in body:
        packages.check_customer_packages(body["packages"])
    if "customerInfo" in body:
        rules.check_info(body["customerInfo"])
    rules.check_parameters(body.get("provisioningParameters", {}), location_needed=False)
    if "externalId" in body:
        rules.check_external_id(world, owner, body["externalId"])
    organization = rules.check_attach(world, body["orgId"]) if "orgId" in body else None
    if "customerInfo" in body:
        rules.check_primary_email(world, body["customerInfo"], organization["id"] if organization else None)
    return ok(success())


def success() -> Json:
    """Give the answer of a precheck that found nothing (§5)."""
    return {
        "message": "success",
        "info": [{"infoCode": 100, "description": "The validation was successful."}],
    }


ROUTES = {
    "List_Wholesale_Customers": list_customers,
    "Provision_a_Wholesale_Customer": create_customer,
    "Get_a_Wholesale_Customer": get_customer,
    "Update_a_Wholesale_Customer": update_customer,
    "Remove_a_Wholesale_Customer": delete_customer,
    "Precheck_a_Wholesale_Customer_Provisioning": precheck_customer,
}
