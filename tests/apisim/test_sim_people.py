from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from simulated import CRANE, PLACE, Api, Customer

if TYPE_CHECKING:
    from collections.abc import Callable

NUMBER, OTHER = "+13125550100", "+13125550101"


def _put(api: Api, user: dict[str, Any], **body: Any) -> Any:
    return api.put(f"/people/{user['personId']}", {"displayName": "Ada", **body}, callingData="true")


def _work(*numbers: str) -> list[dict[str, str]]:
    return [{"type": "work", "value": number} for number in numbers]


def _code(answer: Any) -> int | None:
    return answer.json()["errors"][0].get("errorCode")


@pytest.fixture
def ada(acme: Customer) -> dict[str, Any]:
    acme.add_numbers(NUMBER, OTHER)
    return acme.user("ada@acme.example", primaryPhoneNumber=NUMBER, extension="101")


@pytest.mark.rule("people.calling-data", "obs §4")
def test_without_calling_data_extension_and_location_are_absent(api: Api, acme: Customer, ada: Any) -> None:
    person = api.get(f"/people/{ada['personId']}").json()
    assert "extension" not in person
    assert "locationId" not in person
    assert acme.person(ada)["locationId"] == acme.location


@pytest.mark.rule("people.update", "obs §4")
@pytest.mark.rule("people.update-status", "§14.4")
def test_an_update_keeps_what_is_left_out(api: Api, acme: Customer, ada: Any) -> None:
    before = acme.person(ada)
    assert _put(api, ada).status_code == 200
    after = acme.person(ada)
    assert after["displayName"] == "Ada"
    for name in (
        "firstName",
        "lastName",
        "emails",
        "licenses",
        "roles",
        "extension",
        "phoneNumbers",
        "locationId",
    ):
        assert after[name] == before[name]


@pytest.mark.rule("people.display-name", "obs §4")
def test_an_update_needs_a_display_name(api: Api, ada: Any) -> None:
    answer = api.put(f"/people/{ada['personId']}", {"firstName": "Ada"})
    assert (answer.status_code, answer.json()["message"]) == (400, "displayName cannot be null.")


def test_what_was_read_can_be_written_back(api: Api, acme: Customer, ada: Any) -> None:
    before = acme.person(ada)
    body = {n: v for n, v in before.items() if n not in ("loginEnabled", "invitePending", "status", "type")}
    assert _put(api, ada, **body).status_code == 200
    after = acme.person(ada)
    assert {**after, "lastModified": ""} == {**before, "lastModified": ""}


def test_names_and_titles_change(api: Api, acme: Customer, ada: Any) -> None:
    _put(api, ada, firstName="Augusta", lastName="King", title="Countess")
    person = acme.person(ada)
    assert (person["firstName"], person["lastName"], person["title"]) == ("Augusta", "King", "Countess")


def test_a_number_of_the_location_can_be_taken(api: Api, acme: Customer, ada: Any) -> None:
    assert _put(api, ada, phoneNumbers=_work(OTHER)).status_code == 200
    assert acme.person(ada)["phoneNumbers"][0]["value"] == OTHER
    assert acme.new_user("bob@acme.example", primaryPhoneNumber=NUMBER).status_code == 200


@pytest.mark.rule("people.number-absent", "obs §4")
@pytest.mark.rule("people.error-in-text", "obs §1")
def test_a_number_outside_the_inventory_is_a_400_with_the_code_in_the_text(api: Api, ada: Any) -> None:
    answer = _put(api, ada, phoneNumbers=_work("+13125550199"))
    assert answer.status_code == 400
    assert answer.json()["message"].startswith("[Error 4250]")
    assert _code(answer) == 4250


@pytest.mark.rule("people.number-taken", "§13")
@pytest.mark.usefixtures("ada")
def test_a_number_in_use_is_a_400_with_4201(api: Api, acme: Customer) -> None:
    bob = acme.user("bob@acme.example")
    answer = _put(api, bob, phoneNumbers=_work(NUMBER))
    assert (answer.status_code, _code(answer)) == (400, 4201)


