"""Subscribers as answers show them (wholesale-api §4.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim.areas.customers.packages import ATTENDANT, PACKAGES
from apisim.ids import key_of
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.errors import Json
    from apisim.store import Record
    from apisim.world import World


@rule(
    "subscribers.shown",
    "A subscriber has no names, number, extension and location, and `personId` only when it is provisioned.",
    "S §4.3",
    of="Get_a_Wholesale_Subscriber",
)
@rule(
    "subscribers.package-names",
    "`package` stands beside `packages` only for the six old names.",
    "S §4.3",
    of="Get_a_Wholesale_Subscriber",
)
def view(world: World, record: Record) -> Json:
    """Show a subscriber."""
    customer = world["customers"].get(key_of(record["customerId"]))
    base = next((name for name in record["packages"] if name != ATTENDANT), None)
    shown = {name: record[name] for name in ("id", "email", "customerId", "packages", "status", "created")}
    shown["lastStatusChange"] = record["lastStatusChange"]
    if record["status"] == "provisioned" and record["personId"]:
        shown["personId"] = record["personId"]
    if customer:
        shown["externalCustomerId"] = customer["externalId"]
    if base and PACKAGES[base].rank is not None:
        shown["package"] = base
    return {**shown, "errors": record["errors"]} if record["errors"] else shown
