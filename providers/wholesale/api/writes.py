"""The one hook around every write, where a journal belongs."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@dataclass(frozen=True, slots=True)
class Write:
    """One HTTP write, as it is about to be sent.

    Args:
        method: POST, PUT, PATCH or DELETE.
        path: below the base address, without query.
        body: the JSON value, or None.
    """

    method: str
    path: str
    body: Any


class WriteHook(Protocol):
    """Called around every write; what it raises before the write keeps the write from being sent."""

    def around(self, write: Write) -> AbstractAsyncContextManager[None]:
        """Enter before the write is sent, leave when its outcome is known."""
        ...


class NoHook:
    """A hook that does nothing."""

    @asynccontextmanager
    async def around(self, write: Write) -> AsyncIterator[None]:  # noqa: ARG002 - the Protocol's argument
        """Enter before the write is sent, leave when its outcome is known."""
        yield