@pytest.mark.rule("people.number-taken", "§13")
@pytest.mark.usefixtures("ada")
def test_an_extension_in_use_is_a_400_with_4202(api: Api, acme: Customer) -> None:
    bob = acme.user("bob@acme.example", extension="102")
    answer = _put(api, bob, extension="101")
    assert (answer.status_code, _code(answer)) == (400, 4202)


def test_a_refused_update_changes_nothing(api: Api, acme: Customer, ada: Any) -> None:
    before = acme.person(ada)
    _put(api, ada, firstName="X", phoneNumbers=_work("+13125550199"))
    assert acme.person(ada) == before


def test_empty_values_clear_number_and_extension(api: Api, acme: Customer, ada: Any) -> None:
    _put(api, ada, phoneNumbers=[], extension="")
    person = acme.person(ada)
    assert person["phoneNumbers"] == []
    assert "extension" not in person
    assert acme.new_user("bob@acme.example", primaryPhoneNumber=NUMBER, extension="101").status_code == 200


@pytest.mark.rule("people.location-fixed", "obs §4")
def test_the_location_of_a_calling_user_cannot_change(api: Api, acme: Customer, ada: Any) -> None:
    other = api.edit("locations", {"name": "Second", "orgId": acme.org})["id"]
    answer = _put(api, ada, locationId=other)
    assert answer.json()["message"] == "Delete Calling Location in request is invalid"


@pytest.mark.rule("people.emails-unique", "obs §4")
def test_emails_are_unique_everywhere(api: Api, acme: Customer, ada: Any) -> None:
    assert _put(api, ada, emails=["lee@crane.example"]).status_code == 409
    assert _put(api, ada, emails=["nobody"]).status_code == 400
    assert _put(api, ada, emails=["countess@acme.example"]).status_code == 200
    assert acme.person(ada)["emails"] == ["countess@acme.example"]
    assert api.get(f"/wholesale/subscribers/{ada['id']}").json()["email"] == "countess@acme.example"
    assert acme.new_user("ada@acme.example").status_code == 200


@pytest.mark.rule("people.roles", "§14.5")
@pytest.mark.rule("people.roles-known", "§14.5")
@pytest.mark.rule("roles.others", "§14.5")
def test_roles_replace_when_sent(api: Api, acme: Customer, ada: Any) -> None:
    roles = {r["name"]: r["id"] for r in api.get("/roles").json()["items"]}
    _put(api, ada, roles=[roles["User Administrator"], roles["Device Administrator"]])
    assert set(acme.person(ada)["roles"]) == {roles["User Administrator"], roles["Device Administrator"]}
    _put(api, ada, roles=[])
    assert acme.person(ada)["roles"] == []
    assert _put(api, ada, roles=[acme.org]).status_code == 400
    assert _put(api, ada, roles=["Y2lzY29zcGFyazovL3VzL1JPTEUvbm9wZQ"]).status_code == 400


@pytest.mark.rule("people.licenses-replace", "obs §4")
@pytest.mark.rule("people.line-needed", "obs §4")
def test_licenses_replace_when_sent_and_calling_ones_take_the_line_along(
    api: Api, acme: Customer, ada: Any
) -> None:
    names = {row["name"]: row["id"] for row in api.get("/licenses", orgId=acme.org).json()["items"]}
    _put(api, ada, licenses=[names["Webex Meetings"]])
    person = acme.person(ada)
    assert person["licenses"] == [names["Webex Meetings"]]
    assert "extension" not in person
    calling = names["Webex Calling - Professional"]
    assert _put(api, ada, licenses=[calling]).status_code == 400
    assert _put(api, ada, licenses=[calling], extension="101").status_code == 400
    assert _put(api, ada, licenses=[calling], extension="101", locationId=acme.location).status_code == 200


@pytest.mark.rule("people.licenses-known", "§13")
@pytest.mark.usefixtures("acme")
def test_a_license_of_another_organization_is_a_400(api: Api, ada: Any) -> None:
    other = api.customer(externalId="acme-1002")
    foreign = api.get("/licenses", orgId=other.org).json()["items"][0]["id"]
    answer = _put(api, ada, licenses=[foreign])
    assert (answer.status_code, _code(answer)) == (400, 400000)


