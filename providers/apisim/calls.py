"""One call of the API as the areas see it, and the answer that they give."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from apisim.errors import Json, bad_request
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.description import Operation
    from apisim.tokens import Token
    from apisim.world import World


WHOLE = re.compile(r"-?[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class Answer:
    """A status with an optional body and headers; without tracking id when it is not the API's own."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    tracked: bool = True


@dataclass(frozen=True, slots=True)
class Call:
    """One call that passed the checks of the front door."""

    world: World
    operation: Operation
    token: Token
    params: Mapping[str, str]
    query: Mapping[str, list[str]]
    body: Any
    origin: str
    path: str

    def text(self, name: str) -> str | None:
        """Give a query parameter; an empty one counts as absent."""
        values = self.query.get(name)
        return (values[0] or None) if values else None

    def needed(self, name: str) -> str:
        """Give a query parameter that has to be there; a 400 names it where it is not."""
        value = self.text(name)
        if value is None:
            what = f"'{name}' for method parameter type String"
            raise bad_request(f"Required request parameter {what} is not present")
        return value

    def truth(self, name: str) -> bool:
        """Give a boolean query parameter, false when absent."""
        return (self.text(name) or "").lower() == "true"

    @rule(
        "transport.list-parameters",
        "A list in a query can be repeated, or joined by commas.",
        "I §3.1",
        of="List_Wholesale_Customers",
    )
    def listed(self, name: str) -> list[str]:
        """Give a list parameter, repeated or joined by commas (wholesale-api §3.1, inferred)."""
        return [part for value in self.query.get(name, ()) for part in value.split(",") if part]

    def number(self, name: str, default: int, *, least: int, most: int) -> int:
        """Give a whole number: clamped to the most, a 400 below the least (wholesale-api §2.3)."""
        value = self.text(name)
        if value is None:
            return default
        if not WHOLE.fullmatch(value) or int(value) < least:
            raise bad_request(f"{name}: a whole number from {least} on is needed, not {value!r}")
        return min(int(value), most)

    def url(self, path: str) -> str:
        """Give the absolute URL of a path below `/v1`."""
        return f"{self.origin}/v1{path}"

    def page_url(self, changed: Mapping[str, str | int]) -> str:
        """Give the URL of this call with some query members replaced, all others kept, commas as %2C."""
        pairs = [(n, v) for n, values in self.query.items() if n not in changed for v in values]
        pairs += [(n, str(v)) for n, v in changed.items()]
        query = "&".join(f"{quote(n, safe='')}={quote(v, safe='')}" for n, v in pairs)
        return f"{self.origin}{self.path}?{query}"


Route = Callable[[Call], Answer]


def ok(body: Json) -> Answer:
    """Answer 200 with a body."""
    return Answer(200, body)


def done() -> Answer:
    """Answer 204."""
    return Answer(204)
