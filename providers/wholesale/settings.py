"""The only reader of the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from wholesale.errors import AuthenticationError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

API_URL = "https://webexapis.com/v1"
MOST_CALLS = 96
"""Calls in flight: below the burst of 100 that a rate limit may well allow (wholesale-api §19, row 30)."""
OUTCOME = "WHOLESALE_OUTCOME"


@dataclass(frozen=True, slots=True)
class Settings:
    """What one run may use, read once.

    Args:
        api_url: base of every call, without a slash at the end.
        token: the bearer token; it is never shown.
        wait: seconds to wait for one accepted change before its record is parked.
        concurrency: the most calls in flight at a time.
        timeout: seconds without a byte before a call counts as lost.
    """

    api_url: str
    token: str = field(repr=False)
    wait: float = 600.0
    concurrency: int = MOST_CALLS
    timeout: float = 60.0


def read() -> Settings:
    """The settings of this process.

    Raises:
        AuthenticationError: no token stands in the environment.
        SettingsError: a number is not one, or the address is not an http address.
    """
    return Settings(
        api_url=_url("WHOLESALE_API_URL", API_URL),
        token=_token("WEBEX_ACCESS_TOKEN"),
        wait=_number("WHOLESALE_WAIT", 600.0),
        concurrency=int(_number("WHOLESALE_CONCURRENCY", MOST_CALLS, least=1)),
        timeout=_number("WHOLESALE_TIMEOUT", 60.0, least=0.1),
    )


def stacks_folder() -> Path:
    """The folder of the stack files: `WHOLESALE_STACKS_DIR`, else `stacks`."""
    return Path(os.environ.get("WHOLESALE_STACKS_DIR") or "stacks")


def cache_folder() -> Path | None:
    """Where answers of `wholesale validate` are kept: `WHOLESALE_CACHE_DIR`; empty, nowhere.

    Without it `wholesale/validate` in the user's cache folder, `XDG_CACHE_HOME` or `~/.cache`.
    """
    named = os.environ.get("WHOLESALE_CACHE_DIR")
    if named is not None:
        return Path(named) if named else None
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111 - it cannot fail
    return Path(home) / "wholesale" / "validate" if home.startswith(os.sep) else None


def keep_plugins_out() -> None:
    """Let pydantic look for no plug-ins: we use none, and the search costs more than the models."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def outcome_file() -> Path | None:
    """Where a run notes what became of each operation: `wholesale up` names a file, nobody else does."""
    name = os.environ.get(OUTCOME)
    return Path(name) if name else None


def compression_is_chosen() -> bool:
    """Whether the user says how states in a file or bucket backend are compressed."""
    return any(name in os.environ for name in ("PULUMI_DIY_BACKEND_ZSTD", "PULUMI_DIY_BACKEND_GZIP"))


def environment() -> Mapping[str, str]:
    """The environment as it is, for what a terminal says of itself."""
    return os.environ


def with_more(more: Mapping[str, str]) -> dict[str, str]:
    """The environment of a process that we start: ours, and more."""
    return {**os.environ, **more}


def _token(name: str) -> str:
    token = os.environ.get(name, "").strip()
    if not token:
        raise AuthenticationError(
            f"No access token: the environment variable {name} is not set.\n"
            f"    Set it to a bearer token of the partner organization; a pipeline keeps it in its secrets."
        )
    if not token.isascii() or not token.isprintable() or " " in token:
        raise AuthenticationError(
            f"The access token in {name} holds spaces or characters that no token has.\n"
            f"    Copy it again, without the word Bearer and without line breaks."
        )
    return token


def _url(name: str, default: str) -> str:
    url = (os.environ.get(name) or default).rstrip("/")
    if not _is_base(url):
        found = "set, but is" if set(url) & set("@?#") else f"{url!r}, which is"
        raise SettingsError(
            f"{name} is {found} no https address.\n    Unset it, or write one like {default}."
        )
    return url


def _is_base(url: str) -> bool:
    try:
        parts = urlsplit(url)
        usual = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    plain = url.isprintable() and not set(url) & set(" @?#\\")
    return (
        usual and plain and (parts.scheme == "https" or (parts.scheme == "http" and _is_here(parts.hostname)))
    )


def _is_here(host: str | None) -> bool:
    """Whether a host is this machine: only there may the token travel in clear."""
    return host in {"localhost", "127.0.0.1", "::1"}


def _number(name: str, default: float, least: float = 0) -> float:
    text = os.environ.get(name)
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not least <= value < float("inf"):
        raise SettingsError(
            f"{name} is {text!r}, which is no number from {least:g} on.\n    Unset it, or correct it."
        )
    return value
