"""Stack files from Python values, read as every stack is."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from wholesale.stacks.load import load

if TYPE_CHECKING:
    from wholesale.stacks.stack import Stack

EXAMPLES = Path(__file__).parents[1] / "examples"
TEMPLATES = {
    "us-standard": {"provisioningId": "MjIyMjIyMjItMjIyMi00MjIyLTgyMjItMjIyMjIyMjIyMjIy", "country": "US"},
    "north-us": {
        "owner": "north",
        "provisioningId": "NjY2NjY2NjYtNjY2Ni00NjY2LTg2NjYtNjY2NjY2NjY2NjY2",
        "country": "US",
    },
}
ORGANIZATION = "Y2lzY29zcGFyazovL3VzL09SR0FOSVpBVElPTi8xMTExMTExMS0xMTExLTQxMTEtODExMS0xMTExMTExMTExMTE"
NORTH = "Y2lzY29zcGFyazovL3VzL09SR0FOSVpBVElPTi80NDQ0NDQ0NC00NDQ0LTQ0NDQtODQ0NC00NDQ0NDQ0NDQ0NDQ"
PARTNER: dict[str, Any] = {
    "version": 1,
    "organization": ORGANIZATION,
    "templates": TEMPLATES,
    "subPartners": {"north": {"organization": NORTH}},
}
ADDRESS = {
    "addressLine1": "77 Main Street",
    "city": "Chicago",
    "stateOrProvince": "IL",
    "zipOrPostalCode": "60601",
    "country": "US",
}


def user(handle: str, **more: Any) -> dict[str, Any]:
    """A user of the Meetings package, who needs neither location nor number."""
    whole = {
        "email": f"{handle}@acme.example",
        "firstName": handle.title(),
        "lastName": "Jones",
        "package": "webex_meetings",
    }
    return whole | more


def caller(handle: str, extension: str, **more: Any) -> dict[str, Any]:
    """A user who calls, at HQ."""
    return user(handle, package="webex_calling", location="HQ", extension=extension) | more


def customer(**more: Any) -> dict[str, Any]:
    """A new customer with the Meetings package and no users."""
    whole = {
        "name": "Acme Dental",
        "primaryEmail": "office@acme.example",
        "template": "us-standard",
        "address": ADDRESS,
        "packages": {"webex_meetings": {}},
    }
    return copy.deepcopy(whole) | more


def calling_customer(**more: Any) -> dict[str, Any]:
    """A new customer with calling, whose main location is HQ."""
    office = {
        "main": True,
        "address": "same",
        "timezone": "America/Chicago",
        "language": "en_us",
        "announcementLanguage": "en_us",
    }
    packages = {"webex_calling": {}, "webex_meetings": {}, "attendant_console": {}}
    return customer(packages=packages, locations={"HQ": office}) | more


def written(
    folder: Path, customers: dict[str, Any], *, partner: dict[str, Any] | None = None, **file: Any
) -> Stack:
    """The stack `acme` of these customers; further keys of its file and of partner.yaml as they are."""
    return written_as("acme", folder, customers, partner=partner, **file)


def written_as(
    name: str, folder: Path, customers: dict[str, Any], *, partner: dict[str, Any] | None = None, **file: Any
) -> Stack:
    """The stack of this name."""
    whole = {"version": 1, **file, "customers": customers}
    (folder / f"{name}.yaml").write_text(yaml.safe_dump(whole, sort_keys=False), "utf-8")
    (folder / "partner.yaml").write_text(yaml.safe_dump(PARTNER | (partner or {}), sort_keys=False), "utf-8")
    return load(folder, name)
