"""The roles, the same in every organization (names beyond the first are inferred)."""

from __future__ import annotations

from apisim.ids import encode

NAMES = ("Full Administrator", "Read-only Administrator", "User Administrator", "Device Administrator")
ROLES = {
    encode("ROLE", f"0000000{number}-0000-4000-8000-00000000000{number}"): name
    for number, name in enumerate(NAMES, start=1)
}
FULL_ADMINISTRATOR = next(iter(ROLES))
