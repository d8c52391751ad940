"""What the files want, as records: keys, inputs, and what each needs (they freeze into state)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from stackfiles import EXAMPLES, caller, calling_customer, customer, user, written

from wholesale.desired.registry import records
from wholesale.stacks.load import load
from wholesale.vocabulary.record import Record, Reference

if TYPE_CHECKING:
    from wholesale.stacks.stack import Stack

HERE = Path(__file__).parent


def by_name(stack: Stack) -> dict[str, Record]:
    return {str(record.reference): record for record in records(stack)}


def needs(stack: Stack) -> dict[str, set[str]]:
    return {name: {str(need) for need in record.needs} for name, record in by_name(stack).items()}


@pytest.mark.parametrize("name", ["acme-1001", "estate-north", "first-customer"])
def test_the_records_of_an_example_are_those_that_stand_in_states(name: str) -> None:
    folder = EXAMPLES / "first-customer" if name == "first-customer" else EXAMPLES
    told = [
        f"{record.reference} <- {', '.join(str(need) for need in record.needs)}"
        + (f" (previously {record.previously})" if record.previously else "")
        for record in records(load(folder, name))
    ]
    assert "\n".join(told) + "\n" == (HERE / f"{name}.records.txt").read_text("utf-8")


def test_a_user_needs_its_package_its_add_ons_its_location_and_the_first_administrator(
    tmp_path: Path,
) -> None:
    users = {"ada": caller("ada", "101"), "ben": caller("ben", "102", addOns=["attendant_console"])}
    found = needs(written(tmp_path, {"acme": calling_customer(users=users, firstAdministrator="ada")}))
    assert found["user acme/ada"] == {"package acme/webex_calling", "location acme/HQ"}
    assert found["user acme/ben"] == {
        "package acme/webex_calling",
        "package acme/attendant_console",
        "location acme/HQ",
        "user acme/ada",
    }


def test_a_location_needs_the_calling_packages_and_no_others(tmp_path: Path) -> None:
    found = needs(written(tmp_path, {"acme": calling_customer()}))
    assert found["location acme/HQ"] == {"customer acme", "package acme/webex_calling"}


def test_a_customer_needs_nothing(tmp_path: Path) -> None:
    assert needs(written(tmp_path, {"acme": customer()}))["customer acme"] == set()


def test_in_an_organization_that_was_there_before_no_user_waits_for_an_administrator(tmp_path: Path) -> None:
    attached = customer(
        orgId="Y2lzY29zcGFyazovL3VzL09SR0FOSVpBVElPTi81NTU1NTU1NS01NTU1LTQ1NTUtODU1NS01NTU1NTU1NTU1NTU",
        users={"ada": user("ada"), "ben": user("ben")},
        firstAdministrator="ada",
    )
    assert "user acme/ada" not in needs(written(tmp_path, {"acme": attached}))["user acme/ben"]


@pytest.mark.parametrize("order", [["ada", "ben", "cy"], ["cy", "ben", "ada"]])
def test_every_record_comes_after_those_that_it_needs(tmp_path: Path, order: list[str]) -> None:
    users = {name: caller(name, f"10{index}") for index, name in enumerate(order)}
    found = records(written(tmp_path, {"acme": calling_customer(users=users, firstAdministrator="ada")}))
    place = {record.reference: index for index, record in enumerate(found)}
    assert all(place[need] < place[record.reference] for record in found for need in record.needs)


def test_the_order_of_the_file_changes_no_record(tmp_path: Path) -> None:
    users = {name: user(name) for name in ("ada", "ben", "cy")}
    one = written(tmp_path, {"acme": customer(users=users, firstAdministrator="ben")})
    first = by_name(one)
    turned = dict(reversed(users.items()))
    assert by_name(written(tmp_path, {"acme": customer(users=turned, firstAdministrator="ben")})) == first


def test_a_renamed_user_tells_its_old_key(tmp_path: Path) -> None:
    users = {"ada": user("ada"), "ben": user("ben", previously="benjamin")}
    found = by_name(written(tmp_path, {"acme": customer(users=users, firstAdministrator="ada")}))
    assert found["user acme/ben"].previously == "acme/benjamin"
    assert found["user acme/ada"].previously is None


def test_with_a_renamed_customer_every_record_tells_its_old_key(tmp_path: Path) -> None:
    users = {"ada": caller("ada", "101"), "ben": caller("ben", "102", previously="benjamin")}
    block = calling_customer(users=users, firstAdministrator="ada", previously="old")
    found = {name: record.previously for name, record in by_name(written(tmp_path, {"acme": block})).items()}
    assert found == {
        "customer acme": "old",
        "package acme/webex_calling": "old/webex_calling",
        "package acme/webex_meetings": "old/webex_meetings",
        "package acme/attendant_console": "old/attendant_console",
        "location acme/HQ": "old/HQ",
        "user acme/ada": "old/ada",
        "user acme/ben": "old/benjamin",
    }


def test_every_record_of_a_sub_partner_says_so(tmp_path: Path) -> None:
    block = customer(template="north-us", users={"ada": user("ada")}, firstAdministrator="ada")
    found = records(written(tmp_path, {"acme": block}, subPartner="north"))
    assert {record.inputs["subPartner"] for record in found} == {"north"}


def test_without_a_sub_partner_no_record_speaks_of_one(tmp_path: Path) -> None:
    assert all(
        "subPartner" not in record.inputs for record in records(written(tmp_path, {"acme": customer()}))
    )


def test_a_customer_that_leaves_wants_nothing(tmp_path: Path) -> None:
    assert records(written(tmp_path, {"acme": {"ensure": "absent"}})) == ()


@pytest.mark.parametrize(
    ("manage", "told"), [("full", True), ("declared", False), (None, False), ("observe", False)]
)
def test_an_attached_organization_keeps_its_name_unless_it_is_managed_in_full(
    tmp_path: Path,
    manage: str | None,
    told: bool,  # noqa: FBT001 - a case's value
) -> None:
    org = "Y2lzY29zcGFyazovL3VzL09SR0FOSVpBVElPTi81NTU1NTU1NS01NTU1LTQ1NTUtODU1NS01NTU1NTU1NTU1NTU"
    block = customer(orgId=org, language="en_US") | ({"manage": manage} if manage else {})
    inputs = by_name(written(tmp_path, {"acme": block}))["customer acme"].inputs
    assert ({"name", "primaryEmail", "language"} <= inputs.keys()) == told


def test_what_is_not_written_is_not_in_the_inputs(tmp_path: Path) -> None:
    block = customer(users={"ada": user("ada")}, firstAdministrator="ada")
    found = by_name(written(tmp_path, {"acme": block}))
    assert found["user acme/ada"].inputs.keys() == {"email", "firstName", "lastName", "package"}
    assert found["package acme/webex_meetings"].inputs == {}


@pytest.mark.parametrize("empty", [[], None])
def test_no_roles_and_no_word_about_roles_are_not_the_same(tmp_path: Path, empty: Any) -> None:
    block = customer(users={"ada": user("ada", roles=empty)}, firstAdministrator="ada")
    inputs = by_name(written(tmp_path, {"acme": block}))["user acme/ada"].inputs
    assert inputs.get("roles") == (None if empty is None else {})


def test_a_need_outside_of_the_stack_breaks_nothing(tmp_path: Path) -> None:
    found = written(tmp_path, {"acme": customer()})
    assert [record.reference for record in records(found)] == [
        Reference("Customer", "acme"),
        Reference("Package", "acme/webex_meetings"),
    ]
