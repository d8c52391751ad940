"""What `wholesale status` prints for machines: a contract; `schemaVersion` counts its changes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from wholesale.engine.parked import OVER, counts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wholesale.engine.parked import Parked

SCHEMA_VERSION = 1


def rendered(found: Sequence[Parked], stacks: Sequence[str], never_run: Sequence[str]) -> str:
    """Every parked record, as one JSON object; those to act on come first."""
    told = {
        "schemaVersion": SCHEMA_VERSION,
        "stacks": list(stacks),
        "neverRun": list(never_run),
        "counts": counts(found),
        "parked": [_parked(one) for one in _ordered(found)],
    }
    return json.dumps(told, indent=2, ensure_ascii=False)


def _ordered(found: Sequence[Parked]) -> list[Parked]:
    phases = list(counts(found))
    return sorted(found, key=lambda one: (phases.index(one.phase), one.stack, one.reference.key))


def _parked(one: Parked) -> dict[str, Any]:
    return {
        "stack": one.stack,
        "kind": one.reference.kind,
        "key": one.reference.key,
        "phase": one.phase,
        "reason": one.reason,
        "since": one.since or None,
        "until": one.until or None,
        "endedBy": one.ended_by,
        "over": one.phase == OVER,
    }
