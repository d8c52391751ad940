"""What of the files is not acted on, and what is refused because it must not be passed over."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from stackfiles import EXAMPLES, NORTH, customer, user, written

from wholesale.desired.coverage import NEVER_SENT, not_applied, refusal, run_refusal
from wholesale.stacks.load import load

HERE = Path(__file__).parent


@pytest.mark.parametrize("name", ["acme-1001", "estate-north", "first-customer"])
def test_what_of_an_example_is_not_applied_is_listed(name: str) -> None:
    folder = EXAMPLES / "first-customer" if name == "first-customer" else EXAMPLES
    told = "".join(f"{Path(key.place.file).name}: {key.path}\n" for key in not_applied(load(folder, name)))
    assert told == (HERE / f"{name}.not-applied.txt").read_text("utf-8")


@pytest.mark.parametrize("key", sorted(NEVER_SENT - {"prices", "reserved"}))
def test_what_is_never_sent_is_never_listed(tmp_path: Path, key: str) -> None:
    value = {"technical": "it@acme.example"} if key == "contacts" else "x"
    assert not_applied(written(tmp_path, {"acme": customer(**{key: value})})) == ()


def test_prices_are_never_listed(tmp_path: Path) -> None:
    prices = [{"from": "2026-01-01", "currency": "USD", "packages": {"webex_suite": 11.0}}]
    assert not_applied(written(tmp_path, {"acme": customer()}, partner={"prices": prices})) == ()


def test_of_a_block_that_is_not_acted_on_only_the_block_is_listed(tmp_path: Path) -> None:
    block = customer(signIn={"mode": "webex"}, tags=["a", "b"])
    found = [key.path for key in not_applied(written(tmp_path, {"acme": block}))]
    assert found == ["customers.acme.signIn", "customers.acme.tags"]


def test_a_null_asks_for_nothing_that_could_be_left_undone(tmp_path: Path) -> None:
    assert not_applied(written(tmp_path, {"acme": customer(tags=None)})) == ()


def test_a_profile_is_listed_once_and_only_where_it_is_used(tmp_path: Path) -> None:
    partner = {"profiles": {"used": {"tags": ["x"]}, "unused": {"tags": ["y"]}}}
    customers = {"acme": customer(extends=["used"]), "bolt": customer(extends=["used"])}
    found = [key.path for key in not_applied(written(tmp_path, customers, partner=partner))]
    assert found == ["profiles.used.tags"]


@pytest.mark.parametrize(
    "written_as", [{"ensure": "present"}, {"manage": "full"}, {"manage": "observe"}, {"previously": "old"}]
)
def test_what_changes_where_or_whether_is_written_is_acted_on(tmp_path: Path, written_as: Any) -> None:
    stack = written(tmp_path, {"acme": customer(**written_as)})
    assert not_applied(stack) == ()
    assert refusal(stack, stack.customers["acme"]) is None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("numbers", "released"),
        ("numbers", "ported"),
        ("deleteOrganization", True),
        ("deleteOrganization", False),
    ],
)
def test_what_is_not_built_about_a_removal_refuses_the_customer(tmp_path: Path, key: str, value: Any) -> None:
    stack = written(tmp_path, {"acme": {"ensure": "absent", key: value}, "bolt": customer()})
    assert key in (refusal(stack, stack.customers["acme"]) or "")
    assert refusal(stack, stack.customers["bolt"]) is None
    assert not_applied(stack) == ()


def test_a_sub_partner_with_a_token_of_its_own_refuses_its_customers(tmp_path: Path) -> None:
    partner = {"subPartners": {"north": {"organization": NORTH, "tokenEnv": "WEBEX_ACCESS_TOKEN_NORTH"}}}
    stack = written(tmp_path, {"acme": customer(template="north-us")}, partner=partner, subPartner="north")
    assert "tokenEnv" in (refusal(stack, stack.customers["acme"]) or "")


def test_the_token_of_another_sub_partner_refuses_nothing(tmp_path: Path) -> None:
    partner = {"subPartners": {"north": {"organization": NORTH, "tokenEnv": "WEBEX_ACCESS_TOKEN_NORTH"}}}
    stack = written(tmp_path, {"acme": customer()}, partner=partner)
    assert refusal(stack, stack.customers["acme"]) is None


@pytest.mark.parametrize("asked", [True, False])
def test_approved_plans_refuse_the_whole_run(tmp_path: Path, asked: bool) -> None:  # noqa: FBT001
    stack = written(tmp_path, {"acme": customer()}, partner={"settings": {"requireApprovedPlan": asked}})
    assert (run_refusal(stack) is not None) == asked


def test_a_refusal_says_the_way_out_on_a_line_of_its_own(tmp_path: Path) -> None:
    stack = written(tmp_path, {"acme": {"ensure": "absent", "numbers": "ported"}})
    assert re.search(r"\n {4}Take it out", refusal(stack, stack.customers["acme"]) or "")


def test_every_key_of_a_user_is_applied_or_listed(tmp_path: Path) -> None:
    person = user("ada", until="2027-01-31", onLeave={"person": "keep"}, roles=["full_admin"])
    stack = written(tmp_path, {"acme": customer(users={"ada": person}, firstAdministrator="ada")})
    found = [key.path.rpartition(".")[2] for key in not_applied(stack)]
    assert found == ["until", "onLeave"]
