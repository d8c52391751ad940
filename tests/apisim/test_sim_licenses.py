from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from simulated import Api, Customer


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


def test_a_removed_calling_license_clears_the_line(api: Api, licenses: Any) -> None:
    acme, user, names = licenses
    entry = {"id": names["Webex Calling - Professional"]}
    _patch(api, user, {**entry, "properties": {"extension": "120", "locationId": acme.location}})
    assert _patch(api, user, {**entry, "operation": "remove"}).status_code == 200
    assert "extension" not in acme.person(user)


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


def test_a_malformed_license_id_is_said_as_live(api: Api, licenses: Any) -> None:
    _acme, user, _names = licenses
    assert _patch(api, user, {"id": "x"}).json()["message"] == "LicenseId format is incorrect."
    assert api.patch("/licenses/users", {}).status_code == 400


def test_a_person_can_be_named_by_email(api: Api, licenses: Any) -> None:
    _acme, user, names = licenses
    body = {"email": "ADA@acme.example", "licenses": [{"id": names["Webex Meetings"], "operation": "remove"}]}
    seen = api.patch("/licenses/users", body).json()
    assert (seen["personId"], seen["licenses"]) == (user["personId"], [])
