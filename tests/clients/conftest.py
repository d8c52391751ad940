"""Fixtures: wxc_sdk, with nothing changed but the address it calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from wxc_sdk import WebexSimpleApi
from wxc_sdk.rest import RestSession
from wxc_sdk.tokens import Tokens

from apisim.areas import load, routes
from apisim.rulebook import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulator_process import SimulatorProcess

TEMPLATE = "MjIyMjIyMjItMjIyMi00MjIyLTgyMjItMjIyMjIyMjIyMjIy"
ADDRESS = {
    "addressLine1": "77 Main Street",
    "city": "Chicago",
    "stateOrProvince": "IL",
    "zipOrPostalCode": "60601",
    "country": "US",
}
PLACE = {"name": "HQ", "address": ADDRESS, "timezone": "America/Chicago", "language": "en_us"}
NUMBERS = ["+13125550101", "+13125550102", "+13125550103"]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave a test out whose operations or rules are not built yet."""
    for mark in item.iter_markers("needs"):
        load()
        missing = set(mark.args) - set(routes()) - set(RULES)
        if missing:
            pytest.skip(f"not built yet: {', '.join(sorted(missing))}")


@pytest.fixture
def sdk(simulator: SimulatorProcess) -> Iterator[WebexSimpleApi]:
    """The client; its answers are models that it has checked."""

    class Session(RestSession):
        BASE = simulator.url

    session = Session(tokens=Tokens(access_token="sim-full"), concurrent_requests=2)
    session.trust_env = False
    with session:
        yield WebexSimpleApi(tokens="sim-full", session=session)


@dataclass(frozen=True)
class Wholesale:
    """The wholesale calls, through the client's session: it has no names for them."""

    session: RestSession

    def post(self, path: str, body: Any) -> Any:
        return self.session.rest_post(self.session.ep(f"wholesale/{path}"), json=body)

    def get(self, path: str) -> Any:
        return self.session.rest_get(self.session.ep(f"wholesale/{path}"))

    def put(self, path: str, body: Any) -> Any:
        return self.session.rest_put(self.session.ep(f"wholesale/{path}"), json=body)

    def delete(self, path: str) -> Any:
        return self.session.rest_delete(self.session.ep(f"wholesale/{path}"))

    def list(self, path: str, **query: str) -> list[Any]:
        return list(self.session.follow_pagination(self.session.ep(f"wholesale/{path}"), params=query))


@pytest.fixture
def wholesale(sdk: WebexSimpleApi) -> Wholesale:
    return Wholesale(sdk.session)


@dataclass(frozen=True)
class Acme:
    """A provisioned customer: its organization, and its main location."""

    wholesale: Wholesale
    id: str
    org: str
    location: str

    def user(
        self, email: str, extension: str, package: str = "webex_calling", **members: str
    ) -> dict[str, Any]:
        parameters = {"firstName": "Ada", "lastName": "Lovelace", "extension": extension, **members}
        body = {"customerId": self.id, "email": email, "packages": [package]}
        made: dict[str, Any] = self.wholesale.post(
            "subscribers", {**body, "provisioningParameters": {**parameters, "locationId": self.location}}
        )
        return made


def customer_body(external_id: str = "acme-1001", name: str = "Acme Dental") -> dict[str, Any]:
    return {
        "provisioningId": TEMPLATE,
        "packages": ["webex_calling", "webex_meetings"],
        "externalId": external_id,
        "address": ADDRESS,
        "customerInfo": {"name": name, "primaryEmail": f"office@{external_id}.example"},
        "provisioningParameters": {"calling": {"location": PLACE}},
    }


@pytest.fixture
def acme(sdk: WebexSimpleApi, wholesale: Wholesale) -> Acme:
    wholesale.post("customers", customer_body())
    customer = wholesale.list("customers", externalId="acme-1001")[0]
    location = next(iter(sdk.locations.list(org_id=customer["orgId"])))
    return Acme(wholesale, customer["id"], customer["orgId"], location.location_id or "")
