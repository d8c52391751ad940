"""The published OpenAPI data: what operations there are, and what they take and answer."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from apisim.errors import Json

JSON_PATCH = "application/json-patch+json"
DOCUMENTS = ("wholesale", "neighbours", "neighbours-more")
METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One declared query parameter."""

    name: str
    schema: Json
    required: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """One published operation."""

    id: str
    method: str
    path: str
    scopes: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    body: Json | None
    answers: Mapping[int, Json | None]
    document: str
    content_types: tuple[str, ...] = ("application/json",)

    def wants(self, name: str) -> bool:
        """Tell whether a call without this query parameter is refused."""
        return any(parameter.name == name and parameter.required for parameter in self.parameters)

    def declares(self, name: str) -> bool:
        """Tell whether the operation has this query parameter."""
        return any(parameter.name == name for parameter in self.parameters)


@cache
def documents() -> Mapping[str, Json]:
    """Read the data files that are part of the package."""
    folder = resources.files("apisim") / "openapi"
    return {name: json.loads((folder / f"{name}.json").read_text("utf-8")) for name in DOCUMENTS}


@cache
def operations() -> Mapping[str, Operation]:
    """Give all operations by their `operationId`: the published ones, and those that only were observed."""
    from apisim.areas import observed  # noqa: PLC0415 - areas describe operations with the words from here

    found = (_operation(name, *parts) for name, data in documents().items() for parts in _parts(data))
    return {**{operation.id: operation for operation in found}, **observed()}


def unpublished(path: str, method: str, data: Json) -> Operation:
    """Describe an operation that only was observed; it is refused as its published neighbours are."""
    shared = documents()["neighbours"]["components"]["responses"]
    errors = {name[1:]: {"$ref": f"#/components/responses/{name}"} for name in shared}
    return _operation("neighbours", path, method, {**data, "responses": {**errors, **data["responses"]}})


@cache
def all_scopes() -> frozenset[str]:
    """Give every scope that some published operation names."""
    return frozenset(scope for operation in operations().values() for scope in operation.scopes)


def _parts(data: Json) -> Iterator[tuple[str, str, Json]]:
    for path, methods in data["paths"].items():
        for method in METHODS:
            if method in methods:
                yield path, method, methods[method]


def _operation(document: str, path: str, method: str, data: Json) -> Operation:
    parameters = [p for p in data.get("parameters", []) if p["in"] == "query"]
    body = data.get("requestBody", {})
    return Operation(
        id=data["operationId"],
        method=method.upper(),
        path=path,
        scopes=tuple(data.get("x-scopes", ())),
        parameters=tuple(Parameter(p["name"], p["schema"], p.get("required", False)) for p in parameters),
        body=_schema(body),
        answers=dict(_answers(document, data["responses"])),
        document=document,
        content_types=tuple({"application/json": None, **body.get("content", {})}),
    )


def _answers(document: str, responses: Json) -> Iterator[tuple[int, Json | None]]:
    shared = documents()[document]["components"]["responses"]
    for status, response in responses.items():
        found = shared[response["$ref"].rsplit("/", 1)[1]] if "$ref" in response else response
        yield int(status), _schema(found)


def _schema(holder: Json) -> Json | None:
    content: Json = holder.get("content", {})
    found = content.get("application/json") or content.get(JSON_PATCH) or {}
    schema: Json | None = found.get("schema")
    return schema


def resolve(schema: Any, document: str) -> Any:
    """Put the named schemas in place of references to them (the data has no cycles in request bodies)."""
    if isinstance(schema, list):
        return [resolve(item, document) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if isinstance(schema.get("$ref"), str):  # a member of that name is a schema itself
        name = schema["$ref"].rsplit("/", 1)[1]
        return resolve(documents()[document]["components"]["schemas"][name], document)
    return {key: resolve(value, document) for key, value in schema.items()}


@dataclass
class Node:
    """One segment of the tree of known paths."""

    named: dict[str, Node] = field(default_factory=dict)
    any: Node | None = None
    operations: dict[str, Operation] = field(default_factory=dict)

    def add(self, operation: Operation, path: str) -> None:
        """Make a path of the operation known."""
        node = self
        for segment in path.strip("/").split("/"):
            if segment.startswith("{"):
                node.any = node.any or Node()
                node = node.any
            else:
                node = node.named.setdefault(segment, Node())
        node.operations[operation.method] = operation

    def find(self, segments: list[str]) -> tuple[Node, list[str]] | None:
        """Give the node of a path, and what stands at the places of its parameters."""
        if not segments:
            return (self, []) if self.operations else None
        head, rest = segments[0], segments[1:]
        found = self.named[head].find(rest) if head in self.named else None
        if found or self.any is None or not head:
            return found
        deeper = self.any.find(rest)
        return (deeper[0], [head, *deeper[1]]) if deeper else None


@cache
def parameter_names(path: str) -> tuple[str, ...]:
    """Give the names in the braces of a published path."""
    return tuple(segment[1:-1] for segment in path.split("/") if segment.startswith("{"))
