"""How many calls of the API are in flight at once."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(slots=True)
class Load:
    """The calls that arrived and have no answer yet, and the most there were at a time."""

    now: int = 0
    most: int = 0

    @contextmanager
    def call(self) -> Iterator[None]:
        """Count a call while it runs."""
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            yield
        finally:
            self.now -= 1

    def forget(self) -> None:
        """Forget all calls that are over."""
        self.most = self.now

    def as_json(self) -> dict[str, int]:
        """Give both figures."""
        return {"inFlight": self.now, "mostInFlight": self.most}
