"""How bodies of jobs differ from the published ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim.amendments import Amendment, replaced

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apisim.errors import Json


def _own_words(schema: Json) -> Json:
    """Let incomplete moves through to the rules, which have codes of their own for them (observations §5)."""
    lists = ("properties", "usersList", "items")
    users = (*lists, "properties", "users", "items")
    loose = replaced({**schema, "required": []}, (*lists, "required"), [])
    return replaced(loose, (*users, "required"), [])


AMENDMENTS: Mapping[str, Amendment] = {"Validate_or_Initiate_Move_Users_Job": Amendment(_own_words)}
