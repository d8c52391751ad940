"""Which administrator of a partner has which customer; the id of one is `<organization>:<person>`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim.ids import key_of
from apisim.rulebook import rule
from apisim.shapes import Shape
from apisim.store import Record, by

if TYPE_CHECKING:
    from apisim.world import World

FULL, PROVISIONING = "id_full_admin", "id_provisioning_admin"
ACTIVE = "ACTIVE"
"""What the hidden `status` of a license says that is neither suspended nor cancelled."""


def key(organization: Record, person: Record) -> str:
    """Give the key under which an assignment stands."""
    return f"{key_of(organization['id'])}:{key_of(person['id'])}"


@rule(
    "partners.rights",
    "Attached to an organization with active licenses, a partner has only the rights of a provisioning"
    " administrator there; without licenses, or with suspended ones alone, full rights.",
    "H §3.3",
    of=("Provision_a_Wholesale_Customer", "Get_all_partner_admins_assigned_to_a_customer"),
)
def rights_when_attached(world: World, organization: Record) -> str:
    """Give the role that a partner gets in an organization that it attaches wholesale to."""
    held = world["licenses"].find("org", organization["id"])
    return PROVISIONING if any(row.get("status", ACTIVE) == ACTIVE for row in held) else FULL


def fill(world: World, record: Record) -> Record:
    """Complete an assignment: its role is what the partner may do there."""
    organization = world["organizations"].get(key_of(record["orgId"])) or {}
    named = f"{key_of(record['orgId'])}:{key_of(record['personId'])}"
    return {"role": organization.get("partnerRole", FULL), **record, "id": named}


def of_person(world: World, person: Record) -> list[Record]:
    """Give the assignments of a person to organizations that are still there."""
    found = world["partnerAdmins"].find("person", person["id"])
    return [row for row in found if world["organizations"].get(key_of(row["orgId"]))]


TABLES = {"partnerAdmins": {"org": by("orgId"), "person": by("personId")}}
SHAPES = {"partnerAdmins": Shape(fill)}
