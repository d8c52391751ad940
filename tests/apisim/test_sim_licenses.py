from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from simulated import PLACE

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulated import Api, Customer

PROFESSIONAL = "Webex Calling - Professional"


@pytest.fixture
def licenses(api: Api) -> tuple[Customer, dict[str, Any], dict[str, str]]:
    acme = api.customer(
        packages=["webex_calling", "webex_calling_standard", "webex_meetings", "attendant_console"]
    )
    user = acme.user("ada@acme.example", "webex_meetings", extension=None)
    rows = api.get("/licenses", orgId=acme.org).json()["items"]
    return acme, user, {row["name"]: row["id"] for row in rows}


def _patch(api: Api, user: dict[str, Any], *entries: dict[str, Any]) -> Any:
    return api.patch("/licenses/users", {"personId": user["personId"], "licenses": list(entries)})


@pytest.mark.rule("licenses.needs-location", "obs §6")
@pytest.mark.rule("licenses.idempotent", "obs §6")
@pytest.mark.rule("licenses.assigned", "§14.6")
def test_a_calling_license_comes_with_its_line(api: Api, licenses: Any) -> None:
    acme, user, names = licenses
    entry = {"id": names["Webex Calling - Professional"]}
    blank = _patch(api, user, entry)
    assert (blank.status_code, blank.json()["message"]) == (
        400,
        "Extension and Phone Number cannot be blank.",
    )
    lost = _patch(api, user, {**entry, "properties": {"extension": "120"}})
    assert lost.json()["message"] == "Unable to find location."
    properties = {"extension": "120", "locationId": acme.location}
    assert _patch(api, user, {**entry, "properties": properties}).status_code == 200
    assert acme.person(user)["extension"] == "120"
    assert _patch(api, user, entry).status_code == 200


@pytest.mark.rule("licenses.removed-line", "obs §6")
def test_a_removed_calling_license_clears_the_line(api: Api, licenses: Any) -> None:
    acme, user, names = licenses
    entry = {"id": names["Webex Calling - Professional"]}
    _patch(api, user, {**entry, "properties": {"extension": "120", "locationId": acme.location}})
    assert _patch(api, user, {**entry, "operation": "remove"}).status_code == 200
    assert "extension" not in acme.person(user)


@pytest.mark.rule("licenses.exclusive", "§13")
@pytest.mark.rule("licenses.attendant", "§8.3")
@pytest.mark.parametrize(
    ("names_wanted", "code"),
    [
        (("Webex Calling - Professional", "Webex Calling - Standard"), 400404),
        (("Webex Calling - Standard", "Attendant Console"), 400406),
        (("Attendant Console",), 400408),
    ],
)
def test_licenses_that_exclude_each_other_are_refused(
    api: Api, licenses: Any, names_wanted: tuple[str, ...], code: int
) -> None:
    acme, user, names = licenses
    properties = {"extension": "120", "locationId": acme.location}
    answer = _patch(api, user, *({"id": names[name], "properties": properties} for name in names_wanted))
    assert (answer.status_code, answer.json()["errors"][0]["errorCode"]) == (400, code)


@pytest.mark.rule("licenses.malformed-id", "obs §6")
def test_a_malformed_license_id_is_said_as_live(api: Api, licenses: Any) -> None:
    _acme, user, _names = licenses
    assert _patch(api, user, {"id": "x"}).json()["message"] == "LicenseId format is incorrect."
    assert api.patch("/licenses/users", {}).status_code == 400


def test_a_person_can_be_named_by_email(api: Api, licenses: Any) -> None:
    _acme, user, names = licenses
    body = {"email": "ADA@acme.example", "licenses": [{"id": names["Webex Meetings"], "operation": "remove"}]}
    seen = api.patch("/licenses/users", body).json()
    assert (seen["personId"], seen["licenses"]) == (user["personId"], [])


