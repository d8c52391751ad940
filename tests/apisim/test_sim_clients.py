"""What existing clients expect of every operation, beyond the published data."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Any

import pytest
from simulated import PARTNER, Api, Customer

from apisim import checks
from apisim.areas import routes
from apisim.description import Operation, operations, resolve
from apisim.errors import Json, Refusal
from apisim.rates import Rate
from apisim.web import route_of

if TYPE_CHECKING:
    from collections.abc import Callable


def members_of(operation: Operation) -> Json:
    """The members of the published answer."""
    schema = resolve(operation.answers[200], operation.document)
    members: Json = schema.get("properties", {}) if schema else {}
    return members


CHARSET = {"Authorization": "Bearer sim-full", "Content-Type": "application/json;charset=utf-8"}
LISTS = sorted(
    operation.path
    for operation in operations().values()
    if operation.id in routes() and operation.method == "GET" and "{" not in operation.path
    if "items" in members_of(operation)
)


@pytest.mark.rule("transport.identity", "obs §10")
@pytest.mark.parametrize("front", ["", "/v1", "//v1"])
@pytest.mark.parametrize("rest", ["/identity/scim/ORG/v2/Users", "/identity/organizations/ORG"])
def test_identity_paths_are_the_same_with_and_without_v1(front: str, rest: str) -> None:
    assert route_of(front + rest) == rest


@pytest.mark.rule("transport.slashes", "§2.1")
def test_doubled_slashes_stand_for_one() -> None:
    assert route_of("//v1/people") == route_of("/v1/people") == "/people"
    assert route_of("/people") is None


@pytest.mark.rule("transport.any-type", "§2.1")
def test_a_content_type_with_a_charset_does_no_harm_where_nothing_is_sent(api: Api, acme: Customer) -> None:
    user = acme.user("ada@acme.example")
    path = f"/v1/wholesale/subscribers/{user['id']}"
    assert api.client.get(path, headers=CHARSET).status_code == 200
    assert api.client.delete(path, headers=CHARSET).status_code == 204


@pytest.mark.rule("transport.any-type", "§2.1")
def test_a_body_that_nobody_reads_does_no_harm(api: Api) -> None:
    assert api.client.request("GET", "/v1/people/me", content="{", headers=CHARSET).status_code == 200


@pytest.mark.rule("transport.delete-body", "§2.1")
def test_numbers_are_deleted_by_a_json_body(api: Api, acme: Customer) -> None:
    acme.add_numbers("+13125550100", "+13125550101")
    path = f"/telephony/config/locations/{acme.location}/numbers"
    assert api.delete(path, {"phoneNumbers": ["+13125550101"]}, orgId=acme.org).status_code == 204
    assert [row["phoneNumber"] for row in api.state("numbers")] == ["+13125550100"]


@pytest.mark.rule("transport.answers", "§2.1")
def test_an_answer_without_a_body_has_no_type(api: Api, acme: Customer) -> None:
    user = acme.user("ada@acme.example")
    gone = [api.delete(f"/wholesale/subscribers/{user['id']}"), api.delete(acme.url)]
    assert [(answer.status_code, answer.content) for answer in gone] == [(204, b""), (202, b"")]
    assert not any("content-type" in answer.headers for answer in gone)
    assert api.get("/people/me").headers["content-type"] == "application/json;charset=UTF-8"


@pytest.mark.rule("paging.next", "§2.3")
@pytest.mark.rule("paging.offset", "§2.3")
def test_the_link_to_the_next_page_keeps_all_filters_and_hides_commas(api: Api) -> None:
    for number in range(3):
        api.customer(externalId=f"c-{number}")
    query = {"status": "provisioned,error", "max": "1", "offset": "1"}
    answer = api.get("/wholesale/customers", **query)
    origin = str(api.client.base_url).rstrip("/")
    found = re.fullmatch(r'<([^>]*)>; rel="next"', answer.headers["link"])
    assert found
    assert found[1] == f"{origin}/v1/wholesale/customers?status=provisioned%2Cerror&max=1&offset=2"
    last = api.get(found[1])
    assert [row["externalId"] for row in last.json()["items"]] == ["c-2"]
    assert "link" not in last.headers


@pytest.mark.rule("paging.other-links", "§2.3")
def test_a_switch_makes_links_to_the_pages_before(api: Api) -> None:
    for number in range(3):
        api.customer(externalId=f"c-{number}")
    api.side("POST", "/switches", {"paging.links": "all"})
    links = api.get("/wholesale/customers", max=1, offset=1).links
    places = {name: re.search(r"offset=(\d)", str(link["url"])) for name, link in links.items()}
    assert {name: place[1] for name, place in places.items() if place} == {
        "next": "2",
        "prev": "0",
        "first": "0",
    }


@pytest.mark.rule("paging.size", "§2.3")
@pytest.mark.parametrize("size", ["0", "-1", "--1", "ten", "1.5", "9" * 5000])
def test_a_size_that_is_no_whole_number_from_1_on_is_a_400(api: Api, size: str) -> None:
    assert api.get("/wholesale/subscribers", max=size).status_code == 400
    assert api.get("/people", max=size).status_code == 400


@pytest.mark.rule("paging.offset", "§2.3")
@pytest.mark.parametrize("offset", ["-1", "x", "1e3"])
def test_an_offset_below_zero_is_a_400(api: Api, offset: str) -> None:
    assert api.get("/wholesale/customers", offset=offset).status_code == 400


@pytest.mark.parametrize("text", ["after:-5", "after:x", "before:1", ""])
def test_a_cursor_that_no_list_gave_is_a_400_or_the_first_page(api: Api, text: str) -> None:
    cursor = base64.urlsafe_b64encode(text.encode()).decode()
    assert api.get("/people", cursor=cursor).status_code == (400 if text else 200)


@pytest.mark.rule("paging.items", "§2.3")
@pytest.mark.parametrize("path", LISTS)
def test_an_empty_page_has_items(api: Api, path: str) -> None:
    where = (
        {}
        if path.startswith("/wholesale")
        else {"orgId": PARTNER, "managedBy": api.get("/people/me").json()["id"]}
    )
    where |= {"from": "2026-01-01T00:00:00Z", "to": "2026-12-01T00:00:00Z"} if "Audit" in path else {}
    answer = api.get(path, **where)
    assert answer.status_code == 200
    assert isinstance(answer.json()["items"], list)


@pytest.mark.rule("paging.items", "§2.3")
def test_one_object_never_has_items(api: Api, acme: Customer) -> None:
    user = acme.user("ada@acme.example")
    for path in (acme.url, f"/wholesale/subscribers/{user['id']}", f"/people/{user['personId']}"):
        assert "items" not in api.get(path).json()


@pytest.mark.rule("transport.list-parameters", "§3.1")
@pytest.mark.parametrize("query", ["status=error,provisioned", "status=error&status=provisioned"])
def test_a_status_can_be_repeated_or_joined_by_commas(api: Api, acme: Customer, query: str) -> None:
    answer = api.get(f"/wholesale/customers?{query}")
    assert [row["id"] for row in answer.json()["items"]] == [acme.id]
    assert api.get("/wholesale/customers?status=error").json()["items"] == []


@pytest.mark.rule("people.update-status", "§14.4")
def test_a_changed_person_is_answered_with_200(api: Api, acme: Customer) -> None:
    user = acme.user("ada@acme.example")
    answer = api.put(f"/people/{user['personId']}", {"displayName": "Countess"}, callingData="true")
    assert (answer.status_code, answer.json()["displayName"]) == (200, "Countess")


@pytest.mark.rule("licenses.names", "obs §6")
def test_a_license_of_calling_is_named_so(api: Api, acme: Customer) -> None:
    names = {row["name"] for row in api.get("/licenses", orgId=acme.org).json()["items"]}
    assert "Webex Calling - Professional" in names


@pytest.mark.rule("errors.codes", "§2.5")
@pytest.mark.rule("calling.code-in-text", "obs §1")
def test_a_code_of_a_calling_service_is_a_number_and_stands_in_the_text(acme: Customer) -> None:
    answer = acme.add_numbers("12")
    assert answer.status_code == 400
    (entry,) = answer.json()["errors"]
    assert (entry["errorCode"], entry["description"][:12]) == (4410, "[Error 4410]")
    assert answer.json()["message"] == entry["description"]


@pytest.mark.rule("calling.missing-member", "obs §1")
@pytest.mark.parametrize(("body", "code"), [({}, 25008), ({"phoneNumbers": "+13125550100"}, 25024)])
def test_calling_services_have_codes_for_missing_and_bad_fields(
    api: Api, acme: Customer, body: dict[str, Any], code: int
) -> None:
    answer = api.post(f"/telephony/config/locations/{acme.location}/numbers", body, orgId=acme.org)
    assert (answer.status_code, answer.json()["errors"][0]["errorCode"]) == (400, code)


@pytest.mark.rule("errors.envelope", "§2.5")
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/people?max=0", 400),
        ("PATCH", "/people", 405),
        ("GET", "/people/nobody", 404),
    ],
)
def test_every_refusal_has_the_same_envelope(api: Api, method: str, path: str, status: int) -> None:
    answer = api.call(method, path)
    body = answer.json()
    assert answer.status_code == status
    assert isinstance(body["message"], str)
    assert body["trackingId"] == answer.headers["trackingid"]
    assert all(isinstance(entry["description"], str) for entry in body["errors"])


@pytest.mark.rule("transport.required-query", "obs §1")
def test_a_query_parameter_that_is_needed_is_named() -> None:
    (operation,) = [o for o in operations().values() if o.path == "/adminAudit/events"]
    with pytest.raises(Refusal, match="'orgId'") as refused:
        checks.check_query(operation, {"from": ["2026-01-01T00:00:00Z"], "to": ["2026-01-02T00:00:00Z"]})
    assert refused.value.status == 400


@pytest.mark.rule("auth.identity-scope", "obs §1")
def test_a_missing_scope_of_the_identity_service_is_a_401(api_with: Callable[..., Api]) -> None:
    api = api_with(tokens=("bare=spark-admin:people_read",))
    answer = api.call("GET", f"/identity/organizations/{PARTNER}", token="bare")
    assert (answer.status_code, answer.json()["errors"][0]["errorCode"]) == (401, 200003)


@pytest.mark.rule("ids.form", "§2.2")
def test_ids_are_the_base64_of_a_uri_without_padding(acme: Customer) -> None:
    assert "=" not in acme.id
    plain = base64.urlsafe_b64decode(acme.id + "=" * (-len(acme.id) % 4)).decode()
    assert re.fullmatch(r"ciscospark://us/ENTERPRISE/[0-9a-f-]{36}", plain)


@pytest.mark.rule("ids.case", "§2.2")
def test_the_kind_in_an_id_may_be_written_in_any_case(api: Api) -> None:
    plain = "ciscospark://us/Organization/11111111-1111-4111-8111-111111111111"
    named = base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")
    assert api.get(f"/organizations/{named}").json()["id"] == PARTNER


@pytest.mark.rule("rate.bucket", "§19.30")
def test_the_default_rate_is_a_hundred_calls_in_ten_seconds(api_with: Callable[..., Api]) -> None:
    api = api_with(rate=Rate())
    statuses = [api.get("/people/me").status_code for _ in range(250)]
    assert statuses[:100] == [200] * 100
    assert 429 in statuses


@pytest.mark.rule("rate.retry-after", "§2.4")
def test_the_pause_of_a_locked_thing_is_whole_seconds_too(api: Api) -> None:
    do = {"status": 423, "retryAfter": 4}
    api.side("POST", "/faults", {"rules": [{"path": "*", "times": 1, "do": do}]})
    answer = api.get("/people/me")
    assert (answer.status_code, answer.headers["retry-after"]) == (423, "4")


def test_a_lone_surrogate_in_a_body_is_no_json(api: Api) -> None:
    text = r'{"externalId": "\ud800"}'
    answer = api.client.post("/v1/wholesale/customers", content=text, headers=CHARSET)
    assert (answer.status_code, answer.json()["message"][:31]) == (400, "The request body is not valid J")


@pytest.mark.rule("transport.last-slash", "§14.8")
def test_a_slash_at_the_end_of_a_path_does_no_harm(api: Api) -> None:
    assert api.get("/people/me/").json() == api.get("/people/me").json()
    assert api.get("/people/me//").status_code == 404
