"""Parked: what only time or a person ends holds up nothing else, and nothing is written again meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from parked_story import STACK, Story, told

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine_project import SimulatorProcess

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("parking")]

HELD = {
    **dict.fromkeys(("Customer::held", "Customer::lapsed", "Customer::denied"), "in_review"),
    **dict.fromkeys(
        (
            "Package::held/webex_meetings",
            "Package::lapsed/webex_meetings",
            "Package::denied/webex_meetings",
        ),
        "in_review",
    ),
}
