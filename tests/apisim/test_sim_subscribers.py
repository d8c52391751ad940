from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from simulated import CRANE, PLACE, Api, Customer

if TYPE_CHECKING:
    from collections.abc import Callable

NUMBER = "+13125550100"


@pytest.mark.rule("subscribers.provisioned", "§4")
@pytest.mark.rule("subscribers.package-names", "§4.3")
def test_a_user_is_provisioned_at_once(acme: Customer) -> None:
    answer = acme.new_user("ada@acme.example")
    user = answer.json()
    assert answer.status_code == 200
    assert answer.headers["location"].endswith(f"/v1/wholesale/subscribers/{user['id']}")
    assert user["status"] == "provisioned"
    assert user["externalCustomerId"] == "acme-1001"
    assert (user["package"], user["packages"]) == ("webex_calling", ["webex_calling"])


@pytest.mark.rule("subscribers.shown", "§4.3")
def test_the_person_behind_a_user_has_names_line_and_license(api: Api, acme: Customer) -> None:
    acme.add_numbers(NUMBER)
    user = acme.user("ada@acme.example", primaryPhoneNumber=NUMBER, extension="101")
    person = acme.person(user)
    assert (person["firstName"], person["lastName"], person["extension"]) == ("Ada", "Lovelace", "101")
    assert {"type": "work", "value": NUMBER, "primary": True} in person["phoneNumbers"]
    assert person["locationId"] == acme.location
    assert person["licenses"] == [api.get("/licenses", orgId=acme.org).json()["items"][0]["id"]]


@pytest.mark.rule("subscribers.first-is-administrator", "§8.3")
@pytest.mark.rule("roles.full", "§14.5")
def test_the_first_user_of_a_new_organization_is_its_administrator(api: Api, acme: Customer) -> None:
    roles = {r["id"]: r["name"] for r in api.get("/roles").json()["items"]}
    first, second = acme.user("ada@acme.example"), acme.user("bob@acme.example")
    assert [roles[r] for r in acme.person(first)["roles"]] == ["Full Administrator"]
    assert acme.person(second)["roles"] == []


def test_nobody_becomes_administrator_of_an_attached_organization(api: Api) -> None:
    crane = api.customer(orgId=CRANE)
    assert crane.person(crane.user("new@crane.example"))["roles"] == []


def test_a_person_of_the_organization_becomes_the_users_person(api: Api) -> None:
    crane = api.customer(orgId=CRANE)
    lee = api.get("/people", orgId=CRANE, email="lee@crane.example").json()["items"][0]
    assert crane.user("lee@crane.example", firstName=None, lastName=None)["personId"] == lee["id"]


@pytest.mark.rule("subscribers.one-base-package", "§8.3")
@pytest.mark.rule("subscribers.attendant-console", "§8.3")
@pytest.mark.rule("subscribers.customers-packages", "§19.11")
@pytest.mark.rule("subscribers.needs-line", "§4.2")
@pytest.mark.rule("subscribers.extension-form", "§13")
@pytest.mark.rule("subscribers.number-form", "§13")
@pytest.mark.rule("subscribers.inventory", "§4.2")
@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"packages": []}, 400, None),
        ({"packages": ["webex_calling", "webex_meetings"]}, 400, None),
        ({"packages": ["webex_calling", "webex_calling"]}, 400, None),
        ({"packages": ["attendant_console"]}, 400, None),
        ({"packages": ["webex_meetings", "attendant_console"]}, 400, 400408),
        ({"packages": ["webex_suite"]}, 400, None),
        ({"extension": None}, 400, 1001),
        ({"extension": "1a"}, 400, 4910),
        ({"extension": "911"}, 400, 4911),
        ({"extension": "1"}, 400, 4909),
        ({"primaryPhoneNumber": NUMBER}, 404, None),
        ({"primaryPhoneNumber": "312"}, 400, 4410),
        ({"locationId": "Y2lzY29zcGFyazovL3VzL0xPQ0FUSU9OL25vcGU"}, 400, 400),
    ],
)
def test_a_new_user_is_checked(api: Api, changes: Any, status: int, code: int | None) -> None:
    acme = api.customer(packages=["webex_calling", "webex_meetings", "attendant_console"])
    answer = acme.new_user("ada@acme.example", **changes)
    assert answer.status_code == status
    assert answer.json()["errors"][0].get("errorCode") == code
    assert api.state("subscribers") == []


