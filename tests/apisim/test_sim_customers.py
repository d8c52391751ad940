from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from simulated import ADDRESS, CRANE, NORTH_TEMPLATE, PLACE, Api, Customer

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.rule("customers.accepted", "§3")
def test_a_customer_is_accepted_with_its_absolute_url(api: Api) -> None:
    answer = api.new_customer()
    url = answer.json()["url"]
    assert answer.status_code == 202
    assert answer.headers["location"] == url
    assert url.startswith(str(api.client.base_url).rstrip("/") + "/v1/wholesale/customers/")


def test_a_settled_customer_shows_its_organization(api: Api, acme: Customer) -> None:
    assert acme.seen["status"] == "provisioned"
    organization = api.get(f"/organizations/{acme.org}").json()
    assert organization["displayName"] == "Acme Dental"


@pytest.mark.rule("customers.effects", "§3.2")
def test_provisioning_makes_no_person(api: Api, acme: Customer) -> None:
    assert api.get("/people", orgId=acme.org).json()["items"] == []


@pytest.mark.rule("customers.effects", "§3.2")
def test_provisioning_makes_the_main_location(api: Api, acme: Customer) -> None:
    place = api.get("/locations", orgId=acme.org).json()["items"][0]
    assert (place["name"], place["timeZone"], place["preferredLanguage"]) == (
        "HQ",
        "America/Chicago",
        "en_US",
    )
    assert place["address"]["address1"] == ADDRESS["addressLine1"]
    assert place["address"]["state"] == "IL"
    calling = api.get(f"/telephony/config/locations/{place['id']}", orgId=acme.org).json()
    assert calling["announcementLanguage"] == "en_us"


@pytest.mark.rule("customers.licenses", "§3.4")
@pytest.mark.rule("customers.effects", "§3.2")
def test_each_package_gives_a_license(api: Api, acme: Customer) -> None:
    licenses = {row["name"]: row["id"] for row in api.get("/licenses", orgId=acme.org).json()["items"]}
    assert set(licenses) == {"Webex Calling - Professional", "Webex Meetings"}
    details = api.get(acme.url, includePackageLicenseInfo="true").json()["resourceDetails"]["packages"]
    assert {p["name"]: p["licenseIds"] for p in details} == {
        "webex_calling": [licenses["Webex Calling - Professional"]],
        "webex_meetings": [licenses["Webex Meetings"]],
    }
    assert "licenseIds" not in api.get(acme.url).json()["resourceDetails"]["packages"][0]


@pytest.mark.rule("packages.licenses", "§3.7")
def test_a_limit_is_the_units_of_the_license(api: Api) -> None:
    limits = {"packages": {"limits": {"webex_calling": 3}}, "calling": {"location": PLACE}}
    acme = api.customer(provisioningParameters=limits)
    units = {row["name"]: row["totalUnits"] for row in api.get("/licenses", orgId=acme.org).json()["items"]}
    assert units == {"Webex Calling - Professional": 3, "Webex Meetings": -1}