@pytest.mark.rule("licenses.names", "obs §6")
def test_names_hold_the_words_of_the_product(api: Api) -> None:
    packages = ["webex_calling", "webex_calling_standard", "common_area_calling", "cx_essentials"]
    acme = api.customer(packages=packages)
    names = {row["name"] for row in api.get("/licenses", orgId=acme.org).json()["items"]}
    assert names == {
        PROFESSIONAL,
        "Webex Calling - Standard",
        "Webex Calling - Workspaces",
        "Customer Experience - Essential",
    }


@pytest.mark.rule("licenses.units", "§14.6")
def test_a_license_tells_its_limit_and_use(api: Api) -> None:
    limits = {"packages": {"limits": {"webex_calling": 7}}, "calling": {"location": PLACE}}
    acme = api.customer(provisioningParameters=limits)
    acme.user("ada@acme.example")
    rows = {row["name"]: row for row in api.get("/licenses", orgId=acme.org).json()["items"]}
    calling = rows[PROFESSIONAL]
    assert (calling["totalUnits"], calling["consumedUnits"], calling["consumedByUsers"]) == (7, 1, 1)
    assert calling["consumedByWorkspaces"] == 0
    assert rows["Webex Meetings"]["totalUnits"] == -1
    assert api.get(f"/licenses/{calling['id']}").json() == calling


@pytest.mark.rule("licenses.sites", "§14.6")
def test_a_license_with_meetings_names_its_site(api: Api, acme: Customer) -> None:
    rows = {row["name"]: row for row in api.get("/licenses", orgId=acme.org).json()["items"]}
    assert rows["Webex Meetings"]["siteUrl"].endswith(".webex.com")
    assert rows["Webex Meetings"]["siteType"] == "Control Hub managed site"
    assert "siteUrl" not in rows[PROFESSIONAL]


@pytest.mark.rule("licenses.never-paged", "obs §1")
def test_licenses_are_never_paged(api: Api, acme: Customer) -> None:
    answer = api.get("/licenses", orgId=acme.org, max="1", start="1")
    assert len(answer.json()["items"]) == 2
    assert "link" not in answer.headers


@pytest.mark.rule("licenses.holders", "obs §1")
def test_holders_are_paged_by_next_and_limit(api: Api, acme: Customer) -> None:
    users = [acme.user(f"u{number}@acme.example") for number in range(3)]
    path = f"/licenses/{acme.person(users[0])['licenses'][0]}"
    assert "users" not in api.get(path).json()
    first = api.get(path, includeAssignedTo="user", limit="2")
    link = first.headers["link"]
    rest = api.get(link[1 : link.index(">")]).json()["users"]
    found = [row["id"] for row in [*first.json()["users"], *rest]]
    assert found == [user["personId"] for user in users]
    assert "next=" in link
    assert "includeAssignedTo=user" in link


@pytest.mark.rule("licenses.holders", "obs §1")
def test_a_page_of_holders_has_300_at_most(api_with: Callable[..., Api]) -> None:
    api = api_with()
    acme = api.customer()
    license_id = api.get("/licenses", orgId=acme.org).json()["items"][0]["id"]
    for number in range(301):
        api.edit("people", {"emails": [f"p{number}@x.example"], "orgId": acme.org, "licenses": [license_id]})
    answer = api.get(f"/licenses/{license_id}", includeAssignedTo="user", limit="1000")
    assert len(answer.json()["users"]) == 300


@pytest.mark.rule("licenses.consumed-lags", "obs §6")
def test_consumed_units_follow_late(api_with: Callable[..., Api]) -> None:
    api = api_with(lag=60)
    acme = api.customer()
    acme.user("ada@acme.example")

    def consumed() -> int:
        return api.get("/licenses", orgId=acme.org).json()["items"][0]["consumedUnits"]

    assert consumed() == 0
    api.side("POST", "/clock", {"advance": 61})
    assert consumed() == 1