@pytest.mark.rule("subscribers.package-fields", "§4.2")
def test_both_or_neither_package_field_is_a_400(api: Api, acme: Customer) -> None:
    body = {
        "customerId": acme.id,
        "email": "ada@acme.example",
        "provisioningParameters": {"extension": "101"},
    }
    assert api.post("/wholesale/subscribers", body).status_code == 400
    both = {**body, "package": "webex_calling", "packages": ["webex_calling"]}
    assert api.post("/wholesale/subscribers", both).status_code == 400
    assert api.post("/wholesale/subscribers", {**body, "package": "webex_calling"}).status_code == 200


@pytest.mark.rule("subscribers.add-on", "§8.3")
def test_an_attendant_console_stands_beside_a_base_package(api: Api) -> None:
    acme = api.customer(packages=["webex_calling", "attendant_console"])
    user = acme.user("ada@acme.example", packages=["webex_calling", "attendant_console"])
    assert len(acme.person(user)["licenses"]) == 2


def test_an_unknown_customer_is_a_404(api: Api, acme: Customer) -> None:
    api.edit("customers", None, acme.id)
    assert acme.new_user("ada@acme.example").status_code == 404


@pytest.mark.rule("subscribers.customer-ready", "§19.12")
def test_a_customer_that_is_not_provisioned_takes_no_users(api: Api, acme: Customer) -> None:
    api.put(acme.url, {"packages": ["webex_calling"]})
    assert acme.new_user("ada@acme.example").status_code == 409


@pytest.mark.rule("subscribers.email-taken", "§19.13")
@pytest.mark.parametrize("email", ["ada@acme.example", "ADA@acme.example", "lee@crane.example"])
def test_an_email_in_use_is_a_409_with_10022(acme: Customer, email: str) -> None:
    acme.user("ada@acme.example")
    answer = acme.new_user(email)
    assert (answer.status_code, answer.json()["errors"][0]["errorCode"]) == (409, 10022)


@pytest.mark.rule("subscribers.number-taken", "§19.14")
def test_a_number_in_use_is_a_409_with_4201(acme: Customer) -> None:
    acme.add_numbers(NUMBER)
    acme.user("ada@acme.example", primaryPhoneNumber=NUMBER)
    answer = acme.new_user("bob@acme.example", primaryPhoneNumber=NUMBER)
    assert (answer.status_code, answer.json()["errors"][0]["errorCode"]) == (409, 4201)


@pytest.mark.rule("subscribers.extension-taken", "§19.14")
def test_an_extension_in_use_is_a_409_with_4202(acme: Customer) -> None:
    acme.user("ada@acme.example", extension="101")
    answer = acme.new_user("bob@acme.example", extension="101")
    assert (answer.status_code, answer.json()["errors"][0]["errorCode"]) == (409, 4202)


def test_a_refused_user_leaves_no_person(api: Api, acme: Customer) -> None:
    acme.new_user("ada@acme.example", primaryPhoneNumber=NUMBER)
    assert api.get("/people", orgId=acme.org).json()["items"] == []


@pytest.mark.rule("subscribers.location", "§19.15")
def test_without_location_the_only_one_is_taken_and_two_are_a_400(api: Api, acme: Customer) -> None:
    assert acme.new_user("ada@acme.example").status_code == 200
    api.edit("locations", {"name": "Second", "orgId": acme.org})
    assert acme.new_user("bob@acme.example").status_code == 400


@pytest.mark.rule("subscribers.location-calls", "obs §2")
def test_a_location_without_calling_takes_no_calling_user(api: Api, acme: Customer) -> None:
    place = api.edit("locations", {"name": "Quiet", "orgId": acme.org, "calling": None})
    api.edit("locations", {"calling": False}, place["id"])
    answer = acme.new_user("ada@acme.example", locationId=place["id"])
    assert answer.json()["message"] == "Calling flag not set"