def test_meetings_alone_need_no_location(api: Api) -> None:
    acme = api.customer(packages=["webex_meetings"], provisioningParameters=None)
    assert acme.status == "provisioned"
    assert api.get("/locations", orgId=acme.org).json()["items"] == []


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"packages": []}, 400),
        ({"packages": ["webex_calling", "webex_calling"]}, 400),
        ({"packages": ["webex_dreams"]}, 400),
        ({"packages": ["webex_meetings", "attendant_console"]}, 400),
        ({"packages": ["webex_meetings", "cisco_calling_plan"]}, 400),
        ({"packages": ["webex_voice", "attendant_console"]}, 202),
        ({"packages": ["common_area_calling", "cisco_calling_plan"]}, 202),
        ({"packages": ["common_area_calling"], "provisioningParameters": None}, 400),
        ({"provisioningParameters": {}}, 400),
        ({"provisioningId": "bm9wZQ"}, 400),
        ({"provisioningId": NORTH_TEMPLATE}, 400),
        ({"customerInfo": None}, 400),
        ({"customerInfo": {"name": "100 % Acme", "primaryEmail": "a@acme.example"}}, 400),
        ({"customerInfo": {"name": "Acme", "primaryEmail": "nobody"}}, 400),
        ({"customerInfo": {"name": "Acme", "primaryEmail": "lee@crane.example"}}, 409),
        ({"customerInfo": {"name": "Acme", "primaryEmail": "a@acme.example", "language": "english"}}, 400),
        ({"customerInfo": {"name": "Acme", "primaryEmail": "a@acme.example", "language": "xx_YY"}}, 202),
        ({"address": {**ADDRESS, "country": "usa"}}, 400),
        ({"address": {**ADDRESS, "stateOrProvince": ""}}, 400),
        ({"address": {"addressLine1": "1 Way", "city": "London", "country": "GB"}}, 400),
        ({"address": {"addressLine1": "1 Vei", "city": "Oslo", "country": "NO"}}, 202),
        ({"externalId": " "}, 400),
        ({"provisioningParameters": {"calling": {"location": {**PLACE, "timezone": "Mars/Base"}}}}, 400),
        ({"provisioningParameters": {"calling": {"location": {**PLACE, "language": "?"}}}}, 400),
        ({"provisioningParameters": {"calling": {"location": {**PLACE, "name": "x" * 81}}}}, 400),
        ({"provisioningParameters": {"calling": {"location": PLACE}, "meetings": {"timezone": "no"}}}, 400),
    ],
)
def test_a_new_customer_is_checked(api: Api, changes: dict[str, Any], status: int) -> None:
    assert api.new_customer(**changes).status_code == status


@pytest.mark.rule("packages.limits", "§8.1")
@pytest.mark.parametrize("limit", [-1, 1.5])
def test_a_limit_is_a_whole_number_from_zero(api: Api, limit: float) -> None:
    parameters = {"calling": {"location": PLACE}, "packages": {"limits": {"webex_calling": limit}}}
    assert api.new_customer(provisioningParameters=parameters).status_code == 400


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        (None, "en_US"),
        ("de", "de_DE"),
        ("en", "en_US"),
        ("fr_CA", "fr_CA"),
        ("xx_YY", "en_US"),
        ("EN_gb", "en_GB"),
    ],
)
def test_the_language_of_the_organization_follows_the_table(api: Api, asked: str | None, given: str) -> None:
    info = {"name": "Acme", "primaryEmail": "a@acme.example"} | ({"language": asked} if asked else {})
    acme = api.customer(customerInfo=info)
    assert api.get(f"/identity/organizations/{acme.org}").json()["preferredLanguage"] == given


@pytest.mark.rule("customers.external-id", "§19.4")
@pytest.mark.usefixtures("acme")
def test_an_external_id_is_taken_once(api: Api) -> None:
    assert api.new_customer().status_code == 409


def test_a_removed_customers_external_id_is_free_again(api: Api, acme: Customer) -> None:
    assert api.delete(acme.url).status_code == 202
    assert api.get(acme.url).status_code == 404
    assert api.new_customer().status_code == 202


def test_the_id_is_taken_in_all_forms_that_appear(api: Api, acme: Customer) -> None:
    from apisim import ids  # noqa: PLC0415

    key = ids.key_of(acme.id)
    for form in (key, ids.encode("CUSTOMER", key), ids.encode("ENTERPRISE", key)):
        assert api.get(f"/wholesale/customers/{form}").json()["id"] == acme.id


