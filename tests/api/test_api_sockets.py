"""The transport of the network, over a real socket of this machine."""

from __future__ import annotations

import asyncio
import errno
import socket
import struct
from typing import TYPE_CHECKING, Any

import aiohttp
import httpx
import pytest
from aiohttp.client_reqrep import ConnectionKey
from faked import TOKEN

from wholesale.api.client import ApiClient
from wholesale.api.transport import open_transport, translated
from wholesale.errors import ApiError, UnclearError, UnreachableError
from wholesale.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

MAIL = "ada@acme.example"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


class Soon:
    """A clock whose seconds cost nothing."""

    stopped = False

    def now(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        assert seconds >= 0


class Peer:
    """Answers each connection with the next of some bytes; None resets it. Keeps what it was sent."""

    def __init__(self, *answers: bytes | None) -> None:
        self.answers = list(answers)
        self.heads: list[bytes] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heads.append(await reader.readuntil(b"\r\n\r\n"))
        answer = self.answers.pop(0) if self.answers else OK
        if answer is None:
            linger = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        else:
            writer.write(answer)
            await writer.drain()
        writer.close()


def talking(peer: Peer | None, work: Callable[[ApiClient], Awaitable[Any]]) -> Any:
    async def whole() -> Any:
        server = await asyncio.start_server(peer or Peer(), "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        if peer is None:
            server.close()
            await server.wait_closed()
        async with ApiClient(Settings(f"http://127.0.0.1:{port}/v1", TOKEN), clock=Soon()) as api:
            try:
                return await work(api)
            finally:
                server.close()

    return asyncio.run(whole())


@pytest.mark.parametrize(
    "answer", [None, b"", b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{", b"garbage\r\n\r\n"]
)
def test_a_post_that_was_cut_after_it_was_sent_is_sent_once(answer: bytes | None) -> None:
    peer = Peer(answer)
    with pytest.raises(UnclearError) as told:
        talking(peer, lambda api: api.post("/things", {}, {"email": MAIL}))
    assert len(peer.heads) == 1
    assert MAIL not in str(told.value)


@pytest.mark.parametrize(
    "answer", [None, b"", b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{", b"garbage\r\n\r\n"]
)
def test_a_get_that_was_cut_is_made_again(answer: bytes | None) -> None:
    assert talking(Peer(answer), lambda api: api.get("/things")) == {}


def test_a_post_to_a_closed_door_is_called_unreachable_not_unclear() -> None:
    with pytest.raises(UnreachableError, match="tried 6 times") as told:
        talking(None, lambda api: api.post("/things", {}, {"email": MAIL}))
    assert MAIL not in str(told.value)


def test_a_header_of_endless_length_is_an_error_of_ours() -> None:
    peer = Peer(*[b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n"] * 10)
    with pytest.raises(ApiError) as told:
        talking(peer, lambda api: api.get("/things", {"email": MAIL}))
    assert MAIL not in str(told.value)


def test_a_redirect_is_not_followed_over_a_socket_either() -> None:
    peer = Peer(b"HTTP/1.1 307 Go\r\nLocation: /v1/other\r\nContent-Length: 0\r\n\r\n")
    with pytest.raises(ApiError, match="307"):
        talking(peer, lambda api: api.get("/things"))
    assert len(peer.heads) == 1


def test_cookies_are_not_given_back() -> None:
    peer = Peer(b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 2\r\n\r\n{}")

    async def twice(api: ApiClient) -> None:
        await api.get("/a")
        await api.get("/b")

    talking(peer, twice)
    assert b"ookie" not in peer.heads[1]


def test_a_netrc_file_does_not_replace_the_token(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login eve password pass\ndefault login eve password pass\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    peer = Peer(OK)
    talking(peer, lambda api: api.get("/things"))
    assert f"Authorization: Bearer {TOKEN}".lower().encode() in peer.heads[0].lower()
    assert b"basic" not in peer.heads[0].lower()


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (
            aiohttp.ConnectionTimeoutError(f"Connection timeout to host https://api.example/?email={MAIL}"),
            httpx.ConnectError,
        ),
        (aiohttp.SocketTimeoutError("Timeout on reading data from socket"), httpx.ReadTimeout),
        (aiohttp.ServerDisconnectedError(), httpx.ReadError),
        (aiohttp.ClientOSError(104, "Connection reset by peer"), httpx.ReadError),
    ],
)
def test_only_what_was_never_sent_is_a_connect_error(error: Exception, kind: type[Exception]) -> None:
    told = translated(error)
    assert type(told) is kind
    assert MAIL not in str(told)


KEY = ConnectionKey("api.example", 443, True, True, None, None, None, None)  # noqa: FBT003 - aiohttp's own


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            aiohttp.ClientConnectorError(KEY, OSError(errno.ECONNREFUSED, "Connect call failed")),
            "Connection refused",
        ),
        (
            aiohttp.ClientProxyConnectionError(KEY, OSError(errno.ECONNREFUSED, "Connect call failed")),
            "the proxy: Connection refused",
        ),
        (
            aiohttp.ClientConnectorDNSError(KEY, socket.gaierror(-2, "Name or service not known")),
            "its name is not found: Name or service not known",
        ),
        (
            aiohttp.ClientConnectorCertificateError(KEY, ValueError("self-signed certificate")),
            "its certificate is not trusted: self-signed certificate",
        ),
        (aiohttp.ClientConnectorError(KEY, OSError("Multiple exceptions: …")), "Multiple exceptions: …"),
        (aiohttp.ConnectionTimeoutError(), "no connection in time"),
    ],
)
def test_why_there_is_no_connection_is_told_in_words_for_people(error: Exception, words: str) -> None:
    assert str(translated(error)) == words


PROXIES = ("http_proxy", "HTTP_PROXY", "no_proxy", "NO_PROXY", "all_proxy", "ALL_PROXY")


@pytest.mark.parametrize(("exempt", "proxied"), [("", True), ("other.example", True), ("api.example", False)])
def test_a_proxy_of_the_environment_is_used_unless_the_host_is_exempt(
    exempt: str,
    proxied: bool,  # noqa: FBT001 - a case's value
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", "proxy.example:3128")
    monkeypatch.setenv("no_proxy", exempt)
    assert (open_transport(1, "http://api.example/v1").proxy is not None) == proxied
    assert open_transport(1, "https://api.example/v1").proxy is None