def test_a_meetings_user_needs_no_line(acme: Customer) -> None:
    user = acme.user("ada@acme.example", "webex_meetings", extension=None)
    assert "locationId" not in acme.person(user)


@pytest.mark.rule("subscribers.calling-already", "§4.2")
def test_parameters_of_a_person_who_has_calling_are_ignored(api: Api, acme: Customer) -> None:
    user = acme.user("ada@acme.example", extension="101")
    api.edit("subscribers", None, user["id"])
    again = acme.user("ada@acme.example", extension="999")
    assert acme.person(again)["extension"] == "101"


@pytest.mark.rule("subscribers.limits", "§8.3")
@pytest.mark.rule("subscribers.over-limit", "§19.18")
def test_a_limit_caps_the_users(api: Api) -> None:
    limits = {"packages": {"limits": {"webex_calling": 1}}, "calling": {"location": PLACE}}
    acme = api.customer(provisioningParameters=limits)
    acme.user("ada@acme.example")
    assert acme.new_user("bob@acme.example").status_code == 409


def test_names_are_optional(acme: Customer) -> None:
    user = acme.user("ada@acme.example", firstName=None, lastName=None)
    assert acme.person(user)["displayName"] == "ada@acme.example"


@pytest.mark.rule("subscribers.consent", "§4.6")
@pytest.mark.rule("subscribers.consented", "§4.6")
@pytest.mark.rule("subscribers.consent-mail", "§4")
@pytest.mark.rule("subscribers.consent-mail-when", "§4.6")
@pytest.mark.rule("subscribers.states", "§12")
def test_a_free_account_has_to_consent_first(api: Api, acme: Customer) -> None:
    api.outcome({"email": "ada@acme.example"}, "consent")
    answer = acme.new_user("ada@acme.example")
    user = answer.json()
    assert answer.status_code == 202
    assert user["status"] == "pending_user_migration"
    assert "personId" not in user
    for path in ("/subscribers", "/wholesale/subscribers"):
        assert api.call("POST", f"{path}/{user['id']}/emails/consentMove").status_code == 204
    api.side("POST", f"/consents/{user['id']}")
    done = api.get(f"/wholesale/subscribers/{user['id']}").json()
    assert done["status"] == "provisioned"
    assert acme.person(done)["extension"] == "101"
    assert api.call("POST", f"/subscribers/{user['id']}/emails/consentMove").status_code == 409


@pytest.mark.rule("subscribers.states", "§12")
def test_a_user_that_waits_for_consent_can_be_removed_but_not_updated(api: Api, acme: Customer) -> None:
    api.outcome({"email": "ada@acme.example"}, "consent")
    user = acme.new_user("ada@acme.example").json()
    path = f"/wholesale/subscribers/{user['id']}"
    assert api.put(path, {"packages": ["webex_meetings"]}).status_code == 409
    assert api.delete(path).status_code == 204
    assert api.get(path).status_code == 404


@pytest.mark.rule("subscribers.consented", "§4.6")
def test_an_extension_lost_while_waiting_is_an_error_on_the_user(api: Api, acme: Customer) -> None:
    api.outcome({"email": "ada@acme.example"}, "consent")
    user = acme.new_user("ada@acme.example", extension="150").json()
    acme.user("bob@acme.example", extension="150")
    api.side("POST", f"/consents/{user['id']}")
    done = api.get(f"/wholesale/subscribers/{user['id']}").json()
    assert done["errors"][0]["errorCode"] == 4202


def test_a_failed_create_leaves_a_half_made_person_behind(api: Api, acme: Customer) -> None:
    api.outcome({"email": "ada@acme.example"}, "error")
    assert acme.new_user("ada@acme.example").status_code == 500
    assert api.state("subscribers") == []
    people = api.get("/people", orgId=acme.org, email="ada@acme.example", callingData="true").json()["items"]
    assert people[0]["licenses"] == []
    assert acme.new_user("ada@acme.example").json()["personId"] == people[0]["id"]


