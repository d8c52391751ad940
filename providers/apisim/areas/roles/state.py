"""The roles, the same in every organization (names beyond the first are inferred)."""

from __future__ import annotations

from apisim.ids import encode

NAMES = {
    "Full Administrator": "id_full_admin",
    "Read-only Administrator": "id_readonly_admin",
    "User Administrator": "id_user_admin",
    "Device Administrator": "id_device_admin",
}
"""The name of each role → the word that SCIM has for it (wholesale-api §14.5)."""
ROLES = {
    encode("ROLE", f"0000000{number}-0000-4000-8000-00000000000{number}"): name
    for number, name in enumerate(NAMES, start=1)
}
WORDS = {key: NAMES[name] for key, name in ROLES.items()}
FULL_ADMINISTRATOR, READ_ONLY, USER_ADMINISTRATOR, DEVICE_ADMINISTRATOR = ROLES
