"""What the calls of a campaign find: a customer with everything that the simulator can hold by now."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import requests
from bodies import (
    ADA,
    ANNEX,
    BARN,
    BODIES,
    CUSTOMER,
    EMPTY_CUSTOMER,
    JOAN,
    KAY,
    MOVED,
    NUMBERS,
    REPORT,
    SCIM_USER,
    SHED,
    WORKSPACE,
    filled,
)
from schemathesis.python.asgi import get_client

from apisim.app import Simulator
from apisim.areas import routes
from apisim.description import Operation, operations
from apisim.rates import Rate
from apisim.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

Json = dict[str, Any]
TOKEN = {"Authorization": "Bearer sim-full"}
PARTNER = "Y2lzY29zcGFyazovL3VzL09SR0FOSVpBVElPTi8xMTExMTExMS0xMTExLTQxMTEtODExMS0xMTExMTExMTExMTE"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is made: by which operation, with which body, and the names of what its answer gives."""

    operation: str
    names: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    outcome: Any = None


STEPS = (
    Step("Provision_a_Wholesale_Customer", {"customerId": "url"}, CUSTOMER),
    Step("Get_a_Wholesale_Customer", {"orgId": "orgId"}),
    Step("listLocations", {"locationId": "items.0.id"}),
    Step("Retrieve_PSTN_Connection_Options_for_a_Location", {"optionId": "items.0.id"}),
    Step("Setup_PSTN_Connection_for_a_Location"),
    Step("Add_Phone_Numbers_to_a_location", body={"phoneNumbers": NUMBERS}),
    Step("Provision_a_Wholesale_Subscriber", {"subscriberId": "id", "personId": "personId"}, ADA),
    Step(
        "Provision_a_Wholesale_Subscriber",
        {"pendingSubscriberId": "id"},
        JOAN,
        {"match": {"email": JOAN["email"]}, "then": "consent"},
    ),
    Step("Provision_a_Wholesale_Subscriber", {"moverId": "personId"}, KAY),
    Step("createLocation", {"otherLocationId": "id"}, ANNEX),
    Step("Enable_a_Location_for_Webex_Calling", body={**ANNEX, "id": "$otherLocationId"}),
    Step("createLocation", {"bareLocationId": "id"}, BARN),
    Step("List_Licenses", {"licenseId": "items.0.id"}),
    Step("List_Roles", {"roleId": "items.0.id"}),
    Step("Create_a_Wholesale_Billing_Report", {"reports": "id"}, REPORT),
    Step("createLocation", {"shedLocationId": "id"}, SHED),
    Step("Enable_a_Location_for_Webex_Calling", body={**SHED, "id": "$shedLocationId"}),
    Step(
        "Disable_Location_For_Webex_Calling",
        {"deleteCallingLocation": "id"},
        {"locationId": "$shedLocationId"},
    ),
    Step("createWorkspace", {"workspaceId": "id"}, WORKSPACE),
    Step("Create_a_Device_by_MAC_Address", {"deviceId": "id"}),
    Step("addEmergencyAddressToLocation", {"addressId": "id"}),
    Step("Get_My_Own_Details", {"adminId": "id"}),
    Step("Create_or_Update_an_Organization_Setting", {"settingKey": "key"}),
    Step("Create_a_user", {"userId": "id"}, SCIM_USER),
    Step("Get_Domain_Verification_Token"),
    Step("Get_Domain_Verification_Token", body={"domain": "verified.example"}),
    Step("Verify_Domain", body={"domain": "verified.example"}),
    Step("Get_Domain_Verification_Token", body={"domain": "claimed.example"}),
    Step("Verify_Domain", body={"domain": "claimed.example"}),
    Step("Claim_Domain", body={"data": [{"domain": "claimed.example"}]}),
    Step("Create_an_Account_and_Admin_in_RedSky"),
    Step("Create_a_RedSky_Building_Address_and_Alert_Email_for_a_Location"),
    Step("Initiate_Bulk_Activation_Email_Resend_Job", {"sendActivationEmails": "id"}),
    Step("Initiate_Number_Jobs", {"manageNumbers": "id"}),
    Step(
        "Validate_or_Initiate_Move_Users_Job",
        {"moveLocation": "response.jobDetails.id"},
        {"usersList": [MOVED]},
    ),
    Step("Provision_a_Wholesale_Customer", {"emptyCustomerId": "url"}, EMPTY_CUSTOMER),
    Step("List_Wholesale_Customers"),
)