@pytest.mark.rule("customers.filters", "§3.1")
@pytest.mark.rule("customers.statuses", "§3.1")
def test_lists_filter_exactly_and_together(api: Api, acme: Customer) -> None:
    api.customer(externalId="acme-1002")
    found = api.get("/wholesale/customers", externalId="acme-1001", status="provisioned").json()["items"]
    assert [c["externalId"] for c in found] == ["acme-1001"]
    assert api.get("/wholesale/customers", externalId="acme").json()["items"] == []
    assert api.get("/wholesale/customers", orgId=acme.org).json()["items"][0]["id"] == acme.id
    assert len(api.get("/wholesale/customers", status="provisioned,error").json()["items"]) == 2
    assert len(api.get("/wholesale/customers", status=["provisioned", "error"]).json()["items"]) == 2
    assert api.get("/wholesale/customers", status="error").json()["items"] == []


def test_pages_are_linked_with_all_filters_kept(api: Api) -> None:
    for number in range(3):
        api.customer(externalId=f"acme-{number}")
    answer = api.get("/wholesale/customers", max="2", status="provisioned,error")
    assert [c["externalId"] for c in answer.json()["items"]] == ["acme-0", "acme-1"]
    link = answer.headers["link"]
    assert link.startswith("<" + str(api.client.base_url).rstrip("/") + "/v1/wholesale/customers?")
    assert link.endswith('>; rel="next"')
    assert "," not in link
    assert "status=provisioned%2Cerror" in link
    rest = api.get(link[1 : link.index(">")])
    assert [c["externalId"] for c in rest.json()["items"]] == ["acme-2"]
    assert "link" not in rest.headers


@pytest.mark.rule("paging.size", "§2.3")
@pytest.mark.usefixtures("acme")
def test_max_is_clamped_to_100(api: Api) -> None:
    assert api.get("/wholesale/customers", max="1000").status_code == 200


@pytest.mark.rule("customers.attach-automatic", "§3.3")
def test_an_attached_organization_keeps_its_name_and_people(api: Api) -> None:
    acme = api.customer(
        orgId=CRANE, packages=["webex_meetings"], customerInfo=None, provisioningParameters=None
    )
    assert acme.org == CRANE
    assert api.get(f"/organizations/{CRANE}").json()["displayName"] == "Crane Legal"
    assert len(api.get("/people", orgId=CRANE).json()["items"]) == 3


@pytest.mark.rule("customers.attach-once", "§19.5")
def test_an_organization_is_a_customer_once(api: Api) -> None:
    api.customer(orgId=CRANE)
    assert api.new_customer(orgId=CRANE, externalId="other").status_code == 409


@pytest.mark.rule("customers.attach-unknown", "§3.2")
@pytest.mark.usefixtures("acme")
def test_an_unknown_organization_cannot_be_attached(api: Api) -> None:
    api.side("POST", "/edit", {"kind": "organizations", "id": CRANE, "set": None})
    assert api.new_customer(orgId=CRANE, externalId="other").status_code == 404


def test_an_email_domain_wants_approval(api: Api) -> None:
    api.edit("organizations", {"verifiedDomains": ["crane.example"]}, CRANE)
    assert api.new_customer(orgId=CRANE).status_code == 409
    assert api.state("customers") == []
    api.side("POST", f"/approvals/{CRANE}")
    assert api.new_customer(orgId=CRANE).status_code == 202


@pytest.mark.rule("customers.attach-approval", "§3.3")
@pytest.mark.rule("customers.attach-refused", "§19.6")
def test_a_hundred_users_want_approval(api: Api) -> None:
    for number in range(97):
        api.edit("people", {"emails": [f"u{number}@crane.example"], "orgId": CRANE})
    assert api.new_customer(orgId=CRANE).status_code == 409


def test_approval_can_be_asked_for(api: Api) -> None:
    api.outcome({"orgId": CRANE}, "approval")
    assert api.new_customer(orgId=CRANE).status_code == 409
    assert api.new_customer(orgId=CRANE).status_code == 409
    api.side("POST", f"/approvals/{CRANE}")
    assert api.new_customer(orgId=CRANE).status_code == 202


