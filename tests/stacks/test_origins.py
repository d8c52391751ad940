"""Origins: the values that are explained are those that a run acts on, each with the line that says it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from stackfiles import EXAMPLES, customer, user, written

from wholesale.stacks.load import survey
from wholesale.stacks.origins import traced

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


def test_null_leaves_nothing_to_explain(tmp_path: Path) -> None:
    assert "tags" not in nested(traced(acme(tmp_path, tags=None), "acme"))


def test_what_a_profile_locks_names_the_profile(tmp_path: Path) -> None:
    stack = acme(tmp_path)
    assert of(stack, "restrictedMode").lock == "profile base"
    assert of(stack, "language").lock is None


def test_what_follows_from_a_handle_stands_at_the_handle(tmp_path: Path) -> None:
    origin = of(acme(tmp_path), "externalId").origins[0]
    assert (origin.value, origin.why) == ("acme", "its handle")
    assert origin.place == acme(tmp_path).place("customers", "acme")
