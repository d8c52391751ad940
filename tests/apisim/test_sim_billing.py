from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from simulated import NORTH, NORTH_TEMPLATE, Api, Customer

from apisim import start
from apisim.areas.billing import tables, usage
from apisim.areas.billing.state import fill
from apisim.areas.licenses import state as licenses
from apisim.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from apisim.world import World

PATH = "/wholesale/billing/reports"


def _day(back: int) -> str:
    return (datetime.now(UTC) - timedelta(days=back)).date().isoformat()


def _period(**changes: Any) -> dict[str, Any]:
    return {"billingStartDate": _day(10), "billingEndDate": _day(2), **changes}


@pytest.mark.rule("billing.background", "§7")
@pytest.mark.rule("billing.running", "§19.22")
@pytest.mark.rule("billing.created", "§7")
def test_a_report_is_made_in_the_background(api_with: Callable[..., Api]) -> None:
    api = api_with(settle=30)
    made = api.post(PATH, _period())
    assert made.status_code == 200
    assert set(made.json()) == {"id", "billingStartDate", "billingEndDate", "type", "category"}
    path = f"{PATH}/{made.json()['id']}"
    assert api.get(path).json()["status"] == "IN_PROGRESS"
    assert api.post(PATH, _period()).json()["id"] == made.json()["id"]
    api.side("POST", "/clock", {"advance": 31})
    seen = api.get(path).json()
    assert seen["status"] == "COMPLETED"
    assert seen["tempDownloadURL"]
    assert seen["createdBy"] == api.get("/people/me").json()["id"]


@pytest.mark.rule("billing.period", "§7")
@pytest.mark.rule("billing.bad-period", "§19.21")
@pytest.mark.rule("billing.category", "§19.23")
@pytest.mark.parametrize(
    "changes",
    [
        {"billingStartDate": _day(1), "billingEndDate": _day(2)},
        {"billingEndDate": _day(0)},
        {"billingStartDate": "2019-01-01"},
        {"billingStartDate": "01/02/2026"},
        {"type": "PLANET"},
        {"category": "POINT_IN_TIME"},
    ],
)
def test_a_bad_report_is_a_400(api: Api, changes: Any) -> None:
    assert api.post(PATH, _period(**changes)).status_code == 400


@pytest.mark.rule("billing.duplicate", "§7")
@pytest.mark.rule("billing.delete-first", "§7")
@pytest.mark.rule("billing.deleted", "§7")
def test_a_completed_report_has_to_be_deleted_first(api: Api) -> None:
    made = api.post(PATH, _period()).json()
    api.get(f"{PATH}/{made['id']}")
    assert api.post(PATH, _period()).status_code == 409
    assert api.post(PATH, _period(type="USER", category="POINT_IN_TIME")).status_code == 200
    assert api.delete(f"{PATH}/{made['id']}").status_code == 204
    assert api.post(PATH, _period()).status_code == 200


@pytest.mark.rule("billing.not-found", "§13")
def test_an_unknown_report_is_a_404_with_2024(api: Api) -> None:
    answer = api.get(f"{PATH}/Y2lzY29zcGFyazovL3VzL0JJTExJTkdfUkVQT1JUL25vcGU")
    assert (answer.status_code, answer.json()["errors"][0]["errorCode"]) == (404, 2024)


@pytest.mark.rule("billing.list-filters", "§7")
@pytest.mark.rule("billing.list-order", "§7")
@pytest.mark.rule("billing.list-members", "§7")
def test_reports_are_filtered_exactly_and_sorted(api: Api) -> None:
    api.post(PATH, _period())
    api.post(PATH, _period(billingStartDate=_day(20), type="USER"))
    rows = api.get(PATH).json()["items"]
    assert [row["billingStartDate"] for row in rows] == [_day(20), _day(10)]
    assert set(rows[0]) == {"id", "billingStartDate", "billingEndDate", "status", "type", "category"}
    assert len(api.get(PATH, type="USER").json()["items"]) == 1
    assert len(api.get(PATH, billingStartDate=_day(15)).json()["items"]) == 0
    assert len(api.get(PATH, max="1").json()["items"]) == 1


@pytest.mark.rule("billing.eleventh-column", "§7")
def test_a_customer_report_has_its_quantity_in_the_eleventh_column(api: Api) -> None:
    made = api.post(PATH, _period(type="CUSTOMER")).json()
    url = api.get(f"{PATH}/{made['id']}").json()["tempDownloadURL"]
    assert api.client.get(url).text.splitlines()[0].split(",")[10] == "QUANTITY"


