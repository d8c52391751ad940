"""What becomes of a customer where a switch, a figure or somebody else decides: approval, review, removal."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from simulated import ADDRESS, CRANE, PARTNER, PLACE, Api, Customer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

REVIEW = 72 * 3600
CLEAR = {"verdict": "clear"}


def switch(api: Api, **values: str) -> None:
    api.side("POST", "/switches", {f"customers.{n.replace('_', '-')}": value for n, value in values.items()})


def pending(api: Api, **changes: Any) -> Customer:
    return Customer(api, api.new_customer(**changes).json()["url"], {})


def details(acme: Customer) -> dict[str, str]:
    packages = acme.api.get(acme.url).json()["resourceDetails"]["packages"]
    return {package["name"]: package["status"] for package in packages}


# Lists.


@pytest.mark.rule("customers.listed", "§3.1")
@pytest.mark.rule("customers.pages", "§2.3")
def test_a_page_has_50_customers_unless_asked_otherwise(api: Api) -> None:
    for number in range(101):
        api.edit("customers", {"externalId": f"acme-{number}", "packages": ["webex_calling"]})
    names = [f"acme-{number}" for number in range(101)]
    for asked, shown in (({}, 50), ({"max": "7"}, 7), ({"max": "100"}, 100), ({"max": "1000"}, 100)):
        items = api.get("/wholesale/customers", **asked).json()["items"]
        assert [item["externalId"] for item in items] == names[:shown]
    rest = api.get("/wholesale/customers", offset="100").json()["items"]
    assert [item["externalId"] for item in rest] == names[100:]
    assert api.get("/wholesale/customers", max="0").status_code == 400


@pytest.mark.rule("customers.filters", "§3.1")
@pytest.mark.parametrize(
    ("name", "value", "other"),
    [("externalId", "acme-1001", "ACME-1001"), ("status", "provisioned", "error")],
)
def test_two_filters_have_to_match_both(api: Api, acme: Customer, name: str, value: str, other: str) -> None:
    found = api.get("/wholesale/customers", orgId=acme.org, **{name: value}).json()["items"]
    assert [row["id"] for row in found] == [acme.id]
    assert api.get("/wholesale/customers", orgId=acme.org, **{name: other}).json()["items"] == []
    assert api.get("/wholesale/customers", orgId=CRANE, **{name: value}).json()["items"] == []


# Attaching.


@pytest.mark.rule("customers.attach-approval", "§3.3")
@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"verifiedDomains": ["crane.example"]}, 409),
        ({"claimedDomains": ["crane.example"]}, 409),
        ({}, 202),
    ],
)
def test_a_domain_of_an_organization_wants_approval(api: Api, change: Any, status: int) -> None:
    api.edit("organizations", change, CRANE)
    assert api.post("/wholesale/customers/validate", {"address": ADDRESS, "orgId": CRANE}).status_code == (
        200 if status == 202 else status
    )
    assert api.new_customer(orgId=CRANE).status_code == status


@pytest.mark.rule("customers.attach-approval", "§3.3")
def test_99_users_want_no_approval(api: Api) -> None:
    for number in range(96):
        api.edit("people", {"emails": [f"u{number}@crane.example"], "orgId": CRANE})
    assert api.new_customer(orgId=CRANE).status_code == 202


@pytest.mark.rule("customers.approved", "§19.6")
def test_a_customer_can_be_made_to_wait_for_the_approval(api: Api) -> None:
    switch(api, approval="waits")
    api.edit("organizations", {"claimedDomains": ["crane.example"]}, CRANE)
    crane = pending(api, orgId=CRANE, customerInfo=None)
    assert crane.status == "provisioning"
    api.side("POST", "/clock", {"advance": 30 * 24 * 3600})
    assert crane.status == "provisioning"
    assert api.put(crane.url, {"packages": ["webex_calling"]}).status_code == 409
    assert api.get("/people", orgId=CRANE).status_code == 403
    api.side("POST", f"/approvals/{CRANE}")
    assert crane.status == "provisioned"
    assert api.get("/people", orgId=CRANE).status_code == 200


@pytest.mark.rule("customers.attach-automatic", "§3.3")
@pytest.mark.parametrize("approval", ["refused", "waits"])
def test_what_needs_no_approval_does_not_wait(api: Api, approval: str) -> None:
    switch(api, approval=approval)
    assert pending(api, orgId=CRANE, customerInfo=None).status == "provisioned"


@pytest.mark.rule("customers.attach-broadworks", "§1")
def test_an_organization_of_broadworks_is_excluded(api: Api) -> None:
    api.edit("organizations", {"broadworks": True}, CRANE)
    assert api.new_customer(orgId=CRANE).status_code == 409
    assert api.post("/wholesale/customers/validate", {"address": ADDRESS, "orgId": CRANE}).status_code == 409


# Identity.


@pytest.mark.rule("customers.external-id", "§19.4")
def test_an_external_id_can_be_allowed_twice(api: Api, acme: Customer) -> None:
    switch(api, external_id="repeated")
    second = api.customer()
    found = api.get("/wholesale/customers", externalId="acme-1001").json()["items"]
    assert [row["id"] for row in found] == [acme.id, second.id]


# Removal.


@pytest.mark.rule("customers.removal-with-subscribers", "§19.8")
def test_a_customer_can_be_removed_with_its_subscribers(api: Api, acme: Customer) -> None:
    switch(api, removal="lenient")
    user = acme.user("ada@acme.example")
    assert api.delete(acme.url).status_code == 202
    assert api.get(acme.url).status_code == 404
    assert api.get(f"/wholesale/subscribers/{user['id']}").status_code == 404
    assert api.get(f"/people/{user['personId']}").json()["licenses"] == []
    assert api.customer(externalId="other").new_user("ada@other.example").status_code == 200


@pytest.mark.rule("customers.mapping", "§3.6")
def test_a_removal_ends_the_services(api: Api, acme: Customer) -> None:
    acme.add_numbers("+13125550100", state="ACTIVE")
    location = acme.location
    api.delete(acme.url)
    api.get(acme.url)
    assert api.get(f"/telephony/config/locations/{location}", orgId=acme.org).status_code == 404
    assert api.get("/telephony/config/numbers", orgId=acme.org).json()["phoneNumbers"] == []
    assert api.get(f"/locations/{location}", orgId=acme.org).status_code == 200
    organization = next(row for row in api.state("organizations") if row["id"] == acme.org)
    assert organization["site"] is None


@pytest.mark.rule("customers.moving", "§19.7")
@pytest.mark.parametrize("verb", ["PUT", "DELETE"])
def test_what_moves_is_left_alone(api_with: Callable[..., Api], verb: str) -> None:
    api = api_with(settle=60)
    acme = pending(api)
    changes: list[Callable[[], Any]] = [
        lambda: None,
        lambda: api.put(acme.url, {"packages": ["webex_calling"]}),
        lambda: api.delete(acme.url),
    ]
    for change, status in zip(changes, ("provisioning", "updating", "deleting"), strict=True):
        change()
        assert acme.status == status
        assert api.call(verb, acme.url, {"packages": ["webex_calling"]}).status_code == 409
        api.side("POST", "/clock", {"advance": 61})
    assert api.call(verb, acme.url, {"packages": ["webex_calling"]}).status_code == 404


# Packages.


@pytest.mark.rule("packages.stuck", "§12")
def test_a_package_in_use_can_fail_to_be_removed(api: Api, acme: Customer) -> None:
    switch(api, dropped_package="error")
    user = acme.user("ada@acme.example")
    assert api.put(acme.url, {"packages": ["webex_meetings"]}).status_code == 202
    seen = api.get(acme.url).json()
    assert (seen["status"], seen["packages"]) == (
        "provisioned_with_errors",
        ["webex_meetings", "webex_calling"],
    )
    assert details(acme) == {"webex_meetings": "provisioned", "webex_calling": "error"}
    assert "webex_calling" in seen["errors"][0]["description"]
    assert len(api.get(f"/people/{user['personId']}").json()["licenses"]) == 1
    api.delete(f"/wholesale/subscribers/{user['id']}")
    api.put(acme.url, {"packages": ["webex_meetings"]})
    assert acme.status == "provisioned"
    assert details(acme) == {"webex_meetings": "provisioned"}


@pytest.mark.rule("customers.failed", "§12")
def test_a_customer_whose_packages_all_fail_is_in_error(api: Api) -> None:
    for package in ("webex_calling", "webex_meetings"):
        api.outcome({"externalId": "acme-1001"}, {"package": package, "error": 2999})
    acme = pending(api)
    assert acme.status == "error"
    assert details(acme) == {"webex_calling": "error", "webex_meetings": "error"}


@pytest.mark.rule("customers.partly", "§12")
@pytest.mark.rule("packages.status", "§12")
def test_an_update_can_fail_in_part(api: Api, acme: Customer) -> None:
    api.outcome({"externalId": "acme-1001"}, {"package": "webex_voice", "error": 2999})
    api.put(acme.url, {"packages": ["webex_calling", "webex_voice"]})
    assert acme.status == "provisioned_with_errors"
    assert details(acme) == {"webex_calling": "provisioned", "webex_voice": "error"}


# Reviews.


@pytest.mark.rule("reviews.names", "§11")
@pytest.mark.parametrize(("name", "status"), [("ACME dental", "pending_rpl_review"), ("Acme", "provisioned")])
def test_a_list_of_names_is_reviewed(api_with: Callable[..., Api], name: str, status: str) -> None:
    api = api_with(review="blocking", rules={"reviewedNames": ["Acme Dental"]})
    info = {"name": name, "primaryEmail": "office@acme.example"}
    assert pending(api, customerInfo=info).status == status


@pytest.mark.rule("reviews.end", "§11")
def test_72_hours_take_less_than_a_second(api_with: Callable[..., Api]) -> None:
    api = api_with(review="blocking")
    api.outcome({"externalId": "acme-1001"}, "review")
    acme = pending(api)
    began = time.monotonic()
    assert acme.status == "pending_rpl_review"
    api.side("POST", "/clock", {"advance": REVIEW})
    assert acme.status == "error"
    assert time.monotonic() - began < 1


@pytest.mark.rule("reviews.end", "§11")
def test_a_review_can_be_given_another_time(api_with: Callable[..., Api]) -> None:
    api = api_with(review="blocking", rules={"seconds": {"review": 60}})
    api.outcome({"externalId": "acme-1001"}, "review")
    acme = pending(api)
    assert acme.status == "pending_rpl_review"
    api.side("POST", "/clock", {"advance": 59})
    assert acme.status == "pending_rpl_review"
    api.side("POST", "/clock", {"advance": 2})
    assert acme.status == "error"


@pytest.mark.rule("reviews.end", "§11")
def test_72_hours_do_nothing_in_the_background(api: Api) -> None:
    api.outcome({"externalId": "acme-1001"}, "review")
    acme = api.customer()
    api.side("POST", "/clock", {"advance": REVIEW + 60})
    assert acme.status == "provisioned"


@pytest.mark.rule("reviews.clear", "§12")
def test_a_cleared_customer_is_provisioning_again(api_with: Callable[..., Api]) -> None:
    api = api_with(review="blocking", settle=60)
    api.outcome({"externalId": "acme-1001"}, "review")
    acme = pending(api)
    seen = []
    for step in (lambda: None, lambda: api.side("POST", f"/reviews/{acme.url.rsplit('/', 1)[1]}", CLEAR)):
        api.side("POST", "/clock", {"advance": 61})
        step()
        seen.append(acme.status)
    api.side("POST", "/clock", {"advance": 61})
    assert [*seen, acme.status] == ["pending_rpl_review", "provisioning", "provisioned"]


@pytest.mark.rule("reviews.deny", "§12")
def test_a_denied_customer_takes_no_users(api: Api) -> None:
    api.outcome({"externalId": "acme-1001"}, "review")
    acme = api.customer()
    user = acme.user("ada@acme.example")
    api.side("POST", f"/reviews/{acme.id}", {"verdict": "deny"})
    seen = api.get(acme.url).json()
    assert seen["status"] == "error"
    assert seen["errors"]
    assert acme.new_user("bob@acme.example").status_code == 409
    assert api.get(f"/wholesale/subscribers/{user['id']}").status_code == 200


@pytest.mark.rule("reviews.deny", "§12")
def test_a_denied_customer_that_is_being_removed_still_goes(api_with: Callable[..., Api]) -> None:
    api = api_with(settle=60)
    api.outcome({"externalId": "acme-1001"}, "review")
    acme = pending(api)
    api.side("POST", "/clock", {"advance": 61})
    api.delete(acme.url)
    api.side("POST", f"/reviews/{acme.url.rsplit('/', 1)[1]}", {"verdict": "deny"})
    assert acme.status == "deleting"
    api.side("POST", "/clock", {"advance": 61})
    assert api.get(acme.url).status_code == 404


@pytest.mark.rule("reviews.again", "§12")
def test_a_denied_customer_can_be_tried_again(api_with: Callable[..., Api]) -> None:
    api = api_with(review="blocking")
    api.outcome({"externalId": "acme-1001"}, "review")
    acme = pending(api)
    api.get(acme.url)
    api.side("POST", f"/reviews/{acme.url.rsplit('/', 1)[1]}", {"verdict": "deny"})
    assert api.put(acme.url, {"packages": ["webex_calling"]}).status_code == 202
    assert acme.status == "provisioned"


# Figures.


@pytest.mark.rule("addresses.by-country", "§10")
def test_the_table_of_countries_can_be_replaced(api_with: Callable[..., Api]) -> None:
    api = api_with(rules={"addressNeeds": {"US": [], "NO": ["zipOrPostalCode"]}})
    bare = {name: ADDRESS[name] for name in ("addressLine1", "city", "country")}
    assert api.new_customer(address=bare).status_code == 202
    assert api.new_customer(address={**bare, "country": "NO"}, externalId="x").status_code == 400
    assert api.new_customer(address={**bare, "country": "CA"}, externalId="x").status_code == 400


@pytest.mark.rule("sites.call-in", "§10")
def test_the_table_of_call_in_numbers_can_be_replaced(api_with: Callable[..., Api]) -> None:
    api = api_with(rules={"callIn": {"countries": {"NO": "+47"}}})
    for country, code in (("NO", "+47"), ("US", "+1")):
        acme = api.customer(
            externalId=country,
            address={**ADDRESS, "country": country},
            provisioningParameters={"calling": {"location": PLACE}},
        )
        site = next(row["site"] for row in api.state("organizations") if row["id"] == acme.org)
        assert site["callIn"] == code


@pytest.mark.parametrize("rules", [[], {"lunch": {}}, {"seconds": []}, {"reviewedNames": {}}])
def test_figures_of_another_form_are_refused(api_with: Callable[..., Api], rules: Any) -> None:
    with pytest.raises(ValueError, match="--rules"):
        api_with(rules=rules)


def test_figures_come_from_a_file(tmp_path: Path, start_simulator: Callable[..., Any]) -> None:
    file = tmp_path / "rules.json"
    file.write_text('{"countries": ["US"]}', "utf-8")
    url = start_simulator("--rules", str(file)).url.removesuffix("/v1")
    with httpx.Client(base_url=url, trust_env=False) as client:
        api = Api(client)
        assert api.new_customer(address={**ADDRESS, "country": "NO"}).status_code == 400
        assert api.new_customer().status_code == 202


# Prechecks.


@pytest.mark.rule("prechecks.nothing-made", "§5")
@pytest.mark.rule("prechecks.customer-short", "§5")
def test_a_precheck_of_an_organization_makes_nothing(api: Api) -> None:
    before = api.side("GET", "/state")
    body = {"address": ADDRESS, "customerInfo": {"primaryEmail": "lee@crane.example"}, "orgId": CRANE}
    assert api.post("/wholesale/customers/validate", body).json()["message"] == "success"
    assert api.side("GET", "/state") == before


@pytest.mark.rule("tenants.entitled", "§1")
@pytest.mark.parametrize(
    ("entitlements", "status"),
    [(["wxc-wholesale"], 200), (["webex-wholesale-partner-testing"], 200), (["other"], 403), ([], 403)],
)
def test_a_precheck_needs_an_entitled_partner(api: Api, entitlements: list[str], status: int) -> None:
    api.edit("organizations", {"entitlements": entitlements}, PARTNER)
    customer = {"address": ADDRESS, "customerInfo": {"primaryEmail": "a@new.example"}}
    assert api.post("/wholesale/customers/validate", customer).status_code == status
    assert api.post("/wholesale/subscribers/validate", {"email": "a@new.example"}).status_code == status
