"""When a call is made again, and how long everybody waits before it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx
import pytest
from fakeclock import FakeClock
from faked import Service, calling, raw, says, service
from hypothesis import given
from hypothesis import strategies as st

from wholesale.api.retry import (
    ATTEMPTS,
    DEFAULT_RETRY_AFTER,
    LONGEST_PAUSE,
    LONGEST_RETRY_AFTER,
    decide,
    outcome_of,
    parse_retry_after,
)
from wholesale.errors import ApiError, StoppedError, UnclearError, UnreachableError

if TYPE_CHECKING:
    from wholesale.api.client import ApiClient

LOST = httpx.ReadTimeout("no answer")
UNSENT = httpx.ConnectError("refused")
OUTCOMES = st.sampled_from(["limited", "locked", "unavailable", "unsent", "lost"])
WRITES = ("POST", "PATCH", "PUT", "DELETE")


def send(api: ApiClient, method: str) -> object:
    body = () if method in {"GET", "DELETE"} else ({"a": 1},)
    return getattr(api, method.lower())("/things/1", *body)


def gap(service: Service) -> float:
    """The seconds between the first two calls."""
    return service.times[1] - service.times[0]


def test_a_limited_call_is_made_again_after_the_seconds_that_the_api_asked_for() -> None:
    api = service(says(429, retry_after="7"), says(200, {}))
    calling(api, lambda client: client.get("/things"))
    assert gap(api) == 7


@pytest.mark.parametrize("text", [None, "", "soon", "1.5", "-3", "Wed, 21 Oct 2026 07:28:00 GMT", "1e3", "²"])
def test_an_absent_or_unreadable_retry_after_means_the_default(text: str | None) -> None:
    headers = {} if text is None else {"retry_after": text.encode("latin-1", "ignore").decode("latin-1")}
    limited = (
        says(429)
        if text is None
        else lambda _: httpx.Response(
            429, headers=[(b"retry-after", headers["retry_after"].encode("latin-1"))]
        )
    )
    api = service(limited, says(200, {}))
    calling(api, lambda client: client.get("/things"))
    assert gap(api) == DEFAULT_RETRY_AFTER


def test_nobody_who_shares_the_client_starts_a_call_before_the_pause_is_over() -> None:
    api = service(says(429, retry_after="30"), says(200, {}), takes=0.5)

    async def crowd(client: ApiClient) -> None:
        first = asyncio.ensure_future(client.get("/things"))
        await api.clock.sleep(1)
        await asyncio.gather(first, *(client.get(f"/things/{number}") for number in range(64)))

    calling(api, crowd)
    assert len(api.times) == 66
    assert api.times[0] == 0
    assert min(api.times[1:]) >= 30.5


def test_64_callers_who_are_all_told_to_wait_wait_out_the_longest_pause() -> None:
    pauses = [says(429, retry_after=str(5 + number % 20)) for number in range(64)]
    api = service(*pauses, says(200, {}), takes=0.5)

    async def crowd(client: ApiClient) -> None:
        await asyncio.gather(*(client.get(f"/things/{number}") for number in range(64)))

    calling(api, crowd)
    assert min(api.times[64:]) >= 24.5
    assert len(api.times) == 128


def test_a_longer_pause_that_comes_while_others_wait_binds_them_too() -> None:
    api = service(says(429, retry_after="5"), says(429, retry_after="50"), says(200, {}), takes=1)

    async def two(client: ApiClient) -> None:
        await asyncio.gather(client.get("/a"), client.get("/b"))

    calling(api, two)
    assert min(api.times[2:]) >= 51


def test_one_thing_that_is_locked_keeps_only_its_own_caller_waiting() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        locked = request.url.path.endswith("locked") and api.clock.now() < 100
        return httpx.Response(423 if locked else 200, json={}, headers={"retry-after": "20"})

    api = service(answer)

    async def two(client: ApiClient) -> None:
        locked = asyncio.ensure_future(client.get("/locked"))
        await api.clock.sleep(1)
        await client.get("/free")
        assert api.clock.now() == 1
        await locked

    calling(api, two, concurrency=1)
    assert api.clock.now() == 100


def test_a_pause_beyond_all_patience_is_told_and_not_waited_for() -> None:
    api = service(says(429, retry_after=str(int(LONGEST_RETRY_AFTER) + 1)))
    with pytest.raises(ApiError) as told:
        calling(api, lambda client: client.get("/things"))
    assert told.value.status == 429
    assert len(api.seen) == 1


@pytest.mark.parametrize("text", ["9" * 300, "9" * 4000])
def test_a_pause_of_absurd_length_is_no_crash(text: str) -> None:
    api = service(says(429, retry_after=text))
    with pytest.raises(ApiError):
        calling(api, lambda client: client.get("/things"))


@pytest.mark.parametrize("status", [502, 503, 504])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_what_may_be_repeated_is_after_a_gateway_failed(method: str, status: int) -> None:
    api = service(says(status), says(status), says(200, {}))
    calling(api, lambda client: send(client, method))
    assert api.methods == [method] * 3
    assert api.clock.slept == [0.25, 0.5]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_what_may_be_repeated_is_after_an_answer_was_lost(method: str) -> None:
    api = service(LOST, says(200, {}))
    calling(api, lambda client: send(client, method))
    assert api.methods == [method] * 2


@pytest.mark.parametrize("method", ["POST", "PATCH"])
@pytest.mark.parametrize(
    "step",
    [
        LOST,
        httpx.WriteError("cut"),
        httpx.ReadError("cut"),
        httpx.RemoteProtocolError("cut"),
        says(502),
        says(503),
        says(504),
    ],
    ids=["time-out", "write cut", "read cut", "garbled", "502", "503", "504"],
)
def test_a_post_that_may_have_been_carried_out_is_sent_once_and_called_unclear(
    method: str, step: object
) -> None:
    api = service(step)
    with pytest.raises(UnclearError):
        calling(api, lambda client: send(client, method))
    assert api.methods == [method]


@pytest.mark.parametrize("status", [501, 507])
@pytest.mark.parametrize("method", WRITES)
def test_other_failures_of_the_api_are_final(method: str, status: int) -> None:
    api = service(says(status))
    with pytest.raises(ApiError):
        calling(api, lambda client: send(client, method))
    assert len(api.seen) == 1


@pytest.mark.parametrize("method", WRITES)
@pytest.mark.parametrize("status", [423, 429])
def test_every_write_that_was_only_told_to_wait_is_sent_again(method: str, status: int) -> None:
    api = service(says(status, retry_after="2"), says(200, {}))
    calling(api, lambda client: send(client, method))
    assert api.methods == [method] * 2


@pytest.mark.parametrize("method", WRITES)
@pytest.mark.parametrize(
    "step",
    [UNSENT, httpx.ConnectTimeout("no connection"), httpx.PoolTimeout("no place")],
    ids=["refused", "connect time-out", "pool time-out"],
)
def test_every_write_that_was_never_sent_is_sent_again(method: str, step: Exception) -> None:
    api = service(step, says(200, {}))
    calling(api, lambda client: send(client, method))
    assert api.methods == [method] * 2


def test_an_api_that_cannot_be_reached_is_given_up_with_the_way_out() -> None:
    api = service(UNSENT)
    with pytest.raises(UnreachableError) as told:
        calling(api, lambda client: client.post("/things", {}))
    assert len(api.seen) == ATTEMPTS
    assert "WHOLESALE_API_URL" in str(told.value)


def test_a_delete_whose_answers_are_all_lost_is_unclear() -> None:
    with pytest.raises(UnclearError):
        calling(service(LOST), lambda client: client.delete("/things/1"))


@given(st.integers(1, ATTEMPTS - 1), st.floats(0, 1), st.sampled_from(["GET", "PUT", "DELETE"]))
def test_backoff_grows_within_its_bounds(attempt: int, chance: float, method: str) -> None:
    again = decide(method, "unavailable", attempt, None, chance)
    full = min(LONGEST_PAUSE, 0.5 * 2 ** (attempt - 1))
    assert again is not None
    assert full / 2 <= again.seconds <= full
    assert not again.everyone


@given(OUTCOMES, st.integers(1, 1000), st.none() | st.floats(0, 1e9), st.floats(0, 1))
def test_a_post_is_repeated_only_where_it_was_not_carried_out(
    outcome: str, attempt: int, asked: float | None, chance: float
) -> None:
    again = decide("POST", outcome, attempt, asked, chance)
    assert again is None or outcome in {"limited", "locked", "unsent"}


@given(OUTCOMES, st.sampled_from([*WRITES, "GET"]), st.none() | st.floats(0, 1e9), st.floats(0, 1))
def test_every_call_is_given_up_in_the_end(
    outcome: str, method: str, asked: float | None, chance: float
) -> None:
    assert decide(method, outcome, ATTEMPTS * 10, asked, chance) is None


@given(OUTCOMES, st.integers(1, 60), st.floats(0, LONGEST_RETRY_AFTER), st.floats(0, 1))
def test_what_the_api_asked_for_is_the_least_that_is_waited(
    outcome: str, attempt: int, asked: float, chance: float
) -> None:
    again = decide("GET", outcome, attempt, asked, chance)
    assert again is None or again.seconds >= asked


@given(st.text())
def test_any_retry_after_is_seconds_or_nothing(text: str) -> None:
    parsed = parse_retry_after(text)
    assert parsed is None or parsed >= 0


@pytest.mark.parametrize("status", [200, 202, 204, 301, 400, 401, 403, 404, 409, 410, 415, 428, 501])
def test_other_statuses_are_final(status: int) -> None:
    assert outcome_of(status) is None


def test_after_a_cancel_no_write_is_sent_and_what_waits_for_its_turn_ends() -> None:
    api = service(says(429, retry_after="300"), says(200, {}))

    async def cancelled(client: ApiClient) -> list[object]:
        waiting = [asyncio.ensure_future(client.post("/things", {})) for _ in range(2)]
        await api.clock.sleep(10)
        api.clock.stop()
        late = asyncio.ensure_future(client.put("/things/1", {}))
        return await asyncio.gather(*waiting, late, return_exceptions=True)

    ended = calling(api, cancelled)
    assert [type(one) for one in ended] == [StoppedError] * 3
    assert api.methods == ["POST"]


PAGE = b"<html><body>Bad gateway</body></html>"


@pytest.mark.parametrize("status", [200, 404])
def test_a_page_of_a_gateway_is_no_answer_to_a_get(status: int) -> None:
    api = service(raw(status, PAGE), says(200, {"id": "1"}))
    assert calling(api, lambda client: client.find("/things/1")) == {"id": "1"}


def test_a_get_that_only_gateways_answer_ends_with_an_error_and_proves_nothing() -> None:
    api = service(raw(404, PAGE))
    with pytest.raises(ApiError, match="none of the API"):
        calling(api, lambda client: client.find("/things/1"))
    assert len(api.seen) == ATTEMPTS


def test_a_write_that_was_carried_out_is_not_repeated_for_a_page_without_meaning() -> None:
    api = service(raw(200, PAGE), says(200, {}))
    calling(api, lambda client: client.put("/things/1", {}))
    assert api.methods == ["PUT"]


def test_what_waits_for_a_place_is_not_sent_after_a_cancel() -> None:
    clock, both, opened, sent = FakeClock(), asyncio.Event(), asyncio.Event(), []

    class Gate(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            sent.append(request.method)
            if len(sent) == 2:
                both.set()
            await opened.wait()
            return httpx.Response(200, json={})

    async def cancelled(client: ApiClient) -> list[object]:
        waiting = [asyncio.ensure_future(client.post("/things", {})) for _ in range(6)]
        await both.wait()
        clock.stop()
        opened.set()
        return await asyncio.gather(*waiting, return_exceptions=True)

    ended = calling(Gate(), cancelled, clock=clock, concurrency=2)
    assert sum(isinstance(one, StoppedError) for one in ended) == 4
    assert sent == ["POST", "POST"]


def test_after_a_pause_that_is_too_long_nobody_sends_anything() -> None:
    api = service(says(429, retry_after=f"{LONGEST_RETRY_AFTER + 1:.0f}"))

    async def three(client: ApiClient) -> list[object]:
        first = await asyncio.gather(client.get("/things"), return_exceptions=True)
        return first + await asyncio.gather(client.get("/a"), client.get("/b"), return_exceptions=True)

    ended = calling(api, three)
    assert [type(one) for one in ended] == [ApiError] * 3
    assert len(api.seen) == 1


def test_a_post_that_may_have_been_carried_out_is_looked_up_after_the_time_that_the_api_asked_for() -> None:
    api = service(says(503, retry_after="20"), says(200, {"items": []}))

    async def look_up(client: ApiClient) -> float:
        with pytest.raises(UnclearError):
            await client.post("/things", {})
        return api.clock.now()

    assert calling(api, look_up) == 20