@pytest.mark.rule("customers.attach-location", "§3.3")
def test_attaching_adopts_a_location_of_the_same_name(api: Api) -> None:
    api.edit("locations", {"name": "hq", "orgId": CRANE, "calling": None})
    acme = api.customer(orgId=CRANE)
    assert [p["name"] for p in api.get("/locations", orgId=acme.org).json()["items"]] == ["hq"]


@pytest.mark.rule("packages.full-list", "§3.5")
def test_an_update_is_the_complete_list_of_packages(api: Api, acme: Customer) -> None:
    assert api.put(acme.url, {"packages": ["webex_calling", "webex_suite"]}).status_code == 202
    seen = api.get(acme.url).json()
    assert seen["packages"] == ["webex_calling", "webex_suite"]
    assert [p["name"] for p in seen["resourceDetails"]["packages"]] == ["webex_calling", "webex_suite"]
    assert "Webex Meetings" not in [r["name"] for r in api.get("/licenses", orgId=acme.org).json()["items"]]


@pytest.mark.rule("customers.moving", "§19.7")
def test_an_update_while_one_runs_is_a_409(api: Api, acme: Customer) -> None:
    api.put(acme.url, {"packages": ["webex_calling"]})
    assert api.put(acme.url, {"packages": ["webex_calling"]}).status_code == 409
    assert api.delete(acme.url).status_code == 409


@pytest.mark.rule("customers.first-calling", "§3.5")
def test_the_first_calling_package_wants_a_location(api: Api) -> None:
    acme = api.customer(packages=["webex_meetings"], provisioningParameters=None)
    wanted = ["webex_meetings", "webex_calling"]
    assert api.put(acme.url, {"packages": wanted}).status_code == 400
    parameters = {"calling": {"location": PLACE}}
    assert api.put(acme.url, {"packages": wanted, "provisioningParameters": parameters}).status_code == 202
    assert acme.status == "provisioned"
    assert len(api.get("/locations", orgId=acme.org).json()["items"]) == 1


def test_a_later_calling_location_in_an_update_makes_none(api: Api, acme: Customer) -> None:
    parameters = {"calling": {"location": {**PLACE, "name": "Second"}}}
    api.put(acme.url, {"packages": ["webex_calling"], "provisioningParameters": parameters})
    api.get(acme.url)
    assert [p["name"] for p in api.get("/locations", orgId=acme.org).json()["items"]] == ["HQ"]


@pytest.mark.rule("customers.dropped-package", "§19.9")
def test_a_package_that_users_have_cannot_be_dropped(api: Api, acme: Customer) -> None:
    acme.user("ada@acme.example")
    refused = api.put(acme.url, {"packages": ["webex_meetings"]})
    assert refused.status_code == 409
    assert "webex_calling" in refused.json()["message"]


@pytest.mark.rule("packages.last-base", "§8.2")
def test_the_last_base_of_an_add_on_cannot_be_dropped(api: Api) -> None:
    acme = api.customer(packages=["webex_calling", "webex_meetings", "attendant_console"])
    assert api.put(acme.url, {"packages": ["webex_meetings", "attendant_console"]}).status_code == 400


@pytest.mark.rule("packages.limit-below-use", "§19.18")
def test_a_limit_below_what_is_assigned_is_a_409(api: Api, acme: Customer) -> None:
    acme.user("ada@acme.example")
    body = {
        "packages": ["webex_calling"],
        "provisioningParameters": {"packages": {"limits": {"webex_calling": 0}}},
    }
    assert api.put(acme.url, body).status_code == 409


@pytest.mark.rule("packages.limits-kept", "§8.3")
def test_an_omitted_limit_stays(api: Api) -> None:
    parameters = {"calling": {"location": PLACE}, "packages": {"limits": {"webex_calling": 3}}}
    acme = api.customer(provisioningParameters=parameters)
    api.put(acme.url, {"packages": ["webex_calling"], "provisioningParameters": {"packages": {"limits": {}}}})
    api.get(acme.url)
    assert api.get("/licenses", orgId=acme.org).json()["items"][0]["totalUnits"] == 3


