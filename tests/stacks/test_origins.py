"""Origins: the values that are explained are those that a run acts on, each with the line that says it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from stackfiles import EXAMPLES, PARTNER, customer, user, written

from wholesale.stacks.load import survey
from wholesale.stacks.origins import told, traced

if TYPE_CHECKING:
    from wholesale.stacks.origins import Traced
    from wholesale.stacks.stack import Stack

GOOD = sorted(path for path in (Path(__file__).parent / "good").iterdir() if (path / "partner.yaml").exists())
PROFILES = {
    "base": {"language": "en_US", "tags": ["base"], "restrictedMode": True, "lock": ["restrictedMode"]},
    "top": {"extends": ["base"], "language": "fr_FR", "userDefaults": {"package": "webex_meetings"}},
}


def nested(values: tuple[Traced, ...]) -> dict[str, Any]:
    """Values as the maps that they stand in."""
    whole: dict[str, Any] = {}
    for one in values:
        *way, last = one.path
        place = whole
        for step in way:
            place = place.setdefault(step, {})
        place[last] = one.value
    return whole


def acted_on(stack: Stack, handle: str) -> dict[str, Any]:
    """The effective values of a customer, without what only the model has."""
    dumped = stack.customers[handle].model_dump(by_alias=True, exclude_none=True, exclude={"extends", "lock"})
    records = {"locations", "users", "workspaces", "devices", "packages"}
    dumped = {key: value for key, value in dumped.items() if value != {} or key not in records}
    for collection in records & dumped.keys():
        for record in dumped[collection].values():
            record.pop("handle", None)
    return dumped


def of_files(whole: dict[str, Any]) -> dict[str, Any]:
    """Both without what is kept in another form than it is written in."""
    whole = {key: value for key, value in whole.items() if (key, value) != ("ensure", "present")}
    for location in whole.get("locations", {}).values():
        location.pop("numbers", None)
        if location.get("main") is False:
            del location["main"]
    return {key: value for key, value in whole.items() if key != "handle"}


@pytest.mark.parametrize("folder", [EXAMPLES, *GOOD], ids=lambda folder: folder.name)
def test_what_is_explained_is_what_is_acted_on(folder: Path) -> None:
    for stack in survey((folder,)).stacks:
        for handle in stack.customers:
            assert of_files(nested(traced(stack, handle))) == of_files(acted_on(stack, handle))


def of(stack: Stack, path: str) -> Traced:
    return next(one for one in traced(stack, "acme") if ".".join(one.path) == path)


def survey_of(folder: Path, block: dict[str, Any], profiles: dict[str, Any]) -> tuple[Stack, ...]:
    """The stack of one customer, however much of it is missing."""
    whole = {"version": 1, "customers": {"acme": block}}
    (folder / "acme.yaml").write_text(yaml.safe_dump(whole, sort_keys=False), "utf-8")
    partner = yaml.safe_dump(PARTNER | {"profiles": profiles}, sort_keys=False)
    (folder / "partner.yaml").write_text(partner, "utf-8")
    return survey((folder,)).stacks


def acme(folder: Path, **more: Any) -> Stack:
    block = customer(users={"ada": user("ada")}, firstAdministrator="ada", extends=["top"], **more)
    del block["users"]["ada"]["package"]
    return written(folder, {"acme": block}, partner={"profiles": PROFILES})


def test_a_value_names_its_line_and_those_that_it_replaced(tmp_path: Path) -> None:
    language = of(acme(tmp_path, language="de_DE"), "language")
    assert [(one.layer.name, one.value) for one in language.origins] == [
        ("customer acme", "de_DE"),
        ("profile top", "fr_FR"),
        ("profile base", "en_US"),
    ]


def test_a_value_stands_where_it_is_written(tmp_path: Path) -> None:
    stack = acme(tmp_path)
    place = of(stack, "users.ada.package").origins[0].place
    line = Path(place.file).read_text("utf-8").splitlines()[place.line - 1]
    assert line[place.column - 1 :] == "webex_meetings"


def test_null_takes_a_value_away_and_names_the_line_that_said_it(tmp_path: Path) -> None:
    stack = acme(tmp_path, tags=None)
    assert "tags" not in nested(traced(stack, "acme"))
    (gone,) = (one for one in told(stack, "acme") if one.value is None)
    assert gone.path == ("tags",)
    assert [(origin.layer.name, origin.value) for origin in gone.origins] == [
        ("customer acme", None),
        ("profile base", ("base",)),
    ]


def test_null_of_a_map_takes_each_of_its_values_away(tmp_path: Path) -> None:
    profiles = {"top": {"contacts": {"technical": "a", "billing": "b"}}}
    block = customer(extends=["top"], contacts=None)
    stack = next(iter(survey_of(tmp_path, block, profiles)))
    (gone,) = (one for one in told(stack, "acme") if one.value is None)
    assert [origin.value for origin in gone.origins] == [None, "a", "b"]


def test_what_is_written_above_a_null_replaces_both(tmp_path: Path) -> None:
    profiles = {"base": {"language": "en_US"}, "top": {"extends": ["base"], "language": None}}
    stack = next(iter(survey_of(tmp_path, customer(extends=["top"], language="de_DE"), profiles)))
    assert [origin.value for origin in of(stack, "language").origins] == ["de_DE", None, "en_US"]


def test_a_null_of_what_nobody_says_is_not_told(tmp_path: Path) -> None:
    stack = next(iter(survey_of(tmp_path, customer(notes=None), {})))
    assert all(one.value is not None for one in told(stack, "acme"))


def test_what_a_customer_adds_beside_a_locked_value_is_not_locked(tmp_path: Path) -> None:
    profiles = {"top": {"packages": {"webex_meetings": {}}, "lock": ["packages"]}}
    block = customer(extends=["top"], packages={"webex_suite": {}})
    stack = next(iter(survey_of(tmp_path, block, profiles)))
    assert of(stack, "packages.webex_meetings").lock == "profile top"
    assert of(stack, "packages.webex_suite").lock is None


def test_what_a_profile_locks_names_the_profile(tmp_path: Path) -> None:
    stack = acme(tmp_path)
    assert of(stack, "restrictedMode").lock == "profile base"
    assert of(stack, "language").lock is None


def test_what_follows_from_a_handle_stands_at_the_handle(tmp_path: Path) -> None:
    origin = of(acme(tmp_path), "externalId").origins[0]
    assert (origin.value, origin.why) == ("acme", "its handle")
    assert origin.place == acme(tmp_path).place("customers", "acme")