@pytest.mark.rule("people.licenses-known", "§13")
def test_a_license_without_units_left_is_a_400(api: Api) -> None:
    limits = {"packages": {"limits": {"webex_meetings": 0}}, "calling": {"location": PLACE}}
    acme = api.customer(provisioningParameters=limits)
    ada = acme.user("ada@acme.example")
    names = {row["name"]: row["id"] for row in api.get("/licenses", orgId=acme.org).json()["items"]}
    assert (
        _put(api, ada, licenses=[*acme.person(ada)["licenses"], names["Webex Meetings"]]).status_code == 400
    )


@pytest.mark.rule("people.partly-applied", "obs §4")
@pytest.mark.rule("people.phone-types", "obs §10")
def test_a_mobile_number_is_refused_and_stored_all_the_same(api: Api, acme: Customer, ada: Any) -> None:
    numbers = [*_work(NUMBER), {"type": "mobile", "value": "+4790000000"}]
    assert _put(api, ada, phoneNumbers=numbers).status_code == 400
    assert "mobile" in {n["type"] for n in acme.person(ada)["phoneNumbers"]}


@pytest.mark.rule("people.alternates", "obs §4")
def test_alternate_numbers_outside_the_inventory_are_dropped(api: Api, acme: Customer, ada: Any) -> None:
    numbers = [*_work(NUMBER), {"type": "alternate1", "value": "+13125550199"}]
    assert _put(api, ada, phoneNumbers=numbers).status_code == 200
    assert {n["type"] for n in acme.person(ada)["phoneNumbers"]} == {"work", "work_extension"}


@pytest.mark.rule("people.line-without-calling", "§14.4")
def test_a_line_for_a_person_without_calling_is_a_400(api: Api, acme: Customer) -> None:
    user = acme.user("ada@acme.example", "webex_meetings", extension=None)
    assert _put(api, user, extension="101").json()["message"] == "Calling flag not set"


@pytest.mark.rule("people.work-extension", "obs §4")
def test_a_work_extension_has_the_routing_prefix_in_front(api: Api, acme: Customer, ada: Any) -> None:
    path = f"/telephony/config/locations/{acme.location}"
    api.put(path, {"routingPrefix": "82"}, orgId=acme.org)
    assert {"type": "work_extension", "value": "82101"} in acme.person(ada)["phoneNumbers"]


@pytest.mark.rule("people.emails-needed", "obs §4")
@pytest.mark.rule("people.emails-unique", "obs §4")
@pytest.mark.rule("people.created", "obs §4")
def test_people_are_made_with_201(api: Api, acme: Customer) -> None:
    body = {"emails": ["New@acme.example"], "displayName": "New", "orgId": acme.org}
    answer = api.post("/people", body)
    assert answer.status_code == 201
    assert answer.json()["emails"] == ["new@acme.example"]
    assert api.post("/people", body).status_code == 409
    assert api.post("/people", {"displayName": "x"}).json()["message"] == "emails can't be empty"


@pytest.mark.rule("people.flag-needed", "obs §4")
@pytest.mark.rule("people.line-needed", "obs §4")
def test_a_new_calling_person_needs_the_flag_and_a_line(api: Api, acme: Customer) -> None:
    license_id = api.get("/licenses", orgId=acme.org).json()["items"][0]["id"]
    body = {
        "emails": ["a@acme.example"],
        "orgId": acme.org,
        "licenses": [license_id],
        "locationId": acme.location,
    }
    assert api.post("/people", {**body, "extension": "101"}).json()["message"] == "Calling flag not set"
    assert api.post("/people", body, callingData="true").status_code == 400
    made = api.post("/people", {**body, "extension": "101"}, callingData="true")
    assert (made.status_code, made.json()["extension"]) == (201, "101")


@pytest.mark.rule("people.half-made", "obs §4")
def test_a_bad_number_leaves_a_half_made_person(api: Api, acme: Customer) -> None:
    license_id = api.get("/licenses", orgId=acme.org).json()["items"][0]["id"]
    body = {
        "emails": ["a@acme.example"],
        "orgId": acme.org,
        "licenses": [license_id],
        "locationId": acme.location,
    }
    answer = api.post("/people", {**body, "phoneNumbers": _work("+13125550199")}, callingData="true")
    assert (answer.status_code, _code(answer)) == (400, 4250)
    person = api.get("/people", orgId=acme.org, callingData="true").json()["items"][0]
    assert person["licenses"] == [license_id]
    assert "extension" not in person
    repaired = {"displayName": "A", "extension": "101", "locationId": acme.location}
    assert api.put(f"/people/{person['id']}", repaired, callingData="true").status_code == 200


