"""Users, and the people behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from stackfiles import caller, calling_customer, customer, user, written

from apisim.areas.roles.state import ROLES
from apisim.ids import encode
from wholesale.errors import ConflictError, RefusedError
from wholesale.kinds.person import word_of
from wholesale.vocabulary.record import Reference

if TYPE_CHECKING:
    from pathlib import Path

    from cloud import Cloud

    from wholesale.stacks.stack import Stack

ADA = Reference("User", "acme/ada")
ORDER = "POST /v1/wholesale/subscribers"
PERSON = "PUT /v1/people/ID"


def acme(folder: Path, **users: dict[str, Any]) -> Stack:
    """A calling customer with these users, the first of them its administrator."""
    return written(folder, {"acme": calling_customer(users=users, firstAdministrator=next(iter(users)))})


def person(cloud: Cloud, email: str = "ada@acme.example") -> dict[str, Any]:
    return next(row for row in cloud.holds("people") if email in row["emails"])


def test_a_user_takes_one_post(cloud: Cloud, tmp_path: Path) -> None:
    stack = acme(tmp_path, ada=caller("ada", "101"))
    assert cloud.run(stack)["user acme/ada"].phase == "ready"
    assert cloud.writes() == ["POST /v1/wholesale/customers", ORDER]
    assert cloud.drift(stack) == []
    assert person(cloud)["extension"] == "101"


def test_a_second_run_writes_nothing(cloud: Cloud, tmp_path: Path) -> None:
    stack = acme(tmp_path, ada=caller("ada", "101", roles=["full_admin"]), ben=user("ben"))
    cloud.run(stack)
    cloud.refresh(stack)
    cloud.writes()
    cloud.run(stack)
    assert cloud.writes() == []


def test_a_user_of_a_lost_state_is_adopted_without_a_write(cloud: Cloud, tmp_path: Path) -> None:
    stack = acme(tmp_path, ada=caller("ada", "101"))
    before = cloud.run(stack)["user acme/ada"].api_id
    cloud.writes()
    cloud.state.clear()
    assert cloud.run(stack)["user acme/ada"].api_id == before
    assert cloud.writes() == []


def test_a_user_who_is_there_is_brought_to_what_is_wanted(cloud: Cloud, tmp_path: Path) -> None:
    cloud.run(acme(tmp_path, ada=caller("ada", "101")))
    cloud.state.clear()
    cloud.writes()
    stack = acme(tmp_path, ada=caller("ada", "102", firstName="Augusta"))
    cloud.run(stack)
    assert cloud.writes() == [PERSON]
    assert cloud.drift(stack) == []


def test_a_post_whose_answer_is_lost_makes_one_user(cloud: Cloud, tmp_path: Path) -> None:
    stack = acme(tmp_path, ada=caller("ada", "101"))
    cloud.faults({"method": "POST", "path": "/wholesale/subscribers", "times": 1, "do": "apply-then-reset"})
    cloud.run(stack)
    assert len(cloud.holds("subscribers")) == 1
    assert cloud.writes().count(ORDER) == 1


def test_a_post_that_never_arrived_is_made_again_after_looking(cloud: Cloud, tmp_path: Path) -> None:
    stack = acme(tmp_path, ada=caller("ada", "101"))
    cloud.faults({"method": "POST", "path": "/wholesale/subscribers", "times": 1, "do": "reset"})
    cloud.run(stack)
    assert len(cloud.holds("subscribers")) == 1


def test_a_user_of_another_organization_is_a_conflict(cloud: Cloud, tmp_path: Path) -> None:
    cloud.run(acme(tmp_path, ada=caller("ada", "101")))
    other = customer(users={"ada": user("ada")}, firstAdministrator="ada")
    with pytest.raises(ConflictError, match="bolt/ada"):
        cloud.run(written(tmp_path, {"bolt": other}))
    assert len(cloud.holds("subscribers")) == 1


def test_an_extension_of_somebody_whom_no_record_names_is_a_conflict(cloud: Cloud, tmp_path: Path) -> None:
    cloud.run(acme(tmp_path, ada=caller("ada", "101"), ben=caller("ben", "102")))
    del cloud.state[Reference("User", "acme/ben")]
    cloud.writes()
    with pytest.raises(ConflictError, match="extension that somebody else in its organization holds"):
        cloud.run(acme(tmp_path, ada=caller("ada", "101"), cy=caller("cy", "102")))
    assert cloud.writes() == []


def test_a_number_outside_of_the_inventory_is_refused_before_any_write(cloud: Cloud, tmp_path: Path) -> None:
    cloud.run(acme(tmp_path, ada=caller("ada", "101")))
    cloud.writes()
    stack = acme(tmp_path, ada=caller("ada", "101"), ben=caller("ben", "102", phoneNumber="+13125550177"))
    with pytest.raises(RefusedError, match="inventory"):
        cloud.run(stack)
    assert cloud.writes() == []


def test_a_change_of_the_person_keeps_what_was_read(cloud: Cloud, tmp_path: Path) -> None:
    cloud.run(acme(tmp_path, ada=caller("ada", "101")))
    mobile = {"type": "mobile", "value": "+13125559999"}
    kept = {
        "title": "Countess",
        "department": "Engines",
        "nickName": "Ada",
        "addresses": [{"type": "work", "locality": "London"}],
    }
    cloud.edit("people", person(cloud)["id"], {**kept, "phoneNumbers": [mobile]})
    stack = acme(tmp_path, ada=caller("ada", "102"))
    cloud.run(stack)
    found = person(cloud)
    assert found["extension"] == "102"
    assert {name: found.get(name) for name in kept} == kept
    assert mobile in found["phoneNumbers"]
    assert found["licenses"]


def test_roles_that_we_have_no_word_for_are_kept(
    cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud.run(acme(tmp_path, ada=caller("ada", "101")))
    foreign = encode("ROLE", "99999999-9999-4999-8999-999999999999")
    monkeypatch.setitem(ROLES, foreign, "Location Administrator")
    cloud.edit("people", person(cloud)["id"], {"roles": [foreign]})
    stack = acme(tmp_path, ada=caller("ada", "101", roles=["user_admin"]))
    cloud.run(stack)
    assert foreign in person(cloud)["roles"]
    assert len(person(cloud)["roles"]) == 2
    assert cloud.drift(stack) == []


def test_no_word_about_roles_keeps_them_and_an_empty_list_takes_them_away(
    cloud: Cloud, tmp_path: Path
) -> None:
    cloud.run(acme(tmp_path, ada=caller("ada", "101", roles=["full_admin"])))
    cloud.run(acme(tmp_path, ada=caller("ada", "102")))
    assert person(cloud)["roles"]
    cloud.run(acme(tmp_path, ada=caller("ada", "102", roles=[])))
    assert not person(cloud)["roles"]


def test_a_cleared_extension_is_cleared(cloud: Cloud, tmp_path: Path) -> None:
    cloud.run(acme(tmp_path, ada=caller("ada", "101")))
    ada = caller("ada", "101")
    cloud.edit("people", person(cloud)["id"], {"extension": "999"})
    stack = acme(tmp_path, ada=ada)
    assert cloud.drift(stack) == ["user acme/ada extension"]
    cloud.run(stack)
    assert person(cloud)["extension"] == "101"


def test_a_package_is_changed_through_the_subscriber(cloud: Cloud, tmp_path: Path) -> None:
    cloud.run(acme(tmp_path, ada=caller("ada", "101")))
    cloud.writes()
    stack = acme(tmp_path, ada=caller("ada", "101", addOns=["attendant_console"]))
    cloud.run(stack)
    assert cloud.writes() == ["PUT /v1/wholesale/subscribers/ID"]
    assert cloud.drift(stack) == []


def test_a_user_moves_from_meetings_to_calling(cloud: Cloud, tmp_path: Path) -> None:
    cloud.run(acme(tmp_path, ada=caller("ada", "101"), ben=user("ben")))
    stack = acme(tmp_path, ada=caller("ada", "101"), ben=caller("ben", "102"))
    cloud.refresh(stack)
    cloud.run(stack)
    assert cloud.drift(stack) == []
    assert person(cloud, "ben@acme.example")["extension"] == "102"


def test_a_changed_address_is_the_same_user(cloud: Cloud, tmp_path: Path) -> None:
    before = cloud.run(acme(tmp_path, ada=caller("ada", "101")))["user acme/ada"].api_id
    stack = acme(tmp_path, ada=caller("ada", "101", email="lovelace@acme.example"))
    assert cloud.run(stack)["user acme/ada"].api_id == before
    assert person(cloud, "lovelace@acme.example")["extension"] == "101"


def test_a_removed_user_leaves_its_person_and_is_gone(cloud: Cloud, tmp_path: Path) -> None:
    stack = acme(tmp_path, ada=caller("ada", "101"), ben=caller("ben", "102"))
    cloud.run(stack)
    cloud.writes()
    cloud.remove(acme(tmp_path, ada=caller("ada", "101")), Reference("User", "acme/ben"))
    assert cloud.writes() == ["DELETE /v1/wholesale/subscribers/ID"]
    assert person(cloud, "ben@acme.example")
    assert len(cloud.holds("subscribers")) == 1


def test_a_user_who_is_gone_already_needs_no_second_call(cloud: Cloud, tmp_path: Path) -> None:
    stack = acme(tmp_path, ada=caller("ada", "101"), ben=caller("ben", "102"))
    cloud.run(stack)
    stood = cloud.state[ADA]
    cloud.remove(stack, ADA)
    cloud.state[ADA] = stood
    cloud.remove(stack, ADA)


def test_a_user_who_vanished_is_gone_only_by_its_own_404(cloud: Cloud, tmp_path: Path) -> None:
    stack = acme(tmp_path, ada=caller("ada", "101"))
    cloud.run(stack)
    stood = cloud.state[ADA]
    cloud.remove(stack, ADA)
    cloud.state[ADA] = stood
    cloud.refresh(stack)
    assert ADA not in cloud.state


def test_a_handle_changed_without_previously_does_not_remove_the_person_behind_it(
    cloud: Cloud, tmp_path: Path
) -> None:
    cloud.run(acme(tmp_path, ada=caller("ada", "101"), ben=caller("ben", "102")))
    stack = acme(tmp_path, ada=caller("ada", "101"), benjamin=caller("ben", "102"))

    async def as_the_engine(run: Any) -> None:
        for reference in list(cloud.state):
            await run.read(reference)
        await run.write(Reference("User", "acme/benjamin"), dict(wanted(stack, "acme/benjamin")))
        await run.delete(Reference("User", "acme/ben"))

    cloud.within(stack, as_the_engine)
    assert "ben@acme.example" in {row["email"] for row in cloud.holds("subscribers")}


def wanted(stack: Stack, key: str) -> Any:
    from wholesale.desired.registry import records  # noqa: PLC0415

    return next(record.inputs for record in records(stack) if record.reference == Reference("User", key))


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Full Administrator", "full_admin"),
        ("full administrator", "full_admin"),
        ("Read-only Administrator", "readonly_admin"),
        ("Read Only Administrator", "readonly_admin"),
        ("User Administrator", "user_admin"),
        ("Device Administrator", "device_admin"),
        ("id_full_admin", None),
        ("Location Administrator", None),
        ("Partner Full Administrator", None),
        ("User and Device Administrator", None),
        ("Compliance Officer", None),
        ("", None),
    ],
)
def test_the_words_for_roles(name: str, word: str | None) -> None:
    assert word_of(name) == word


def test_a_read_from_before_the_write_is_not_taken_for_a_write_that_failed(
    cloud: Cloud, tmp_path: Path
) -> None:
    cloud.run(acme(tmp_path, ada=caller("ada", "101")))
    cloud.writes()
    cloud.faults({"method": "GET", "path": "/people/*", "times": 3, "do": "stale"})
    cloud.run(acme(tmp_path, ada=caller("ada", "101", lastName="Byron")))
    assert cloud.writes() == ["PUT /v1/people/ID"]
    assert person(cloud)["lastName"] == "Byron"
