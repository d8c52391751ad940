"""ApiClient: every call of the product to the Wholesale API and its neighbours goes through here."""

from __future__ import annotations

import asyncio
import json
import random
from contextlib import suppress
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

import httpx

from wholesale.api import pages
from wholesale.api.answers import Answer, Row, decode, failure
from wholesale.api.clock import CANCELLED, Clock, WallClock
from wholesale.api.limits import Limiter, ProcessLimiter
from wholesale.api.retry import (
    LONGEST_RETRY_AFTER,
    REPEATABLE,
    Again,
    Outcome,
    decide,
    outcome_of,
    parse_retry_after,
)
from wholesale.api.transport import open_transport
from wholesale.api.writes import NoHook, Write, WriteHook
from wholesale.errors import ApiError, StoppedError, UnclearError, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wholesale.settings import Settings

Params = dict[str, str]
LARGEST_ANSWER = 32 * 1024 * 1024
MOST_PAGES = 5000
AFTER_UNCLEAR = 0.5
"""Seconds before anybody looks whether a write was carried out that the API could not answer."""
LONGEST_CALL = 5
"""How many times as long as without a byte a whole call may take: an answer that drips is lost, too."""


class ApiClient:
    """Calls the API with bounded concurrency, honours its pauses, and never repeats a POST blindly.

    Args:
        settings: base address, token and limits.
        transport: where requests go; the network unless a test says otherwise.
        limiter: who may call now; one per process unless several share one.
        hook: called around every write.
        clock: time, for pauses.
        chance: random numbers from 0 to 1, for jitter.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        limiter: Limiter | None = None,
        hook: WriteHook | None = None,
        clock: Clock | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._base = settings.api_url
        self._clock: Clock = clock or WallClock()
        self._limiter: Limiter = limiter or ProcessLimiter(settings.concurrency, self._clock)
        self._hook: WriteHook = hook or NoHook()
        self._chance = chance
        self._longest = settings.timeout * LONGEST_CALL
        self._http = httpx.AsyncClient(
            transport=transport or open_transport(settings.concurrency, settings.api_url),
            headers={"Authorization": f"Bearer {settings.token}", "Accept": "application/json"},
            timeout=settings.timeout,
            follow_redirects=False,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close all connections."""
        await self._http.aclose()

    async def get(self, path: str, params: Params | None = None) -> Row:
        """The object at `path`.

        Raises:
            ApiError: there is none (status 404), or the answer is no object: nothing is concluded from it.
        """
        answer = await self._call("GET", path, params)
        if not isinstance(answer.body, dict):
            raise ApiError(
                f"GET {path}: the answer is no JSON object; nothing is concluded from it",
                status=answer.status,
            )
        return answer.row

    async def find(self, path: str, params: Params | None = None) -> Row | None:
        """The object at `path`, or None when the API answers 404: the proof that it is gone."""
        try:
            return await self.get(path, params)
        except ApiError as error:
            if error.proves_absence:
                return None
            raise

    async def list(
        self,
        path: str,
        params: Params | None = None,
        *,
        key: str = "items",
        enough: Callable[[list[Row]], bool] = lambda _: False,
    ) -> list[Row]:
        """All rows of a list, over all of its pages (wholesale-api §2.3), or those of the first ones.

        Args:
            path: of the list.
            params: its filters, and how many rows a page has.
            key: the member that holds the rows.
            enough: whether the rows so far suffice; then no further page is read.
        """
        rows: list[Row] = []
        address, asked = path, params
        for _ in range(MOST_PAGES):
            answer = await self._call("GET", address, asked)
            page = pages.rows(answer, key, path)
            if page and page[:1] == rows[-len(page) :][:1]:
                raise ApiError(f"GET {path}: a page of the list repeats the one before; nothing is concluded")
            rows += page
            if enough(rows):
                return rows
            if link := pages.next_link(answer, self._base):
                address, asked = link, None
            elif following := pages.next_offset(asked or {}, len(page)):
                asked = following
            else:
                return rows
        raise ApiError(f"GET {path}: the list does not end after {MOST_PAGES} pages")

    async def post(self, path: str, body: Any, params: Params | None = None) -> Answer:
        """Send a POST once. Raises UnclearError when it may have been carried out without an answer."""
        return await self._write("POST", path, params, body)

    async def put(self, path: str, body: Any, params: Params | None = None) -> Answer:
        """Send a PUT, again where that is safe."""
        return await self._write("PUT", path, params, body)

    async def patch(self, path: str, body: Any, params: Params | None = None) -> Answer:
        """Send a PATCH once. Raises UnclearError when it may have been carried out without an answer."""
        return await self._write("PATCH", path, params, body)

    async def delete(self, path: str, params: Params | None = None) -> bool:
        """Delete what is at `path`; False when it was gone already (wholesale-api §19 row 20)."""
        try:
            await self._write("DELETE", path, params, None)
        except ApiError as error:
            if error.proves_absence:
                return False
            raise
        return True

    async def _write(self, method: str, path: str, params: Params | None, body: Any) -> Answer:
        if self._clock.stopped:
            raise StoppedError(CANCELLED)
        async with self._hook.around(Write(method, path, body)):
            return await self._call(method, path, params, body)

    async def _call(self, method: str, path: str, params: Params | None, body: Any = None) -> Answer:
        attempted, attempt, unclear = f"{method} {urlsplit(path).path}", 0, False
        try:
            while True:
                attempt += 1
                result = await self._attempt(method, path, params, body)
                if isinstance(result, Answer) and result.status < httpx.codes.MULTIPLE_CHOICES:
                    return result
                unclear = unclear or (isinstance(result, _Loss) and result.outcome == "lost")
                await self._before_next(attempted, method, result, attempt)
        except StoppedError as error:
            if unclear and method != "GET":
                raise UnclearError(
                    f"{attempted}: sent without an answer, and the run was cancelled"
                ) from error
            raise

    async def _before_next(self, attempted: str, method: str, result: Answer | _Loss, attempt: int) -> None:
        """Wait until the call may be made again, or raise what it comes to.

        Who looks whether a failed POST was carried out, and repeats it then, does not come too early either.
        """
        again, final = self._again(method, result, attempt), None
        if again is None:
            final = self._final(attempted, method, result, attempt)
        if isinstance(result, Answer) and outcome_of(result.status) == "limited":
            self._limiter.pause(again.seconds if again else _asked(result) or 0.0)
        elif again is not None:
            await self._clock.sleep(again.seconds)
        elif isinstance(final, UnclearError) and isinstance(result, Answer):
            with suppress(StoppedError):
                await self._clock.sleep(max(AFTER_UNCLEAR, _asked(result) or 0.0))
        if final is not None:
            raise final

    async def _attempt(self, method: str, path: str, params: Params | None, body: Any) -> Answer | _Loss:
        content = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        headers = {} if content is None else {"Content-Type": "application/json"}
        if (rest := self._limiter.rest()) > LONGEST_RETRY_AFTER:
            raise ApiError(f"{method} {urlsplit(path).path}: not sent: the API asked to wait {rest:.0f} s")
        async with self._limiter.slot():
            if self._clock.stopped and method != "GET":
                raise StoppedError(CANCELLED)
            try:
                async with (
                    asyncio.timeout(self._longest),
                    self._http.stream(
                        method, self._address(path), params=params or None, content=content, headers=headers
                    ) as response,
                ):
                    body_bytes = await _read(response)
            except TimeoutError:
                return _Loss("lost", f"no whole answer in {self._longest:g} s")
            except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
                return _Loss("unsent", str(error) or type(error).__name__)
            except httpx.TransportError as error:
                return _Loss("lost", _reason(error))
            except (httpx.DecodingError, _TooLargeError) as error:
                return _Loss(None, str(error))
        answer = Answer(response.status_code, _headers(response), decode(body_bytes))
        if body_bytes and _is_garbled(method, answer):
            return _Loss("garbled", f"status {answer.status}, and no JSON; nothing is concluded from it")
        return answer

    def _again(self, method: str, result: Answer | _Loss, attempt: int) -> Again | None:
        outcome = result.outcome if isinstance(result, _Loss) else outcome_of(result.status)
        if outcome is None:
            return None
        return decide(method, outcome, attempt, _asked(result), self._chance())

    def _final(self, attempted: str, method: str, result: Answer | _Loss, attempts: int) -> Exception:
        if isinstance(result, Answer):
            long = (_asked(result) or 0.0) > LONGEST_RETRY_AFTER
            if method in {"POST", "PATCH"} and outcome_of(result.status) == "unavailable" and not long:
                return UnclearError(str(failure(attempted, result)), status=result.status)
            return failure(attempted, result)
        if result.outcome == "garbled":
            return ApiError(f"{attempted}: the answer is none of the API ({result.reason})")
        if result.outcome != "unsent" and method != "GET":
            return UnclearError(f"{attempted}: sent, but no answer came that can be read ({result.reason})")
        if result.outcome is None:
            return ApiError(f"{attempted}: the answer cannot be read ({result.reason})")
        times = "once" if attempts == 1 else f"{attempts} times"
        return UnreachableError(
            f"{attempted}: {self._base} cannot be reached ({result.reason}), tried {times}.\n"
            f"    Check the network and WHOLESALE_API_URL, then run again: what was done is kept."
        )

    def _address(self, path: str) -> str:
        return path if path.startswith(self._base.partition(":")[0] + "://") else self._base + path


