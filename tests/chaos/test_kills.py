"""A run that is killed at any moment: the next one makes good what it left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from deeds import DEEDS
from grounds import Ground
from kills import BOUNDARIES, VICTIMS, Kill, kills
from starts import Start

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from deeds import Deed

pytestmark = pytest.mark.slow

FOR_CI = (
    "create customer, before the write, SIGINT",
    "create customer, sent, unanswered, kill -9 CLI",
    "create customer, answer seen, kill -9 plug-in",
    "create customer, while polling, SIGTERM",
    "create customer, while polling, kill -9 program",
    "create users of new customer, sent, unanswered, kill -9 plug-in",
    "create users of new customer, answer seen, kill -9 CLI",
    "create users of new customer, between states, kill -9 CLI",
    "create user, answer seen, SIGTERM",
    "create user, while polling, SIGINT twice",
    "change packages of customer, while polling, kill -9 CLI",
    "change person, sent, unanswered, kill -9 program",
    "change person, between states, SIGTERM",
    "remove customer, while polling, SIGINT",
    "remove customer, answer seen, kill -9 plug-in",
)
KILLS = {kill.name: kill for kill in kills(DEEDS)}


@pytest.fixture(scope="session")
def ground_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Deed], Ground]]:
    """Gives the ground of a deed; it is made once for each worker of the tests."""
    starts: list[Start] = []
    grounds: dict[str, Ground] = {}

    def start_of(deed: Deed) -> Start:
        found = next((one for one in starts if one.data == deed.before), None)
        if found is None:
            starts.append(found := Start(tmp_path_factory.mktemp("start"), deed.before))
        return found

    def ground(deed: Deed) -> Ground:
        if deed.name not in grounds:
            made = Ground(deed, start_of(deed), tmp_path_factory.mktemp("ground"))
            grounds[deed.name] = made.__enter__()
        return grounds[deed.name]

    yield ground
    for one in grounds.values():
        one.__exit__()


@pytest.mark.parametrize("kill", [KILLS[name] for name in FOR_CI], ids=lambda kill: kill.name)
def test_after_a_hit_the_next_run_converges_and_nothing_stays_behind(
    kill: Kill, ground_of: Callable[[Deed], Ground]
) -> None:
    assert ground_of(kill.deed).carry_out(kill).problems == ()


def test_the_bounded_form_hits_every_victim_and_every_boundary() -> None:
    chosen = [KILLS[name] for name in FOR_CI]
    assert {kill.victim for kill in chosen} == set(VICTIMS)
    assert {kill.boundary for kill in chosen} == set(BOUNDARIES)
