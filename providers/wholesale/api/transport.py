"""httpx over aiohttp, which keeps many calls in flight busy (docs/decisions/0004-transport.md)."""

from __future__ import annotations

from errno import errorcode
from os import strerror
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import getproxies_environment, proxy_bypass

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

if TYPE_CHECKING:
    import ssl

NEVER_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError)
"""What aiohttp raises while there is no connection yet."""


class Transport(AiohttpTransport):
    """Tells a call that was never sent from one that was sent without an answer.

    httpx-aiohttp calls both a connect time-out, passes on some errors as they are, and repeats aiohttp's
    texts, which show the query.
    """

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request. Raises ConnectError only where nothing was sent."""
        try:
            return await super().handle_async_request(request)
        except httpx.TransportError as error:
            raise translated(error.__cause__ or error) from (error.__cause__ or error)
        except aiohttp.ClientError as error:
            raise translated(error) from error


def translated(error: BaseException) -> httpx.TransportError:
    """What httpx calls an error of aiohttp; the text never shows an address with its query."""
    if isinstance(error, NEVER_SENT):
        return httpx.ConnectError(_unsent(error))
    if isinstance(error, TimeoutError):
        return httpx.ReadTimeout("no answer in time")
    if isinstance(error, aiohttp.ClientResponseError):
        return httpx.RemoteProtocolError(f"{error.status} {error.message}")
    return httpx.ReadError(str(error))


def _unsent(error: aiohttp.ClientError) -> str:
    """Why there is no connection, in words for people."""
    if isinstance(error, aiohttp.ClientProxyConnectionError):
        return f"the proxy: {_unconnected(error)}"
    if isinstance(error, aiohttp.ClientConnectorError):
        return _unconnected(error)
    if isinstance(error, aiohttp.ClientResponseError):
        return f"the proxy answers {error.status}"
    return "no connection in time"


def _unconnected(error: aiohttp.ClientConnectorError) -> str:
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        why = error.certificate_error
        return f"its certificate is not trusted: {getattr(why, 'verify_message', None) or why}"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return f"its name is not found: {error.os_error.strerror}"
    known = error.os_error.errno in errorcode and not isinstance(error, aiohttp.ClientSSLError)
    return strerror(error.os_error.errno or 0) if known else str(error.os_error)


def open_transport(concurrency: int, address: str) -> Transport:
    """A transport to the host of `address` for `concurrency` calls in flight."""
    trust = httpx.create_ssl_context()
    return Transport(verify=trust, client=lambda: _session(concurrency, trust), proxy=_proxy(address))


def _proxy(address: str) -> httpx.Proxy | None:
    """The proxy that the environment names for this address."""
    parts, named = urlsplit(address), getproxies_environment()
    proxy = named.get(parts.scheme) or named.get("all")
    if not proxy or proxy_bypass(parts.netloc):
        return None
    return httpx.Proxy(proxy if "://" in proxy else f"http://{proxy}")


def _session(concurrency: int, trust: ssl.SSLContext) -> aiohttp.ClientSession:
    """A session that reads nothing of the environment: a netrc file would compete with the token."""
    connector = aiohttp.TCPConnector(limit=concurrency, ssl=trust, keepalive_timeout=30)
    return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False)
