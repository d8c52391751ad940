"""What is refused about emergency calling (observations §1, §9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import ids
from apisim.areas.emergency import state
from apisim.areas.people import state as people
from apisim.areas.people.emails import check_email
from apisim.areas.workspaces import state as workspaces
from apisim.errors import Json, bad_request, calling_error
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.store import Record
    from apisim.world import World

UNAUTHORIZED, READ_ONLY, WITHOUT_NUMBER, MISSING, INVALID = 4003, 25100, 27402, 25008, 25024
PERSON_READS = ("Get_a_Person_Emergency_Callback_Number", "Update_a_Person_Emergency_Callback_Number")
PLACE_READS = ("Get_a_Workspace_Emergency_Callback_Number", "Update_a_Workspace_Emergency_Callback_Number")
WRITES = (PERSON_READS[1], PLACE_READS[1])
OF_LOCATION = "Update_a_Location_Emergency_callback_number"


@rule(
    "emergency.without-calling",
    "Calling settings of a person without a calling license, or still invited, are a 400 with 4003.",
    "L2 obs §1",
    of=PERSON_READS,
)
def check_has_line(world: World, member: Record) -> Record:
    """Give the location of a person or workspace with a line, or refuse one without."""
    if state.kind_of(member) == workspaces.KIND:
        has_line = workspaces.is_calling(member)
    else:
        has_line = people.is_calling(world, member) and member.get("invitePending") != "true"
    location = world["locations"].get(ids.key_of(member["locationId"])) if member["locationId"] else None
    if not has_line or location is None or not location["calling"]:
        raise bad_request("Unauthorized request", UNAUTHORIZED)
    return location


@rule(
    "emergency.none-is-read-only",
    "`NONE` can be read but not chosen: 400 with 25100.",
    "L2 obs §9",
    of=WRITES,
)
@rule(
    "emergency.direct-line",
    "`DIRECT_LINE` can be chosen for somebody without a number: 204.",
    "L2 obs §9",
    of=WRITES,
)
def read_choice(world: World, location: Record, body: Json) -> Json:
    """Give what a body chooses as callback number."""
    if body["selected"] == state.NOTHING:
        raise bad_request("selected: NONE cannot be chosen", READ_ONLY, at="selected")
    if body["selected"] != state.MEMBER_NUMBER:
        return {"selected": body["selected"], "memberId": None}
    return {"selected": body["selected"], "memberId": _read_member(world, location, body)["id"]}


@rule(
    "emergency.member-needs-number",
    "`LOCATION_MEMBER_NUMBER` with a member that has no number is a 400 with 27402.",
    "L2 obs §9",
    of=(*WRITES, OF_LOCATION),
)
@rule(
    "emergency.member-of-location",
    "The member whose number is chosen is named, and has its line at the same location: otherwise 400.",
    "I §14.2",
    of=(*WRITES, OF_LOCATION),
)
def _read_member(world: World, location: Record, body: Json) -> Record:
    named = body.get("locationMemberId")
    if not named:
        raise bad_request("locationMemberId is mandatory", MISSING, at="locationMemberId")
    ids.read(named, *state.MEMBERS)
    member = state.member_of(world, named)
    if member is None or member["locationId"] != location["id"]:
        raise bad_request("locationMemberId: no member of the location", INVALID, at="locationMemberId")
    if not state.number_of(member):
        raise calling_error(WITHOUT_NUMBER, "The member has no phone number")
    return member


@rule(
    "emergency.callback-stays-active",
    "A number that serves as somebody's callback number cannot be deactivated: 400.",
    "L2 obs §9",
    of="Manage_Number_State_in_a_location",
)
def check_no_callback(world: World, location: Record, rows: list[Record]) -> None:
    """Refuse numbers that emergency services would call back."""
    for row in rows:
        if state.serves(world, location, row["phoneNumber"]):
            raise bad_request(f"{row['phoneNumber']} is an emergency callback number")


def check_address(body: Json) -> Json:
    """Give the e-mail of a notification where a body has one; an empty text takes it away (inferred)."""
    if body.get("emailAddress"):
        check_email(body["emailAddress"], "emailAddress")
    return body