def test_an_external_id_can_be_changed_to_a_free_one(api: Api, acme: Customer) -> None:
    api.customer(externalId="taken")
    assert api.put(acme.url, {"packages": ["webex_calling"], "externalId": "taken"}).status_code == 409
    assert api.put(acme.url, {"packages": ["webex_calling"], "externalId": "fresh"}).status_code == 202
    assert api.get("/wholesale/customers", externalId="fresh").json()["items"][0]["id"] == acme.id


def test_an_address_is_replaced(api: Api, acme: Customer) -> None:
    address = {"addressLine1": "1 Vei", "city": "Oslo", "country": "NO"}
    api.put(acme.url, {"packages": ["webex_calling"], "address": address})
    assert api.get(acme.url).json()["address"] == address


@pytest.mark.rule("customers.removal", "§19.8")
def test_a_customer_with_users_cannot_be_removed(api: Api, acme: Customer) -> None:
    acme.user("ada@acme.example")
    assert api.delete(acme.url).status_code == 409


@pytest.mark.rule("customers.removed", "§3")
@pytest.mark.rule("customers.gone", "§19.20")
@pytest.mark.rule("customers.mapping", "§3.6")
def test_a_removed_customer_leaves_the_organization(api: Api, acme: Customer) -> None:
    answer = api.delete(acme.url)
    assert (answer.status_code, answer.content) == (202, b"")
    assert api.get(acme.url).status_code == 404
    assert api.delete(acme.url).status_code == 404
    assert api.get(f"/organizations/{acme.org}").status_code == 200
    assert api.get("/licenses", orgId=acme.org).json()["items"] == []


@pytest.mark.rule("customers.begins", "§12")
@pytest.mark.rule("customers.updates", "§12")
@pytest.mark.rule("customers.provisioned", "§12")
@pytest.mark.rule("customers.removes", "§3.6")
@pytest.mark.rule("packages.status", "§12")
@pytest.mark.rule("customers.organization", "§3.4")
def test_it_is_settled_only_after_the_settling_time(api_with: Callable[..., Api]) -> None:
    api = api_with(settle=60)
    acme = Customer(api, api.new_customer().json()["url"], {})
    seen = api.get(acme.url).json()
    assert seen["status"] == "provisioning"
    assert "orgId" not in seen
    assert {p["status"] for p in seen["resourceDetails"]["packages"]} == {"provisioning"}
    api.side("POST", "/clock", {"advance": 61})
    assert acme.status == "provisioned"
    api.put(acme.url, {"packages": ["webex_calling", "webex_voice"]})
    seen = api.get(acme.url).json()
    assert seen["status"] == "updating"
    statuses = {p["name"]: p["status"] for p in seen["resourceDetails"]["packages"]}
    assert statuses == {
        "webex_calling": "provisioned",
        "webex_voice": "provisioning",
        "webex_meetings": "deleting",
    }
    api.side("POST", "/clock", {"advance": 61})
    api.get(acme.url)
    api.delete(acme.url)
    assert acme.status == "deleting"
    api.side("POST", "/clock", {"advance": 61})
    assert api.get(acme.url).status_code == 404


def test_with_settle_zero_it_is_settled_at_the_first_get(api: Api) -> None:
    url = api.new_customer().json()["url"]
    assert api.put(url, {"packages": ["webex_calling"]}).status_code == 409
    assert api.get(url).json()["status"] == "provisioned"


@pytest.mark.rule("customers.failed", "§12")
@pytest.mark.rule("customers.errors", "§3.4")
@pytest.mark.rule("customers.organization", "§3.4")
def test_a_failed_customer_is_in_error_and_can_be_tried_again(api: Api) -> None:
    api.outcome({"externalId": "acme-1001"}, "error")
    acme = Customer(api, api.new_customer().json()["url"], {})
    seen = api.get(acme.url).json()
    assert seen["status"] == "error"
    assert seen["errors"]
    assert "orgId" not in seen
    assert api.put(acme.url, {"packages": ["webex_calling"]}).status_code == 202
    assert acme.status == "provisioned"
    assert "errors" not in api.get(acme.url).json()


