"""The simulator as tests see it: in process or over a socket, and short words for what most of them need."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import httpx

from apisim.app import ConnectionCutError, Simulator
from apisim.rates import Rate

NO_LIMIT = Rate(0)
TEMPLATE = "MjIyMjIyMjItMjIyMi00MjIyLTgyMjItMjIyMjIyMjIyMjIy"
NORTH_TEMPLATE = "NjY2NjY2NjYtNjY2Ni00NjY2LTg2NjYtNjY2NjY2NjY2NjY2"
PARTNER = "Y2lzY29zcGFyazovL3VzL09SR0FOSVpBVElPTi8xMTExMTExMS0xMTExLTQxMTEtODExMS0xMTExMTExMTExMTE"
NORTH = "Y2lzY29zcGFyazovL3VzL09SR0FOSVpBVElPTi80NDQ0NDQ0NC00NDQ0LTQ0NDQtODQ0NC00NDQ0NDQ0NDQ0NDQ"
CRANE = "Y2lzY29zcGFyazovL3VzL09SR0FOSVpBVElPTi81NTU1NTU1NS01NTU1LTQ1NTUtODU1NS01NTU1NTU1NTU1NTU"
ADDRESS = {
    "addressLine1": "77 Main Street",
    "city": "Chicago",
    "stateOrProvince": "IL",
    "zipOrPostalCode": "60601",
    "country": "US",
}
PLACE = {"name": "HQ", "address": ADDRESS, "timezone": "America/Chicago", "language": "en_us"}


class InProcess(httpx.BaseTransport):
    """Calls the application without a socket."""

    def __init__(self, app: Simulator) -> None:
        self._inner = httpx.ASGITransport(app)
        self._runner = asyncio.Runner()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._runner.run(self._handle(request))

    async def _handle(self, request: httpx.Request) -> httpx.Response:
        again = httpx.Request(request.method, request.url, headers=request.headers, content=request.read())
        try:
            answer = await self._inner.handle_async_request(again)
        except ConnectionCutError as error:
            raise httpx.ReadError(str(error)) from error
        return httpx.Response(answer.status_code, headers=answer.headers, content=await answer.aread())

    def close(self) -> None:
        self._runner.close()


@dataclass
class Api:
    """The API and the side door of one simulator."""

    client: httpx.Client
    token: str = "sim-full"

    def call(
        self, method: str, path: str, body: Any = None, *, token: str | None = None, **query: Any
    ) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token or self.token}"}
        address = path if path.startswith("http") else f"/v1{path}"
        return self.client.request(method, address, json=body, params=query or None, headers=headers)

    def get(self, path: str, **query: Any) -> httpx.Response:
        return self.call("GET", path, **query)

    def post(self, path: str, body: Any, **query: Any) -> httpx.Response:
        return self.call("POST", path, body, **query)

    def put(self, path: str, body: Any, **query: Any) -> httpx.Response:
        return self.call("PUT", path, body, **query)

    def patch(self, path: str, body: Any, **query: Any) -> httpx.Response:
        return self.call("PATCH", path, body, **query)

    def delete(self, path: str, body: Any = None, **query: Any) -> httpx.Response:
        return self.call("DELETE", path, body, **query)

    def side(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.client.request(method, f"/_sim{path}", json=body)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    def state(self, kind: str) -> list[dict[str, Any]]:
        return self.side("GET", "/state")[kind]

    def edit(self, kind: str, change: Any, name: str | None = None) -> Any:
        return self.side("POST", "/edit", {"kind": kind, "set": change} | ({"id": name} if name else {}))

    def outcome(self, match: dict[str, str], then: Any) -> None:
        self.side("POST", "/outcomes", {"match": match, "then": then})

    def ledger(self) -> list[dict[str, Any]]:
        return self.side("GET", "/ledger")["items"]

    def new_customer(self, **changes: Any) -> httpx.Response:
        query = {"onBehalfOfSubPartnerOrgId": changes.pop("behalf")} if "behalf" in changes else {}
        return self.post("/wholesale/customers", customer_body(**changes), **query)

    def customer(self, **changes: Any) -> Customer:
        url = self.new_customer(**changes).json()["url"]
        return Customer(self, url, self.get(url).json())


@dataclass
class Customer:
    """A provisioned customer with its main location, and what can be added to it."""

    api: Api
    url: str
    seen: dict[str, Any]
    counter: int = field(default=0)

    @property
    def id(self) -> str:
        return self.seen["id"]

    @property
    def org(self) -> str:
        return self.seen["orgId"]

    @property
    def status(self) -> str:
        return self.api.get(self.url).json()["status"]

    @property
    def location(self) -> str:
        return self.api.get("/locations", orgId=self.org).json()["items"][0]["id"]

    def add_numbers(self, *numbers: str, **members: Any) -> httpx.Response:
        path = f"/telephony/config/locations/{self.location}/numbers"
        return self.api.post(path, {"phoneNumbers": list(numbers), **members}, orgId=self.org)

    def new_user(self, email: str, package: str = "webex_calling", **changes: Any) -> httpx.Response:
        packages = changes.pop("packages", [package])
        self.counter += 1
        parameters = {
            "firstName": "Ada",
            "lastName": "Lovelace",
            "extension": str(100 + self.counter),
            **changes,
        }
        kept = {name: value for name, value in parameters.items() if value is not None}
        body = {"customerId": self.id, "email": email, "packages": packages, "provisioningParameters": kept}
        return self.api.post("/wholesale/subscribers", body)

    def user(self, email: str, package: str = "webex_calling", **changes: Any) -> dict[str, Any]:
        answer = self.new_user(email, package, **changes)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def person(self, user: dict[str, Any]) -> dict[str, Any]:
        return self.api.get(f"/people/{user['personId']}", callingData="true").json()


def customer_body(**changes: Any) -> dict[str, Any]:
    body = {
        "provisioningId": TEMPLATE,
        "packages": ["webex_calling", "webex_meetings"],
        "externalId": "acme-1001",
        "address": ADDRESS,
        "customerInfo": {"name": "Acme Dental", "primaryEmail": "office@acme.example"},
        "provisioningParameters": {"calling": {"location": PLACE}},
        **changes,
    }
    return {name: value for name, value in body.items() if value is not None}
