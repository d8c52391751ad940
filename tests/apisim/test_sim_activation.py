"""Jobs that send activation mails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from apisim import ids

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulated import Api, Customer


def _path(org: str) -> str:
    return f"/identity/organizations/{ids.key_of(org)}/jobs/sendActivationEmails"


def _waiting(api: Api, org: str, *names: str) -> None:
    for name in names:
        person = {"orgId": org, "emails": [f"{name}@acme.example"], "invitePending": "true"}
        api.edit("people", person)


def _started(api: Api, org: str) -> dict[str, Any]:
    answer = api.post(_path(org), None)
    assert answer.status_code == 202, answer.text
    return dict(answer.json())


@pytest.mark.rule("activation.status", "obs §10")
def test_a_job_mails_everybody_who_has_not_signed_in(api: Api, acme: Customer) -> None:
    acme.user("here@acme.example")
    _waiting(api, acme.org, "a", "b")
    job = _started(api, acme.org)
    assert (job["latestExecutionStatus"], job["counts"]["totalUsers"]) == ("STARTED", 0)
    assert {"trackingId", "sourceUserId", "sourceCustomerId", "targetCustomerId", "instanceId"} <= set(job)
    assert job["jobExecutionStatus"][0]["statusMessage"] == "STARTED"
    ended = api.get(f"{_path(acme.org)}/{job['id']}/status").json()
    assert (ended["latestExecutionStatus"], ended["latestExecutionExitCode"]) == ("COMPLETED", "COMPLETED")
    assert ended["counts"] == {
        "userResendInviteSent": 2,
        "userResendInviteFailed": 0,
        "userResendInviteSkipped": 1,
        "totalUsers": 3,
    }
    assert ended["allowAdminInviteEmails"] is True
    assert ended["jobExecutionStatus"][0]["exitCode"] == "COMPLETED"


@pytest.mark.rule("activation.one", "obs §9")
def test_one_job_runs_per_organization(api_with: Callable[..., Api]) -> None:
    api = api_with(settle=60)
    url = api.new_customer().json()["url"]
    api.side("POST", "/clock", {"advance": 61})
    org = api.get(url).json()["orgId"]
    job = _started(api, org)
    assert api.post(_path(org), None).status_code == 409
    api.side("POST", "/clock", {"advance": 61})
    assert _started(api, org)["id"] != job["id"]


@pytest.mark.rule("activation.errors", "obs §10")
def test_each_mail_that_failed_is_an_item(api: Api, acme: Customer) -> None:
    _waiting(api, acme.org, "a", "b", "c")
    for name in ("a", "c"):
        api.outcome({"email": f"{name}@acme.example"}, "error")
    path = f"{_path(acme.org)}/{_started(api, acme.org)['id']}"
    assert api.get(f"{path}/status").json()["latestExecutionExitCode"] == "COMPLETED_WITH_ERRORS"
    first = api.get(f"{path}/errors", max="1")
    item = first.json()["items"][0]
    assert (item["item"], item["itemNumber"], item["errorType"]) == ("a@acme.example", 1, "ERROR")
    assert item["error"]["message"][0]["description"]
    rest = api.get(first.headers["link"][1:].partition(">")[0]).json()["items"]
    assert [row["item"] for row in rest] == ["c@acme.example"]


def test_a_job_of_another_organization_is_a_404(api: Api, acme: Customer) -> None:
    job = _started(api, acme.org)
    other = api.customer(externalId="b", customerInfo={"name": "B", "primaryEmail": "b@b.example"})
    assert api.get(f"{_path(other.org)}/{job['id']}/status").status_code == 404
