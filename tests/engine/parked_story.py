"""One stack with a healthy customer and every kind of hold, told once from the first run to the last.

Several tests look at it, each at one promise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine_project import Project, rows
from stackfiles import caller, calling_customer, customer, user, written_as

if TYPE_CHECKING:
    from pathlib import Path

    from engine_project import Ran

STACK = "parked"
REVIEW_HOURS = 72
LISTS = ("/wholesale/customers", "/wholesale/subscribers", "/people", "/locations")


@dataclass(frozen=True)
class Step:
    """One run: how it ended, what it wrote, and which records are not ready after it."""

    ran: Ran
    writes: list[str]
    waiting: dict[str, str]


@dataclass(frozen=True)
class Story:
    """The runs, in order.

    Args:
        first: makes all that can be made.
        later: three plain runs while everything is held.
        hidden: a run in which every list lacks a row.
        adopted: a run after a customer in review was taken out of the state.
        released: the run after the holds have ended, well or not.
        settled: the one after it.
        readopted: a run after a customer that ended in error was taken out of the state.
        orders: the POSTs of customers in the whole story.
    """

    first: Step
    later: tuple[Step, ...]
    hidden: Step
    adopted: Step
    released: Step
    settled: Step
    readopted: Step
    orders: list[str]


CUSTOMERS: dict[str, dict[str, Any]] = {
    "healthy": customer(users={"ada": user("ada"), "ben": user("ben")}, firstAdministrator="ada"),
    "held": customer(users={"cleo": user("cleo")}, firstAdministrator="cleo"),
    "lapsed": customer(users={"dora": user("dora")}, firstAdministrator="dora"),
    "denied": customer(users={"emil": user("emil")}, firstAdministrator="emil"),
    "broken": customer(users={"fred": user("fred")}, firstAdministrator="fred"),
    "serviced": calling_customer(
        users={"gus": user("gus"), "hal": caller("hal", "101")}, firstAdministrator="gus"
    ),
    "asking": customer(users={"ida": user("ida"), "jon": user("jon")}, firstAdministrator="ida"),
}


def told(folder: Path, simulator: Any) -> Story:
    """Run it all."""
    project = Project(folder, simulator.url)
    for handle, block in CUSTOMERS.items():
        block |= {"name": handle.title(), "primaryEmail": f"office@{handle}.example"}
    written_as(STACK, project.stacks, CUSTOMERS)
    for handle in ("held", "lapsed", "denied"):
        simulator.outcome({"externalId": handle}, "review")
    simulator.outcome({"externalId": "broken"}, "error")
    simulator.outcome({"externalId": "serviced"}, {"package": "webex_calling", "warning": 2560})
    simulator.outcome({"email": "ida@acme.example"}, "consent")
    first = _run(project, simulator)
    later = tuple(_run(project, simulator, preview=True) for _ in range(3))
    simulator.faults([{"method": "GET", "path": path, "do": "short"} for path in LISTS])
    hidden = _run(project, simulator)
    simulator.faults([])
    assert project.forget("Customer::lapsed", STACK).code == 0
    adopted = _run(project, simulator)
    _release(simulator)
    released = _run(project, simulator)
    settled = _run(project, simulator, preview=True)
    assert project.forget("Customer::lapsed", STACK).code == 0
    assert project.forget("Customer::denied", STACK).code == 0
    readopted = _run(project, simulator)
    orders = [row for row in rows(simulator.writes()) if row.startswith("POST wholesale/customers")]
    return Story(first, later, hidden, adopted, released, settled, readopted, orders)


def _run(project: Project, simulator: Any, *, preview: bool = False) -> Step:
    """One `pulumi up`; with `preview` a plain one, as people type it."""
    before = len(simulator.writes())
    ran = project.pulumi("up", "--yes", stack=STACK) if preview else project.up(stack=STACK)
    return Step(ran, rows(simulator.writes()[before:]), project.waiting(STACK))


def _release(simulator: Any) -> None:
    """Cleared, consented, denied; and 72 hours later, when no maintenance lasts any more."""
    ids = {one["externalId"]: one["id"] for one in simulator.state()["customers"]}
    simulator.side("POST", f"/reviews/{ids['held']}", {"verdict": "clear"})
    simulator.side("POST", f"/reviews/{ids['denied']}", {"verdict": "deny"})
    asked = next(one["id"] for one in simulator.state()["subscribers"] if one["email"].startswith("ida"))
    simulator.side("POST", f"/consents/{asked}")
    simulator.advance(REVIEW_HOURS * 3600)
