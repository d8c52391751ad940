"""The location that a path of emergency calling is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import tenants
from apisim.areas.locations import state as locations
from apisim.errors import not_found

if TYPE_CHECKING:
    from apisim.calls import Call
    from apisim.store import Record


def calling_location(call: Call) -> Record:
    """Give the location of the path, which must be enabled for calling."""
    found = locations.find(call.world, call.params["locationId"])
    location = tenants.in_organization(call, found, "Location")
    if not location["calling"]:
        raise not_found("Location not found, or not enabled for calling.")
    return location
