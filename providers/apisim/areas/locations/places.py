"""The location that a path is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import tenants
from apisim.areas.locations import state
from apisim.errors import not_found

if TYPE_CHECKING:
    from apisim.calls import Call
    from apisim.store import Record


def location_of(call: Call) -> Record:
    """Give the location of the path."""
    return tenants.in_organization(call, state.find(call.world, call.params["locationId"]), "Location")


def calling_location(call: Call) -> Record:
    """Give the location of the path, which must be enabled for calling."""
    location = location_of(call)
    if not location["calling"]:
        raise not_found("Location not found, or not enabled for calling.")
    return location