@pytest.mark.rule("customers.partly", "§12")
@pytest.mark.rule("customers.errors", "§3.4")
@pytest.mark.rule("packages.status", "§12")
@pytest.mark.rule("customers.organization", "§3.4")
def test_a_failed_package_leaves_the_others(api: Api) -> None:
    api.outcome({"externalId": "acme-1001"}, {"package": "webex_meetings", "error": 2999})
    acme = api.customer()
    assert acme.seen["status"] == "provisioned_with_errors"
    assert "orgId" in acme.seen
    package = acme.seen["resourceDetails"]["packages"][1]
    assert (package["status"], package["errors"][0]["errorCode"]) == ("error", 2999)
    assert acme.seen["errors"][0]["errorCode"] == 2999
    assert acme.new_user("ada@acme.example").status_code == 200
    assert acme.new_user("bob@acme.example", "webex_meetings").status_code == 409
    assert api.put(acme.url, {"packages": acme.seen["packages"]}).status_code == 202
    assert acme.status == "provisioned"


@pytest.mark.rule("packages.warning", "§12")
def test_a_warning_stands_beside_a_provisioned_package(api: Api) -> None:
    api.outcome({"email": "OFFICE@acme.example"}, {"package": "webex_calling", "warning": 2560})
    acme = api.customer()
    package = acme.seen["resourceDetails"]["packages"][0]
    assert (acme.seen["status"], package["status"]) == ("provisioned", "provisioned")
    assert package["warnings"][0]["errorCode"] == 2560


def _in_maintenance(acme: Customer) -> list[str]:
    packages = acme.api.get(acme.url).json()["resourceDetails"]["packages"]
    return [p["name"] for p in packages if p.get("warnings")]


@pytest.mark.rule("packages.maintenance", "§13")
def test_maintenance_ends_after_four_hours(api: Api) -> None:
    api.outcome({"externalId": "acme-1001"}, {"package": "webex_calling", "warning": 2560})
    acme = api.customer()
    api.side("POST", "/clock", {"advance": 4 * 3600 - 60})
    assert _in_maintenance(acme) == ["webex_calling"]
    api.side("POST", "/clock", {"advance": 120})
    assert _in_maintenance(acme) == []
    assert acme.status == "provisioned"


@pytest.mark.rule("packages.maintenance", "§13")
def test_an_update_does_not_end_maintenance(api: Api) -> None:
    api.outcome({"externalId": "acme-1001"}, {"package": "webex_calling", "warning": 2560})
    acme = api.customer()
    api.outcome({"externalId": "acme-1001"}, {"package": "webex_voice", "warning": 2560})
    api.side("POST", "/clock", {"advance": 2 * 3600})
    api.put(acme.url, {"packages": ["webex_calling", "webex_voice"]})
    assert _in_maintenance(acme) == ["webex_calling", "webex_voice"]
    api.side("POST", "/clock", {"advance": 2 * 3600 + 60})
    assert _in_maintenance(acme) == ["webex_voice"]


def test_an_edit_ends_maintenance(api: Api) -> None:
    api.outcome({"externalId": "acme-1001"}, {"package": "webex_calling", "warning": 2560})
    acme = api.customer()
    packages = [{"name": name, "status": "provisioned"} for name in acme.seen["packages"]]
    api.edit("customers", {"resourceDetails": {"packages": packages}}, acme.id)
    assert _in_maintenance(acme) == []


