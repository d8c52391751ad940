"""What tests of workspaces, devices and emergency calling need: a customer with rooms, numbers and phones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulated import Customer

NUMBER, OTHER, THIRD = "+13125550100", "+13125550101", "+13125550102"
MAC, OTHER_MAC = "AABBCCDDEE01", "AABBCCDDEE02"
BASIC, PROFESSIONAL = "common_area_calling", "webex_calling"


@dataclass
class Site:
    """A customer with common areas, and short words for its rooms and phones."""

    customer: Customer

    @property
    def org(self) -> str:
        return self.customer.org

    @property
    def api(self) -> Any:
        return self.customer.api

    def license(self, package: str) -> str:
        return next(
            row["id"]
            for row in self.api.state("licenses")
            if row["package"] == package and row["orgId"] == self.org
        )

    def plain_location(self) -> str:
        address = {"address1": "1 Elm Street", "city": "Chicago", "state": "IL", "postalCode": "60601"}
        body = {"name": "Annex", "timeZone": "America/Chicago", "address": {**address, "country": "US"}}
        languages = {"preferredLanguage": "en_US", "announcementLanguage": "en_us"}
        return self.api.post("/locations", {**body, **languages}, orgId=self.org).json()["id"]

    def new_room(self, line: dict[str, Any] | None = None, **members: Any) -> Any:
        body = {"displayName": "Lobby", "orgId": self.org, "supportedDevices": "phones", **members}
        if line is not None:
            line = {"locationId": self.customer.location, **line}
            body["calling"] = {"type": "webexCalling", "webexCalling": line}
        return self.api.post("/workspaces", body)

    def room(self, package: str = BASIC, **line: Any) -> dict[str, Any]:
        line = line or {"extension": "900"}
        answer = self.new_room({"licenses": [self.license(package)], **line})
        assert answer.status_code == 201, answer.text
        return answer.json()

    def new_phone(self, mac: str = MAC, model: str = "DMS Cisco 8845", **owner: Any) -> Any:
        return self.api.post("/devices", {"mac": mac, "model": model, **owner}, orgId=self.org)

    def new_code(self, **members: Any) -> Any:
        return self.api.post("/devices/activationCode", members, orgId=self.org)

    def devices(self, **query: Any) -> list[dict[str, Any]]:
        return self.api.get("/devices", orgId=self.org, **query).json()["items"]

    def owner_of(self, number: str) -> Any:
        found = self.api.get("/telephony/config/numbers", orgId=self.org, phoneNumber=number).json()
        return found["phoneNumbers"][0].get("owner")


def first_code(answer: Any) -> Any:
    return answer.json()["errors"][0].get("errorCode")
