"""Things that the API does in the background, or that wait for a person."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from cloud import Cloud, Run
from stackfiles import ADDRESS, caller, calling_customer, customer, user, written

from wholesale.desired.registry import records
from wholesale.errors import RefusedError, WholesaleError
from wholesale.kinds.phases import customer_phase, package_phase
from wholesale.vocabulary.record import Reference

if TYPE_CHECKING:
    from pathlib import Path

    from wholesale.stacks.stack import Stack

CRANE = "Y2lzY29zcGFyazovL3VzL09SR0FOSVpBVElPTi81NTU1NTU1NS01NTU1LTQ1NTUtODU1NS01NTU1NTU1NTU1NTU"


def outcome(cloud: Cloud, match: dict[str, str], then: Any) -> None:
    cloud.side("POST", "/outcomes", {"match": match, "then": then})


@pytest.mark.parametrize(
    ("status", "phase"),
    [
        ("provisioned", "ready"),
        ("provisioned_with_errors", "ready"),
        ("provisioning", "pending"),
        ("updating", "pending"),
        ("deleting", "pending"),
        ("pending_rpl_review", "in_review"),
        ("error", "failed"),
        ("something_new", "pending"),
    ],
)
def test_every_status_of_a_customer_is_a_phase(status: str, phase: str) -> None:
    found, reason = customer_phase({"status": status})
    assert found == phase
    assert bool(reason) == (phase != "ready")


@pytest.mark.parametrize(
    ("entry", "phase"),
    [
        ({"status": "provisioned"}, "ready"),
        ({"status": "provisioning"}, "pending"),
        ({"status": "error", "errors": [{"description": "No seats"}]}, "failed"),
        ({"status": "provisioned", "warnings": [{"errorCode": 2560}]}, "pending"),
        ({"status": "provisioned", "warnings": [{"errorCode": 1}]}, "ready"),
        ({"status": "something_new"}, "pending"),
    ],
)
def test_every_status_of_a_package_is_a_phase(entry: dict[str, Any], phase: str) -> None:
    row = {"status": "provisioned", "resourceDetails": {"packages": [{"name": "webex_calling", **entry}]}}
    found, reason = package_phase(row, "webex_calling")
    assert found == phase
    assert bool(reason) == (phase != "ready")


def test_a_customer_in_review_keeps_what_belongs_to_it_waiting_without_a_write(tmp_path: Path) -> None:
    cloud = Cloud({"review": "blocking"})
    outcome(cloud, {"externalId": "acme"}, "review")
    block = calling_customer(users={"ada": caller("ada", "101")}, firstAdministrator="ada")
    stack = written(tmp_path, {"acme": block})
    found = cloud.run(stack)
    assert found["customer acme"].phase == "in_review"
    assert found["user acme/ada"].phase == "waiting"
    assert cloud.writes() == ["POST /v1/wholesale/customers"]


def test_after_the_review_the_next_run_makes_the_rest(tmp_path: Path) -> None:
    cloud = Cloud({"review": "blocking"})
    outcome(cloud, {"externalId": "acme"}, "review")
    block = calling_customer(users={"ada": caller("ada", "101")}, firstAdministrator="ada")
    stack = written(tmp_path, {"acme": block})
    cloud.run(stack)
    cloud.side("POST", f"/reviews/{cloud.holds('customers')[0]['id']}", {"verdict": "clear"})
    assert {result.phase for result in cloud.run(stack).values()} == {"ready"}
    assert cloud.drift(stack) == []


def test_a_user_who_has_to_consent_is_told_so(cloud: Cloud, tmp_path: Path) -> None:
    outcome(cloud, {"email": "ada@acme.example"}, "consent")
    block = customer(users={"ada": user("ada")}, firstAdministrator="ada")
    stack = written(tmp_path, {"acme": block})
    assert cloud.run(stack)["user acme/ada"].phase == "needs_consent"
    assert cloud.drift(stack) == []
    cloud.writes()
    cloud.run(stack)
    assert cloud.writes() == []


def test_a_customer_whose_order_failed_keeps_its_users_waiting(cloud: Cloud, tmp_path: Path) -> None:
    outcome(cloud, {"externalId": "acme"}, "error")
    block = customer(users={"ada": user("ada")}, firstAdministrator="ada")
    found = cloud.run(written(tmp_path, {"acme": block}))
    assert found["customer acme"].phase == "failed"
    assert found["user acme/ada"].phase == "waiting"


def test_a_customer_is_removed_with_all_its_users(cloud: Cloud, tmp_path: Path) -> None:
    block = customer(users={"ada": user("ada"), "ben": user("ben")}, firstAdministrator="ada")
    cloud.run(written(tmp_path, {"acme": block}))
    cloud.writes()
    cloud.remove(written(tmp_path, {"acme": {"ensure": "absent"}}), Reference("Customer", "acme"))
    assert cloud.writes() == ["DELETE /v1/wholesale/subscribers/ID"] * 2 + [
        "DELETE /v1/wholesale/customers/ID"
    ]
    assert cloud.holds("subscribers") == []


def test_a_removal_tells_the_organization_that_stays(cloud: Cloud, tmp_path: Path) -> None:
    block = customer(users={"ada": user("ada")}, firstAdministrator="ada")
    made = cloud.run(written(tmp_path, {"acme": block}))["customer acme"]
    assert made.home
    cloud.remove(written(tmp_path, {"acme": {"ensure": "absent"}}), Reference("Customer", "acme"))
    assert cloud.told[-1] == (
        f"removed; the organization itself stays, without wholesale services (orgId: {made.home.org_id})"
    )


def test_every_wholesale_call_of_a_sub_partner_is_on_its_behalf(cloud: Cloud, tmp_path: Path) -> None:
    block = customer(template="north-us", users={"ada": user("ada")}, firstAdministrator="ada")
    stack = written(tmp_path, {"acme": block}, subPartner="north")
    cloud.run(stack)
    assert cloud.drift(stack) == []
    calls = [item for item in cloud.side("GET", "/ledger")["items"] if "/wholesale/" in item["path"]]
    assert calls
    assert all("onBehalfOfSubPartnerOrgId" in item["query"] for item in calls)


def test_an_organization_that_was_there_is_attached_and_keeps_its_name(cloud: Cloud, tmp_path: Path) -> None:
    before = next(row for row in cloud.holds("organizations") if row["id"] == CRANE)
    stack = written(tmp_path, {"crane": customer(orgId=CRANE, name="Another Name")})
    assert cloud.run(stack)["customer crane"].phase == "ready"
    after = next(row for row in cloud.holds("organizations") if row["id"] == CRANE)
    assert after.get("displayName") == before.get("displayName")
    assert cloud.drift(stack) == []


def test_drift_is_written_back(cloud: Cloud, tmp_path: Path) -> None:
    stack = written(tmp_path, {"acme": customer()})
    cloud.run(stack)
    cloud.edit("customers", cloud.holds("customers")[0]["id"], {"address": {**ADDRESS, "city": "Boston"}})
    assert cloud.drift(stack) == ["customer acme address.city"]
    cloud.run(stack)
    assert cloud.drift(stack) == []


def test_an_observed_customer_shows_drift_and_is_not_written(cloud: Cloud, tmp_path: Path) -> None:
    cloud.run(written(tmp_path, {"acme": customer()}))
    cloud.edit("customers", cloud.holds("customers")[0]["id"], {"address": {**ADDRESS, "city": "Boston"}})
    stack = written(tmp_path, {"acme": customer(manage="observe")})
    assert cloud.drift(stack) == ["customer acme address.city"]
    cloud.writes()
    cloud.run(stack)
    assert cloud.writes() == []


def test_a_customer_whose_writes_are_refused_is_not_written(cloud: Cloud, tmp_path: Path) -> None:
    partner = {"subPartners": {"north": {"organization": CRANE, "tokenEnv": "WEBEX_ACCESS_TOKEN_NORTH"}}}
    stack = written(tmp_path, {"acme": customer(template="north-us")}, partner=partner, subPartner="north")
    assert {result.phase for result in cloud.run(stack).values()} == {"waiting"}
    assert cloud.writes() == []


def test_a_busy_api_is_waited_for(cloud: Cloud, tmp_path: Path) -> None:
    stack = written(tmp_path, {"acme": customer()})
    cloud.faults({"method": "*", "path": "*", "probability": 0.4, "do": {"status": 429, "retryAfter": 3}})
    assert cloud.run(stack)["customer acme"].phase == "ready"
    cloud.faults()
    assert len(cloud.holds("customers")) == 1


@pytest.mark.parametrize("seed", range(8))
def test_under_any_losses_no_customer_and_no_user_is_made_twice(tmp_path: Path, seed: int) -> None:
    cloud = Cloud({"seed": seed})
    block = calling_customer(
        users={"ada": caller("ada", "101"), "ben": user("ben")}, firstAdministrator="ada"
    )
    stack = written(tmp_path, {"acme": block})
    cloud.faults(
        {"method": "POST", "path": "*", "probability": 0.3, "do": "apply-then-reset"},
        {"method": "*", "path": "*", "probability": 0.1, "do": "reset"},
        {"method": "*", "path": "*", "probability": 0.1, "do": {"status": 503}},
    )
    for _ in range(4):
        try:
            cloud.run(stack)
        except WholesaleError:
            continue
    cloud.faults()
    cloud.run(stack)
    assert len(cloud.holds("customers")) == 1
    assert sorted(row["email"] for row in cloud.holds("subscribers")) == [
        "ada@acme.example",
        "ben@acme.example",
    ]
    assert cloud.drift(stack) == []


def in_review(cloud: Cloud, folder: Path, **more: Any) -> Stack:
    """A customer that is held in review; then its stack with some edits."""
    outcome(cloud, {"externalId": "acme"}, "review")
    assert cloud.run(written(folder, {"acme": customer()}))["customer acme"].phase == "in_review"
    cloud.writes()
    allow = more.pop("allow", None)
    return written(folder, {"acme": customer(**more)}, **({"allow": [allow]} if allow else {}))


def edit_allowed(until: str, count: int = 1) -> dict[str, Any]:
    return {
        "what": "customers.edit",
        "customer": "acme",
        "count": count,
        "reason": "typo",
        "until": until,
    }


@pytest.fixture
def blocking() -> Cloud:
    return Cloud({"review": "blocking"})


@pytest.mark.parametrize(
    "edit", [{"name": "Acme Dentists"}, {"address": {**ADDRESS, "city": "Cicero"}}], ids=["name", "address"]
)
def test_an_edit_while_in_review_wants_an_allow(
    blocking: Cloud, tmp_path: Path, edit: dict[str, Any]
) -> None:
    stack = in_review(blocking, tmp_path, **edit)
    with pytest.raises(RefusedError, match=f"in review, and {next(iter(edit))} would change"):
        blocking.run(stack)
    assert blocking.writes() == []


def test_an_edit_while_in_review_is_made_with_an_allow(blocking: Cloud, tmp_path: Path) -> None:
    edit = {"address": {**ADDRESS, "city": "Cicero"}}
    stack = in_review(blocking, tmp_path, allow=edit_allowed("2026-11-24"), **edit)
    assert blocking.run(stack)["customer acme"].phase == "in_review"
    assert blocking.writes() == ["PUT /v1/wholesale/customers/ID"]
    assert blocking.run(stack)["customer acme"].phase == "in_review"
    assert blocking.writes() == []


def test_an_expired_allow_of_an_edit_counts_as_absent_and_is_told(blocking: Cloud, tmp_path: Path) -> None:
    stack = in_review(blocking, tmp_path, allow=edit_allowed("2026-11-23"), name="Acme Dentists")
    with pytest.raises(RefusedError, match=r"(?s)would change.*expired after 2026-11-23"):
        blocking.run(stack)


def test_a_name_that_was_allowed_while_in_review_is_written_when_the_organization_is_there(
    blocking: Cloud, tmp_path: Path
) -> None:
    stack = in_review(blocking, tmp_path, allow=edit_allowed("2026-11-24"), name="Acme Dentists")
    blocking.run(stack)
    assert blocking.writes() == []
    row = blocking.holds("customers")[0]
    blocking.side("POST", f"/reviews/{row['id']}", {"verdict": "clear"})
    assert blocking.run(stack)["customer acme"].phase == "ready"
    assert blocking.writes() == ["PATCH /v1/identity/organizations/ID"]


def test_many_customers_that_settle_together_are_looked_at_in_lists(tmp_path: Path) -> None:
    cloud = Cloud({"settle": 30.0})
    names = [f"acme{number}" for number in range(12)]
    stack = written(tmp_path, {name: customer() for name in names})

    async def together(run: Run) -> list[str]:
        wanted = [record for record in records(stack) if record.reference.kind == "Customer"]
        made = [run.write(record.reference, dict(record.inputs)) for record in wanted]
        polls = asyncio.gather(*made)
        for _ in range(3):
            await run.clock.sleep(1)
        cloud.app.world.clock.advance(60)
        return [result.phase for result in await polls]

    assert cloud.within(stack, together) == ["ready"] * 12
    asked = cloud.side("GET", "/ledger")["items"]
    polls = [item for item in asked if item["method"] == "GET" and item["path"].startswith("/v1/wholesale")]
    lists = [item for item in polls if item["query"].get("status")]
    single = [
        item for item in polls if item["path"].count("/") == len(["", "v1", "wholesale", "customers", ""]) - 1
    ]
    assert len(lists) >= 3
    assert len(single) == 12
