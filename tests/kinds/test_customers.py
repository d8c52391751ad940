"""Customers and packages: what is sent, and what stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stackfiles import ADDRESS, calling_customer, customer, written

from wholesale.errors import WholesaleError
from wholesale.kinds.full_list import Wish, merged
from wholesale.kinds.order import order as body_of
from wholesale.vocabulary.record import Reference

if TYPE_CHECKING:
    from pathlib import Path

    from cloud import Cloud, Run

    from wholesale.stacks.stack import Stack

PACKAGES = ["webex_calling", "webex_meetings", "webex_suite", "attendant_console", "common_area_calling"]
lists = st.sets(st.sampled_from(PACKAGES))
wishes = st.builds(
    lambda add, remove, limits: Wish(frozenset(add), frozenset(remove - add), limits),
    lists,
    lists,
    st.dictionaries(st.sampled_from(PACKAGES), st.integers(0, 9)),
)


def order(cloud: Cloud, stack: Stack, inputs: dict[str, Any]) -> dict[str, Any]:
    async def work(run: Run) -> dict[str, Any]:
        return body_of(run.context(Reference("Customer", "acme"), inputs, {}))

    found: dict[str, Any] = cloud.within(stack, work)
    return found


def test_the_order_has_packages_limits_and_main_location(cloud: Cloud, tmp_path: Path) -> None:
    block = calling_customer(meetings={"timezone": "America/Chicago"})
    block["packages"]["webex_calling"] = {"limit": 5}
    inputs = {
        "externalId": "acme",
        "address": ADDRESS,
        "name": "Acme",
        "meetings": {"timezone": "America/Chicago"},
    }
    assert order(cloud, written(tmp_path, {"acme": block}), inputs) == {
        "provisioningId": "MjIyMjIyMjItMjIyMi00MjIyLTgyMjItMjIyMjIyMjIyMjIy",
        "packages": ["attendant_console", "webex_calling", "webex_meetings"],
        "externalId": "acme",
        "address": ADDRESS,
        "customerInfo": {"name": "Acme"},
        "provisioningParameters": {
            "calling": {
                "location": {
                    "name": "HQ",
                    "address": ADDRESS,
                    "timezone": "America/Chicago",
                    "language": "en_us",
                }
            },
            "meetings": {"timezone": "America/Chicago"},
            "packages": {"limits": {"webex_calling": 5}},
        },
    }


def test_an_order_without_calling_has_no_location(cloud: Cloud, tmp_path: Path) -> None:
    body = order(cloud, written(tmp_path, {"acme": customer()}), {"externalId": "acme", "address": ADDRESS})
    assert body.keys() == {"provisioningId", "packages", "externalId", "address"}


@given(lists, st.lists(wishes, max_size=5))
def test_what_no_wish_speaks_of_stays(held: set[str], asked: list[Wish]) -> None:
    spoken = frozenset().union(*(wish.add | wish.remove for wish in asked))
    body = merged({"packages": sorted(held)}, asked)
    assert set(body["packages"]) - spoken == held - spoken
    assert body.keys() == {"packages"}


@given(lists, st.lists(lists, max_size=4), st.lists(lists, max_size=4))
def test_every_wish_is_fulfilled(held: set[str], adds: list[set[str]], removes: list[set[str]]) -> None:
    added = set().union(*adds)
    asked = [Wish(add=frozenset(one)) for one in adds]
    asked += [Wish(remove=frozenset(one - added)) for one in removes]
    body = merged({"packages": sorted(held)}, asked)
    assert added <= set(body["packages"])
    assert not (set().union(*removes) - added) & set(body["packages"])


@given(lists, st.lists(wishes, max_size=3))
def test_a_merged_list_is_sorted_and_names_nothing_twice(held: set[str], asked: list[Wish]) -> None:
    packages = merged({"packages": sorted(held)}, asked)["packages"]
    assert packages == sorted(set(packages))


def test_a_new_customer_takes_one_post(cloud: Cloud, tmp_path: Path) -> None:
    stack = written(tmp_path, {"acme": calling_customer()})
    found = cloud.run(stack)
    assert {result.phase for result in found.values()} == {"ready"}
    assert cloud.writes() == ["POST /v1/wholesale/customers"]
    assert cloud.drift(stack) == []


def test_a_second_run_writes_nothing(cloud: Cloud, tmp_path: Path) -> None:
    stack = written(tmp_path, {"acme": calling_customer()})
    cloud.run(stack)
    cloud.writes()
    cloud.run(stack)
    assert cloud.writes() == []


def test_a_lost_state_is_adopted_without_a_write(cloud: Cloud, tmp_path: Path) -> None:
    stack = written(tmp_path, {"acme": calling_customer()})
    before = cloud.run(stack)
    cloud.writes()
    cloud.state.clear()
    assert {name: result.api_id for name, result in cloud.run(stack).items()} == {
        name: result.api_id for name, result in before.items()
    }
    assert cloud.writes() == []


def test_a_post_whose_answer_is_lost_makes_one_customer(cloud: Cloud, tmp_path: Path) -> None:
    stack = written(tmp_path, {"acme": customer()})
    cloud.faults({"method": "POST", "path": "/wholesale/customers", "times": 1, "do": "apply-then-reset"})
    assert cloud.run(stack)["customer acme"].phase == "ready"
    assert len(cloud.holds("customers")) == 1
    assert cloud.writes() == ["POST /v1/wholesale/customers"]


def test_a_post_that_never_arrived_is_an_error_and_the_next_run_makes_it(
    cloud: Cloud, tmp_path: Path
) -> None:
    stack = written(tmp_path, {"acme": customer()})
    cloud.faults({"method": "POST", "path": "/wholesale/customers", "times": 1, "do": "reset"})
    with pytest.raises(WholesaleError):
        cloud.run(stack)
    assert cloud.run(stack)["customer acme"].phase == "ready"


def test_a_package_is_added_and_removed_in_the_full_list(cloud: Cloud, tmp_path: Path) -> None:
    cloud.run(written(tmp_path, {"acme": calling_customer()}))
    more = calling_customer()
    more["packages"]["webex_suite"] = {"limit": 3}
    stack = written(tmp_path, {"acme": more})
    cloud.writes()
    cloud.run(stack)
    assert cloud.writes() == ["PUT /v1/wholesale/customers/ID"]
    assert "webex_suite" in cloud.holds("customers")[0]["packages"]
    cloud.remove(written(tmp_path, {"acme": calling_customer()}), Reference("Package", "acme/webex_suite"))
    assert cloud.holds("customers")[0]["packages"] == ["attendant_console", "webex_calling", "webex_meetings"]


def test_a_changed_address_is_written_and_leaves_the_packages(cloud: Cloud, tmp_path: Path) -> None:
    cloud.run(written(tmp_path, {"acme": customer()}))
    stack = written(tmp_path, {"acme": customer(address={**ADDRESS, "addressLine1": "9 New Road"})})
    assert cloud.drift(stack) == ["customer acme address.addressLine1"]
    cloud.run(stack)
    assert cloud.drift(stack) == []
    assert cloud.holds("customers")[0]["packages"] == ["webex_meetings"]


@pytest.mark.parametrize("status", [400, 409])
def test_a_refused_change_of_the_address_is_an_error(cloud: Cloud, tmp_path: Path, status: int) -> None:
    cloud.run(written(tmp_path, {"acme": customer()}))
    stack = written(tmp_path, {"acme": customer(address={**ADDRESS, "addressLine1": "9 New Road"})})
    cloud.faults({"method": "PUT", "path": "/wholesale/customers/*", "times": 1, "do": {"status": status}})
    with pytest.raises(WholesaleError):
        cloud.run(stack)


def test_a_refused_limit_is_an_error(cloud: Cloud, tmp_path: Path) -> None:
    cloud.run(written(tmp_path, {"acme": customer()}))
    stack = written(tmp_path, {"acme": customer(packages={"webex_meetings": {"limit": 3}})})
    cloud.faults({"method": "PUT", "path": "/wholesale/customers/*", "times": 1, "do": {"status": 400}})
    with pytest.raises(WholesaleError):
        cloud.run(stack)


def test_a_put_whose_answer_is_lost_is_done_when_it_was_done(cloud: Cloud, tmp_path: Path) -> None:
    cloud.run(written(tmp_path, {"acme": customer()}))
    stack = written(tmp_path, {"acme": customer(address={**ADDRESS, "addressLine1": "9 New Road"})})
    fault = {"method": "PUT", "path": "/wholesale/customers/*", "times": 9, "do": "apply-then-reset"}
    cloud.faults(fault)
    cloud.run(stack)
    assert cloud.drift(stack) == []


def test_a_renamed_organization_is_renamed_through_its_identity(cloud: Cloud, tmp_path: Path) -> None:
    cloud.run(written(tmp_path, {"acme": customer()}))
    stack = written(tmp_path, {"acme": customer(name="Acme Dentists")})
    cloud.writes()
    cloud.run(stack)
    assert cloud.writes() == ["PATCH /v1/identity/organizations/ID"]
    assert cloud.drift(stack) == []


@pytest.mark.parametrize(
    "change", [{"primaryEmail": "new@acme.example"}, {"meetings": {"timezone": "Europe/Oslo"}}]
)
def test_what_the_api_sets_once_is_refused_later(cloud: Cloud, tmp_path: Path, change: Any) -> None:
    first = customer(meetings={"timezone": "America/Chicago"})
    cloud.run(written(tmp_path, {"acme": first}))
    cloud.writes()
    with pytest.raises(WholesaleError, match="put the old value back"):
        cloud.run(written(tmp_path, {"acme": first | change}))
    assert cloud.writes() == []


def test_an_empty_meetings_block_asks_for_nothing(cloud: Cloud, tmp_path: Path) -> None:
    cloud.run(written(tmp_path, {"acme": customer()}))
    cloud.writes()
    cloud.run(written(tmp_path, {"acme": customer(meetings={})}))
    assert cloud.writes() == []


def test_a_customer_is_not_gone_because_the_api_fails(cloud: Cloud, tmp_path: Path) -> None:
    stack = written(tmp_path, {"acme": customer()})
    cloud.run(stack)
    cloud.faults({"method": "GET", "path": "/wholesale/customers*", "times": 99, "do": {"status": 500}})
    with pytest.raises(WholesaleError):
        cloud.refresh(stack)
    assert Reference("Customer", "acme") in cloud.state


def test_a_customer_that_was_removed_elsewhere_is_gone(cloud: Cloud, tmp_path: Path) -> None:
    stack = written(tmp_path, {"acme": customer()})
    cloud.run(stack)
    stood = cloud.state[Reference("Customer", "acme")]
    cloud.remove(stack, Reference("Customer", "acme"))
    cloud.state[Reference("Customer", "acme")] = stood
    cloud.refresh(stack)
    assert Reference("Customer", "acme") not in cloud.state


def test_nothing_is_written_for_an_observed_customer(cloud: Cloud, tmp_path: Path) -> None:
    found = cloud.run(written(tmp_path, {"acme": customer(manage="observe")}))
    assert cloud.writes() == []
    assert {result.phase for result in found.values()} == {"waiting"}