@pytest.mark.rule("licenses.patch-only", "obs §6")
@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_licenses_are_assigned_by_patch_only(api: Api, method: str) -> None:
    assert api.call(method, "/licenses/users", {}).status_code == 405


@pytest.mark.rule("licenses.needs-line", "obs §6")
def test_a_blank_line_has_400_as_both_codes(api: Api, licenses: Any) -> None:
    _acme, user, names = licenses
    body = _patch(api, user, {"id": names[PROFESSIONAL]}).json()
    assert (body["errorCode"], body["errors"][0]["errorCode"]) == (400, 400)
    api.side("POST", "/switches", {"licenses.blank-line": "published"})
    body = _patch(api, user, {"id": names[PROFESSIONAL]}).json()
    assert (body["errorCode"], body["errors"][0]["errorCode"]) == (400411, 400411)


@pytest.mark.rule("licenses.own-line", "§13")
def test_each_calling_license_needs_its_own_line(api: Api) -> None:
    acme = api.customer(packages=["webex_calling", "cx_essentials", "webex_meetings"])
    user = acme.user("ada@acme.example", "webex_meetings", extension=None)
    names = {row["name"]: row["id"] for row in api.get("/licenses", orgId=acme.org).json()["items"]}
    line = {"extension": "120", "locationId": acme.location}
    one, other = (
        {"id": names[PROFESSIONAL], "properties": line},
        {"id": names["Customer Experience - Essential"]},
    )
    answer = _patch(api, user, one, other)
    assert (answer.status_code, answer.json()["errors"][0]["errorCode"]) == (400, 400411)
    assert _patch(api, user, one, {**other, "properties": line}).status_code == 200


@pytest.mark.rule("licenses.offer-group", "§13")
def test_one_license_out_of_an_offer_group(api: Api) -> None:
    acme = api.customer(packages=["webex_calling", "webex_suite"])
    user = acme.user("ada@acme.example")
    names = {row["name"]: row["id"] for row in api.get("/licenses", orgId=acme.org).json()["items"]}
    answer = _patch(api, user, {"id": names["Webex Suite"]})
    assert (answer.status_code, answer.json()["errors"][0]["errorCode"]) == (400, 400413)


@pytest.mark.rule("licenses.no-step-to-standard", "§8.3")
@pytest.mark.parametrize(("package", "code"), [("webex_calling", 400112), ("cx_essentials", 400410)])
def test_no_license_steps_down_to_standard(api: Api, package: str, code: int) -> None:
    acme = api.customer(packages=[package, "webex_calling_standard"])
    user = acme.user("ada@acme.example", package)
    rows = {row["id"] for row in api.get("/licenses", orgId=acme.org).json()["items"]}
    old = acme.person(user)["licenses"][0]
    (new,) = rows - {old}
    answer = _patch(api, user, {"id": old, "operation": "remove"}, {"id": new})
    assert (answer.status_code, answer.json()["errors"][0]["errorCode"]) == (400, code)


@pytest.mark.rule("licenses.unknown", "§13")
def test_a_license_of_another_organization_is_unknown(api: Api, licenses: Any) -> None:
    _acme, user, _names = licenses
    other = api.customer(externalId="acme-1002")
    foreign = api.get("/licenses", orgId=other.org).json()["items"][0]["id"]
    answer = _patch(api, user, {"id": foreign})
    assert (answer.status_code, answer.json()["errors"][0]["errorCode"]) == (400, 400000)


