"""The roles, the same in every organization."""

from __future__ import annotations

from apisim.ids import encode
from apisim.rulebook import rule

READING = ("List_Roles", "Get_Role_Details")
rule("roles.full", "There is a role Full Administrator.", "S §14.5", of=READING)
rule(
    "roles.others",
    "The other roles are Read-only, User and Device Administrator; the same in every organization.",
    "I §14.5",
    of=READING,
)
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
