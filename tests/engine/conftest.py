"""The fixtures of the engine's tests, and what is left out where Pulumi's own server stands in."""

from __future__ import annotations

from typing import Any

import pytest
from engine_project import SERVER, project

__all__ = ["project"]

STOCK = "the stock server: "


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "own_server(why): what only our own server can do; left out with TEST_SERVER=stock"
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if SERVER == "stock":
        for item in items:
            if mark := item.get_closest_marker("own_server"):
                item.add_marker(pytest.mark.skip(reason=STOCK + mark.args[0]))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """List what was left out, and why."""
    if SERVER != "stock":
        return
    terminalreporter.section("what the stock server cannot do")
    for report in terminalreporter.stats.get("skipped", ()):
        terminalreporter.line(f"{report.nodeid}: {report.longrepr[2].rpartition(STOCK)[2]}")
