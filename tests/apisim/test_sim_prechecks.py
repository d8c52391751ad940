from __future__ import annotations

from typing import Any

import pytest
from simulated import ADDRESS, CRANE, PLACE, TEMPLATE, Api, Customer, customer_body


@pytest.mark.rule("prechecks.nothing-made", "§5")
@pytest.mark.rule("prechecks.customer-short", "§5")
@pytest.mark.rule("prechecks.info", "§5")
@pytest.mark.rule("prechecks.code", "§19.2")
def test_a_short_customer_check_succeeds_and_makes_nothing(api: Api) -> None:
    body = {"address": ADDRESS, "customerInfo": {"primaryEmail": "a@new.example"}}
    answer = api.post("/wholesale/customers/validate", body)
    assert answer.status_code == 200
    assert answer.json()["message"] == "success"
    assert answer.json()["info"][0]["infoCode"] == 100
    assert api.state("customers") == []


@pytest.mark.rule("prechecks.customer-full", "§5")
@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, 200),
        ({"provisioningId": "bm9wZQ"}, 400),
        ({"packages": ["attendant_console"]}, 400),
        ({"address": {**ADDRESS, "country": "usa"}}, 400),
        ({"customerInfo": {"primaryEmail": "lee@crane.example"}}, 409),
        ({"orgId": CRANE}, 200),
        ({"provisioningParameters": {"calling": {"location": {**PLACE, "timezone": "no"}}}}, 400),
    ],
)
def test_a_full_customer_check_finds_what_provision_would(api: Api, changes: Any, status: int) -> None:
    assert api.post("/wholesale/customers/validate", customer_body(**changes)).status_code == status


@pytest.mark.rule("customers.external-id", "§19.4")
@pytest.mark.usefixtures("acme")
def test_a_taken_external_id_is_found(api: Api) -> None:
    assert api.post("/wholesale/customers/validate", customer_body()).status_code == 409


@pytest.mark.rule("subscribers.precheck-package", "§5")
@pytest.mark.rule("subscribers.precheck-fails", "§19.3")
@pytest.mark.rule("subscribers.precheck-conflicts", "§5")
@pytest.mark.rule("subscribers.precheck-variants", "§5")
@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, 200),
        ({"email": "ada@acme.example"}, 409),
        ({"email": "lee@crane.example"}, 409),
        ({"email": "nobody"}, 400),
        ({"packages": ["webex_calling"]}, 200),
        ({"packages": ["webex_voice"]}, 400),
        ({"packages": ["webex_calling"], "package": "webex_calling"}, 400),
        ({"packages": ["webex_calling"], "provisioningParameters": {"extension": "101"}}, 409),
        ({"packages": ["webex_calling"], "provisioningParameters": {"extension": "102"}}, 200),
        (
            {"packages": ["webex_calling"], "provisioningParameters": {"primaryPhoneNumber": "+13125550100"}},
            404,
        ),
    ],
)
def test_a_subscriber_check_of_a_known_customer(api: Api, acme: Customer, changes: Any, status: int) -> None:
    acme.user("ada@acme.example")
    body = {"customerId": acme.id, "email": "new@acme.example", **changes}
    assert api.post("/wholesale/subscribers/validate", body).status_code == status
    assert len(api.state("subscribers")) == 1


@pytest.mark.rule("subscribers.precheck-variants", "§5")
@pytest.mark.parametrize(
    ("email", "template", "status"),
    [
        ("new@new.example", TEMPLATE, 200),
        ("lee@crane.example", TEMPLATE, 409),
        ("new@new.example", "bm9wZQ", 400),
    ],
)
def test_a_subscriber_check_of_a_prospect(api: Api, email: str, template: str, status: int) -> None:
    body = {
        "email": email,
        "provisioningId": template,
        "customerInfo": {"primaryEmail": "office@new.example"},
    }
    assert api.post("/wholesale/subscribers/validate", body).status_code == status


@pytest.mark.rule("subscribers.precheck", "§5")
@pytest.mark.rule("subscribers.precheck-code", "§19.2")
def test_a_subscriber_check_that_finds_nothing_says_success(api: Api, acme: Customer) -> None:
    body = {"customerId": acme.id, "email": "new@acme.example"}
    answer = api.post("/wholesale/subscribers/validate", body)
    assert answer.status_code == 200
    assert answer.json()["message"] == "success"
    assert [entry["infoCode"] for entry in answer.json()["info"]] == [100]
    assert api.state("subscribers") == api.get("/people", orgId=acme.org).json()["items"] == []
