"""Restricted by Partner mode: what it takes from a customer's own administrators (wholesale-api §15)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from apisim import ids
from apisim.errors import forbidden
from apisim.rulebook import rule
from apisim.tenants import org_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apisim.calls import Call
    from apisim.store import Record
    from apisim.world import World

USERS = (
    *("Create_a_Person", "Delete_a_Person", "Assign_Licenses_to_Users", "Create_a_user", "Delete_a_user"),
    "Initiate_Bulk_Activation_Email_Resend_Job",
)
DOMAINS = (
    *("Get_Domain_Verification_Token", "Verify_Domain", "Claim_Domain", "Unverify_Domain"),
    "Unclaim_Domain",
)
SETTINGS = ("Create_or_Update_an_Organization_Setting",)
ACCOUNT = ("Update_an_organization", "Delete_Organization")
USER_CHANGES = ("Update_a_Person", "Update_a_user_with_PUT", "Update_a_user_with_PATCH")
FREE = frozenset(
    {"displayName", "firstName", "lastName", "emails", "schemas", "userName", "userType", "name"}
)
PSTN = "Setup_PSTN_Connection_for_a_Location"
LINE = "Update_Location_Webex_Calling_Details"


def is_restricted(world: World, organization: str) -> bool:
    """Tell whether the administrators of an organization, named by its key, are restricted."""
    customer = world["customers"].first("orgId", org_id(organization))
    return customer is not None and bool(customer["restrictedByPartner"])


@rule(
    "restricted.users",
    "In the restricted mode a customer's administrator adds, licenses and deletes no users; names and e-mail"
    " can be changed.",
    "G §15",
    of=(*USERS, *USER_CHANGES),
)
@rule(
    "restricted.account",
    "In the restricted mode a customer's administrator cannot change the name of the organization.",
    "G §15",
    of=ACCOUNT,
)
@rule(
    "restricted.settings",
    "In the restricted mode a customer's administrator changes neither domains nor admin invite mails.",
    "G §15",
    of=(*DOMAINS, *SETTINGS),
)
@rule(
    "restricted.calling",
    "In the restricted mode a customer's administrator cannot change the main number of a location.",
    "G §15",
    of=LINE,
)
@rule(
    "restricted.pstn",
    "In the restricted mode a customer's administrator cannot choose a local gateway.",
    "G §15",
    of=PSTN,
)
@rule(
    "restricted.default",
    "The mode is on for every customer until the partner turns it off, which only the side door can.",
    "G §15",
    of=("Provision_a_Wholesale_Customer", "Create_a_Person"),
)
@rule(
    "restricted.partner",
    "The mode restricts whatever role a customer's administrator has, and never the partner.",
    "G §15",
    of=("Create_a_Person", "Update_an_organization"),
)
def check(call: Call) -> None:
    """Refuse what the mode takes from a token of the customer's own organization."""
    writes = call.operation.method != "GET"
    if writes and is_restricted(call.world, call.token.organization) and _is_taken(call):
        raise forbidden("The organization is restricted by its partner.")


def _is_taken(call: Call) -> bool:
    name = call.operation.id
    if name in USER_CHANGES:
        return not FREE.issuperset(_changed(call))
    if name == PSTN:
        return "premiseRouteType" in call.body
    if name == LINE:
        return "phoneNumber" in call.body.get("callingLineId", {})
    return name in (*USERS, *DOMAINS, *SETTINGS, *ACCOUNT)


def _changed(call: Call) -> Iterator[str]:
    """Give the members that a change of a user sets; one that a PUT sends back as it was does not count."""
    if call.operation.id == "Update_a_user_with_PATCH":
        for entry in call.body["Operations"]:
            named, value = re.split(r"[.\[]", entry.get("path", ""))[0], entry.get("value")
            yield from [named] if named else value if isinstance(value, dict) else ()
        return
    key = ids.key_of(call.params.get("personId", ""))
    person = call.world["people"].get(key) or {}
    yield from (name for name, value in call.body.items() if not _same(person.get(name), value))


def _same(stored: Any, sent: Any) -> bool:
    """Compare a member; a truth value is stored as a word."""
    return bool(stored == (str(sent).lower() if isinstance(sent, bool) else sent))


def set_mode(world: World, customer: Record, *, on: bool) -> None:
    """Turn the mode of a customer on or off, as only Partner Hub can."""
    world["customers"].change(customer, restrictedByPartner=on)
