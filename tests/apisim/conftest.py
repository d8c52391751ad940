"""Fixtures: the same tests in process and over a socket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest
from places import BASIC, NUMBER, OTHER, THIRD, Site
from simulated import NO_LIMIT, Api, Customer, InProcess

from apisim.app import Simulator
from apisim.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(params=["in process", pytest.param("over a socket", marks=pytest.mark.slow)])
def api(request: pytest.FixtureRequest) -> Iterator[Api]:
    """The API as it is at the start; every answer is checked against the published shapes."""
    if request.param == "in process":
        settings = Settings(seed=1, rate=NO_LIMIT, check_answers=True)
        with httpx.Client(transport=InProcess(Simulator(settings)), base_url="http://simulator") as client:
            yield Api(client)
    else:
        process = request.getfixturevalue("simulator")
        with httpx.Client(base_url=process.url.removesuffix("/v1"), trust_env=False) as client:
            yield Api(client)


@pytest.fixture
def api_with() -> Iterator[Callable[..., Api]]:
    """Makes an API in process with settings of its own."""
    clients: list[httpx.Client] = []

    def make(**settings: Any) -> Api:
        whole = Settings(**{"seed": 1, "rate": NO_LIMIT, "check_answers": True, **settings})
        clients.append(httpx.Client(transport=InProcess(Simulator(whole)), base_url="http://simulator"))
        return Api(clients[-1])

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def acme(api: Api) -> Customer:
    """A provisioned customer of the partner."""
    return api.customer()


@pytest.fixture
def site(api: Api) -> Site:
    """A provisioned customer with common areas, meetings and three numbers."""
    customer = api.customer(packages=["webex_calling", BASIC, "webex_meetings"])
    customer.add_numbers(NUMBER, OTHER, THIRD)
    return Site(customer)
