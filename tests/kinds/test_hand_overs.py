"""Hand-overs without an engine: all users at once, in any order, then those who leave."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING, Any

import pytest
from stackfiles import caller, calling_customer, user, written

from wholesale.desired.registry import records
from wholesale.vocabulary.record import Reference

if TYPE_CHECKING:
    from pathlib import Path

    from cloud import Cloud, Run

    from wholesale.stacks.stack import Stack

NUMBERS = [f"+1312555010{digit}" for digit in range(10)]
NAMES = ["ada", "ben", "cy", "dev", "eli", "fay", "gus"]
Users = dict[str, dict[str, Any]]


def office(folder: Path, handle: str = "acme", users: Users | None = None, **more: Any) -> Stack:
    """A customer with an administrator who does not call, and these users."""
    block = calling_customer(
        users={"adm": user("adm"), **(users or {})}, firstAdministrator="adm", externalId="acme", **more
    )
    return written(folder, {handle: block})


def of(name: str, number: int | None, extension: str, **more: Any) -> dict[str, Any]:
    """A user with a number of the inventory, or with none, and an extension."""
    with_number = {} if number is None else {"phoneNumber": NUMBERS[number]}
    return caller(name, extension, **with_number, **more)


def engine(
    cloud: Cloud, stack: Stack, chance: random.Random | None = None, *, read_first: bool = True
) -> None:
    """What an engine does: read all, then all users at once, then removals under their old names."""

    async def whole(run: Run) -> None:
        wanted = list(records(stack))
        for reference in list(cloud.state) if read_first else ():
            found = await run.read(reference)
            assert found is not None
            cloud.state[reference] = (dict(found.inputs), found.result.outputs(found.inputs))
        for record in wanted:
            was = Reference(record.reference.kind, record.previously or "")
            if was in cloud.state:
                cloud.state[record.reference] = cloud.state.pop(was)
        for record in wanted:
            if record.reference.kind != "User":
                await applied(run, record)
        users = [record for record in wanted if record.reference.kind == "User"]
        if chance:
            chance.shuffle(users)
        await asyncio.gather(*(applied(run, record) for record in users))
        for reference in cloud.state.keys() - {record.reference for record in wanted}:
            await run.delete(reference)
            del cloud.state[reference]

    async def applied(run: Run, record: Any) -> None:
        result = await run.write(record.reference, dict(record.inputs))
        new[record.reference] = (dict(record.inputs), result.outputs(record.inputs))

    new: dict[Reference, Any] = {}
    cloud.within(stack, whole)
    cloud.state.update(new)


def wrote(cloud: Cloud) -> list[str]:
    """The methods of the writes since the last look, none of which was refused."""
    items = cloud.side("GET", "/ledger")["items"]
    cloud.side("DELETE", "/ledger")
    writes = [item for item in items if item["method"] != "GET"]
    assert all(item["status"] in {200, 202, 204} for item in writes), writes
    return [item["method"] for item in writes]


def settles(cloud: Cloud, stack: Stack, **how: Any) -> list[str]:
    """The writes of a run, after which another one writes nothing."""
    engine(cloud, stack, **how)
    writes = wrote(cloud)
    engine(cloud, stack)
    assert wrote(cloud) == []
    return writes


def holds(cloud: Cloud) -> dict[str, tuple[str | None, str | None]]:
    found = {}
    for person in cloud.holds("people"):
        work = [one["value"] for one in person["phoneNumbers"] if one["type"] == "work"]
        found[person["emails"][0]] = (work[0] if work else None, person["extension"])
    return found


@pytest.fixture
def four(cloud: Cloud, tmp_path: Path) -> Cloud:
    """Ada, Ben, Cy and Eli have the numbers 0, 1, 2, 4 and the extensions 101, 102, 103, 105."""
    engine(cloud, office(tmp_path))
    location = next(one for one in cloud.holds("locations") if one["name"] == "HQ")
    for number in NUMBERS:
        place = {"orgId": location["orgId"], "location": {"id": location["id"], "name": "HQ"}}
        cloud.side(
            "POST", "/edit", {"kind": "numbers", "set": {"phoneNumber": number, "state": "ACTIVE", **place}}
        )
    engine(cloud, office(tmp_path, users=started()))
    wrote(cloud)
    return cloud


def started(**changed: Any) -> Users:
    users = {
        "ada": of("ada", 0, "101"),
        "ben": of("ben", 1, "102"),
        "cy": of("cy", 2, "103"),
        "eli": of("eli", 4, "105"),
        **changed,
    }
    return {name: values for name, values in users.items() if values is not None}


def test_a_handle_that_was_changed_without_a_word_is_nobody_who_leaves(four: Cloud, tmp_path: Path) -> None:
    before = {row["email"]: row["id"] for row in four.holds("subscribers")}
    users = started(ada=of("ada", 4, "101"), eli=None, elias=of("eli", 5, "105"))
    assert settles(four, office(tmp_path, users=users)) == ["PUT", "PUT"]
    assert {row["email"]: row["id"] for row in four.holds("subscribers")} == before


def test_a_leaver_of_a_customer_whose_handle_changed_hands_over_too(four: Cloud, tmp_path: Path) -> None:
    users = started(eli=None, fay=of("fay", 4, "105"))
    stack = office(tmp_path, "acme2", users, previously="acme")
    assert settles(four, stack) == ["DELETE", "POST"]


def test_two_who_have_extensions_only_swap_in_three_writes(four: Cloud, tmp_path: Path) -> None:
    engine(four, office(tmp_path, users=started(ada=of("ada", None, "101"), ben=of("ben", None, "102"))))
    wrote(four)
    users = started(ada=of("ada", None, "102"), ben=of("ben", None, "101"))
    assert settles(four, office(tmp_path, users=users)) == ["PUT"] * 3
    assert holds(four)["ada@acme.example"] == (None, "102")


def test_a_holder_who_stops_calling_frees_what_another_takes(four: Cloud, tmp_path: Path) -> None:
    users = started(ada=of("ada", 1, "102"), ben=user("ben"))
    assert settles(four, office(tmp_path, users=users)) == ["PUT", "PUT"]


def test_a_new_address_and_a_swap_go_together(four: Cloud, tmp_path: Path) -> None:
    users = started(
        ada=of("ada", 1, "102", email="ada.l@acme.example"),
        ben=of("ben", 0, "101", email="ben.s@acme.example"),
    )
    assert settles(four, office(tmp_path, users=users)) == ["PUT"] * 3


@pytest.mark.parametrize("read", ["read", "unread"])
@pytest.mark.parametrize("seed", range(8))
def test_any_shuffle_of_users_comes_out_as_the_file_says(
    seed: int,
    read: str,
    four: Cloud,
    tmp_path: Path,
) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    for _ in range(3):
        who = chance.sample(NAMES, chance.randint(3, len(NAMES)))
        numbers, extensions = chance.sample(range(7), len(who)), chance.sample(range(101, 109), len(who))
        users = {
            name: of(name, chance.choice([number, number, None]), str(extension))
            for name, number, extension in zip(who, numbers, extensions, strict=True)
        }
        settles(four, office(tmp_path, users=users), chance=chance, read_first=read == "read")
        for name, values in users.items():
            assert holds(four)[f"{name}@acme.example"] == (values.get("phoneNumber"), values["extension"])
