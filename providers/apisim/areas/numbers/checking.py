"""The operations that only look: which numbers and extensions are to be had (§14.1, §14.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import tenants
from apisim.areas.locations.places import calling_location
from apisim.areas.numbers import lines, rules, state
from apisim.calls import Answer, Call, ok
from apisim.paging import by_offset
from apisim.rulebook import rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from apisim.errors import Json
    from apisim.store import Record

TOLL_FREE = tuple(f"+1{prefix}" for prefix in ("800", "833", "844", "855", "866", "877", "888"))
ASSIGNED, DOUBLED = 9495, 9498
MOST = 2000


@rule(
    "numbers.validated",
    "Checking numbers finds what is no number, twice in the list or in the organization already, and nothing "
    "else: what is `Available` may be refused when it is added.",
    "L2 obs §3",
    of="Validate_phone_numbers",
)
@rule(
    "numbers.validated-keys",
    "The answer lists the numbers twice, as `numbers[].number` and as `phoneNumbers[].phoneNumber`.",
    "L2 obs §10",
    of="Validate_phone_numbers",
)
def validate_numbers(call: Call) -> Answer:
    """Check the form of numbers, and that they are not there already."""
    org, texts = tenants.organization(call)["id"], call.body["phoneNumbers"]
    plain = [text.replace("-", "") for text in texts]
    states = [_number_state(call, org, plain, number) for number in plain]
    rows = [
        {"state": found, "tollFreeNumber": number.startswith(TOLL_FREE), **_detail(found)}
        for number, found in zip(plain, states, strict=True)
    ]
    listed = {
        "numbers": [{"number": text, **row} for text, row in zip(texts, rows, strict=True)],
        "phoneNumbers": [{"phoneNumber": text, **row} for text, row in zip(texts, rows, strict=True)],
    }
    return ok({"status": _status(found == "Available" for found in states), **listed})


def _status(fine: Iterable[bool]) -> str:
    return "OK" if all(fine) else "ERRORS"


def _number_state(call: Call, org: str, numbers: list[str], number: str) -> str:
    if not rules.is_number(number):
        return "Invalid"
    if numbers.count(number) > 1:
        return "Duplicate In List"
    return "Duplicate" if call.world["numbers"].first("number", (org, number)) else "Available"


def _detail(found: str) -> Json:
    return {} if found == "Available" else {"detail": [f"The number is {found.lower()}."]}


def validate_extensions(call: Call) -> Answer:
    """Check extensions for one location."""
    location = calling_location(call)
    return _validated(call.body["extensions"], location["address"]["country"], _taken(call, [location]))


def validate_organization_extensions(call: Call) -> Answer:
    """Check extensions for the whole organization: none of its locations may have them (inferred)."""
    org = tenants.organization(call)
    places = [row for row in call.world["locations"].find("org", org["id"]) if row["calling"]]
    country = org.get("country") or "US"
    return _validated(call.body.get("extensions", []), country, _taken(call, places))


def _taken(call: Call, places: Sequence[Record]) -> Callable[[str], bool]:
    return lambda text: any(lines.extension_taken(call.world, place["id"], text, None) for place in places)


@rule(
    "extensions.validated",
    "Each extension is VALID, DUPLICATE (9495), DUPLICATE_IN_LIST (9498) or INVALID (its own code).",
    "S §13",
    of=lines.VALIDATE,
)
def _validated(texts: list[str], country: str, taken: Callable[[str], bool]) -> Answer:
    rows = [_extension_row(texts, text, country, taken) for text in texts]
    return ok({"status": _status(row["state"] == "VALID" for row in rows), "extensionStatus": rows})


def _extension_row(texts: list[str], text: str, country: str, taken: Callable[[str], bool]) -> Json:
    trouble = lines.extension_trouble(country, text)
    if trouble:
        reason = trouble.reasons[0]
        found: Json = {"state": "INVALID", "errorCode": reason.code, "message": reason.description}
    elif texts.count(text) > 1:
        found = {"state": "DUPLICATE_IN_LIST", "errorCode": DOUBLED, "message": "Twice in the list"}
    elif taken(text):
        found = {"state": "DUPLICATE", "errorCode": ASSIGNED, "message": "Assigned already"}
    else:
        found = {"state": "VALID"}
    return {"extension": text, **found}


@rule(
    "numbers.available",
    "The numbers of a location that can be its main number are listed, active or not, with their owner "
    "if they have one; `phoneNumber` (a list) and `ownerName` filter.",
    "S §14.1",
    of="Get_Available_Phone_Numbers_for_a_Location_with_Given_Criteria",
)
def list_available(call: Call) -> Answer:
    """List the numbers of a location from which its main number can be chosen."""
    location, wanted = calling_location(call), call.listed("phoneNumber")
    name = (call.text("ownerName") or "").lower()
    found = call.world["numbers"].find("location", location["id"])
    rows = [_available(state.view(call.world, row)) for row in found]
    rows = [row for row in rows if not wanted or row["phoneNumber"] in wanted]
    rows = [row for row in rows if not name or name in _owner_name(row)]
    return by_offset(call, rows, dict, key="phoneNumbers", start="start", size=MOST, most=MOST)


def _available(row: Json) -> Json:
    kept = ("phoneNumber", "state", "tollFreeNumber", "isServiceNumber", "owner")
    shown = {name: row[name] for name in kept if name in row}
    return {**shown, "isMainNumber": row["mainNumber"], "telephonyType": "PSTN_NUMBER"}


def _owner_name(row: Json) -> str:
    owner = row.get("owner") or {}
    return f"{owner.get('firstName', '')} {owner.get('lastName', '')}".lower()


ROUTES = {
    "Validate_phone_numbers": validate_numbers,
    "Validate_Extensions": validate_extensions,
    "Validate_the_List_of_Extensions": validate_organization_extensions,
    "Get_Available_Phone_Numbers_for_a_Location_with_Given_Criteria": list_available,
}
