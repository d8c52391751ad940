"""The JSON schemas: fresh, valid, and in agreement with the loader."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

from wholesale.stacks import schemas
from wholesale.stacks.source import parse

ROOT = Path(__file__).parents[2]
CONTRACT = Path(__file__).parent / "good" / "contract"
KINDS = {
    "acme-1001": "stack",
    "estate-north": "stack",
    "partner": "partner",
    "confirmations": "confirmations",
}


def as_json(value: object) -> object:
    if isinstance(value, dict):
        return {key: as_json(below) for key, below in value.items()}
    return [as_json(item) for item in value] if isinstance(value, tuple) else value


@pytest.mark.parametrize("name", schemas.FILES)
def test_a_schema_is_a_schema(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schemas.schema(name))


@pytest.mark.parametrize(("file", "name"), KINDS.items())
def test_the_contracts_examples_are_valid(file: str, name: str) -> None:
    data = as_json(parse((CONTRACT / f"{file}.yaml").read_bytes(), file).data)
    jsonschema.Draft202012Validator(schemas.schema(name)).validate(data)


def test_a_schema_refuses_what_the_loader_refuses() -> None:
    validator = jsonschema.Draft202012Validator(schemas.schema("stack"))
    for customer in (
        {"nmae": "x"},
        {"packages": {"webex_callin": {}}},
        {"users": {"a/b": {}}},
        {"users": {"ada": {"extension": 101}}},
        {"locations": {"HQ": {"numbers": ["312 555"]}}},
        {"address": {"country": "USA"}},
    ):
        assert not validator.is_valid({"version": 1, "customers": {"acme": customer}}), customer


def test_every_field_has_a_meaning_for_the_editor() -> None:
    for name in schemas.FILES:
        blocks = [schemas.schema(name), *schemas.schema(name)["$defs"].values()]
        fields = [(key, field) for block in blocks for key, field in block.get("properties", {}).items()]
        assert [key for key, field in fields if not field.get("description")] == []
        assert [key for key, field in fields if not field.get("examples")] == []


def test_every_example_is_what_its_field_takes() -> None:
    for name in schemas.FILES:
        whole = schemas.schema(name)
        for block in [whole, *whole["$defs"].values()]:
            for field in block.get("properties", {}).values():
                validator = jsonschema.Draft202012Validator({**field, "$defs": whole["$defs"]})
                assert [
                    error.message for one in field["examples"] for error in validator.iter_errors(one)
                ] == []


def test_the_committed_schemas_are_fresh() -> None:
    assert schemas.stale(ROOT / "specs") == []


def test_the_modelines_of_the_examples_name_the_schemas() -> None:
    for file, name in KINDS.items():
        first = (ROOT / "examples" / f"{file}.yaml").read_text().splitlines()[0]
        assert first == f"# yaml-language-server: $schema=../specs/{name}.schema.json"


def test_the_examples_are_the_contracts() -> None:
    for file in KINDS:
        assert (ROOT / "examples" / f"{file}.yaml").read_text() == (CONTRACT / f"{file}.yaml").read_text()


def test_the_command_writes_and_checks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert schemas.main(["--check", str(tmp_path)]) == 1
    assert schemas.main([str(tmp_path / "specs")]) == 0
    assert schemas.main(["--check", str(tmp_path / "specs")]) == 0
    assert schemas.main([]) == 2
    assert "is stale" in capsys.readouterr().out
