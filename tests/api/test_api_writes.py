"""The hook around every write, and the bound on calls in flight."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from faked import Service, calling, says, service

from wholesale.api.writes import Write
from wholesale.errors import ApiError, WholesaleError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from wholesale.api.client import ApiClient


class Journal:
    """Notes when it is entered and left, and how many calls the service had seen by then."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.lines: list[tuple[str, Any, int]] = []

    @asynccontextmanager
    async def around(self, write: Write) -> AsyncIterator[None]:
        self.lines.append(("before", write, len(self.service.seen)))
        try:
            yield
        except WholesaleError as error:
            self.lines.append(("failed", str(error), len(self.service.seen)))
            raise
        self.lines.append(("after", write, len(self.service.seen)))


class FullDisk:
    """A journal that cannot write."""

    @asynccontextmanager
    async def around(self, write: Write) -> AsyncIterator[None]:
        raise WholesaleError(f"the journal is full: {write.method}")
        yield


class NeverLeft:
    """A journal that fails when the write is over."""

    @asynccontextmanager
    async def around(self, write: Write) -> AsyncIterator[None]:
        yield
        raise WholesaleError(f"the journal is full: {write.method}")


WRITES = {
    "POST": lambda api: api.post("/things", {"a": 1}),
    "PUT": lambda api: api.put("/things/1", {"a": 1}),
    "PATCH": lambda api: api.patch("/things/1", {"a": 1}),
    "DELETE": lambda api: api.delete("/things/1"),
}


@pytest.mark.parametrize("method", WRITES)
def test_the_hook_stands_around_every_write(method: str) -> None:
    api = service(says(200, {}))
    journal = Journal(api)
    calling(api, WRITES[method], hook=journal)
    assert [(word, seen) for word, _, seen in journal.lines] == [("before", 0), ("after", 1)]
    assert journal.lines[0][1].method == method


def test_the_hook_sees_path_and_body_but_no_query() -> None:
    api = service(says(200, {}))
    journal = Journal(api)
    calling(api, lambda client: client.post("/things", {"a": 1}, {"email": "ada@acme.example"}), hook=journal)
    assert journal.lines[0][1] == Write("POST", "/things", {"a": 1})


def test_the_hook_is_told_of_a_write_that_fails() -> None:
    api = service(says(409, {"message": "Taken"}))
    journal = Journal(api)
    with pytest.raises(ApiError):
        calling(api, WRITES["POST"], hook=journal)
    assert [word for word, _, _ in journal.lines] == ["before", "failed"]


@pytest.mark.parametrize("method", WRITES)
def test_a_hook_that_raises_keeps_the_write_from_being_sent(method: str) -> None:
    api = service(says(200, {}))
    with pytest.raises(WholesaleError, match="journal is full"):
        calling(api, WRITES[method], hook=FullDisk())
    assert api.seen == []


@pytest.mark.parametrize("method", WRITES)
def test_a_hook_that_fails_afterwards_is_told(method: str) -> None:
    with pytest.raises(WholesaleError, match="journal is full"):
        calling(service(says(200, {})), WRITES[method], hook=NeverLeft())


@pytest.mark.parametrize(
    "read", [lambda api: api.get("/a"), lambda api: api.find("/a"), lambda api: api.list("/a")]
)
def test_no_hook_stands_around_reads(read: Any) -> None:
    calling(service(says(200, {"items": []})), read, hook=FullDisk())


@pytest.mark.parametrize("concurrency", [1, 5, 64])
def test_no_more_calls_are_in_flight_than_the_settings_say(concurrency: int) -> None:
    api = service(says(200, {}), takes=1)

    async def crowd(client: ApiClient) -> None:
        await asyncio.gather(*(client.get(f"/things/{number}") for number in range(130)))

    calling(api, crowd, concurrency=concurrency)
    assert api.most_in_flight == concurrency
    assert len(api.seen) == 130


def test_a_caller_who_is_cancelled_gives_its_place_back() -> None:
    api = service(says(200, {}), takes=1)

    async def crowd(client: ApiClient) -> None:
        waiting = [asyncio.ensure_future(client.get("/things")) for _ in range(5)]
        await api.clock.sleep(0.5)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        await asyncio.gather(client.get("/a"), client.get("/b"))

    calling(api, crowd, concurrency=2)
    assert api.in_flight == 0
    assert [request.url.path for request in api.seen[-2:]] == ["/v1/a", "/v1/b"]


def test_a_backoff_holds_no_place() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        failed = request.url.path.endswith("slow") and api.clock.now() == 0
        return httpx.Response(503 if failed else 200, json={}, headers={"retry-after": "100"})

    api = service(answer)

    async def two(client: ApiClient) -> None:
        slow = asyncio.ensure_future(client.get("/slow"))
        await api.clock.sleep(1)
        await client.get("/quick")
        assert api.clock.now() < 10
        await slow

    calling(api, two, concurrency=1)
