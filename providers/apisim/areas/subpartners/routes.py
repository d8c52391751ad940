"""The operation on sub-partners (wholesale-api §6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import tenants
from apisim.paging import by_offset
from apisim.rulebook import rule
from apisim.switches import switch

if TYPE_CHECKING:
    from apisim.calls import Answer, Call
    from apisim.errors import Json
    from apisim.store import Record

LIST = "List_Wholesale_Sub-partners"
SHOWN = ("orgId", "subscriptionId", "provisioningState", "created", "billingStartDate")
KEY = switch(
    "subpartners.key",
    "items",
    "subPartners",
    says="the key of the list of sub-partners: that of the schema, or that of the example",
)

rule(
    "subpartners.made",
    "The API makes no sub-partners and does not switch them: the side door does.",
    "G §6",
    of=LIST,
)


@rule(
    "subpartners.shown",
    "A sub-partner shows `orgId`, `subscriptionId`, `provisioningState`, `created` and `billingStartDate`.",
    "S §6",
    of=LIST,
)
def _view(record: Record) -> Json:
    return {name: record[name] for name in SHOWN}


@rule("subpartners.filters", "`provisioningState` matches exactly; another text finds none.", "G §6", of=LIST)
@rule("subpartners.levels", "There is one level: a sub-partner has no sub-partners.", "G §6", of=LIST)
@rule("subpartners.pages", "A page has 50 unless asked otherwise, 100 at most.", "I §2.3", of=LIST)
@rule("subpartners.key", "The list stands under `items`.", "I §6", of=LIST, switch=KEY)
def list_sub_partners(call: Call) -> Answer:
    """List the sub-partners of the token's organization."""
    state = call.text("provisioningState")
    owner = tenants.wholesale_owner(call)
    found = call.world["subPartners"].find("parent", tenants.org_id(owner))
    rows = [record for record in found if state in (None, record["provisioningState"])]
    return by_offset(call, rows, _view, key=call.world.switches[KEY], size=50, most=100)


ROUTES = {LIST: list_sub_partners}
