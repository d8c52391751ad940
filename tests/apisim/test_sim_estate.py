"""Estates that are made: of the wanted size, realistic, the same each time, and loaded as they were."""

from __future__ import annotations

import json
import random
import unicodedata
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from apisim import start
from apisim.estate.__main__ import main
from apisim.estate.making import make
from apisim.estate.partner import Partner, RefusedError
from apisim.estate.sizes import sizes
from apisim.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from simulated import Api

ESTATE = make(60, 900, 7)
LISTS = ("/wholesale/customers", "/wholesale/subscribers")


def _of(kind: str, **members: Any) -> list[dict[str, Any]]:
    return [row for row in ESTATE[kind] if all(row[name] == value for name, value in members.items())]


def _chance() -> random.Random:
    return random.Random(7)  # noqa: S311 - chance for tests, not for secrets


def test_it_has_as_many_customers_and_users_as_were_asked_for() -> None:
    assert (len(ESTATE["customers"]), len(ESTATE["subscribers"])) == (60, 900)


def test_the_same_numbers_make_the_same_estate() -> None:
    assert make(5, 40, 3) == make(5, 40, 3)
    assert make(5, 40, 3) != make(5, 40, 4)


def test_most_customers_have_few_users_and_a_few_have_many() -> None:
    found = sorted(sizes(_chance(), 1250, 20_000))
    assert sum(found) == 20_000
    assert found[0] >= 1
    assert sum(size < 20 for size in found) > 0.75 * len(found)
    assert 200 < found[-1] <= 900


def test_a_size_that_fits_exactly_is_reached() -> None:
    assert sizes(_chance(), 3, 3) == [1, 1, 1]
    assert sizes(_chance(), 2, 1800) == [900, 900]


def test_names_are_written_in_several_scripts() -> None:
    text = "".join(person.get("lastName", "") for person in ESTATE["people"])
    scripts = {unicodedata.name(letter).split()[0] for letter in text if letter.isalpha()}
    assert len(scripts) >= 5


def test_places_lie_in_several_countries_and_time_zones() -> None:
    assert len({place["address"]["country"] for place in ESTATE["locations"]}) >= 8
    assert len({place["timeZone"] for place in ESTATE["locations"]}) >= 10


def test_some_numbers_are_free_and_some_are_not_active() -> None:
    held = {number["value"] for person in ESTATE["people"] for number in person["phoneNumbers"]}
    numbers = {row["phoneNumber"] for row in ESTATE["numbers"]}
    assert held < numbers
    assert _of("numbers", state="INACTIVE")


def test_loaded_it_is_what_was_made() -> None:
    world = start.build(Settings(estate=ESTATE))
    for kind, rows in ESTATE.items():
        assert {row["id"]: row for row in world[kind]} == {row["id"]: row for row in rows}


@pytest.mark.parametrize("path", LISTS)
def test_loaded_it_is_listed_as_the_published_shapes_want_it(api_with: Callable[..., Api], path: str) -> None:
    api = api_with(estate=ESTATE)
    answer = api.get(path, max=100)
    assert answer.status_code == 200
    assert answer.json()["items"]


def test_a_loaded_user_can_be_changed_as_any_other(api_with: Callable[..., Api]) -> None:
    api = api_with(estate=ESTATE)
    calling = next(c for c in ESTATE["customers"] if c["packages"] == ["webex_calling", "webex_meetings"])
    user = _of("subscribers", customerId=calling["id"])[-1]
    answer = api.put(f"/wholesale/subscribers/{user['id']}", {"packages": ["webex_meetings"]})
    assert answer.status_code == 200


def test_what_breaks_a_rule_is_no_part_of_an_estate() -> None:
    with pytest.raises(RefusedError, match="400"):
        Partner(1).call("POST", "/wholesale/customers", {"packages": ["webex_calling"]})


def test_the_command_writes_what_the_option_reads(
    tmp_path: Path, start_simulator: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "estate.json"
    main(["--customers", "3", "--users", "12", "--seed", "7", "--out", str(file)])
    assert "12 subscribers" in capsys.readouterr().out
    simulator = start_simulator("--estate", str(file))
    headers = {"Authorization": "Bearer sim-full"}
    answer = httpx.get(f"{simulator.url}/wholesale/subscribers", headers=headers, trust_env=False)
    assert len(answer.json()["items"]) == len(json.loads(file.read_bytes())["subscribers"]) == 12


@pytest.mark.parametrize(("customers", "users"), [("0", "5"), ("6", "5"), ("1", "901")])
def test_sizes_that_cannot_be_are_refused(
    customers: str, users: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--customers", customers, "--users", users, "--out", str(tmp_path / "estate.json")])
    assert ended.value.code == 2
    assert "1 to 900 users" in capsys.readouterr().err