@pytest.mark.rule("people.deleted", "§14.4")
def test_a_deleted_person_takes_the_subscriber_along(api: Api, acme: Customer, ada: Any) -> None:
    assert api.delete(f"/people/{ada['personId']}").status_code == 204
    assert api.get(f"/people/{ada['personId']}").status_code == 404
    assert api.get(f"/wholesale/subscribers/{ada['id']}").status_code == 404
    assert acme.new_user("ada@acme.example", primaryPhoneNumber=NUMBER).status_code == 200


@pytest.mark.rule("people.filters", "§14.4")
def test_people_are_found_by_email_name_role_place_and_id(api: Api, acme: Customer, ada: Any) -> None:
    acme.user("bob@acme.example", firstName="Bob")

    def emails(**query: str) -> list[str]:
        return [p["emails"][0] for p in api.get("/people", orgId=acme.org, **query).json()["items"]]

    assert emails(email="BOB@acme.example") == ["bob@acme.example"]
    assert emails(email="lee@crane.example") == []
    assert emails(displayName="bob") == ["bob@acme.example"]
    assert emails(roles=acme.person(ada)["roles"][0]) == ["ada@acme.example"]
    assert len(emails(locationId=acme.location, callingData="true")) == 2
    assert emails(id=ada["personId"]) == ["ada@acme.example"]


@pytest.mark.rule("people.ids", "§14.4")
def test_ids_that_are_not_found_are_named(api: Api, acme: Customer, ada: Any) -> None:
    lee = api.get("/people/me").json()["id"]
    answer = api.get("/people", orgId=acme.org, id=f"{ada['personId']},{lee}").json()
    assert answer["notFoundIds"] == [lee]
    assert api.get("/people", id=",".join([lee] * 86)).status_code == 400


@pytest.mark.rule("people.location-needs-calling-data", "obs §4")
def test_people_of_a_location_need_the_calling_flag(api: Api, acme: Customer) -> None:
    answer = api.get("/people", orgId=acme.org, locationId=acme.location)
    assert (answer.status_code, answer.json()["message"]) == (400, "Calling flag not set")


@pytest.mark.rule("paging.cursor", "obs §1")
@pytest.mark.rule("people.pages", "obs §1")
def test_people_page_by_an_opaque_cursor(api: Api, acme: Customer) -> None:
    for number in range(3):
        acme.user(f"user{number}@acme.example")
    first = api.get("/people", orgId=acme.org, max="2", callingData="true")
    link = first.headers["link"]
    assert link.endswith('>; rel="next"')
    assert "start=" not in link
    assert "offset=" not in link
    rest = api.get(link[1 : link.index(">")]).json()["items"]
    assert [p["emails"][0] for p in rest] == ["user2@acme.example"]
    assert rest[0]["extension"]
    assert api.get("/people", cursor="nonsense").status_code == 400


def test_pages_with_calling_data_hold_100(api_with: Callable[..., Api]) -> None:
    api = api_with()
    for number in range(101):
        api.edit("people", {"emails": [f"u{number}@crane.example"], "orgId": CRANE})
    api.edit("organizations", {"managedBy": [api.get("/people/me").json()["orgId"]]}, CRANE)
    sizes = [len(api.get("/people", orgId=CRANE, max=most, **q).json()["items"]) for most, q in _SIZES]
    assert sizes == [104, 100, 10]


_SIZES: tuple[tuple[str, dict[str, str]], ...] = (("1000", {}), ("1000", {"callingData": "true"}), ("10", {}))


@pytest.mark.rule("people.numbers-read", "§14.4")
def test_a_persons_numbers_are_read_with_the_organization(api: Api, acme: Customer, ada: Any) -> None:
    path = f"/people/{ada['personId']}/features/numbers"
    assert api.get(path).status_code == 404
    line = api.get(path, orgId=acme.org).json()["phoneNumbers"][0]
    assert (line["directNumber"], line["extension"], line["primary"]) == (NUMBER, "101", True)