@pytest.mark.rule("subscribers.removed", "§4.5")
@pytest.mark.rule("subscribers.gone", "§19.20")
def test_a_removed_user_frees_everything_and_the_person_remains(api: Api, acme: Customer) -> None:
    acme.add_numbers(NUMBER)
    user = acme.user("ada@acme.example", primaryPhoneNumber=NUMBER, extension="101")
    assert api.delete(f"/wholesale/subscribers/{user['id']}").status_code == 204
    person = acme.person(user)
    assert (person["licenses"], person["phoneNumbers"]) == ([], [])
    assert "extension" not in person
    assert acme.new_user("bob@acme.example", primaryPhoneNumber=NUMBER, extension="101").status_code == 200
    assert api.delete(f"/wholesale/subscribers/{user['id']}").status_code == 404


@pytest.mark.rule("subscribers.update", "§4.4")
def test_from_meetings_to_calling_a_line_is_needed(api: Api, acme: Customer) -> None:
    user = acme.user("ada@acme.example", "webex_meetings", extension=None)
    path = f"/wholesale/subscribers/{user['id']}"
    assert api.put(path, {"packages": ["webex_calling"]}).status_code == 400
    body = {"packages": ["webex_calling"], "provisioningParameters": {"extension": "120"}}
    assert api.put(path, body).status_code == 200
    assert acme.person(user)["extension"] == "120"


@pytest.mark.rule("subscribers.between-calling-packages", "§19.16")
def test_between_calling_packages_parameters_are_ignored(api: Api) -> None:
    acme = api.customer(packages=["webex_calling", "webex_suite"])
    user = acme.user("ada@acme.example", extension="101")
    body = {"packages": ["webex_suite"], "provisioningParameters": {"extension": "999"}}
    answer = api.put(f"/wholesale/subscribers/{user['id']}", body)
    assert answer.status_code == 200
    assert answer.headers["location"]
    assert acme.person(user)["extension"] == "101"


def test_from_calling_to_meetings_the_line_is_free(api: Api, acme: Customer) -> None:
    acme.user("admin@acme.example")
    user = acme.user("ada@acme.example", extension="150")
    assert api.put(f"/wholesale/subscribers/{user['id']}", {"package": "webex_meetings"}).status_code == 200
    assert "extension" not in acme.person(user)


@pytest.mark.rule("subscribers.package-fields", "§4.2")
@pytest.mark.parametrize("body", [{}, {"package": "webex_calling", "packages": ["webex_calling"]}])
def test_an_update_takes_exactly_one_package_field(api: Api, acme: Customer, body: Any) -> None:
    user = acme.user("ada@acme.example")
    assert api.put(f"/wholesale/subscribers/{user['id']}", body).status_code == 400


@pytest.mark.rule("subscribers.no-step-to-standard", "§8.3")
@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("webex_calling", "webex_calling_standard", 400112),
        ("webex_suite", "webex_calling_standard", 400112),
        ("cx_essentials", "webex_calling_standard", 400410),
    ],
)
def test_nobody_goes_down_to_standard(api: Api, old: str, new: str, code: int) -> None:
    acme = api.customer(packages=[old, new])
    acme.user("admin@acme.example", new)
    user = acme.user("ada@acme.example", old)
    answer = api.put(f"/wholesale/subscribers/{user['id']}", {"packages": [new]})
    assert (answer.status_code, answer.json()["errors"][0]["errorCode"]) == (400, code)


@pytest.mark.rule("subscribers.administrator-level", "§8.3")
@pytest.mark.rule("subscribers.administrator-is-first", "§19.17")
def test_the_administrator_is_not_downgraded(api: Api) -> None:
    acme = api.customer(packages=["webex_suite", "webex_calling"])
    admin, other = acme.user("ada@acme.example", "webex_suite"), acme.user("bob@acme.example", "webex_suite")
    body = {"packages": ["webex_calling"]}
    assert api.put(f"/wholesale/subscribers/{admin['id']}", body).status_code == 400
    assert api.put(f"/wholesale/subscribers/{other['id']}", body).status_code == 200


