"""Whose things a token reaches: every operation that is built is asked with tokens of somebody else."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from places import PROFESSIONAL, Site
from simulated import CRANE, NORTH, NORTH_TEMPLATE, PARTNER, Api, Customer, customer_body

from apisim import ids
from apisim.areas import load, routes
from apisim.description import Operation, operations, resolve

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from apisim.store import Record

load()
BUILT = [operations()[name] for name in sorted(routes())]
NAMING = [operation for operation in BUILT if "{" in operation.path]
LISTING = [o for o in BUILT if "{" not in o.path and o.method == "GET" and o.declares("orgId")]
ON_BEHALF = [operation for operation in BUILT if operation.declares("onBehalfOfSubPartnerOrgId")]
STRANGER = "99999999-9999-4999-8999-999999999999"
TOKENS = (
    f"stranger=*@{STRANGER}",
    "north=*@44444444-4444-4444-8444-444444444444",
    "south=*@77777777-7777-4777-8777-777777777777",
    "nothing=none",
)
_SOUTH = {"id": ids.encode("ORGANIZATION", "77777777-7777-4777-8777-777777777777")}
SOUTH = {
    "organizations": [{**_SOUTH, "displayName": "South Telecom"}],
    "subPartners": [{**_SOUTH, "name": "south"}],
}
STRANGERS = [CRANE, ids.encode("ORGANIZATION", STRANGER), ids.encode("ORGANIZATION", "x")]
FREE = ("Get_My_Own_Details",)
SHARED = ("Get_Role_Details",)
"""What belongs to nobody: each organization has the same roles."""
KINDS = {
    "customerId": "customers",
    "subscriberId": "subscribers",
    "personId": "people",
    "orgId": "organizations",
    "locationId": "locations",
    "licenseId": "licenses",
    "roleId": "roles",
    "workspaceId": "workspaces",
    "deviceId": "devices",
    "userId": "people",
    "id": "reports",
    "jobId": "jobs",
}
NEEDED = {"from": "2026-01-01T00:00:00Z", "to": "2026-12-01T00:00:00Z"}
"""Values of query parameters that some list wants."""
SHOWN = dict.fromkeys(("jobType", "operationType", "sourceLocationId", "targetLocationId"), "x")
COUNTS = dict.fromkeys(("totalMoves", "moved", "failed", "pending", "skipped"), 0)
JOBS = {
    "deleteCallingLocation": "deletecallinglocation",
    "moveLocation": "moveusers",
    "manageNumbers": "managenumbers",
}


def named(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"


every = functools.partial(pytest.mark.parametrize, "operation", ids=named)


class Estate(NamedTuple):
    """A partner's customer with one of each thing, and the state in which its ids stand."""

    api: Api
    acme: Customer
    state: dict[str, list[Record]]

    def path(self, operation: Operation) -> str:
        return re.sub(r"\{(\w+)\}", lambda found: self._id(found[1], operation.path), operation.path)

    def _id(self, parameter: str, path: str) -> str:
        rows = self.state.get(KINDS.get(parameter, ""), [])
        if "sendActivationEmails" in path and parameter == "jobId":
            rows = self.state["activationJobs"]
        elif parameter == "jobId":
            rows = [
                row for row in rows if row["type"] == next((t for n, t in JOBS.items() if n in path), None)
            ]
        org = self.acme.org
        own = [row for row in rows if org in (row.get("orgId"), row["id"])] or rows
        return own[0]["id"] if own else "00000000-0000-4000-8000-000000000000"

    def ask(self, operation: Operation, token: str, path: str | None = None, **query: str) -> Any:
        body = example(operation, self.acme) if operation.body else None
        needed = {parameter.name: NEEDED.get(parameter.name) for parameter in operation.parameters}
        whole = {name: text for name, text in needed.items() if text} | query
        return self.api.call(operation.method, path or self.path(operation), body, token=token, **whole)


@pytest.fixture
def estate(api_with: Callable[..., Api]) -> Estate:
    api = api_with(tokens=TOKENS, estate=SOUTH)
    acme = api.customer()
    acme.add_numbers("+13125550100", state="ACTIVE")
    acme.user("ada@acme.example")
    period = {"billingStartDate": "2026-01-01", "billingEndDate": "2026-01-31"}
    api.post("/wholesale/billing/reports", {**period, "type": "PARTNER"})
    api.post(f"/identity/organizations/{ids.key_of(acme.org)}/jobs/sendActivationEmails", {})
    site = Site(acme)
    site.new_phone(workspaceId=site.room(PROFESSIONAL)["id"])
    for kind in JOBS.values():
        api.edit("jobs", {"orgId": acme.org, "type": kind, "name": kind, "shown": SHOWN, "counts": COUNTS})
    return Estate(api, acme, api.side("GET", "/state"))