@pytest.mark.rule("people.numbers-spelling", "obs §3")
@pytest.mark.parametrize("spelling", ["directNumber", "external"])
def test_numbers_are_added_and_taken_away(api: Api, acme: Customer, ada: Any, spelling: str) -> None:
    path = f"/telephony/config/people/{ada['personId']}/numbers"
    away = {"phoneNumbers": [{"primary": True, "action": "DELETE", spelling: NUMBER}]}
    assert api.put(path, away, orgId=acme.org).status_code == 204
    assert api.put(path, away, orgId=acme.org).status_code == 400
    back = {"phoneNumbers": [{"primary": True, "action": "ADD", spelling: OTHER}]}
    assert api.put(path, back, orgId=acme.org).status_code == 204
    assert acme.person(ada)["phoneNumbers"][0]["value"] == OTHER


@pytest.mark.rule("people.numbers-codes", "obs §1")
def test_primary_is_mandatory_even_to_take_away(api: Api, acme: Customer, ada: Any) -> None:
    path = f"/telephony/config/people/{ada['personId']}/numbers"
    answer = api.put(path, {"phoneNumbers": [{"action": "DELETE", "directNumber": NUMBER}]}, orgId=acme.org)
    assert (answer.status_code, _code(answer)) == (400, 25008)


@pytest.mark.rule("people.update", "obs §4")
def test_as_published_an_update_clears_what_is_left_out(api: Api, acme: Customer, ada: Any) -> None:
    api.side("POST", "/switches", {"people.update": "published"})
    assert _put(api, ada).status_code == 200
    person = acme.person(ada)
    assert (person["licenses"], person["roles"], person["phoneNumbers"]) == ([], [], [])
    assert "firstName" not in person
    assert person["emails"] == ["ada@acme.example"]


@pytest.mark.rule("people.alternates", "obs §4")
@pytest.mark.rule("people.alternates-read", "obs §4")
def test_a_free_alternate_number_is_kept_and_read_without_plus(api: Api, acme: Customer, ada: Any) -> None:
    numbers = [*_work(NUMBER), {"type": "alternate1", "value": OTHER}]
    assert _put(api, ada, phoneNumbers=numbers).status_code == 200
    shown = acme.person(ada)["phoneNumbers"]
    assert {"type": "alternate1", "value": OTHER.removeprefix("+")} in shown
    assert acme.new_user("bob@acme.example", primaryPhoneNumber=OTHER).status_code == 409
    assert _put(api, ada, title="Countess").status_code == 200
    assert acme.person(ada)["phoneNumbers"] == shown
    api.side("POST", "/switches", {"all": "published"})
    assert "alternate1" not in {n["type"] for n in acme.person(ada)["phoneNumbers"]}


@pytest.mark.rule("people.phone-types", "obs §10")
def test_as_published_only_work_numbers_are_taken(api: Api, ada: Any) -> None:
    api.side("POST", "/switches", {"people.phone-types": "published"})
    numbers = [*_work(NUMBER), {"type": "alternate1", "value": OTHER}]
    assert _put(api, ada, phoneNumbers=numbers).status_code == 400


@pytest.mark.rule("people.one-object", "obs §10")
def test_numbers_that_are_no_list_are_a_400(api: Api, ada: Any) -> None:
    assert _put(api, ada, phoneNumbers={"type": "work", "value": OTHER}).status_code == 400


@pytest.mark.rule("people.flag-harmless", "obs §4")
def test_the_calling_flag_does_no_harm_to_others(api: Api, acme: Customer) -> None:
    user = acme.user("ada@acme.example", "webex_meetings", extension=None)
    assert _put(api, user).status_code == 200


@pytest.mark.rule("people.location-unknown", "§13")
@pytest.mark.rule("people.location-calls", "obs §2")
def test_a_calling_person_needs_a_location_that_calls(api: Api, acme: Customer) -> None:
    user = acme.user("ada@acme.example", "webex_meetings", extension=None)
    calling = next(
        r["id"] for r in api.get("/licenses", orgId=acme.org).json()["items"] if "Prof" in r["name"]
    )
    wanted = {"licenses": [calling], "extension": "150"}
    lost = _put(api, user, **wanted, locationId="Y2lzY29zcGFyazovL3VzL0xPQ0FUSU9OL25vcGU")
    assert (lost.json()["message"], _code(lost)) == ("Unable to find location.", 400)
    quiet = api.edit("locations", {"name": "Quiet", "orgId": acme.org})["id"]
    api.edit("locations", {"calling": False}, quiet)
    assert _put(api, user, **wanted, locationId=quiet).json()["message"] == "Calling flag not set"