def _asked(result: Answer | _Loss) -> float | None:
    """The seconds of a `Retry-After`, if the answer has one."""
    return None if isinstance(result, _Loss) else parse_retry_after(result.headers.get("retry-after"))


def _is_garbled(method: str, answer: Answer) -> bool:
    """Whether an answer with a body comes from something else than the API, and the call may be made again.

    What is written is written, whatever a 2xx looks like; a refusal of the API has a tracking id.
    """
    if answer.body is not None or outcome_of(answer.status) is not None:
        return False
    if answer.status < httpx.codes.MULTIPLE_CHOICES:
        return method == "GET"
    return method in REPEATABLE and "trackingid" not in answer.headers


class _TooLargeError(Exception):
    """An answer is larger than any that we know of."""


class _Loss:
    """A call without an answer; of an answer that cannot be read, the outcome is None."""

    __slots__ = ("outcome", "reason")

    def __init__(self, outcome: Outcome | None, reason: str) -> None:
        self.outcome, self.reason = outcome, reason


async def _read(response: httpx.Response) -> bytes:
    content = bytearray()
    async for chunk in response.aiter_bytes():
        content += chunk
        if len(content) > LARGEST_ANSWER:
            raise _TooLargeError(f"it is larger than {LARGEST_ANSWER} bytes")
    return bytes(content)


def _headers(response: httpx.Response) -> Mapping[str, str]:
    return {name.lower(): value for name, value in response.headers.items()}


def _reason(error: httpx.TransportError) -> str:
    name, text = type(error.__cause__ or error).__name__, str(error).strip()
    return f"{name}: {text}" if text else name