def test_maintenance_of_an_estate_file_ends_too(api: Api, api_with: Callable[..., Api]) -> None:
    api.outcome({"externalId": "acme-1001"}, {"package": "webex_calling", "warning": 2560})
    api.customer()
    again = api_with(estate=api.side("GET", "/state"))
    again.side("POST", "/clock", {"advance": 4 * 3600})
    customer = again.get("/wholesale/customers").json()["items"][0]
    assert [p["status"] for p in customer["resourceDetails"]["packages"] if "warnings" not in p] == [
        "provisioned"
    ] * 2


@pytest.mark.rule("packages.warning", "§12")
def test_another_warning_ends_with_the_next_update(api: Api) -> None:
    api.outcome({"externalId": "acme-1001"}, {"package": "webex_calling", "warning": 2561})
    acme = api.customer()
    api.side("POST", "/clock", {"advance": 4 * 3600})
    assert _in_maintenance(acme) == ["webex_calling"]
    api.put(acme.url, {"packages": acme.seen["packages"]})
    assert _in_maintenance(acme) == []


def test_a_decision_is_used_once(api: Api) -> None:
    api.outcome({"externalId": "acme-1001"}, "error")
    url = api.new_customer().json()["url"]
    api.get(url)
    api.delete(url)
    api.get(url)
    assert api.customer().status == "provisioned"


@pytest.mark.rule("reviews.clear", "§12")
def test_a_blocking_review_ends_by_a_verdict(api_with: Callable[..., Api]) -> None:
    api = api_with(review="blocking")
    api.outcome({"externalId": "acme-1001"}, "review")
    acme = Customer(api, api.new_customer().json()["url"], {})
    assert acme.status == "pending_rpl_review"
    customer = acme.url.rsplit("/", 1)[1]
    api.side("POST", f"/reviews/{customer}", {"verdict": "clear"})
    assert acme.status == "provisioned"


@pytest.mark.rule("reviews.update", "§12")
def test_an_update_while_in_review_is_kept_until_the_verdict(api_with: Callable[..., Api]) -> None:
    acme = _in_review(api_with(review="blocking"))
    wanted = {
        "packages": ["webex_meetings", "webex_voice"],
        "address": {**ADDRESS, "addressLine1": "1 New Street"},
    }
    answer = acme.api.put(acme.url, wanted)
    assert (answer.status_code, answer.json()) == (202, {"url": acme.url})
    seen = acme.api.get(acme.url).json()
    assert (seen["status"], seen["packages"]) == ("pending_rpl_review", wanted["packages"])
    assert [p["name"] for p in seen["resourceDetails"]["packages"]] == wanted["packages"]
    acme.api.side("POST", f"/reviews/{seen['id']}", {"verdict": "clear"})
    seen = acme.api.get(acme.url).json()
    assert (seen["status"], seen["packages"]) == ("provisioned", wanted["packages"])
    assert seen["address"]["addressLine1"] == "1 New Street"


@pytest.mark.rule("reviews.update", "§12")
def test_an_update_while_in_review_does_not_move_its_end(api_with: Callable[..., Api]) -> None:
    acme = _in_review(api_with(review="blocking"))
    acme.api.side("POST", "/clock", {"advance": 72 * 3600 - 60})
    assert acme.api.put(acme.url, {"packages": ["webex_meetings"]}).status_code == 202
    assert acme.status == "pending_rpl_review"
    acme.api.side("POST", "/clock", {"advance": 120})
    assert acme.status == "error"


def test_an_update_while_in_review_keeps_what_was_decided(api_with: Callable[..., Api]) -> None:
    api = api_with(review="blocking")
    api.outcome({"externalId": "acme-1001"}, {"package": "webex_calling", "error": 2999})
    acme = _in_review(api)
    api.put(acme.url, {"packages": ["webex_calling", "webex_meetings"]})
    api.side("POST", f"/reviews/{acme.url.rsplit('/', 1)[1]}", {"verdict": "clear"})
    assert acme.status == "provisioned_with_errors"


