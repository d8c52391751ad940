"""What a run would lose, and whether the files permit it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stackfiles import caller, calling_customer, customer, user, written
from standings import stands, stood

from wholesale.operations.safety import Moved, judge
from wholesale.vocabulary.record import Reference, Standing

if TYPE_CHECKING:
    from wholesale.stacks.stack import Stack

TODAY = date(2026, 11, 24)
NOTHING_MOVED = Moved()
ABSENT = {"ensure": "absent"}


def allow(what: str, count: int = 1, name: str | None = "acme", until: date = TODAY) -> dict[str, Any]:
    whose = {} if name is None else {"customer": name}
    return {"what": what, "count": count, "reason": "asked for", "until": until.isoformat(), **whose}


def acme(folder: Path, *, keeps: int = 0, allows: Any = (), safety: Any = None, **more: Any) -> Stack:
    """The stack of a customer that keeps the users u0, u1, … of its state."""
    users = {f"u{number}": user(f"u{number}") for number in range(keeps)}
    first = {"firstAdministrator": "u0"} if keeps else {}
    block = more.pop("block", None) or customer(users=users, **first, **more)
    partner = {"safety": safety} if safety else None
    return written(folder, {"acme": block}, partner=partner, **({"allow": list(allows)} if allows else {}))


def told(
    stack: Stack, standing: list[Standing], moved: Moved = NOTHING_MOVED, today: date = TODAY
) -> list[str]:
    return list(judge(stack, standing, moved, today))


def test_a_run_that_loses_nothing_is_free(tmp_path: Path) -> None:
    assert told(acme(tmp_path, keeps=3), stood("acme", 3)) == []


def test_a_first_run_is_free(tmp_path: Path) -> None:
    assert told(acme(tmp_path, keeps=3), []) == []


def test_a_block_that_vanished_is_an_error_with_both_ways_out(tmp_path: Path) -> None:
    (problem,) = told(acme(tmp_path), [*stood("acme"), *stood("bolt", 3)])
    assert "customer bolt is in the state, and its block is gone" in problem
    assert "ensure: absent" in problem
    assert "previously: bolt" in problem


def test_every_block_that_vanished_is_told(tmp_path: Path) -> None:
    standing = [*stood("acme"), *stood("bolt", 30), *stood("crane")]
    assert len(told(acme(tmp_path), standing)) == 2


def test_a_block_that_another_file_holds_is_no_loss(tmp_path: Path) -> None:
    assert (
        told(acme(tmp_path), [*stood("acme"), *stood("bolt", 30)], Moved(customers=frozenset({"bolt"}))) == []
    )


def test_a_renamed_customer_is_no_loss(tmp_path: Path) -> None:
    assert told(acme(tmp_path, keeps=3, previously="old"), stood("old", 3)) == []


def test_a_renamed_user_is_no_loss(tmp_path: Path) -> None:
    users = {
        "ada": user("ada"),
        **{f"n{number}": user(f"n{number}", previously=f"u{number}") for number in range(20)},
    }
    stack = acme(tmp_path, block=customer(users=users, firstAdministrator="ada"))
    assert told(stack, stood("acme", 20)) == []


@pytest.mark.parametrize(("lost", "problems"), [(5, 0), (6, 1)])
def test_users_are_counted_per_customer(tmp_path: Path, lost: int, problems: int) -> None:
    stack = acme(tmp_path, keeps=30 - lost)
    assert len(told(stack, stood("acme", 30))) == problems


@pytest.mark.parametrize(
    ("before", "lost", "problems"),
    [
        (9, 5, 0),
        (10, 3, 0),
        (10, 4, 1),
        (13, 3, 0),
        (13, 4, 1),
        (16, 4, 0),
        (16, 5, 1),
        (20, 5, 0),
        (100, 6, 1),
    ],
)
def test_a_percentage_counts_from_its_number_of_users_on(
    tmp_path: Path, before: int, lost: int, problems: int
) -> None:
    assert len(told(acme(tmp_path, keeps=before - lost), stood("acme", before))) == problems


def test_users_who_never_were_made_do_not_raise_what_a_percentage_is_of(tmp_path: Path) -> None:
    never = [stands("User", f"acme/w{number}", "") for number in range(100)]
    assert len(told(acme(tmp_path, keeps=6), [*stood("acme", 10), *never])) == 1


def test_zero_permits_nothing(tmp_path: Path) -> None:
    stack = acme(tmp_path, keeps=2, safety={"users": {"delete": 0}})
    assert len(told(stack, stood("acme", 3))) == 1


def test_what_never_was_made_is_no_loss(tmp_path: Path) -> None:
    standing = [*stood("acme", 1), *(stands("User", f"acme/w{number}", "") for number in range(30))]
    assert told(acme(tmp_path, keeps=1), standing) == []


def test_what_another_file_holds_is_no_loss(tmp_path: Path) -> None:
    elsewhere = frozenset(Reference("User", f"acme/u{number}") for number in range(1, 30))
    assert told(acme(tmp_path, keeps=1), stood("acme", 30), Moved(elsewhere)) == []


@pytest.mark.parametrize(("count", "problems"), [(7, 1), (8, 0), (9, 0)])
def test_an_allow_permits_as_many_as_it_says(tmp_path: Path, count: int, problems: int) -> None:
    stack = acme(tmp_path, keeps=22, allows=[allow("users.delete", count)])
    assert len(told(stack, stood("acme", 30))) == problems


@pytest.mark.parametrize(("days", "problems"), [(-1, 2), (0, 0), (1, 0)])
def test_an_allow_holds_to_the_end_of_its_day(tmp_path: Path, days: int, problems: int) -> None:
    until = TODAY + timedelta(days=days)
    stack = acme(tmp_path, keeps=22, allows=[allow("users.delete", 8, until=until)])
    assert len(told(stack, stood("acme", 30))) == problems


@pytest.mark.parametrize("what", ["numbers.delete", "packages.remove", "customers.delete", "customers.edit"])
def test_an_allow_for_another_loss_permits_nothing(tmp_path: Path, what: str) -> None:
    stack = acme(tmp_path, keeps=22, allows=[allow(what, 99)])
    assert len(told(stack, stood("acme", 30))) == 1


def test_an_allow_for_another_customer_permits_nothing(tmp_path: Path) -> None:
    block = customer(users={"u0": user("u0")}, firstAdministrator="u0")
    stack = written(
        tmp_path, {"acme": block, "bolt": customer()}, allow=[allow("users.delete", 99, name="bolt")]
    )
    assert len(told(stack, stood("acme", 8))) == 1


def numbers(folder: Path, cleared: int, **more: Any) -> tuple[Stack, list[Standing]]:
    """A customer of 12 users, some of whom lose their number."""
    inventory = ["+13125550100..+13125550111"]
    block = calling_customer(firstAdministrator="u0")
    block["locations"]["HQ"]["numbers"] = inventory
    block["locations"]["HQ"]["mainNumber"] = "+13125550100"
    block["users"] = {
        f"u{n}": caller(f"u{n}", f"1{n:02}") | ({} if n < cleared else {"phoneNumber": f"+131255501{n:02}"})
        for n in range(12)
    }
    standing = [stands("User", f"acme/u{n}", phoneNumber=f"+131255501{n:02}") for n in range(12)]
    return acme(folder, block=block, **more), standing


@pytest.mark.parametrize(("cleared", "problems"), [(10, 0), (11, 1)])
def test_a_cleared_number_counts_as_a_number(tmp_path: Path, cleared: int, problems: int) -> None:
    assert len(told(*numbers(tmp_path, cleared))) == problems


def test_cleared_numbers_are_allowed_by_name(tmp_path: Path) -> None:
    assert told(*numbers(tmp_path, 12, allows=[allow("numbers.delete", 12)])) == []


def test_a_number_of_one_who_never_was_made_is_no_loss(tmp_path: Path) -> None:
    stack, _ = numbers(tmp_path, 12)
    never = [stands("User", f"acme/u{n}", "", phoneNumber=f"+131255501{n:02}") for n in range(12)]
    assert told(stack, never) == []


def test_a_changed_number_is_no_loss(tmp_path: Path) -> None:
    stack, standing = numbers(tmp_path, 0)
    turned = [stands("User", one.reference.key, phoneNumber="+13125550199") for one in standing]
    assert told(stack, turned) == []


def test_an_add_on_taken_away_counts_as_a_package(tmp_path: Path) -> None:
    block = calling_customer(users={"u0": caller("u0", "101")}, firstAdministrator="u0")
    standing = [stands("User", "acme/u0", addOns={"attendant_console": True})]
    (problem,) = told(acme(tmp_path, block=block), standing)
    assert "attendant_console of u0" in problem
    assert "packages.remove" in problem


def test_a_package_that_vanished_counts(tmp_path: Path) -> None:
    standing = [*stood("acme"), stands("Package", "acme/webex_calling")]
    (problem,) = told(acme(tmp_path), standing)
    assert "packages.remove" in problem
    assert told(acme(tmp_path, allows=[allow("packages.remove")]), standing) == []


PROFILE = {"profiles": {"smb": {"language": "en_US", "packages": {"webex_meetings": {}}}}}
NULLED = {"profiles": {"smb": {"packages": {"webex_meetings": {}, "webex_calling": None}}}}


def sharing(folder: Path, partner: dict[str, Any], *handles: str) -> tuple[Stack, list[Standing]]:
    """Customers of one profile; each has a package in the state that nothing says any more."""
    blocks = {
        handle: customer(extends=["smb"], externalId=handle, primaryEmail=f"{handle}@acme.example")
        for handle in handles
    }
    lost = [stands("Package", f"{handle}/webex_calling") for handle in handles]
    standing = [one for handle in handles for one in stood(handle)]
    return written(folder, blocks, partner=partner), [*standing, *lost]


def line_at(problem: str) -> str:
    """The text at the place with which a problem begins."""
    file, line, column, _ = problem.split(":", 3)
    return Path(file).read_text("utf-8").splitlines()[int(line) - 1][int(column) - 1 :]


def test_a_package_that_a_profile_takes_away_is_told_at_the_profiles_line(tmp_path: Path) -> None:
    stack, standing = sharing(tmp_path, NULLED, "acme", "bolt")
    problems = told(stack, standing, Moved(extending={"smb": ("crane",)}))
    assert [line_at(problem) for problem in problems] == ["webex_calling: null"] * 2
    assert all("reaches 3 customers: acme, bolt, crane." in problem for problem in problems)


def test_what_several_customers_of_a_profile_lose_is_told_at_the_profile(tmp_path: Path) -> None:
    stack, standing = sharing(tmp_path, PROFILE, "acme", "bolt")
    assert [line_at(problem) for problem in told(stack, standing)] == ["packages:"] * 2


def test_what_one_customer_of_a_profile_loses_is_told_at_its_file_and_names_the_profile(
    tmp_path: Path,
) -> None:
    stack, standing = sharing(tmp_path, PROFILE, "acme")
    (problem,) = told(stack, standing)
    assert problem.startswith(f"{stack.file}: customer acme would lose 1 package")
    assert f"The profile smb ({tmp_path / 'partner.yaml'}:" in problem


def test_an_add_on_that_a_profile_clears_is_told_at_the_profiles_line(tmp_path: Path) -> None:
    users = {"u0": user("u0", package="webex_meetings")}
    block = customer(users=users, firstAdministrator="u0", extends=["smb"])
    profiles = {"profiles": {"smb": {"userDefaults": {"addOns": []}}}}
    stack = written(tmp_path, {"acme": block}, partner=profiles)
    (problem,) = told(stack, [stands("User", "acme/u0", addOns={"attendant_console": True})])
    assert line_at(problem) == "addOns: []"


def test_a_package_may_leave_where_the_partner_permits_it(tmp_path: Path) -> None:
    standing = [*stood("acme"), stands("Package", "acme/webex_calling")]
    assert told(acme(tmp_path, safety={"packages": {"remove": 1}}), standing) == []


def test_a_location_that_the_api_keeps_is_told_before_anything_else_is_lost(tmp_path: Path) -> None:
    found = told(acme(tmp_path), [*stood("acme"), stands("Location", "acme/HQ")])
    assert len(found) == 1
    assert "location acme/HQ is gone from the file, and cannot be removed" in found[0]


@pytest.mark.parametrize("kind", ["Workspace", "Device"])
@pytest.mark.parametrize(("lost", "problems"), [(25, 0), (26, 1)])
def test_workspaces_and_devices_count_in_the_run(tmp_path: Path, kind: str, lost: int, problems: int) -> None:
    standing = [stands(kind, f"acme/w{number}") for number in range(lost)]
    found = told(acme(tmp_path), standing)
    assert len(found) == problems
    assert all("run.delete" in problem for problem in found)


def several(folder: Path, lost: int, **file: Any) -> tuple[Stack, list[Standing]]:
    """Six customers that lose this many users each, none of them too many."""
    names = [f"c{number}" for number in range(6)]
    standing = [one for name in names for one in stood(name, lost)]
    return written(folder, {name: customer() for name in names}, **file), standing


@pytest.mark.parametrize(("lost", "problems"), [(4, 0), (5, 1)])
def test_the_total_of_a_run_is_over_all_customers(tmp_path: Path, lost: int, problems: int) -> None:
    found = told(*several(tmp_path, lost))
    assert len(found) == problems
    assert all(": 30 things would be removed" in problem for problem in found)


@pytest.mark.parametrize(("count", "problems"), [(29, 1), (30, 0)])
def test_the_total_of_a_run_is_allowed_without_a_customer(tmp_path: Path, count: int, problems: int) -> None:
    assert len(told(*several(tmp_path, 5, allow=[allow("run.delete", count, None)]))) == problems


def test_a_customer_leaves_by_name_and_allow_only(tmp_path: Path) -> None:
    (problem,) = told(acme(tmp_path, block=ABSENT), stood("acme", 3))
    assert "customers.delete" in problem
    assert told(acme(tmp_path, block=ABSENT, allows=[allow("customers.delete")]), stood("acme", 3)) == []


def test_a_removal_of_a_customer_covers_all_of_that_customer_in_the_run_too(tmp_path: Path) -> None:
    standing = [*stood("acme", 60), *(stands("Device", f"acme/d{number}") for number in range(60))]
    assert told(acme(tmp_path, block=ABSENT, allows=[allow("customers.delete")]), standing) == []


def test_the_removal_of_one_customer_covers_nothing_of_another(tmp_path: Path) -> None:
    stack = written(tmp_path, {"acme": ABSENT, "bolt": customer()}, allow=[allow("customers.delete")])
    (problem,) = told(stack, [*stood("acme", 60), *stood("bolt", 6)])
    assert "bolt" in problem


def test_an_expired_allow_removes_no_customer(tmp_path: Path) -> None:
    expired = allow("customers.delete", until=TODAY - timedelta(days=1))
    assert told(acme(tmp_path, block=ABSENT, allows=[expired]), stood("acme")) != []


def test_a_customer_that_is_gone_already_needs_no_allow(tmp_path: Path) -> None:
    assert told(acme(tmp_path, block=ABSENT), []) == []


def test_a_customer_that_never_was_made_needs_no_allow(tmp_path: Path) -> None:
    standing = [stands("Customer", "acme", ""), stands("User", "acme/u0", "")]
    assert told(acme(tmp_path, block=ABSENT), standing) == []


@pytest.mark.parametrize(("permitted", "problems"), [(0, 2), (1, 2), (2, 0)])
def test_customers_may_leave_as_many_as_the_partner_permits(
    tmp_path: Path, permitted: int, problems: int
) -> None:
    partner = {"safety": {"customers": {"delete": permitted}}}
    stack = written(tmp_path, {"acme": ABSENT, "bolt": ABSENT}, partner=partner)
    assert len(told(stack, [*stood("acme"), *stood("bolt")])) == problems


def test_a_renamed_customer_loses_under_its_new_name(tmp_path: Path) -> None:
    permitted = [allow("users.delete", 9, name="acme")]
    standing = [*stood("old", 20), stands("User", "acme/u20")]
    stack = acme(tmp_path, keeps=12, previously="old", allows=permitted)
    assert told(stack, standing) == []
    (problem,) = told(acme(tmp_path, keeps=12, previously="old"), standing)
    assert "customer acme would lose" in problem


def test_a_customer_that_is_only_observed_loses_nothing(tmp_path: Path) -> None:
    assert told(acme(tmp_path, manage="observe"), stood("acme", 60)) == []


def test_a_message_says_how_to_ask_for_it(tmp_path: Path) -> None:
    (problem,) = told(acme(tmp_path, keeps=10), stood("acme", 30))
    assert "acme.yaml: customer acme would lose 20 users, and partner.yaml permits 5: " in problem
    assert "{what: users.delete, customer: acme, count: 20" in problem


def test_a_message_names_ten_and_counts_the_rest(tmp_path: Path) -> None:
    (problem,) = told(acme(tmp_path, keeps=10), stood("acme", 30))
    assert " and 10 more" in problem
    assert problem.partition("\n")[0].count(", u") == 9


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Stack]:
    """Stacks that keep so many users."""
    return {keeps: acme(tmp_path_factory.mktemp("acme"), keeps=keeps) for keeps in (0, 5, 20)}


@given(st.sampled_from([0, 5, 20]), st.integers(0, 40))
def test_more_losses_are_never_freer(many: dict[int, Stack], keeps: int, before: int) -> None:
    fewer, more = (told(many[keeps], stood("acme", users)) for users in (before, before + 1))
    within_five = before + 1 - keeps <= 5 and before + 1 < 10
    assert not (fewer and not more) or before == 9
    assert not (within_five and more)