@pytest.mark.rule("billing.download-new", "§7")
@pytest.mark.rule("billing.download-time", "§7")
@pytest.mark.rule("billing.download-deleted", "§7")
def test_a_download_ends_after_30_minutes_or_with_its_report(api: Api) -> None:
    path = f"{PATH}/{api.post(PATH, _period()).json()['id']}"
    first, second = (api.get(path).json()["tempDownloadURL"] for _ in range(2))
    assert first != second
    assert api.client.get(first).status_code == 200
    api.side("POST", "/clock", {"advance": 31 * 60})
    assert api.client.get(second).status_code == 404
    third = api.get(path).json()["tempDownloadURL"]
    api.delete(path)
    assert api.client.get(third).status_code == 404


@pytest.mark.rule("billing.of-sub-partners", "§6")
def test_a_sub_partners_reports_are_apart(api: Api) -> None:
    made = api.post(PATH, _period(subPartnerOrgId=NORTH)).json()
    assert api.get(PATH).json()["items"] == []
    assert [r["id"] for r in api.get(PATH, subPartnerOrgId=NORTH).json()["items"]] == [made["id"]]


TODAY = datetime.now(UTC).date()
DAY = 86400
NOON = DAY // 2


def _later(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def _to_midnight(api: Api) -> None:
    """Let virtual time be the beginning of the day after today."""
    now = datetime.fromisoformat(api.side("POST", "/clock", {"advance": 0})["now"])
    midnight = datetime.fromisoformat(f"{_later(1)}T00:00:00+00:00")
    api.side("POST", "/clock", {"advance": (midnight - now).total_seconds()})


def _rows(api: Api, first: int, last: int, **changes: Any) -> list[dict[str, str]]:
    body = {"billingStartDate": _later(first), "billingEndDate": _later(last), "type": "USER", **changes}
    made = api.post(PATH, body)
    assert made.status_code == 200, made.text
    url = api.get(f"{PATH}/{made.json()['id']}").json()["tempDownloadURL"]
    return list(csv.DictReader(io.StringIO(_got(api, url).text)))


def _got(api: Api, url: str) -> httpx.Response:
    answer = api.client.get(url)
    assert answer.status_code == 200
    return answer


@pytest.mark.rule("billing.pro-rata", "§7")
@pytest.mark.rule("billing.from-assignment-to-removal", "§7")
def test_a_user_is_billed_by_the_share_of_each_day(api: Api, acme: Customer) -> None:
    _to_midnight(api)
    api.side("POST", "/clock", {"advance": NOON})
    user = acme.user("ada@acme.example")
    api.side("POST", "/clock", {"advance": DAY})
    api.delete(f"/wholesale/subscribers/{user['id']}")
    api.side("POST", "/clock", {"advance": 3 * DAY})
    rows = _rows(api, 1, 4)
    assert [(r["SUBSCRIBER_ID"], r["USER_ID"], r["QUANTITY"]) for r in rows] == [
        (user["id"], user["personId"], "1.00")
    ]
    assert [r["QUANTITY"] for r in _rows(api, 1, 1)] == ["0.50"]
    assert _rows(api, 3, 4) == []


def test_a_deleted_person_is_not_billed_any_more(api: Api, acme: Customer) -> None:
    _to_midnight(api)
    user = acme.user("ada@acme.example")
    api.side("POST", "/clock", {"advance": NOON})
    api.delete(f"/people/{user['personId']}")
    api.side("POST", "/clock", {"advance": 2 * DAY})
    assert [r["QUANTITY"] for r in _rows(api, 1, 2)] == ["0.50"]


def test_a_changed_package_is_billed_from_the_change_on(api: Api, acme: Customer) -> None:
    acme.user("admin@acme.example", "webex_meetings", extension=None)
    _to_midnight(api)
    user = acme.user("ada@acme.example")
    api.side("POST", "/clock", {"advance": NOON})
    api.put(f"/wholesale/subscribers/{user['id']}", {"packages": ["webex_meetings"]})
    api.side("POST", "/clock", {"advance": DAY})
    rows = [r for r in _rows(api, 1, 1) if r["SUBSCRIBER_ID"] == user["id"]]
    assert [(r["SERVICE_NAME"], r["QUANTITY"]) for r in rows] == [
        ("WEBEX_CALLING", "0.50"),
        ("WEBEX_MEETINGS", "0.50"),
    ]


@pytest.mark.rule("billing.sums", "§7")
def test_rows_of_customer_and_partner_are_sums(api: Api, acme: Customer) -> None:
    _to_midnight(api)
    acme.user("ada@acme.example")
    acme.user("bob@acme.example")
    other = api.customer(externalId="acme-1002")
    other.user("eve@other.example")
    api.side("POST", "/clock", {"advance": 2 * DAY})
    by_customer = {r["CUSTOMER_EXTERNAL_ID"]: r for r in _rows(api, 1, 1, type="CUSTOMER")}
    assert {name: round(float(r["QUANTITY"])) for name, r in by_customer.items()} == {
        "acme-1001": 2,
        "acme-1002": 1,
    }
    assert by_customer["acme-1001"]["CUSTOMER_ORG_ID"] == acme.org
    assert [round(float(r["QUANTITY"])) for r in _rows(api, 1, 1, type="PARTNER")] == [3]


@pytest.mark.rule("billing.columns", "§7")
@pytest.mark.parametrize(
    ("kind", "has", "lacks"),
    [
        ("PARTNER", {"PARTNER_NAME", "SKU", "QUANTITY"}, {"CUSTOMER_ORG_ID", "USER_ID"}),
        ("CUSTOMER", {"CUSTOMER_ORG_ID", "CUSTOMER_EXTERNAL_ID"}, {"USER_ID", "WORKSPACE_ID"}),
        ("USER", {"CUSTOMER_ORG_ID", "USER_ID", "SUBSCRIBER_ID", "WORKSPACE_ID"}, set()),
    ],
)
def test_each_type_has_its_columns(
    api: Api, acme: Customer, kind: str, has: set[str], lacks: set[str]
) -> None:
    acme.user("ada@acme.example")
    api.side("POST", "/clock", {"advance": 2 * DAY})
    row = _rows(api, 0, 1, type=kind)[0]
    assert has <= set(row)
    assert not lacks & set(row)
    assert row["SERVICE_NAME"] == "WEBEX_CALLING"


@pytest.mark.rule("billing.license-column", "§7")
def test_a_column_of_licenses_can_be_switched_on(api: Api, acme: Customer) -> None:
    acme.user("ada@acme.example")
    api.side("POST", "/clock", {"advance": 2 * DAY})
    assert "LICENSE_ID" not in _rows(api, 0, 1)[0]
    api.side("POST", "/switches", {"billing.license-column": "last"})
    row = _rows(api, 0, 0)[0]
    assert list(row)[-1] == "LICENSE_ID"
    assert row["LICENSE_ID"] in {r["id"] for r in api.get("/licenses", orgId=acme.org).json()["items"]}


@pytest.mark.rule("billing.point-in-time", "§7")
def test_a_point_in_time_counts_what_is_assigned(api: Api, acme: Customer) -> None:
    acme.user("ada@acme.example")
    gone = acme.user("bob@acme.example")
    api.side("POST", "/clock", {"advance": 2 * DAY})
    api.delete(f"/wholesale/subscribers/{gone['id']}")
    rows = _rows(api, -9, -8, type="CUSTOMER", category="POINT_IN_TIME")
    assert [r["QUANTITY"] for r in rows] == ["1.00"]


@pytest.mark.rule("billing.internal", "§7")
def test_internal_organizations_are_billed_when_asked_for(api: Api, acme: Customer) -> None:
    acme.user("ada@acme.example")
    api.edit("organizations", {"internal": True}, acme.org)
    api.side("POST", "/clock", {"advance": 2 * DAY})
    assert _rows(api, 0, 1) == []
    assert len(_rows(api, 0, 0, internal=True)) == 1


@pytest.mark.rule("billing.catch-up", "§6")
def test_a_sub_partner_is_billed_from_its_start_on(api: Api) -> None:
    behalf = {"onBehalfOfSubPartnerOrgId": NORTH}
    seen = api.get(api.new_customer(provisioningId=NORTH_TEMPLATE, behalf=NORTH).json()["url"], **behalf)
    body = {
        "customerId": seen.json()["id"],
        "email": "ada@north.example",
        "packages": ["webex_meetings"],
        "provisioningParameters": {},
    }
    api.post("/wholesale/subscribers", body, **behalf)
    api.edit("subPartners", {"billingStartDate": _later(2)}, NORTH)
    api.side("POST", "/clock", {"advance": 4 * DAY})
    assert _rows(api, 0, 1, subPartnerOrgId=NORTH) == []
    assert [r["QUANTITY"] for r in _rows(api, 0, 2, subPartnerOrgId=NORTH)] == ["1.00"]


def test_users_of_an_estate_are_billed_from_their_creation_on(api: Api, acme: Customer) -> None:
    known = {"customerId": acme.id, "email": "old@acme.example", "packages": ["webex_meetings"]}
    api.edit("subscribers", {**known, "created": f"{_day(9)}T12:00:00.000Z"})
    assert [r["QUANTITY"] for r in _rows(api, -10, -8)] == ["1.50"]


@pytest.mark.rule("billing.states", "§12")
@pytest.mark.rule("billing.errors", "§7")
@pytest.mark.rule("billing.delete-first", "§7")
def test_a_report_that_failed_says_why_and_can_be_made_again(api_with: Callable[..., Api]) -> None:
    api = api_with(settle=30)
    made = api.post(PATH, _period()).json()
    errors = [{"code": 2024, "description": "It failed."}]
    api.edit("reports", {"status": "FAILED", "errors": errors}, made["id"])
    api.side("POST", "/clock", {"advance": 31})
    seen = api.get(f"{PATH}/{made['id']}").json()
    assert (seen["status"], seen["errors"]) == ("FAILED", errors)
    assert "tempDownloadURL" not in seen
    assert api.post(PATH, _period()).json()["id"] != made["id"]


@pytest.mark.rule("billing.running", "§19.22")
def test_a_running_report_is_a_409_by_switch(api_with: Callable[..., Api]) -> None:
    api = api_with(settle=30, switches=("billing.running=conflict",))
    assert api.post(PATH, _period()).status_code == 200
    assert api.post(PATH, _period()).status_code == 409


@pytest.mark.rule("billing.list-one-page", "§2.3")
def test_there_is_one_page_of_reports(api: Api) -> None:
    for back in range(3, 105):
        api.post(PATH, _period(billingStartDate=_day(back)))
    answer = api.get(PATH, max="500")
    assert len(answer.json()["items"]) == 100
    assert "link" not in answer.headers
    assert api.get(PATH, max="0").status_code == 400


@pytest.mark.rule("billing.download-origin", "§7")
def test_a_download_is_on_another_origin_and_needs_no_token(api: Api) -> None:
    report = api.post(PATH, _period()).json()["id"]
    url = api.get(f"{PATH}/{report}").json()["tempDownloadURL"]
    elsewhere, here = urlsplit(url), urlsplit(str(api.client.base_url))
    assert elsewhere.netloc != here.netloc
    answer = api.client.get(url)
    assert answer.headers["content-type"].startswith("text/csv")
    assert "trackingid" not in answer.headers
    assert api.call("GET", elsewhere.path).status_code == 404
    beyond = [api.client.get(url.replace(elsewhere.path, path)) for path in ("/v1/people/me", "/_sim/state")]
    assert {one.status_code for one in beyond} == {404}
    assert api.client.post(url).status_code == 405
    assert not [entry for entry in api.ledger() if entry["status"] == 200 and ".csv" in entry["path"]]


def test_how_long_a_download_works_can_be_set(api_with: Callable[..., Api]) -> None:
    api = api_with(link=60)
    report = api.post(PATH, _period()).json()["id"]
    url = api.get(f"{PATH}/{report}").json()["tempDownloadURL"]
    api.side("POST", "/clock", {"advance": 61})
    assert api.client.get(url).status_code == 404


def _with_workspace(created: str) -> tuple[World, dict[str, Any]]:
    world = start.build(Settings(seed=1))
    customer = {"externalId": "lobby", "packages": ["common_area_calling"], "status": "provisioned"}
    org = start.put(world, "organizations", {"displayName": "Lobby"})["id"]
    start.put(world, "customers", {**customer, "orgId": org})
    license_ = start.put(world, "licenses", {"orgId": org, "package": "common_area_calling"})
    calling = {"type": "webexCalling", "webexCalling": {"licenses": [license_["id"]]}}
    place = {"id": world.new_id("PLACE"), "orgId": org, "created": created, "calling": calling}
    return world, start.put(world, "workspaces", place)


def _report(world: World, first: str, last: str) -> list[dict[str, str]]:
    report = fill(world, {"type": "USER", "billingStartDate": first, "billingEndDate": last})
    return list(csv.DictReader(io.StringIO(tables.render(world, report))))


@pytest.mark.rule("billing.workspaces", "§7")
def test_a_workspace_is_billed_for_its_license() -> None:
    world, place = _with_workspace(f"{_day(5)}T12:00:00.000Z")
    row = _report(world, _day(5), _day(4))[0]
    assert (row["WORKSPACE_ID"], row["USER_ID"], row["QUANTITY"]) == (place["id"], "", "1.50")
    assert row["SERVICE_NAME"] == "COMMON_AREA_CALLING"
    license_ = licenses.view(world, next(iter(world["licenses"])))
    assert (license_["consumedUnits"], license_["consumedByWorkspaces"]) == (1, 1)


@pytest.mark.rule("billing.workspaces", "§7")
def test_a_workspace_that_is_gone_is_billed_until_then() -> None:
    world, place = _with_workspace(f"{_later(0)}T00:00:00.000Z")
    world.clock.advance(2 * DAY)
    usage.stop_workspace(world, place)
    world["workspaces"].remove(place)
    world.clock.advance(3 * DAY)
    total = sum(float(row["QUANTITY"]) for row in _report(world, _later(0), _later(4)))
    assert 2.0 <= total <= 3.0
    assert len(_report(world, _later(0), _later(4))) == 1
