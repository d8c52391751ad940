"""The simulator in process, as it is at its start."""

from __future__ import annotations

import pytest
from cloud import Cloud


@pytest.fixture
def cloud() -> Cloud:
    return Cloud()
