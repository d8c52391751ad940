"""What `wholesale explain` prints for machines; `schemaVersion` counts its changes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from wholesale.stacks.problems import dotted

if TYPE_CHECKING:
    from wholesale.reports.explained import Explained, Explanation
    from wholesale.stacks.origins import Origin
    from wholesale.stacks.problems import Place

SCHEMA_VERSION = 1


def rendered(explanation: Explanation) -> str:
    """All values as one JSON object (specs/explanation.schema.json)."""
    return json.dumps(
        {
            "schemaVersion": SCHEMA_VERSION,
            "customer": explanation.customer,
            "extends": list(explanation.extends),
            **_place(explanation.place),
            "values": [_value(value) for value in explanation.values],
        },
        indent=2,
        ensure_ascii=False,
    )


def _value(explained: Explained) -> dict[str, Any]:
    traced = explained.value
    first, *over = traced.origins
    return {
        "path": dotted(traced.path),
        "value": traced.value,
        **_origin(first),
        "lockedBy": traced.lock,
        "over": [{"value": origin.value, **_origin(origin)} for origin in over],
        "others": list(explained.others),
    }


def _origin(origin: Origin) -> dict[str, Any]:
    return {"from": origin.layer.name, "because": origin.why or None, **_place(origin.place)}


def _place(place: Place) -> dict[str, Any]:
    return {"file": place.file, "line": place.line, "column": place.column}
