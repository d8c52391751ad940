"""The operation on sub-partners."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import tenants
from apisim.paging import by_offset

if TYPE_CHECKING:
    from apisim.calls import Answer, Call
    from apisim.errors import Json
    from apisim.store import Record

SHOWN = ("orgId", "subscriptionId", "provisioningState", "created", "billingStartDate")


def _view(record: Record) -> Json:
    return {name: record[name] for name in SHOWN}


def list_sub_partners(call: Call) -> Answer:
    """List the sub-partners of the token's organization under `items` (§6; the key is inferred)."""
    state = call.text("provisioningState")
    owner = tenants.wholesale_owner(call)
    found = call.world["subPartners"].find("parent", tenants.org_id(owner))
    rows = [record for record in found if state in (None, record["provisioningState"])]
    return by_offset(call, rows, _view, size=50, most=100)


ROUTES = {"List_Wholesale_Sub-partners": list_sub_partners}
