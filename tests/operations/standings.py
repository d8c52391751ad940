"""Records as they stand in a state."""

from __future__ import annotations

from typing import Any

from wholesale.vocabulary.record import Reference, Standing


def stands(kind: str, key: str, api_id: str | None = None, **inputs: Any) -> Standing:
    """A record of the state; it was made unless its `api_id` is empty."""
    made = f"id-of-{key}" if api_id is None else api_id
    return Standing(Reference(kind, key), inputs, {**inputs, "apiId": made, "phase": "ready"})


def stood(customer: str, users: int = 0, **more: Any) -> list[Standing]:
    """A customer, its package, and users u0, u1, … in the state."""
    base = [stands("Customer", customer), stands("Package", f"{customer}/webex_meetings")]
    return [*base, *(stands("User", f"{customer}/u{number}", **more) for number in range(users))]
