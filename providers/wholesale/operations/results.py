"""What became of an operation, and the outputs that stand in the state for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from wholesale.vocabulary.record import Home, Live, Phase

CONTROL = ("apiId", "phase", "reason", "since", "customerId", "organizationId")
"""The outputs that are no inputs."""

SECONDS = "%Y-%m-%dT%H:%M:%SZ"
"""How a moment is written: ISO 8601, in UTC."""


@dataclass(frozen=True, slots=True)
class Result:
    """Where a record stands now.

    Args:
        api_id: the API's id; empty while there is none.
        phase: `ready`, or what keeps it.
        reason: why, where the phase is not `ready`.
        home: the live customer that it belongs to.
        since: when the phase was entered, in UTC to the second; empty where it is `ready`.
    """

    api_id: str
    phase: Phase
    reason: str = ""
    home: Home | None = None
    since: str = ""

    def entered(self, last: Mapping[str, Any], now: datetime) -> Result:
        """The result, knowing since when: as long as the phase is the same, what the last run noted.

        Args:
            last: the outputs of the state; empty for a new record.
            now: the time, in UTC.
        """
        if self.phase == "ready":
            return replace(self, since="")
        kept = str(last.get("since") or "") if last.get("phase") == self.phase else ""
        return replace(self, since=kept or now.strftime(SECONDS))

    def outputs(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """The outputs of a record with these inputs."""
        return {
            **inputs,
            "apiId": self.api_id,
            "phase": self.phase,
            "reason": self.reason,
            "since": self.since,
            "customerId": self.home.customer_id if self.home else "",
            "organizationId": (self.home.org_id if self.home else None) or "",
        }


def of(live: Live) -> Result:
    """The result of an operation that left this thing behind."""
    return Result(live.api_id, live.phase, live.reason, live.home)


def waiting(reason: str, home: Home | None = None, api_id: str = "") -> Result:
    """The result of an operation that did nothing, because something else has to be there first."""
    return Result(api_id, "waiting", reason, home)
