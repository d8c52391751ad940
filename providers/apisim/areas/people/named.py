"""The person that the path of a call names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import ids, tenants
from apisim.areas.people.amendments import GET, UPDATE
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.calls import Call
    from apisim.store import Record

DELETE = "Delete_a_Person"


@rule(
    "people.wrong-id",
    "An id of another kind is a 400, Wrong type of Webex ID provided.",
    "L2 obs §1",
    of=(GET, UPDATE, DELETE),
)
def person(call: Call) -> Record:
    """Give the person of the path, in any organization that the token reaches."""
    found = call.world["people"].get(ids.read(call.params["personId"], "PEOPLE"))
    return tenants.in_reach(call, found, "Person")


def person_of_organization(call: Call) -> Record:
    """Give the person of the path, in the organization that the call is about."""
    found = call.world["people"].get(ids.read(call.params["personId"], "PEOPLE"))
    return tenants.in_organization(call, found, "Person")
