"""`pulumi import` by the readable key: it writes nothing, and neither does the next `up`."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from engine_project import Project, written

if TYPE_CHECKING:
    from engine_project import Ran

pytestmark = [pytest.mark.slow, pytest.mark.own_server("it knows no import")]

KEYS = {
    "Customer": "lakeside",
    "Package": "lakeside/webex_calling",
    "Location": "lakeside/HQ",
    "User": "lakeside/chloé",
}


def token(kind: str) -> str:
    return f"pulumi-python:dynamic/wholesale:{kind}"


def imported(project: Project, *records: tuple[str, str]) -> Ran:
    """Import records, kind and key, by their keys."""
    rows = [{"type": token(kind), "name": key, "id": key} for kind, key in records]
    (project.folder / "import.json").write_text(json.dumps({"resources": rows}))
    flags = ("--file", "import.json", "--yes", "--generate-code=false", "--protect=false", "--skip-preview")
    return project.pulumi("import", *flags)


@pytest.fixture
def second(project: Project, simulator: Any) -> Project:
    """A project with the files of the first customer, which lives, and without its state."""
    assert project.up().code == 0
    simulator.clear_ledger()
    (project.folder / "second").mkdir()
    made = Project(project.folder / "second", simulator.url)
    for name in ("partner.yaml", "first-customer.yaml"):
        shutil.copy(project.stacks / name, made.stacks)
    return made


def other_names(data: dict[str, Any]) -> None:
    """Handles that are not what the API knows, not ASCII, or renamed; the things are the same."""
    customer = data["customers"].pop("lakeside")
    data["customers"]["zahn-77"] = {**customer, "externalId": "lakeside", "firstAdministrator": "王丽"}
    users, locations = customer["users"], customer["locations"]
    locations["Große Praxis"] = locations.pop("HQ")
    users["王丽"] = users.pop("ada")
    users["benjamin@home"] = {**users.pop("ben"), "previously": "ben"}
    users["Front-desk"] = users.pop("dev")
    for user in users.values():
        user["location"] = "Große Praxis"


def test_one_of_every_kind_by_its_key_and_the_next_up_writes_nothing(second: Project, simulator: Any) -> None:
    for kind, key in KEYS.items():
        flags = ("--yes", "--generate-code=false", "--protect=false", "--skip-preview")
        ran = second.pulumi("import", token(kind), key, key, *flags)
        assert ran.code == 0, ran.text
    assert written(simulator) == []
    assert not set(KEYS.values()) & set(second.steps())
    assert second.up().code == 0
    assert written(simulator) == []
    assert second.pulumi("preview", "--expect-no-changes").code == 0


def test_all_of_a_customer_under_handles_that_the_api_does_not_know(second: Project, simulator: Any) -> None:
    second.edit(other_names)
    users = ("王丽", "benjamin@home", "chloé", "Front-desk", "eli")
    parts = [("Package", name) for name in ("webex_calling", "webex_meetings")]
    parts += [("Location", "Große Praxis"), *(("User", name) for name in users)]
    ran = imported(second, ("Customer", "zahn-77"), *((kind, f"zahn-77/{name}") for kind, name in parts))
    assert ran.code == 0, ran.text
    assert {record["id"] for record in second.records().values()} == {
        "zahn-77",
        *(f"zahn-77/{name}" for _, name in parts),
    }
    assert second.steps() == {}
    assert second.up().code == 0
    assert written(simulator) == []
    assert second.pulumi("preview", "--expect-no-changes").code == 0


def test_what_is_live_and_differs_from_the_file_is_imported_as_it_is_and_then_put_right(
    second: Project, simulator: Any
) -> None:
    second.edit(lambda data: data["customers"]["lakeside"]["users"]["dev"].update(lastName="Desai"))
    assert imported(second, *KEYS.items(), ("User", "lakeside/dev")).code == 0
    assert written(simulator) == []
    assert second.steps()["lakeside/dev"] == "update"
    assert second.up().code == 0
    assert written(simulator) == ["PUT people 200"]


def test_what_no_file_names_is_not_imported(project: Project) -> None:
    ran = imported(project, ("User", "lakeside/nobody"))
    assert ran.code == 1
    assert "first-customer.yaml has no user lakeside/nobody" in ran.text


def test_what_does_not_exist_is_not_imported(project: Project) -> None:
    ran = imported(project, ("Customer", "lakeside"))
    assert ran.code == 1
    assert "does not exist" in ran.text


def test_what_belongs_to_another_stack_file_is_not_imported(second: Project) -> None:
    shutil.copy(second.stacks / "first-customer.yaml", second.stacks / "rival.yaml")
    ran = imported(second, ("Customer", "lakeside"))
    assert ran.code == 1
    assert "stacks/rival.yaml wants it too" in ran.text
    assert second.records() == {}
