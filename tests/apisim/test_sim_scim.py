"""Users of SCIM: the people of an organization in another shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from simulated import CRANE, Api, Customer

from apisim import ids
from apisim.areas.roles.state import FULL_ADMINISTRATOR, USER_ADMINISTRATOR

if TYPE_CHECKING:
    import httpx

CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
CISCO = "urn:scim:schemas:extension:cisco:webexidentity:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
ADMIN = {"value": "id_user_admin", "type": "cirole", "display": "User Administrator"}
FULL = {"value": "id_full_admin", "type": "cirole", "display": "Full Administrator"}


def _path(org: str, person: str = "") -> str:
    rest = f"/{ids.key_of(person)}" if person else ""
    return f"/identity/scim/{ids.key_of(org)}/v2/Users{rest}"


def _user(email: str = "ada@acme.example", **members: Any) -> dict[str, Any]:
    return {"schemas": [CORE], "userName": email, "userType": "user", **members}


def _patch(api: Api, path: str, *operations: dict[str, Any]) -> httpx.Response:
    return api.patch(path, {"schemas": [PATCH], "Operations": list(operations)})


def _search(api: Api, org: str, text: str, **query: str) -> list[str]:
    answer = api.get(_path(org), filter=text, **query)
    assert answer.status_code == 200, answer.text
    return [row["userName"] for row in answer.json()["Resources"]]


@pytest.fixture
def ada(api: Api, acme: Customer) -> str:
    """The path of a user with many members."""
    body = _user(
        displayName="Ada L",
        name={"givenName": "Ada", "familyName": "Lovelace", "honorificPrefix": "Dr"},
        title="Engineer",
        locale="en_GB",
        emails=[{"value": "lovelace@acme.example", "type": "home"}],
        phoneNumbers=[{"value": "+14085550123", "type": "home"}],
        roles=[ADMIN],
        **{ENTERPRISE: {"department": "R&D", "costCenter": "42"}},
    )
    made = api.post(_path(acme.org), body)
    assert made.status_code == 201, made.text
    return _path(acme.org, made.json()["id"])


@pytest.mark.rule("scim.people", "§14.5")
def test_a_user_and_a_person_are_the_same(api: Api, acme: Customer, ada: str) -> None:
    person = api.get(f"/people/{ids.encode('PEOPLE', ada.rpartition('/')[2])}").json()
    assert person["emails"] == ["ada@acme.example", "lovelace@acme.example"]
    assert (person["displayName"], person["firstName"], person["lastName"]) == ("Ada L", "Ada", "Lovelace")
    assert (person["title"], person["department"], person["roles"]) == (
        "Engineer",
        "R&D",
        [USER_ADMINISTRATOR],
    )
    api.put(f"/people/{person['id']}", {"displayName": "Countess", "title": "Analyst"})
    shown = api.get(ada).json()
    assert (shown["displayName"], shown["title"]) == ("Countess", "Analyst")
    assert shown["name"] == {"givenName": "Ada", "familyName": "Lovelace", "honorificPrefix": "Dr"}
    assert (shown["locale"], shown[ENTERPRISE]["costCenter"]) == ("en_GB", "42")
    assert api.delete(ada).status_code == 204
    assert api.get(f"/people/{person['id']}").status_code == 404
    assert api.get(ada).status_code == 404
    assert acme.status == "provisioned"


@pytest.mark.rule("scim.people", "§14.5")
def test_the_subscriber_follows_the_name_of_its_user(api: Api, acme: Customer) -> None:
    user = acme.user("old@acme.example")
    path = _path(acme.org, user["personId"])
    assert (
        _patch(api, path, {"op": "replace", "path": "userName", "value": "new@acme.example"}).status_code
        == 200
    )
    assert api.get(f"/wholesale/subscribers/{user['id']}").json()["email"] == "new@acme.example"
    assert api.delete(path).status_code == 204
    assert api.get(f"/wholesale/subscribers/{user['id']}").status_code == 404


@pytest.mark.rule("scim.user-name", "§14.5")
def test_a_name_that_somebody_has_is_a_409(api: Api, acme: Customer) -> None:
    acme.user("u@acme.example")
    answer = api.post(_path(acme.org), _user("U@acme.example"))
    assert answer.status_code == 409
    assert answer.json()["scimType"] == "uniqueness"


@pytest.mark.rule("scim.errors", "obs §1")
@pytest.mark.parametrize("path", ["", "/99999999-9999-4999-8999-999999999999"])
def test_an_error_has_scims_own_shape_or_the_common_one(api: Api, acme: Customer, path: str) -> None:
    def call() -> dict[str, Any]:
        answer = api.post(_path(acme.org), {}) if not path else api.get(_path(acme.org) + path)
        assert answer.status_code == (404 if path else 400)
        return dict(answer.json())

    own = call()
    assert own["status"] == ("404" if path else "400")
    assert own["details"]
    assert "message" not in own
    api.side("POST", "/switches", {"scim.shapes": "published"})
    assert {"message", "errors", "trackingId"} <= set(call())


@pytest.mark.parametrize(
    "body",
    [
        {"schemas": ["other"], "userName": "x@acme.example", "userType": "user"},
        _user("no address"),
        _user(userType="robot"),
        _user(roles=[{"value": "id_god"}]),
        _user(emails=[{"value": "no address"}]),
    ],
)
def test_a_user_is_checked(api: Api, acme: Customer, body: Any) -> None:
    assert api.post(_path(acme.org), body).status_code == 400


def test_an_organization_out_of_reach_is_a_404(api: Api) -> None:
    assert api.get(_path(CRANE)).status_code == 404


@pytest.mark.rule("scim.put", "obs §9")
def test_put_takes_away_what_is_left_out_and_keeps_the_line(api: Api, acme: Customer) -> None:
    user = acme.user("u@acme.example", extension="301")
    path = _path(acme.org, user["personId"])
    _patch(api, path, {"op": "add", "value": {"title": "Boss", "nickName": "U"}})
    shown = api.put(path, _user("u@acme.example", displayName="U U")).json()
    assert not {"title", "nickName", "name", "roles"} & set(shown)
    person = acme.person(user)
    assert (person["extension"], person["displayName"], person["roles"]) == ("301", "U U", [])
    assert person["licenses"]


def test_put_leaves_the_name_where_only_the_published_text_counts(api: Api, ada: str) -> None:
    api.side("POST", "/switches", {"scim.shapes": "published"})
    name = api.get(ada).json()["name"]
    assert name["familyName"] == "Lovelace"
    assert api.put(ada, _user()).json()["name"] == name


@pytest.mark.rule("scim.roles", "§14.5")
def test_roles_are_added_and_removed_one_by_one(api: Api, ada: str) -> None:
    shown = _patch(api, ada, {"op": "add", "path": "roles", "value": [FULL]}).json()
    assert shown["roles"] == [ADMIN, FULL]
    shown = _patch(api, ada, {"op": "remove", "path": 'roles[value eq "id_user_admin"]'}).json()
    assert shown["roles"] == [FULL]
    shown = _patch(api, ada, {"op": "replace", "path": "roles", "value": [ADMIN]}).json()
    assert shown["roles"] == [ADMIN]
    person = api.get(f"/people/{ids.encode('PEOPLE', ada.rpartition('/')[2])}").json()
    assert person["roles"] == [USER_ADMINISTRATOR]
    assert FULL_ADMINISTRATOR not in person["roles"]
    assert "roles" not in _patch(api, ada, {"op": "remove", "path": "roles", "value": [ADMIN]}).json()


@pytest.mark.rule("scim.patch", "§14.5")
def test_patch_changes_what_its_operations_name_in_their_order(api: Api, ada: str) -> None:
    before = api.get(ada).json()
    shown = _patch(
        api,
        ada,
        {"op": "replace", "path": "name.givenName", "value": "Augusta"},
        {"op": "remove", "path": "title"},
        {"op": "replace", "path": f"{ENTERPRISE}:department", "value": "Math"},
        {"op": "add", "value": {"nickName": "A", ENTERPRISE: {"division": "North"}}},
        {"op": "replace", "path": 'phoneNumbers[type eq "home"].value', "value": "+14085550199"},
        {"op": "replace", "path": "active", "value": False},
        {"op": "replace", "path": "nickName", "value": "Gus"},
    ).json()
    assert shown["name"]["givenName"] == "Augusta"
    assert shown["name"]["familyName"] == "Lovelace"
    assert "title" not in shown
    assert shown[ENTERPRISE] == {"department": "Math", "costCenter": "42", "division": "North"}
    assert shown["nickName"] == "Gus"
    assert shown["phoneNumbers"] == [{"value": "+14085550199", "type": "home"}]
    assert (shown["active"], shown[CISCO]["accountStatus"]) == (False, ["disabled"])
    assert shown["emails"] == before["emails"]


@pytest.mark.rule("scim.no-target", "§14.5")
@pytest.mark.parametrize(
    "operation",
    [{"op": "remove"}, {"op": "replace", "path": 'roles[value eq "nobody"]', "value": ADMIN}],
)
def test_an_operation_that_meets_nothing_is_a_400(api: Api, ada: str, operation: Any) -> None:
    answer = _patch(api, ada, operation)
    assert (answer.status_code, answer.json()["scimType"]) == (400, "noTarget")


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "replace", "path": "id", "value": "x"},
        {"op": "replace", "path": "displayName", "value": 5},
        {"op": "replace", "path": "displayName.part", "value": "x"},
        {"op": "replace", "path": f"{ENTERPRISE}.x", "value": "x"},
        {"op": "replace", "path": "roles", "value": "id_full_admin"},
        {"op": "replace", "path": 'roles[value eq "id_user_admin"]', "value": "x"},
        {"op": "replace", "path": "]", "value": "x"},
        {"op": "remove", "path": "userName"},
        {"op": "add", "value": "x"},
    ],
)
def test_an_operation_that_leaves_no_user_is_a_400(api: Api, ada: str, operation: Any) -> None:
    before = api.get(ada).json()
    assert _patch(api, ada, operation).status_code == 400
    assert api.get(ada).json() == before


@pytest.mark.rule("scim.pages", "obs §1")
def test_a_list_is_paged_from_one_on_without_links(api: Api, acme: Customer) -> None:
    names = [f"u{n}@acme.example" for n in range(5)]
    for name in names:
        api.post(_path(acme.org), _user(name))
    page = api.get(_path(acme.org), startIndex="2", count="2", start="4", max="1")
    assert [row["userName"] for row in page.json()["Resources"]] == names[1:3]
    counts = {name: page.json()[name] for name in ("totalResults", "itemsPerPage", "startIndex")}
    assert counts == {"totalResults": 5, "itemsPerPage": 2, "startIndex": 2}
    assert "link" not in page.headers
    rest = api.get(_path(acme.org), startIndex="4", count="9").json()
    assert [row["userName"] for row in rest["Resources"]] == names[3:]
    assert api.get(_path(acme.org), startIndex="x").status_code == 400


@pytest.mark.rule("scim.filter", "§14.5")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('userName eq "ADA@acme.example"', ["ada@acme.example"]),
        ('userName eq "nobody@acme.example"', []),
        ('userName sw "bea" or displayName ew " l"', ["bea@acme.example", "ada@acme.example"]),
        ('emails.value co "lovelace" and not (title pr)', []),
        ('emails[type eq "other" and value sw "lovelace"]', ["ada@acme.example"]),
        (f'{ENTERPRISE}:costCenter eq "42"', ["ada@acme.example"]),
        ("active eq true", ["bea@acme.example", "ada@acme.example"]),
        ('phoneNumbers[type eq "home" and value eq "+14085550123"]', ["ada@acme.example"]),
    ],
)
def test_a_filter_finds_users(api: Api, acme: Customer, text: str, found: list[str], request: Any) -> None:
    api.post(_path(acme.org), _user("bea@acme.example"))
    request.getfixturevalue("ada")
    assert _search(api, acme.org, text) == found


@pytest.mark.rule("scim.filter", "§14.5")
@pytest.mark.parametrize(
    "text",
    [
        'userName eq "x',
        "userName",
        "userName is 1",
        "userName eq x",
        '(userName eq "x"',
        'userName eq "x" y',
        "(" * 99,
    ],
)
def test_a_filter_that_cannot_be_read_is_a_400(api: Api, acme: Customer, text: str) -> None:
    answer = api.get(_path(acme.org), filter=text)
    assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidFilter")


@pytest.mark.rule("scim.phone-filter", "obs §9")
@pytest.mark.parametrize(
    "text",
    ['phoneNumbers.value eq "+14085550123"', 'phoneNumbers [type eq "home" and value eq "+14085550123"]'],
)
@pytest.mark.usefixtures("ada")
def test_a_filter_by_a_number_has_one_form(api: Api, acme: Customer, text: str) -> None:
    assert api.get(_path(acme.org), filter=text).json()["scimType"] == "invalidFilter"
    api.side("POST", "/switches", {"scim.filters": "published"})
    assert _search(api, acme.org, text) == ["ada@acme.example"]


def test_a_list_is_sorted(api: Api, acme: Customer) -> None:
    names = ["c@acme.example", "a@acme.example", "b@acme.example"]
    for name in names:
        api.post(_path(acme.org), _user(name))
    assert _search(api, acme.org, "", sortBy="userName") == sorted(names)
    descending = _search(api, acme.org, "", sortBy="userName", sortOrder="descending")
    assert descending == sorted(names, reverse=True)


@pytest.mark.rule("scim.attributes", "§14.5")
@pytest.mark.usefixtures("ada")
def test_members_are_chosen(api: Api, acme: Customer) -> None:
    some = api.get(_path(acme.org), attributes="displayName, name.givenName").json()["Resources"][0]
    assert set(some) == {"schemas", "id", "meta", "userName", "userType", "displayName", "name"}
    most = api.get(_path(acme.org), excludedAttributes="displayName,id").json()["Resources"][0]
    assert "displayName" not in most
    assert most["id"]


def test_an_account_that_waits_is_pending_in_both(api: Api, acme: Customer) -> None:
    made = api.post(_path(acme.org), _user(**{CISCO: {"accountStatus": "pending"}})).json()
    assert made[CISCO]["accountStatus"] == ["pending"]
    assert api.get(f"/people/{ids.encode('PEOPLE', made['id'])}").json()["invitePending"] == "true"


@pytest.mark.rule("scim.account-status", "§14.5")
def test_a_status_is_a_list_that_can_be_sent_back_or_one_word(api: Api, ada: str) -> None:
    shown = api.get(ada).json()
    assert shown[CISCO]["accountStatus"] == ["active"]
    assert api.put(ada, shown).status_code == 200
    api.side("POST", "/switches", {"scim.shapes": "published"})
    assert api.get(ada).json()[CISCO]["accountStatus"] == "active"
