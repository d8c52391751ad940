"""How bodies and answers of jobs differ from the published ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim.amendments import Amendment, worded_codes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apisim.errors import Json

USER = {name: {"type": "string"} for name in ("userId", "extension", "phoneNumber")}


def _own_words(schema: Json) -> Json:
    """Let incomplete moves through to the rules, which have codes of their own for them (observations §5)."""
    users = {"type": "array", "items": {"type": "object", "properties": USER}}
    entry = {"locationId": {"type": "string"}, "validate": {"type": "boolean"}, "users": users}
    lists = {"type": "array", "items": {"type": "object", "properties": entry}}
    return {**schema, "required": [], "properties": {"usersList": lists}}


AMENDMENTS: Mapping[str, Amendment] = {
    "Validate_or_Initiate_Move_Users_Job": Amendment(_own_words, {409: worded_codes}),
    "Initiate_Number_Jobs": Amendment(answers={409: worded_codes}),
    "Disable_Location_For_Webex_Calling": Amendment(answers={409: worded_codes}),
}