@dataclass(frozen=True)
class Ground:
    """One simulator that calls are made to."""

    session: requests.Session
    url: str

    def call(self, method: str, path: str, body: Any = None, **query: str) -> requests.Response:
        return self.session.request(
            method, f"{self.url}{path}", json=body, params=query, headers=TOKEN, timeout=30
        )

    def side(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.session.request(
            method, f"{self.url.removesuffix('/v1')}/_sim{path}", json=body, timeout=30
        )
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def restore(self) -> None:
        """Go back to the start, at which all that was grown is there."""
        self.side("POST", "/reset")


@dataclass
class Growth:
    """What was made: all records, the ids that calls need, by name, and what was refused."""

    records: Json = field(default_factory=dict)
    found: dict[str, str] = field(default_factory=lambda: {"phoneNumber": NUMBERS[0]})
    refused: dict[str, str] = field(default_factory=dict)


@cache
def growth(switches: tuple[str, ...]) -> Growth:
    """Make all that the steps name, as far as it is built."""
    ground, grown = _ground(Settings(seed=1, rate=Rate(0), switches=switches)), Growth()
    for step in STEPS:
        if step.operation in routes():
            _make(ground, grown, step, operations()[step.operation])
    spare = {"displayName": "Spare", "managedBy": [PARTNER]}
    grown.found["spareOrgId"] = ground.side("POST", "/edit", {"kind": "organizations", "set": spare})["id"]
    grown.records = ground.side("GET", "/state")
    return grown


def in_process(switches: tuple[str, ...]) -> Ground:
    """Make a ground without a socket, with all that was grown in it."""
    return _ground(Settings(seed=2, rate=Rate(0), switches=switches, estate=growth(switches).records))


def options(switches: tuple[str, ...], folder: Path) -> list[str]:
    """Give the options of a process that starts with all that was grown in it."""
    file = folder / "estate.json"
    file.write_text(json.dumps(growth(switches).records))
    chosen = [part for switch in switches for part in ("--switch", switch)]
    return ["--rate", "0", "--seed", "2", "--estate", str(file), *chosen]


def over_a_socket(url: str) -> Ground:
    """Make a ground of a running simulator."""
    session = requests.Session()
    session.trust_env = False
    return Ground(session, url)


def _ground(settings: Settings) -> Ground:
    return Ground(get_client(Simulator(settings)), "http://testserver/v1")


def _make(ground: Ground, grown: Growth, step: Step, operation: Operation) -> None:
    found = grown.found
    if step.outcome:
        ground.side("POST", "/outcomes", step.outcome)
    query = {"orgId": found["orgId"]} if operation.declares("orgId") and "orgId" in found else {}
    body = filled(step.body or BODIES.get(operation.id), found)
    answer = ground.call(operation.method, path_of(operation, found), body, **query)
    if not answer.ok:
        grown.refused[operation.id] = f"{answer.status_code} {answer.text}"
        return
    given = answer.json() if answer.content else {}
    found.update({name: _at(given, place) for name, place in step.names.items()})


def path_of(operation: Operation, found: dict[str, str]) -> str:
    """Give the path of an operation with ids that are there, where there are."""
    values = dict(ids_of(operation, found))
    return "/".join(values.get(part[1:-1], part) for part in operation.path.split("/"))


def ids_of(operation: Operation, found: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Give the path's parameters with ids that are there; the segment before says which `jobId` it is."""
    parts = operation.path.split("/")
    for before, part in pairwise(parts):
        name = part[1:-1]
        if part.startswith("{") and (value := found.get(before, found.get(name))):
            yield name, value


def _at(given: Any, place: str) -> Any:
    for part in place.split("."):
        given = given[int(part)] if part.isdecimal() else given[part]
    return given.rsplit("/", 1)[-1]  # an address ends in the id