@pytest.mark.rule("people.flag-needed", "obs §4")
def test_by_switch_a_refused_calling_person_is_there_all_the_same(api: Api, acme: Customer) -> None:
    license_id = api.get("/licenses", orgId=acme.org).json()["items"][0]["id"]
    body = {"orgId": acme.org, "licenses": [license_id], "extension": "101", "locationId": acme.location}
    assert api.post("/people", {**body, "emails": ["a@acme.example"]}).status_code == 400
    assert api.get("/people", orgId=acme.org).json()["items"] == []
    api.side("POST", "/switches", {"people.flag": "made"})
    assert api.post("/people", {**body, "emails": ["a@acme.example"]}).status_code == 400
    assert api.get("/people", orgId=acme.org).json()["items"][0]["licenses"] == [license_id]


@pytest.mark.rule("people.min-response", "§14.4")
def test_a_write_can_answer_with_the_id_alone(api: Api, acme: Customer, ada: Any) -> None:
    path = f"/people/{ada['personId']}"
    assert api.put(path, {"displayName": "A"}, minResponse="true").json() == {"id": ada["personId"]}
    made = api.post("/people", {"emails": ["b@acme.example"], "orgId": acme.org}, minResponse="true")
    assert set(made.json()) == {"id"}


@pytest.mark.rule("people.without-status", "§14.4")
@pytest.mark.rule("people.start-ignored", "obs §1")
def test_lists_leave_the_status_out_and_ignore_start(api: Api, acme: Customer, ada: Any) -> None:
    rows = api.get("/people", orgId=acme.org, start="5", excludeStatus="true").json()["items"]
    assert [row["id"] for row in rows] == [ada["personId"]]
    assert "status" not in rows[0]
    assert "status" in api.get("/people", orgId=acme.org).json()["items"][0]


@pytest.mark.rule("people.page-size", "obs §4")
@pytest.mark.parametrize(
    ("switch", "query", "size"),
    [
        ("1000", {}, 100),
        ("1000", {"max": "1000"}, 104),
        ("1000", {"max": "1000", "callingData": "true"}, 100),
        ("1000", {"max": "1000", "callingData": "true", "locationId": "HERE"}, 50),
        ("published", {"max": "1000"}, 100),
    ],
)
def test_pages_of_people_have_their_size(
    api_with: Callable[..., Api], switch: str, query: dict[str, str], size: int
) -> None:
    api = api_with(switches=(f"people.page={switch}",))
    acme = api.customer()
    place = acme.location
    for number in range(104):
        api.edit("people", {"emails": [f"u{number}@x.example"], "orgId": acme.org, "locationId": place})
    known = {name: place if value == "HERE" else value for name, value in query.items()}
    assert len(api.get("/people", orgId=acme.org, **known).json()["items"]) == size


@pytest.mark.rule("people.own-organization", "obs §1")
@pytest.mark.usefixtures("ada")
def test_without_organization_the_tokens_own_people_are_listed(api: Api) -> None:
    own = api.get("/people/me").json()["orgId"]
    assert {row["orgId"] for row in api.get("/people").json()["items"]} == {own}
    assert api.post("/people", {"emails": ["n@x.example"]}).json()["orgId"] == own


@pytest.mark.rule("people.wrong-id", "obs §1")
def test_an_id_of_another_kind_is_a_400(api: Api, acme: Customer) -> None:
    answer = api.get(f"/people/{acme.org}")
    assert answer.status_code == 400
    assert answer.json()["message"].startswith("Wrong type of Webex ID provided")