def test_a_bad_update_while_in_review_is_refused(api_with: Callable[..., Api]) -> None:
    acme = _in_review(api_with(review="blocking"))
    assert acme.api.put(acme.url, {"packages": []}).status_code == 400


@pytest.mark.rule("reviews.blocking", "§11")
def test_a_new_customer_in_review_has_no_organization(api_with: Callable[..., Api]) -> None:
    acme = _in_review(api_with(review="blocking"))
    assert "orgId" not in acme.api.get(acme.url).json()
    assert "Acme Dental" not in {o["displayName"] for o in acme.api.state("organizations")}


def test_an_attached_organization_is_out_of_reach_while_in_review(api_with: Callable[..., Api]) -> None:
    acme = _in_review(api_with(review="blocking"), orgId=CRANE, customerInfo=None)
    change = {"schemas": ["urn:cisco:codev:identity:organization:core:1.0"], "displayName": "Crane"}
    assert acme.api.patch(f"/identity/organizations/{CRANE}", change).status_code == 404
    assert "orgId" not in acme.api.get(acme.url).json()


def test_an_estate_file_can_hold_a_customer_in_review(api_with: Callable[..., Api]) -> None:
    acme = _in_review(api_with(review="blocking"))
    again = api_with(review="blocking", estate=acme.api.side("GET", "/state"))
    url = acme.url.removeprefix("http://simulator/v1")
    assert again.get(url).json()["status"] == "pending_rpl_review"
    again.side("POST", "/clock", {"advance": 72 * 3600})
    assert again.get(url).json()["status"] == "error"


def _in_review(api: Api, **changes: Any) -> Customer:
    api.outcome({"externalId": "acme-1001"}, "review")
    acme = Customer(api, api.new_customer(**changes).json()["url"], {})
    assert acme.status == "pending_rpl_review"
    return acme


@pytest.mark.rule("reviews.deny", "§12")
def test_a_denied_review_ends_in_error(api_with: Callable[..., Api]) -> None:
    api = api_with(review="blocking")
    api.outcome({"externalId": "acme-1001"}, "review")
    acme = Customer(api, api.new_customer().json()["url"], {})
    api.get(acme.url)
    api.side("POST", f"/reviews/{acme.url.rsplit('/', 1)[1]}", {"verdict": "deny"})
    assert acme.status == "error"


@pytest.mark.rule("reviews.end", "§11")
def test_a_review_that_nobody_ends_is_an_error_after_72_hours(api_with: Callable[..., Api]) -> None:
    api = api_with(review="blocking")
    api.outcome({"externalId": "acme-1001"}, "review")
    acme = Customer(api, api.new_customer().json()["url"], {})
    assert acme.status == "pending_rpl_review"
    api.side("POST", "/clock", {"advance": 72 * 3600 - 5})
    assert acme.status == "pending_rpl_review"
    api.side("POST", "/clock", {"advance": 10})
    assert acme.status == "error"


@pytest.mark.rule("customers.removes", "§3.6")
def test_a_customer_in_review_can_be_removed(api_with: Callable[..., Api]) -> None:
    api = api_with(review="blocking")
    api.outcome({"externalId": "acme-1001"}, "review")
    url = api.new_customer().json()["url"]
    api.get(url)
    assert api.delete(url).status_code == 202
    assert api.get(url).status_code == 404


@pytest.mark.rule("reviews.background", "§11")
@pytest.mark.rule("reviews.deny", "§12")
def test_a_review_in_the_background_does_not_block(api: Api) -> None:
    api.outcome({"externalId": "acme-1001"}, "review")
    acme = api.customer()
    assert acme.seen["status"] == "provisioned"
    api.side("POST", f"/reviews/{acme.id}", {"verdict": "deny"})
    assert acme.status == "error"


def test_a_verdict_without_a_review_is_refused(api: Api, acme: Customer) -> None:
    answer = api.client.post(f"/_sim/reviews/{acme.id}", json={"verdict": "clear"})
    assert answer.status_code == 409
