from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from simulated import NORTH, Api, Customer

if TYPE_CHECKING:
    from collections.abc import Callable

PATH = "/wholesale/billing/reports"


def _day(back: int) -> str:
    return (datetime.now(UTC) - timedelta(days=back)).date().isoformat()


def _period(**changes: Any) -> dict[str, Any]:
    return {"billingStartDate": _day(10), "billingEndDate": _day(2), **changes}


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


def test_a_completed_report_has_to_be_deleted_first(api: Api) -> None:
    made = api.post(PATH, _period()).json()
    api.get(f"{PATH}/{made['id']}")
    assert api.post(PATH, _period()).status_code == 409
    assert api.post(PATH, _period(type="USER", category="POINT_IN_TIME")).status_code == 200
    assert api.delete(f"{PATH}/{made['id']}").status_code == 204
    assert api.post(PATH, _period()).status_code == 200


def test_an_unknown_report_is_a_404_with_2024(api: Api) -> None:
    answer = api.get(f"{PATH}/Y2lzY29zcGFyazovL3VzL0JJTExJTkdfUkVQT1JUL25vcGU")
    assert (answer.status_code, answer.json()["errors"][0]["errorCode"]) == (404, 2024)


def test_reports_are_filtered_exactly_and_sorted(api: Api) -> None:
    api.post(PATH, _period())
    api.post(PATH, _period(billingStartDate=_day(20), type="USER"))
    rows = api.get(PATH).json()["items"]
    assert [row["billingStartDate"] for row in rows] == [_day(20), _day(10)]
    assert set(rows[0]) == {"id", "billingStartDate", "billingEndDate", "status", "type", "category"}
    assert len(api.get(PATH, type="USER").json()["items"]) == 1
    assert len(api.get(PATH, billingStartDate=_day(15)).json()["items"]) == 0
    assert len(api.get(PATH, max="1").json()["items"]) == 1


def test_the_download_holds_days_in_use(api: Api, acme: Customer) -> None:
    user = acme.user("ada@acme.example")
    today = datetime.now(UTC).date()
    api.side("POST", "/clock", {"advance": 86400 * 3})
    period = {
        "billingStartDate": today.isoformat(),
        "billingEndDate": (today + timedelta(days=1)).isoformat(),
    }
    made = api.post(PATH, {**period, "type": "USER"}).json()
    url = api.get(f"{PATH}/{made['id']}").json()["tempDownloadURL"]
    answer = api.client.get(url)
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert rows[0]["SUBSCRIBER_ID"] == user["id"]
    assert rows[0]["SERVICE_NAME"] == "WEBEX_CALLING"
    assert 1.0 <= float(rows[0]["QUANTITY"]) <= 2.0


def test_a_customer_report_has_its_quantity_in_the_eleventh_column(api: Api) -> None:
    made = api.post(PATH, _period(type="CUSTOMER")).json()
    url = api.get(f"{PATH}/{made['id']}").json()["tempDownloadURL"]
    assert api.client.get(url).text.splitlines()[0].split(",")[10] == "QUANTITY"


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


def test_a_sub_partners_reports_are_apart(api: Api) -> None:
    made = api.post(PATH, _period(subPartnerOrgId=NORTH)).json()
    assert api.get(PATH).json()["items"] == []
    assert [r["id"] for r in api.get(PATH, subPartnerOrgId=NORTH).json()["items"]] == [made["id"]]