def example(operation: Operation, acme: Customer) -> Any:
    """Give a body that passes the checks of its form, and of a customer's contents."""
    if operation.id == "Provision_a_Wholesale_Customer":
        return customer_body(externalId="new")
    schema = resolve(operation.body, operation.document)
    body = _example(schema)
    if schema.get("properties", {}).get("name", {}).get("type") == "string":
        body["name"] = "New"
    if isinstance(body, dict):
        known = {"orgId": acme.org, "customerId": acme.id, "address": customer_body()["address"]}
        wanted = {"packages": ["webex_calling"], "email": "new@acme.example", "displayName": "New"}
        body |= {name: value for name, value in {**known, **wanted}.items() if name in body}
    return body


def _example(schema: Mapping[str, Any], name: str = "") -> Any:
    if "enum" in schema:
        return schema["enum"][0]
    for way in ("oneOf", "anyOf"):
        if way in schema:
            return _example(schema[way][0], name)
    kind = schema.get("type", "object")
    if kind == "object":
        known = schema.get("properties", {})
        return {key: _example(known.get(key, {}), key) for key in schema.get("required", ())}
    if kind == "array":
        return [_example(schema.get("items", {}), name)]
    plain = {"string": "2026-01-01" if name.endswith("Date") else "x", "boolean": True}
    return plain.get(kind, 1)


# Every operation.


@every(argvalues=[o for o in BUILT if o.id not in FREE])
def test_a_token_without_scopes_may_do_nothing(estate: Estate, operation: Operation) -> None:
    assert estate.ask(operation, "nothing").status_code in (401, 403)


@every(argvalues=BUILT)
def test_an_unknown_token_is_a_401(estate: Estate, operation: Operation) -> None:
    assert estate.ask(operation, "unknown").status_code == 401


@every(argvalues=[o for o in NAMING if o.method == "GET" and o.id not in SHARED])
def test_the_owners_token_finds_what_the_walk_names(estate: Estate, operation: Operation) -> None:
    if any(KINDS.get(name) not in estate.state for name in re.findall(r"\{(\w+)\}", operation.path)):
        pytest.skip("the walk has no record of that kind")
    query = {"orgId": estate.acme.org} if operation.declares("orgId") else {}
    assert estate.ask(operation, "sim-full", **query).status_code == 200


@pytest.mark.rule("tenants.elsewhere", "§1")
@pytest.mark.rule("tenants.path", "§1")
@pytest.mark.parametrize("token", ["stranger", "north"])
@every(argvalues=[o for o in NAMING if o.id not in SHARED])
def test_the_things_of_another_organization_do_not_exist(
    estate: Estate, operation: Operation, token: str
) -> None:
    before = owned(estate)
    for query in [{}] + ([{"orgId": estate.acme.org}] if operation.declares("orgId") else []):
        answer = estate.ask(operation, token, **query)
        assert answer.status_code in (403, 404), f"{answer.text}: a 400 wants a better `example`"
        assert estate.acme.org not in answer.text
    assert owned(estate) == before


def owned(estate: Estate) -> dict[str, list[Record]]:
    """Give all that belongs to the customer's organization."""
    rows = estate.api.side("GET", "/state")
    return {kind: [row for row in found if estate.acme.org in row.values()] for kind, found in rows.items()}


@pytest.mark.rule("tenants.no-access", "§1")
@pytest.mark.parametrize("token", ["stranger", "north"])
@every(argvalues=LISTING)
def test_the_lists_of_another_organization_are_refused(
    estate: Estate, operation: Operation, token: str
) -> None:
    answer = estate.ask(operation, token, orgId=estate.acme.org)
    assert answer.status_code in (200, 403)
    if answer.status_code == 200:
        assert operation.document == "wholesale"
        assert answer.json()["items"] == []


@pytest.mark.rule("tenants.isolation", "§6")
@pytest.mark.parametrize("token", ["stranger", "north", "south"])
@every(argvalues=[o for o in BUILT if "{" not in o.path and o.method == "GET"])
def test_no_list_shows_the_things_of_another_organization(
    estate: Estate, operation: Operation, token: str
) -> None:
    answer = estate.ask(operation, token)
    for row in (estate.acme.org, estate.acme.id, "acme-1001", "ada@acme.example", PARTNER):
        assert row not in answer.text