@pytest.mark.rule("licenses.implicit-not-managed", "§13")
@pytest.mark.rule("people.licenses-replace", "obs §4")
def test_an_implicit_license_stays_whatever_is_assigned(api: Api, licenses: Any) -> None:
    acme, user, names = licenses
    implicit = api.edit("licenses", {"orgId": acme.org, "implicit": True})["id"]
    api.edit("people", {"licenses": [implicit]}, user["personId"])
    body = {"displayName": "Ada", "licenses": [names["Webex Meetings"]]}
    kept = api.put(f"/people/{user['personId']}", body).json()["licenses"]
    assert set(kept) == {implicit, names["Webex Meetings"]}
    answer = _patch(api, user, {"id": implicit, "operation": "remove"})
    assert (answer.status_code, answer.json()["errors"][0]["errorCode"]) == (400, 400118)
    api.put(acme.url, {"packages": ["webex_calling", "webex_meetings"]})
    api.get(acme.url)
    assert implicit in acme.person(user)["licenses"]


@pytest.mark.rule("licenses.attendee-site", "§13")
def test_a_person_attends_the_organizations_site_only(api: Api, licenses: Any) -> None:
    acme, user, _names = licenses
    rows = api.get("/licenses", orgId=acme.org).json()["items"]
    site = {"siteUrl": next(r["siteUrl"] for r in rows if "siteUrl" in r), "accountType": "attendee"}

    def attend(**changes: str) -> Any:
        return api.patch("/licenses/users", {"personId": user["personId"], "siteUrls": [{**site, **changes}]})

    assert attend().json()["siteUrls"] == [site]
    assert acme.person(user)["siteUrls"] == [site["siteUrl"]]
    assert attend(operation="remove").json()["siteUrls"] == []
    bad = attend(siteUrl="else.webex.com")
    assert (bad.status_code, bad.json()["errors"][0]["errorCode"]) == (400, 400216)


@pytest.mark.rule("licenses.packages-follow", "§14.6")
def test_a_users_package_follows_its_licenses(api: Api, licenses: Any) -> None:
    acme, user, names = licenses
    line = {"extension": "120", "locationId": acme.location}
    gone = {"id": names["Webex Meetings"], "operation": "remove"}
    answer = _patch(api, user, gone, {"id": names[PROFESSIONAL], "properties": line})
    assert answer.json()["licenses"] == [names[PROFESSIONAL]]
    assert api.get(f"/wholesale/subscribers/{user['id']}").json()["packages"] == ["webex_calling"]
    _patch(api, user, {"id": names["Attendant Console"]})
    seen = api.get(f"/wholesale/subscribers/{user['id']}").json()["packages"]
    assert seen == ["webex_calling", "attendant_console"]


@pytest.mark.rule("licenses.partly", "§14.6")
@pytest.mark.rule("licenses.partly-when", "§14.6")
def test_where_a_unit_is_missing_the_rest_is_applied(api: Api) -> None:
    limits = {"packages": {"limits": {"webex_meetings": 0}}, "calling": {"location": PLACE}}
    packages = ["webex_calling", "webex_meetings", "attendant_console"]
    acme = api.customer(packages=packages, provisioningParameters=limits)
    user = acme.user("ada@acme.example")
    names = {row["name"]: row["id"] for row in api.get("/licenses", orgId=acme.org).json()["items"]}
    wanted = [{"id": names["Webex Meetings"]}, {"id": names["Attendant Console"]}]
    answer = _patch(api, user, *wanted)
    assert answer.status_code == 206
    assert answer.json()["licenses"] == [names[PROFESSIONAL], names["Attendant Console"]]
    assert _patch(api, user, wanted[0]).status_code == 400


@pytest.mark.rule("licenses.partly-when", "§14.6")
def test_what_can_be_applied_is_decided_at_the_side_door(api: Api, licenses: Any) -> None:
    acme, user, names = licenses
    api.outcome({"email": "ada@acme.example"}, {"package": "webex_calling", "error": 400413})
    line = {"extension": "120", "locationId": acme.location}
    wanted = [{"id": names[PROFESSIONAL], "properties": line}, {"id": names["Webex Meetings"]}]
    answer = _patch(api, user, *wanted)
    assert (answer.status_code, answer.json()["licenses"]) == (206, [names["Webex Meetings"]])
    assert _patch(api, user, *wanted).status_code == 200
