"""JSON schemas of the three files, from the models: `python -m wholesale.stacks.schemas [--check] FOLDER`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wholesale.stacks.models.files import ConfirmationsBlock, StackBlock
from wholesale.stacks.models.order import WRITTEN
from wholesale.stacks.models.partner import Partner

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pydantic import BaseModel

FILES: Mapping[str, type[BaseModel]] = {
    "stack": StackBlock,
    "partner": Partner,
    "confirmations": ConfirmationsBlock,
}
DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schema(name: str) -> dict[str, Any]:
    """The JSON schema of one file, by its name in `FILES`."""
    body = FILES[name].model_json_schema(by_alias=True)
    return {"$schema": DRAFT, **_in_order(_tidied(body))}


def rendered(name: str) -> str:
    """A schema as its file holds it."""
    return json.dumps(schema(name), indent=2, ensure_ascii=False) + "\n"


def stale(folder: Path) -> list[Path]:
    """The schema files of a folder that are missing or not what the models say."""
    files = {folder / f"{name}.schema.json": name for name in FILES}
    return [
        file
        for file, name in files.items()
        if not file.is_file() or file.read_text("utf-8") != rendered(name)
    ]


def _in_order(body: dict[str, Any]) -> dict[str, Any]:
    """With the keys of each block as people write them, which is how editors offer them."""
    blocks = body.get("$defs", {})
    for model, order in WRITTEN.items():
        for block in (block for cls in _family(model) if (block := blocks.get(cls.__name__))):
            held = block["properties"]
            block["properties"] = {key: held[key] for key in order if key in held}
    return body


def _family(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    yield model
    for cls in model.__subclasses__():
        yield from _family(cls)


def _tidied(node: Any) -> Any:
    """Without the titles and null defaults that say nothing to a reader."""
    if isinstance(node, list):
        return [_tidied(item) for item in node]
    if not isinstance(node, dict):
        return node
    if "patternProperties" in node:
        return _tidied(_named(node))
    return {
        key: _properties(value) if key in {"properties", "$defs"} else _tidied(value)
        for key, value in node.items()
        if not (key == "title" and isinstance(value, str)) and not (key == "default" and value is None)
    }


def _named(node: Mapping[str, Any]) -> dict[str, Any]:
    """A map whose keys have a form, said so that keys of another form are refused."""
    rest = {key: value for key, value in node.items() if key != "patternProperties"}
    ((pattern, below),) = node["patternProperties"].items()
    return {**rest, "propertyNames": {"pattern": pattern}, "additionalProperties": below}


def _properties(named: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _tidied(value) for name, value in named.items()}


def main(arguments: Sequence[str]) -> int:
    """Write the schemas, or with --check only say which are stale."""
    folders = [Path(argument) for argument in arguments if argument != "--check"]
    if len(folders) != 1:
        sys.stderr.write("usage: python -m wholesale.stacks.schemas [--check] FOLDER\n")
        return 2
    if "--check" in arguments:
        old = stale(folders[0])
        sys.stdout.writelines(f"{file} is stale; run make docs\n" for file in old)
        return 1 if old else 0
    folders[0].mkdir(parents=True, exist_ok=True)
    for name in FILES:
        (folders[0] / f"{name}.schema.json").write_text(rendered(name), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
