"""httpx over aiohttp, which keeps many calls in flight busy (docs/decisions/0004-transport.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

if TYPE_CHECKING:
    import ssl


def open_transport(concurrency: int) -> AiohttpTransport:
    """A transport for `concurrency` calls in flight; no cookies, proxies from the environment."""
    trust = httpx.create_ssl_context()
    return AiohttpTransport(verify=trust, client=lambda: _session(concurrency, trust))


def _session(concurrency: int, trust: ssl.SSLContext) -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(limit=concurrency, ssl=trust, keepalive_timeout=30)
    return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=True)
