"""Emergency callback numbers of people, workspaces and locations (observations §9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import ids, tenants
from apisim.areas.emergency import rules, state
from apisim.areas.locations.places import calling_location
from apisim.areas.numbers import state as numbers
from apisim.areas.workspaces import state as workspaces
from apisim.calls import Answer, Call, done, ok
from apisim.paging import by_offset
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.errors import Json
    from apisim.store import Record

SIZE = 2000
MINUTES = "elinExpiryTimeMinutes"
ELIN = ("elinEnabled", "elinForWebexAppEnabled")


def _member(call: Call) -> tuple[Record, Record]:
    """Give the person or workspace of the path, and its location."""
    if "personId" in call.params:
        found = call.world["people"].get(ids.read(call.params["personId"], "PEOPLE"))
        member = tenants.in_organization(call, found, "Person")
    else:
        found = call.world["workspaces"].get(ids.read(call.params["workspaceId"], workspaces.KIND))
        member = tenants.in_organization(call, found, "Workspace")
    return member, rules.check_has_line(call.world, member)


@rule(
    "emergency.basic-workspaces",
    "A Basic workspace has a callback number as a Professional one has.",
    "L2 obs §7",
    of="Get_a_Workspace_Emergency_Callback_Number",
)
@rule(
    "emergency.path",
    "The path says `emergencyCallbackNumber`; `ecbn` in its place is a 404.",
    "L2 obs §9",
    of=("Get_a_Person_Emergency_Callback_Number", "Get_a_Workspace_Emergency_Callback_Number"),
)
@rule(
    "emergency.levels",
    "A callback number that does not apply falls back: own number, that of the location, its main number.",
    "I §14.2",
    of=("Get_a_Person_Emergency_Callback_Number", "Get_a_Workspace_Emergency_Callback_Number"),
)
def get_of_member(call: Call) -> Answer:
    """Show the callback number of a person or workspace."""
    member, location = _member(call)
    chosen, of_location = state.of_member(member), state.location_callback(call.world, location)
    own = state.number_of(member)
    direct = state.Callback(state.DIRECT_LINE, own, state.quality(call.world, location, own)) if own else None
    main = state.main_callback(call.world, location)
    default = {name: value for name, value in main.as_json().items() if name != "effectiveLevel"}
    shown: Json = {"selected": chosen["selected"], **{name: chosen[name] for name in ELIN}}
    shown["directLineInfo"] = {**_phone(own), **state.names(member), **(direct or of_location).as_json()}
    shown["locationECBNInfo"] = {**_phone(of_location.number), **of_location.as_json()}
    return ok({**shown, **_chosen_member(call, location, chosen), "defaultInfo": default})


def _phone(number: str | None) -> Json:
    return {"phoneNumber": number} if number else {}


def _chosen_member(call: Call, location: Record, chosen: Json) -> Json:
    member = state.member_of(call.world, chosen["memberId"]) if chosen["memberId"] else None
    if member is None or chosen["selected"] != state.MEMBER_NUMBER:
        return {}
    number = state.number_of(member)
    fallback = state.main_callback(call.world, location)
    level = state.Callback(state.MEMBER_NUMBER, number, state.quality(call.world, location, number or ""))
    who = {**_phone(number), **state.names(member), "memberId": member["id"]}
    shown = (level if number else fallback).as_json()
    return {"locationMemberInfo": {**who, "memberType": state.kind_of(member), **shown}}


def put_of_member(call: Call) -> Answer:
    """Choose the callback number of a person or workspace."""
    member, location = _member(call)
    chosen = rules.read_choice(call.world, location, call.body)
    flags = {name: call.body[name] for name in ELIN if name in call.body}
    kind = state.MEMBERS[state.kind_of(member)]
    call.world[kind].change(member, callback={**state.of_member(member), **chosen, **flags})
    return done()


@rule(
    "emergency.dependencies",
    "The dependencies tell whether a number is its owner's and its location's, and how many others use it.",
    "L2 obs §9",
    of=(
        "Get_a_Person_Emergency_Callback_Number_Dependencies",
        "Get_a_Workspace_Emergency_Callback_Number_Dependencies",
    ),
)
def get_dependencies(call: Call) -> Answer:
    """Tell who depends on the number of a person or workspace."""
    member, _ = _member(call)
    own = state.of_member(member)["selected"] == state.DIRECT_LINE
    return ok(
        {
            "isLocationEcbnDefault": state.serves_location(call.world, member),
            "isSelfEcbnDefault": own,
            "dependentMemberCount": state.dependents(call.world, member),
        }
    )


@rule(
    "emergency.of-location",
    "A location is called back at its main number or a member's; ELINs last 10 to 1440 minutes, else 60.",
    "L obs §9",
    of=("Get_a_Location_Emergency_callback_number", "Update_a_Location_Emergency_callback_number"),
)
def get_of_location(call: Call) -> Answer:
    """Show the callback number of a location."""
    location = calling_location(call)
    chosen, main = state.of_location(location), state.main_callback(call.world, location)
    minutes = {MINUTES: chosen[MINUTES]}
    number = state.main_number(location)
    info = {**_phone(number), "name": location["name"], **minutes, **main.as_json()}
    shown = {"locationInfo": info, "selected": chosen["selected"], **minutes}
    return ok({**shown, **_chosen_member(call, location, chosen)})


def put_of_location(call: Call) -> Answer:
    """Choose the callback number of a location."""
    location, body = calling_location(call), call.body
    chosen = rules.read_choice(call.world, location, body)
    minutes = {MINUTES: body[MINUTES]} if MINUTES in body else {}
    callback = {**state.of_location(location), **chosen, **minutes}
    emergency = {**location.get("emergency", {}), "callback": callback}
    call.world["locations"].change(location, emergency=emergency)
    return done()


@rule(
    "emergency.available-numbers",
    "As callback numbers the active numbers of the location that a person or workspace has are offered.",
    "I §14.2",
    of=(
        "Get_Person_ECBN_Available_Phone_Numbers",
        "Get_Workspace_ECBN_Available_Phone_Numbers",
        "Get_Location_ECBN_Available_Phone_Numbers",
    ),
)
def list_available(call: Call) -> Answer:
    """List the numbers that can be chosen; filters combine."""
    location = calling_location(call) if "locationId" in call.params else _member(call)[1]
    shown = [_available(call, location, row) for row in state.members_with_number(call.world, location)]
    wanted, name = set(call.listed("phoneNumber")), (call.text("ownerName") or "").lower()
    rows = [
        row
        for row in shown
        if row["state"] == "ACTIVE"
        and (not wanted or row["phoneNumber"] in wanted)
        and name in f"{row['owner']['firstName']} {row['owner']['lastName']}".lower()
    ]
    return by_offset(call, rows, dict, key="phoneNumbers", start="start", size=SIZE, most=SIZE)


def _available(call: Call, location: Record, member: Record) -> Json:
    number = state.number_of(member) or ""
    found = numbers.at_location(call.world, location["id"], number) or {}
    extension = {"extension": member["extension"]} if member["extension"] else {}
    return {
        "phoneNumber": number,
        **extension,
        "state": found.get("state", "INACTIVE"),
        "isMainNumber": number == state.main_number(location),
        "tollFreeNumber": found.get("numberType") == "TOLLFREE",
        "telephonyType": "PSTN_NUMBER",
        "isServiceNumber": found.get("isServiceNumber", False),
        "location": {"id": location["id"], "name": location["name"]},
        "owner": {"id": member["id"], "type": state.kind_of(member), **state.names(member)},
    }