@pytest.mark.rule("subscribers.customers-packages", "§19.11")
@pytest.mark.rule("subscribers.limits", "§8.3")
def test_an_update_respects_customer_packages_and_limits(api: Api) -> None:
    limits = {"packages": {"limits": {"webex_suite": 0}}, "calling": {"location": PLACE}}
    acme = api.customer(packages=["webex_calling", "webex_suite"], provisioningParameters=limits)
    user = acme.user("ada@acme.example")
    path = f"/wholesale/subscribers/{user['id']}"
    assert api.put(path, {"packages": ["webex_voice"]}).status_code == 400
    assert api.put(path, {"packages": ["webex_suite"]}).status_code == 409


@pytest.mark.rule("subscribers.list-filters", "§4.1")
@pytest.mark.rule("subscribers.list-ascending", "§4.1")
def test_lists_filter_and_page(api: Api, acme: Customer) -> None:
    users = [acme.user(f"user{number}@acme.example") for number in range(3)]
    other = api.customer(externalId="acme-1002")
    other.user("else@other.example")

    def emails(**query: str) -> list[str]:
        return [row["email"] for row in api.get("/wholesale/subscribers", **query).json()["items"]]

    assert len(emails()) == 4
    assert emails(customerId=other.id) == emails(externalCustomerId="acme-1002") == ["else@other.example"]
    assert emails(email="USER1@acme.example") == ["user1@acme.example"]
    assert emails(personId=users[2]["personId"]) == ["user2@acme.example"]
    assert emails(email="user1@acme.example", customerId=other.id) == []
    assert emails(status="pending_user_migration") == []
    assert emails(customerId=acme.id, sortOrder="DESC")[0] == "user2@acme.example"
    first = api.get("/wholesale/subscribers", max="2", customerId=acme.id)
    assert f"customerId={acme.id}" in first.headers["link"]
    rest = api.get(first.headers["link"][1:].partition(">")[0])
    assert [row["email"] for row in rest.json()["items"]] == ["user2@acme.example"]


@pytest.mark.rule("subscribers.list-moments", "§2.1")
def test_lists_filter_by_moments_in_both_spellings(api: Api, acme: Customer) -> None:
    acme.user("early@acme.example")
    api.side("POST", "/clock", {"advance": 3600})
    middle = api.side("POST", "/clock", {"advance": 3600})["now"]
    api.side("POST", "/clock", {"advance": 3600})
    acme.user("late@acme.example")
    for name in ("after", "lastStatusChange"):
        found = api.get("/wholesale/subscribers", **{name: middle}).json()["items"]
        assert [row["email"] for row in found] == ["late@acme.example"]
    from datetime import datetime  # noqa: PLC0415

    millis = str(int(datetime.fromisoformat(middle).timestamp() * 1000))
    assert len(api.get("/wholesale/subscribers", after=millis).json()["items"]) == 1
    assert api.get("/wholesale/subscribers", after="yesterday").status_code == 400


@pytest.mark.rule("subscribers.list-pages", "§2.3")
def test_the_default_page_is_50(api_with: Callable[..., Api]) -> None:
    api = api_with()
    acme = api.customer()
    for number in range(51):
        acme.user(f"user{number}@acme.example")
    answer = api.get("/wholesale/subscribers")
    assert len(answer.json()["items"]) == 50
    assert 'rel="next"' in answer.headers["link"]


@pytest.mark.rule("subscribers.email-elsewhere", "§4.5")
def test_an_email_is_free_elsewhere_once_its_person_is_deleted(api: Api, acme: Customer) -> None:
    user = acme.user("ada@acme.example")
    other = api.customer(externalId="acme-1002")
    api.delete(f"/wholesale/subscribers/{user['id']}")
    assert other.new_user("ada@acme.example").status_code == 409
    api.delete(f"/people/{user['personId']}")
    assert other.new_user("ada@acme.example").status_code == 200


@pytest.mark.rule("subscribers.email-form", "§13")
def test_a_malformed_email_is_a_400_with_4801(acme: Customer) -> None:
    answer = acme.new_user("nobody")
    assert (answer.status_code, answer.json()["errors"][0]["errorCode"]) == (400, 4801)


@pytest.mark.rule("subscribers.names", "§4.2")
def test_by_switch_names_are_mandatory(api: Api, acme: Customer) -> None:
    api.side("POST", "/switches", {"subscribers.names": "mandatory"})
    answer = acme.new_user("ada@acme.example", lastName=None)
    assert (answer.status_code, answer.json()["errors"][0]["fieldName"]) == (400, "lastName")
    assert acme.new_user("ada@acme.example").status_code == 200


