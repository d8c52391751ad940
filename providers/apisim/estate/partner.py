"""A partner that calls a simulator of its own, in the time that an estate is made in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson

from apisim.app import Simulator
from apisim.ledger import Entry
from apisim.rates import Rate
from apisim.service import serve
from apisim.settings import Settings
from apisim.web import Request, route_of

if TYPE_CHECKING:
    from apisim.errors import Json

BEGINS = datetime(2024, 1, 8, 8, tzinfo=UTC)
SPAN_SECONDS = 700 * 86400
TOKEN = "sim-full"  # noqa: S105 - the simulator's tokens are public
HEADERS = {"content-type": "application/json"}


class RefusedError(Exception):
    """The simulator refused a call that it should take: the estate breaks one of its rules."""


class Partner:
    """Everything that it does passes the rules of the simulator, so what it leaves behind fits together."""

    def __init__(self, seed: int) -> None:
        self._world = Simulator(Settings(seed=seed, rate=Rate(0), strict_bodies=True)).world
        self._world.clock.wall = BEGINS.timestamp
        self._token = self._world.tokens[TOKEN]

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self._world.clock.advance(seconds)

    def call(self, method: str, path: str, body: Any = None, **query: str | None) -> Json:
        """Make a call, and give the body of its answer.

        Raises:
            RefusedError: the simulator refused it.
        """
        asked = {name: [value] for name, value in query.items() if value is not None}
        raw = b"" if body is None else orjson.dumps(body)
        request = Request(method, path, f"/v1{path}", route_of(f"/v1{path}"), asked, HEADERS, raw, "estate")
        entry = Entry(method, path, asked, self._world.clock.moment())
        answer = serve(self._world, request, entry, self._token)
        if answer.status >= 400:  # noqa: PLR2004 - where errors begin
            raise RefusedError(f"{method} {path} {body}: {answer.status} {answer.body}")
        return answer.body or {}

    def records(self) -> dict[str, list[Json]]:
        """Give all records that there are, in the form that `--estate` reads."""
        return {kind: list(table) for kind, table in self._world.tables.items() if len(table)}