# Acting on behalf.


@pytest.fixture
def bolt(api_with: Callable[..., Api]) -> Estate:
    """A customer of the sub-partner north, with one user."""
    api = api_with(tokens=TOKENS, estate=SOUTH)
    url = api.new_customer(behalf=NORTH, provisioningId=NORTH_TEMPLATE).json()["url"]
    customer = Customer(api, url, api.get(url, onBehalfOfSubPartnerOrgId=NORTH).json())
    body = {
        "customerId": customer.id,
        "email": "ada@bolt.example",
        "packages": ["webex_calling"],
        "provisioningParameters": {"extension": "101"},
    }
    api.post("/wholesale/subscribers", body, onBehalfOfSubPartnerOrgId=NORTH)
    return Estate(api, customer, api.side("GET", "/state"))


NAMING_ON_BEHALF = [operation for operation in ON_BEHALF if "{" in operation.path]


def own_body(operation: Operation) -> Any:
    if operation.body is None:
        return None
    return {"packages": ["webex_calling"]}


@pytest.mark.rule("tenants.on-behalf", "§6")
@pytest.mark.rule("tenants.parent-excluded", "§19.25")
@every(argvalues=NAMING_ON_BEHALF)
def test_only_on_behalf_a_parent_reaches_a_sub_partners_things(bolt: Estate, operation: Operation) -> None:
    call = functools.partial(bolt.api.call, operation.method, bolt.path(operation), own_body(operation))
    assert call().status_code == 404
    assert call(onBehalfOfSubPartnerOrgId=NORTH).status_code in (200, 202, 204, 409)


@pytest.mark.rule("tenants.on-behalf", "§6")
@pytest.mark.rule("tenants.parent-excluded", "§19.25")
@pytest.mark.parametrize("path", ["/wholesale/customers", "/wholesale/subscribers"])
def test_only_on_behalf_a_list_shows_a_sub_partners_things(bolt: Estate, path: str) -> None:
    assert bolt.api.get(path).json()["items"] == []
    assert len(bolt.api.get(path, onBehalfOfSubPartnerOrgId=NORTH).json()["items"]) == 1


@pytest.mark.rule("tenants.unknown-sub-partner", "§19.24")
@pytest.mark.parametrize("named_as", STRANGERS, ids=["no partner", "unknown", "no uuid"])
@every(argvalues=ON_BEHALF)
def test_nobody_acts_on_behalf_of_what_is_no_sub_partner(
    bolt: Estate, operation: Operation, named_as: str
) -> None:
    answer = bolt.ask(operation, "sim-full", onBehalfOfSubPartnerOrgId=named_as)
    assert answer.status_code == 403


@pytest.mark.rule("tenants.isolation", "§6")
@pytest.mark.parametrize("whom", [PARTNER, NORTH])
@every(argvalues=ON_BEHALF)
def test_a_sub_partner_acts_neither_for_its_parent_nor_for_a_sibling(
    bolt: Estate, operation: Operation, whom: str
) -> None:
    answer = bolt.ask(operation, "south", onBehalfOfSubPartnerOrgId=whom)
    assert answer.status_code == 403


@pytest.mark.rule("tenants.isolation", "§6")
def test_a_sub_partner_sees_no_organization_but_its_own_and_its_customers(bolt: Estate) -> None:
    api = bolt.api
    api.customer(externalId="of-the-parent")
    api.token = "north"
    seen = {row["id"] for row in api.get("/organizations").json()["items"]}
    assert seen == {NORTH, bolt.acme.org}
    assert api.get(f"/organizations/{PARTNER}").status_code == 404


@pytest.mark.rule("tenants.suspended", "§6")
@pytest.mark.parametrize(
    ("token", "query"), [("sim-full", {"onBehalfOfSubPartnerOrgId": NORTH}), ("north", {})]
)
def test_a_suspended_sub_partner_reads_and_deletes(bolt: Estate, token: str, query: dict[str, str]) -> None:
    api = bolt.api
    api.side("POST", "/subPartners", {"name": "north", "state": "suspended"})
    refused = {"Provision_a_Wholesale_Customer", "Provision_a_Wholesale_Subscriber"}
    refused |= {"Update_a_Wholesale_Customer", "Update_a_Wholesale_Subscriber"}
    ordered = sorted(ON_BEHALF, key=lambda o: (o.method == "DELETE", "customers" in o.path))
    for operation in ordered:
        answer = bolt.ask(operation, token, **query)
        assert (answer.status_code == 403) == (operation.id in refused), operation.id


