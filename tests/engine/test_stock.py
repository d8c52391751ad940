"""Without the `plugins` line of Pulumi.yaml, the stock server runs the same operations on the same state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from engine_project import written

if TYPE_CHECKING:
    from engine_project import Project

pytestmark = pytest.mark.slow


@pytest.fixture
def stock(project: Project) -> Project:
    """The first customer's project, under the stock server."""
    project.serve("stock")
    return project


def test_it_makes_the_customer_and_writes_nothing_the_second_time(stock: Project, simulator: Any) -> None:
    ran = stock.up()
    assert ran.code == 0, ran.text
    assert written(simulator) == ["POST wholesale/customers 202", *["POST wholesale/subscribers 200"] * 5]
    assert stock.pulumi("preview", "--expect-no-changes").code == 0
    assert stock.up().code == 0
    assert written(simulator) == []


def test_a_state_moves_between_both_servers_without_a_change(stock: Project, simulator: Any) -> None:
    assert stock.up().code == 0
    simulator.clear_ledger()
    stock.serve("own")
    assert stock.pulumi("preview", "--expect-no-changes").code == 0
    assert stock.up().code == 0
    stock.serve("stock")
    assert stock.pulumi("preview", "--expect-no-changes").code == 0
    assert written(simulator) == []


def test_it_carries_out_an_edit(stock: Project, simulator: Any) -> None:
    assert stock.up().code == 0
    simulator.clear_ledger()

    def edit(data: dict[str, Any]) -> None:
        customer = data["customers"]["lakeside"]
        customer["packages"]["webex_suite"] = {}
        customer["users"]["ben"]["package"] = "webex_suite"
        del customer["users"]["eli"]

    stock.edit(edit)
    ran = stock.up()
    assert ran.code == 0, ran.text
    assert written(simulator) == [
        "PUT wholesale/customers 202",
        "PUT wholesale/subscribers 200",
        "DELETE wholesale/subscribers 204",
    ]


def test_its_destroy_writes_nothing(stock: Project, simulator: Any) -> None:
    assert stock.up().code == 0
    simulator.clear_ledger()
    assert stock.pulumi("destroy", "--yes", "--skip-preview").code == 1
    assert written(simulator) == []
