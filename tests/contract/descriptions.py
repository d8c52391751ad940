"""The descriptions that answers are held against: as they are published, and as the live service was seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from apisim.areas import amendments, routes
from apisim.description import DOCUMENTS, METHODS, documents, operations, resolve

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the descriptions, and the switches under which a simulator keeps to it."""

    name: str
    switches: tuple[str, ...]
    amended: bool

    def document(self, name: str) -> Json:
        """Give a document with nothing in it but the operations that are built."""
        document = documents()[name]
        paths = {path: self._built(name, members) for path, members in document["paths"].items()}
        return {**document, "paths": {path: members for path, members in paths.items() if members}}

    def _built(self, document: str, members: Json) -> Json:
        found = ((method, members[method]) for method in METHODS if method in members)
        built = ((method, data) for method, data in found if data["operationId"] in routes())
        return {method: amended(document, data) if self.amended else data for method, data in built}


PUBLISHED = Reading("as published", ("all=published",), amended=False)
LIVE = Reading("as observed", (), amended=True)
READINGS = (PUBLISHED, LIVE)


def built() -> Iterator[str]:
    """Give the operations that are built, in the order of the documents."""
    return (name for name in operations() if name in routes())


def amended(document: str, data: Json) -> Json:
    """Give the description of an operation with its amendment, if it has one."""
    amendment = amendments().get(data["operationId"])
    if amendment is None:
        return data
    answers = dict(data["responses"])
    for status, amend in amendment.answers.items():
        answers[str(status)] = _answer(amend(_schema(document, answers.get(str(status), {}))))
    if amendment.body is None:
        return {**data, "responses": answers}
    body = amendment.body(_schema(document, data["requestBody"]))
    return {**data, "responses": answers, "requestBody": {**data["requestBody"], "content": _content(body)}}


def _schema(document: str, holder: Json) -> Any:
    if "$ref" in holder:
        holder = documents()[document]["components"]["responses"][holder["$ref"].rsplit("/", 1)[1]]
    contents = list(holder.get("content", {}).values())  # there is one at most
    return resolve(contents[0]["schema"], document) if contents else None


def _answer(schema: Json | None) -> Json:
    return {"description": "observed"} | ({} if schema is None else {"content": _content(schema)})


def _content(schema: Json) -> Json:
    return {JSON: {"schema": schema}}


__all__ = ["DOCUMENTS", "LIVE", "PUBLISHED", "READINGS", "Reading", "built"]