@pytest.mark.rule("tenants.reach", "§6")
def test_a_parent_reaches_the_organizations_of_its_sub_partners_customers(bolt: Estate) -> None:
    assert bolt.api.get("/people", orgId=bolt.acme.org).status_code == 200
    assert bolt.api.get(f"/organizations/{bolt.acme.org}").status_code == 200
    assert bolt.api.get("/people", orgId=bolt.acme.org, token="south").status_code == 403


@pytest.mark.rule("tenants.billing", "§6")
def test_a_parent_has_the_reports_of_its_sub_partners(bolt: Estate) -> None:
    api, path = bolt.api, "/wholesale/billing/reports"
    body = {"billingStartDate": "2026-01-01", "billingEndDate": "2026-01-31", "type": "PARTNER"}
    report = api.post(path, {**body, "subPartnerOrgId": NORTH}).json()["id"]
    assert [row["id"] for row in api.get(path, subPartnerOrgId=NORTH).json()["items"]] == [report]
    assert api.get(path).json()["items"] == []
    assert api.get(f"{path}/{report}", token="stranger").status_code == 404
    assert api.get(f"{path}/{report}", token="north").status_code == 200
    assert api.delete(f"{path}/{report}").status_code == 204
    assert api.post(path, {**body, "subPartnerOrgId": CRANE}).status_code == 403


@pytest.mark.rule("tenants.no-org", "obs §1")
@every(argvalues=[o for o in LISTING if o.document != "wholesale" and not o.wants("orgId")])
def test_without_an_organization_a_list_is_of_the_tokens_own(estate: Estate, operation: Operation) -> None:
    assert estate.ask(operation, "sim-full").text == estate.ask(operation, "sim-full", orgId=PARTNER).text


# Sub-partners.


@pytest.mark.rule("subpartners.made", "§6")
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_the_api_makes_no_sub_partners(api: Api, method: str) -> None:
    assert api.call(method, "/wholesale/subPartners", {}).status_code == 405


@pytest.mark.rule("subpartners.filters", "§6")
def test_the_state_of_a_sub_partner_is_matched_exactly(api: Api) -> None:
    api.side("POST", "/subPartners", {"name": "south", "state": "suspended"})
    counts = {
        state: len(api.get("/wholesale/subPartners", provisioningState=state).json()["items"])
        for state in ("active", "suspended", "ACTIVE", "susp")
    }
    assert counts == {"active": 1, "suspended": 1, "ACTIVE": 0, "susp": 0}


@pytest.mark.rule("subpartners.levels", "§6")
def test_a_sub_partner_has_none(api_with: Callable[..., Api]) -> None:
    api = api_with(tokens=TOKENS)
    assert api.get("/wholesale/subPartners", token="north").json()["items"] == []


@pytest.mark.rule("subpartners.pages", "§2.3")
def test_sub_partners_come_in_pages_of_50(api: Api) -> None:
    for number in range(100):
        api.side("POST", "/subPartners", {"name": f"sub-{number}"})
    seen = [
        len(api.get("/wholesale/subPartners", **asked).json()["items"])
        for asked in ({}, {"max": "1000"}, {"offset": "100"}, {"max": "3"})
    ]
    assert seen == [50, 100, 1, 3]


@pytest.mark.rule("subpartners.key", "§6")
def test_the_key_of_the_list_can_be_that_of_the_example(api: Api) -> None:
    api.side("POST", "/switches", {"subpartners.key": "subPartners"})
    assert list(api.get("/wholesale/subPartners").json()) == ["subPartners"]


@pytest.mark.rule("subpartners.subscription", "§6")
def test_the_parents_subscription_is_that_of_its_sub_partners(api: Api) -> None:
    parent = {row["subscription"] for row in api.state("templates") if row["owner"] == PARTNER}
    theirs = {row["subscription"] for row in api.state("templates") if row["owner"] == NORTH}
    shown = {row["subscriptionId"] for row in api.get("/wholesale/subPartners").json()["items"]}
    assert parent == theirs == shown


@pytest.mark.rule("subpartners.catch-up", "§6")
def test_a_sub_partner_can_be_used_before_its_billing(api: Api) -> None:
    api.edit("subPartners", {"billingStartDate": "2999-01-01"}, NORTH)
    row = api.get("/wholesale/subPartners").json()["items"][0]
    assert row["billingStartDate"] == "2999-01-01"
    assert api.new_customer(behalf=NORTH, provisioningId=NORTH_TEMPLATE).status_code == 202