@pytest.mark.rule("people.who-deletes", "§14.4")
def test_only_administrators_of_people_delete_them(api: Api, ada: Any) -> None:
    me = api.get("/people/me").json()
    roles = {row["name"]: row["id"] for row in api.get("/roles").json()["items"]}
    api.edit("people", {"roles": [roles["Device Administrator"]]}, me["id"])
    assert api.delete(f"/people/{ada['personId']}").status_code == 403
    api.edit("people", {"roles": [roles["User Administrator"]]}, me["id"])
    assert api.delete(f"/people/{ada['personId']}").status_code == 204


@pytest.mark.rule("people.sip-addresses", "obs §4")
def test_sip_addresses_come_after_the_answer(api: Api, acme: Customer) -> None:
    license_id = api.get("/licenses", orgId=acme.org).json()["items"][0]["id"]
    body = {"orgId": acme.org, "licenses": [license_id], "extension": "101", "locationId": acme.location}
    made = api.post("/people", {**body, "emails": ["a@acme.example"]}, callingData="true").json()
    assert "sipAddresses" not in made
    seen = api.get(f"/people/{made['id']}").json()["sipAddresses"]
    assert [address["type"] for address in seen] == ["cloud-calling"]


@pytest.mark.rule("people.numbers-calling", "obs §1")
def test_numbers_of_a_person_without_calling_are_a_4003(api: Api, acme: Customer) -> None:
    user = acme.user("ada@acme.example", "webex_meetings", extension=None)
    body = {"phoneNumbers": [{"primary": True, "action": "ADD", "directNumber": NUMBER}]}
    answer = api.put(f"/telephony/config/people/{user['personId']}/numbers", body, orgId=acme.org)
    assert (answer.status_code, _code(answer), answer.json()["message"]) == (
        400,
        4003,
        "Unauthorized request",
    )


@pytest.mark.rule("people.numbers-primary", "§14.4")
def test_a_number_that_is_not_primary_is_an_alternate(api: Api, acme: Customer, ada: Any) -> None:
    more = ("+13125550102", "+13125550103")
    acme.add_numbers(*more)
    path = f"/telephony/config/people/{ada['personId']}/numbers"
    statuses = [
        api.put(
            path, {"phoneNumbers": [{"primary": False, "action": "ADD", "directNumber": n}]}, orgId=acme.org
        )
        for n in (OTHER, *more)
    ]
    assert [answer.status_code for answer in statuses] == [204, 204, 400]
    lines = api.get(f"/people/{ada['personId']}/features/numbers", orgId=acme.org).json()["phoneNumbers"]
    assert [(n["primary"], n["directNumber"]) for n in lines] == [
        (True, NUMBER),
        (False, OTHER),
        (False, more[0]),
    ]
    moved = {"phoneNumbers": [{"primary": True, "action": "ADD", "directNumber": more[1]}]}
    assert api.put(path, moved, orgId=acme.org).status_code == 204
    shown = [n["value"] for n in acme.person(ada)["phoneNumbers"] if n["type"] == "work"]
    assert shown == [more[1]]


@pytest.mark.rule("people.login-enabled", "obs §4")
def test_login_is_written_as_truth_and_read_as_word(api: Api, acme: Customer, ada: Any) -> None:
    assert _put(api, ada, loginEnabled=False).json()["loginEnabled"] == "false"
    assert acme.person(ada)["loginEnabled"] == "false"


@pytest.mark.rule("people.created", "obs §4")
@pytest.mark.rule("people.phone-types", "obs §10")
def test_as_published_people_have_the_published_shapes(api_with: Callable[..., Api]) -> None:
    api = api_with(switches=("all=published",))
    acme = api.customer()
    acme.add_numbers(NUMBER, OTHER)
    user = acme.user("ada@acme.example", primaryPhoneNumber=NUMBER)
    made = api.post("/people", {"emails": ["b@acme.example"], "displayName": "B", "orgId": acme.org})
    assert made.status_code == 200
    kinds = [{"type": "work", "value": NUMBER}, {"type": "alternate1", "value": OTHER}]
    api.edit("people", {"phoneNumbers": kinds}, user["personId"])
    assert [n["type"] for n in acme.person(user)["phoneNumbers"]] == ["work", "work_extension"]
    whole = acme.person(user)
    back = _put(api, user, **{n: v for n, v in whole.items() if n in ("licenses", "extension", "locationId")})
    assert back.status_code == 200
    assert api.get("/people", orgId=acme.org, callingData="true").status_code == 200
