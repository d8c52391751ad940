"""The record of every call that reached the API's paths, refused ones included (design §5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from apisim.clock import stamp

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(slots=True)
class Entry:
    """One call; its times are virtual, in seconds.

    The status stays null while it runs, and for good when the connection was cut.
    """

    method: str
    path: str
    query: dict[str, list[str]]
    time: float
    status: int | None = None
    token: str | None = None
    ignored: list[str] = field(default_factory=list)
    answered: float | None = None
    retry_after: int | None = None
    fault: str | None = None

    def close(self, status: int, headers: Mapping[str, str], moment: float) -> None:
        """Note the answer, and the pause that it asks for; the first answer of a call counts."""
        if self.answered is not None:
            return
        self.status, self.answered = status, moment
        self.retry_after = int(headers["Retry-After"]) if "Retry-After" in headers else None

    def as_json(self) -> dict[str, Any]:
        """Give the entry as the side door shows it."""
        return {
            "method": self.method,
            "path": self.path,
            "query": self.query,
            "status": self.status,
            "time": _stamp(self.time),
            "token": self.token,
            "ignored": self.ignored,
            "answered": None if self.answered is None else _stamp(self.answered),
            "retryAfter": self.retry_after,
            "fault": self.fault,
        }


def _stamp(moment: float) -> str:
    return stamp(datetime.fromtimestamp(moment, UTC))


@dataclass(slots=True)
class Ledger:
    """All entries, oldest first."""

    entries: list[Entry] = field(default_factory=list)

    def open(self, entry: Entry) -> Entry:
        """Note the arrival of a call."""
        self.entries.append(entry)
        return entry

    def clear(self) -> None:
        """Forget all calls."""
        self.entries = []

    def as_json(self) -> dict[str, Any]:
        """Give the whole ledger."""
        return {"items": [entry.as_json() for entry in self.entries]}
