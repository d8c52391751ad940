"""Runs in a row leave nothing behind but what the engine keeps on purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from soaks import problems, soak

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_twenty_runs_in_a_row_leave_no_process_no_open_file_and_no_temporary_file(tmp_path: Path) -> None:
    assert list(problems(list(soak(tmp_path, 20)))) == []