@pytest.mark.rule("subscribers.customer-ready", "§19.12")
def test_beside_a_failed_package_the_others_can_be_used(api: Api) -> None:
    api.outcome({"externalId": "acme-1001"}, {"package": "webex_meetings", "error": 2000})
    acme = api.customer()
    assert acme.status == "provisioned_with_errors"
    assert acme.new_user("bob@acme.example", "webex_meetings", extension=None).status_code == 409
    assert acme.new_user("ada@acme.example").status_code == 200


@pytest.mark.rule("subscribers.list-order", "§4.1")
def test_lists_are_sorted_by_creation_or_by_change_of_status(api: Api, acme: Customer) -> None:
    api.outcome({"email": "late@acme.example"}, "consent")
    waiting = acme.new_user("late@acme.example").json()
    api.side("POST", "/clock", {"advance": 60})
    acme.user("early@acme.example")
    api.side("POST", "/clock", {"advance": 60})
    api.side("POST", f"/consents/{waiting['id']}")

    def emails(**query: str) -> list[str]:
        rows = api.get("/wholesale/subscribers", **query).json()["items"]
        return [row["email"].partition("@")[0] for row in rows]

    assert emails() == emails(sortBy="created", sortOrder="ASC") == ["late", "early"]
    assert emails(sortOrder="DESC") == emails(sortBy="lastStatusChange") == ["early", "late"]
    assert emails(sortBy="lastStatusChange", sortOrder="DESC") == ["late", "early"]
    assert api.get("/wholesale/subscribers", sortBy="email").status_code == 400


@pytest.mark.rule("subscribers.ranks", "§19.17")
@pytest.mark.parametrize(
    ("low", "high"),
    [
        ("webex_meetings", "webex_voice"),
        ("webex_voice", "webex_calling"),
        ("webex_calling_standard", "webex_calling"),
        ("webex_calling", "cx_essentials"),
        ("cx_essentials", "webex_suite"),
    ],
)
def test_the_administrator_rises_and_does_not_fall(api: Api, low: str, high: str) -> None:
    acme = api.customer(packages=[low, high])
    admin = acme.user("ada@acme.example", low)
    path = f"/wholesale/subscribers/{admin['id']}"
    parameters = {"extension": "150"}
    up = api.put(path, {"packages": [high], "provisioningParameters": parameters})
    assert up.status_code == 200
    assert api.put(path, {"packages": [low]}).status_code == 400


@pytest.mark.rule("subscribers.lag", "§19.29")
@pytest.mark.rule("subscribers.first-is-administrator", "§8.3")
def test_roles_and_sip_addresses_may_lag(api_with: Callable[..., Api]) -> None:
    api = api_with(lag=600)
    acme = api.customer()
    user = acme.user("ada@acme.example")
    person = acme.person(user)
    assert (person["extension"], person["roles"]) == ("101", [])
    assert "sipAddresses" not in person
    api.side("POST", "/clock", {"advance": 601})
    person = acme.person(user)
    assert len(person["roles"]) == len(person["sipAddresses"]) == 1


def test_an_administrator_that_is_deleted_before_its_role_comes_is_no_trouble(
    api_with: Callable[..., Api],
) -> None:
    api = api_with(lag=600)
    acme = api.customer()
    user = acme.user("ada@acme.example")
    api.delete(f"/people/{user['personId']}")
    api.side("POST", "/clock", {"advance": 601})
    assert api.get(f"/people/{user['personId']}").status_code == 404


@pytest.mark.rule("subscribers.missing", "§13")
@pytest.mark.parametrize("path", ["/wholesale/subscribers", "/wholesale/subscribers/validate"])
def test_a_missing_member_is_named(api: Api, acme: Customer, path: str) -> None:
    answer = api.post(path, {"customerId": acme.id, "provisioningParameters": {}})
    reason = answer.json()["errors"][0]
    assert (answer.status_code, reason["errorCode"], reason["fieldName"]) == (400, 1001, "email")
