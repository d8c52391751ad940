"""Audit events: what administrators did."""

from __future__ import annotations

from typing import Any

import pytest
from simulated import PARTNER, TEMPLATE, Api, Customer

from apisim.areas.roles.state import READ_ONLY

SPAN = {"from": "2026-01-01T00:00:00.000Z", "to": "2026-12-31T00:00:00.000Z"}


@pytest.fixture(autouse=True)
def _year(api: Api) -> None:
    """Let the span of the tests hold the moment that they run at."""
    now = api.side("POST", "/clock", {"advance": 0})["now"]
    SPAN.update({"from": f"{now[:4]}-01-01T00:00:00.000Z", "to": f"{int(now[:4]) + 1}-01-01T00:00:00.000Z"})


def _events(api: Api, org: str, **query: str) -> list[dict[str, Any]]:
    answer = api.get("/adminAudit/events", orgId=org, **{**SPAN, **query})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


@pytest.mark.rule("audit.recorded", "obs §9")
def test_what_was_done_is_recorded_where_it_was_done(api: Api, acme: Customer) -> None:
    me = api.get("/people/me").json()
    user = acme.user("u@acme.example")
    api.post(f"/settings/organizations/{acme.org}/settings", {"key": "some-key", "value": True})
    setting, made = _events(api, acme.org, eventCategories="ORG_SETTINGS,USERS")
    assert (setting["actorId"], setting["actorOrgId"]) == (me["id"], PARTNER)
    data = setting["data"]
    assert (data["eventCategory"], data["targetOrgId"], data["targetOrgName"]) == (
        "ORG_SETTINGS",
        acme.org,
        "Acme Dental",
    )
    assert (data["actorName"], data["actorEmail"], data["actorOrgName"], data["adminRoles"]) == (
        me["displayName"],
        me["emails"][0],
        "Example Carrier",
        ["Full Administrator"],
    )
    assert made["data"]["targetId"] in (user["id"], user["personId"])
    customer = _events(api, PARTNER)[0]
    assert customer["data"]["eventCategory"] == "CUSTOMERS"
    assert customer["data"]["targetId"] == acme.id


@pytest.mark.rule("audit.recorded", "obs §9")
def test_reading_prechecks_and_refusals_are_no_events(api: Api, acme: Customer) -> None:
    before = len(_events(api, PARTNER)), len(_events(api, acme.org))
    api.get(acme.url)
    body = {"address": api.get(acme.url).json()["address"], "provisioningId": TEMPLATE}
    assert api.post("/wholesale/customers/validate", body).status_code == 200
    assert api.new_customer().status_code == 409
    assert (len(_events(api, PARTNER)), len(_events(api, acme.org))) == before


def test_an_event_has_the_tracking_id_of_its_call(api: Api, acme: Customer) -> None:
    answer = api.post(f"/partner/tags/organizations/{acme.org}/assignTags", {"tags": [{"name": "gold"}]})
    assert _events(api, acme.org)[0]["data"]["trackingId"] == answer.headers["trackingid"]


@pytest.mark.rule("audit.roles", "§14.5")
def test_a_change_of_roles_is_an_event_of_its_own(api: Api, acme: Customer) -> None:
    person = acme.user("u@acme.example")["personId"]
    api.put(f"/people/{person}", {"displayName": "U", "roles": [READ_ONLY]})
    event = _events(api, acme.org, eventCategories="ROLES")[0]["data"]
    assert event["targetId"] == person
    assert (event["roleAdded"], event["roleRemoved"]) == (["Read-only Administrator"], ["Full Administrator"])


@pytest.mark.rule("audit.needed", "obs §1")
@pytest.mark.parametrize("name", ["orgId", "from", "to"])
def test_what_is_needed_is_named(api: Api, name: str) -> None:
    query = {key: value for key, value in {"orgId": PARTNER, **SPAN}.items() if key != name}
    answer = api.get("/adminAudit/events", **query)
    assert answer.status_code == 400
    assert answer.json()["message"].startswith(f"Required request parameter '{name}'")
    assert answer.json()["message"].endswith("is not present")


@pytest.mark.rule("audit.year", "obs §9")
def test_a_span_is_one_year_at_most_and_not_backwards(api: Api) -> None:
    for span in (
        {"from": "2024-01-01T00:00:00Z", "to": "2025-01-03T00:00:00Z"},
        {"from": "2025-01-01T00:00:00Z", "to": "2024-12-01T00:00:00Z"},
        {"from": "yesterday", "to": "2024-12-01T00:00:00Z"},
    ):
        assert api.get("/adminAudit/events", orgId=PARTNER, **span).status_code == 400
    whole = {"from": "2024-01-01T00:00:00Z", "to": "2025-01-01T00:00:00Z"}
    assert api.get("/adminAudit/events", orgId=PARTNER, **whole).json() == {"items": []}


@pytest.mark.rule("audit.filters", "obs §9")
def test_events_are_chosen_by_time_actor_and_category(api: Api, acme: Customer) -> None:
    me, other = api.get("/people/me").json()["id"], acme.user("u@acme.example")["personId"]
    assert _events(api, acme.org, actorId=other) == []
    assert _events(api, acme.org, actorId=me) == _events(api, acme.org)
    api.put(f"/people/{other}", {"displayName": "U"})
    api.post(f"/settings/organizations/{acme.org}/settings", {"key": "some-key", "value": True})
    found = _events(api, acme.org, eventCategories="org_settings,Logins")
    assert [row["data"]["eventCategory"] for row in found] == ["ORG_SETTINGS"]
    before = {"from": "2020-01-01T00:00:00Z", "to": "2020-06-01T00:00:00Z"}
    assert _events(api, acme.org, **before) == []


@pytest.mark.rule("audit.pages", "§14.7")
def test_the_newest_events_come_first_in_pages(api: Api, acme: Customer) -> None:
    path = f"/settings/organizations/{acme.org}/settings"
    for number in range(3):
        api.post(path, {"key": f"key-{number}", "value": True})
    first = api.get("/adminAudit/events", orgId=acme.org, **SPAN, max="2", eventCategories="ORG_SETTINGS")
    names = [row["data"]["targetName"] for row in first.json()["items"]]
    assert names == ["key-2", "key-1"]
    rest = api.get(first.headers["link"][1:].partition(">")[0]).json()["items"]
    assert [row["data"]["targetName"] for row in rest] == ["key-0"]


@pytest.mark.rule("audit.categories", "obs §9")
def test_there_are_34_categories(api: Api) -> None:
    found = api.get("/adminAudit/eventCategories").json()["eventCategories"]
    assert len(found) == len(set(found)) == 34
    assert {"USERS", "ROLES", "CUSTOMERS", "ORG_SETTINGS", "LOGINS"} <= set(found)
