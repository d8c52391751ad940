"""Subscribers as answers show them (wholesale-api §4.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim.areas.customers.packages import ATTENDANT, PACKAGES
from apisim.ids import key_of

if TYPE_CHECKING:
    from apisim.errors import Json
    from apisim.store import Record
    from apisim.world import World


def view(world: World, record: Record) -> Json:
    """Show a subscriber; `personId` only once it is provisioned, `package` only for the six old names."""
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
