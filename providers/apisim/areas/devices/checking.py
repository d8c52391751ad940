"""The check of MAC addresses before they are used (observations §8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim.areas.devices import rules, state
from apisim.areas.devices.amendments import MAC_STATUS
from apisim.checks import PUBLISHED
from apisim.rulebook import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apisim.errors import Json
    from apisim.world import World

OPERATION = "validateAListOfMACAddress"
IN_USE, TWICE = 5675, 5676
rule(
    "devices.check-codes",
    "A MAC address that is in use has 5675, one that stands twice in the list 5676, a malformed one 25220.",
    "L2 obs §8",
    of=OPERATION,
)
WORDS = {
    "UNAVAILABLE": (IN_USE, "is in use already"),
    "DUPLICATE_IN_LIST": (TWICE, "stands twice in the list"),
    "INVALID": (rules.INVALID_MAC, "is not a valid MAC address"),
}


@rule(
    "devices.check-all-fine",
    "Where all MAC addresses are fine, only the status `OK` is answered, without `macStatus`.",
    "L2 obs §8",
    of=OPERATION,
    switch=MAC_STATUS,
)
@rule(
    "devices.check-with-errors",
    "Where one MAC address has an error, the status is `ERRORS` and all of them are listed.",
    "L2 obs §8",
    of=OPERATION,
)
def result(world: World, org: str, macs: list[str]) -> Json:
    """Say of each address whether it can be used."""
    rows = list(_rows(world, org, macs))
    if any(row["state"] != "AVAILABLE" for row in rows):
        return {"status": "ERRORS", "macStatus": rows}
    whole = world.switches[MAC_STATUS] == PUBLISHED
    return {"status": "OK", "macStatus": rows} if whole else {"status": "OK"}


def _rows(world: World, org: str, macs: list[str]) -> Iterator[Json]:
    seen: set[str] = set()
    for text in macs:
        mac = state.plain_mac(text)
        found = _state(world, org, mac, seen)
        seen.add(mac)
        code, why = WORDS.get(found, (None, ""))
        shown = {"mac": text, "state": found}
        yield {**shown, "errorCode": code, "message": f"{text} {why}"} if code else shown


@rule(
    "devices.check-own-organization",
    "The check of MAC addresses does not see the devices of other organizations.",
    "L2 obs §8",
    of=OPERATION,
)
def _state(world: World, org: str, mac: str, seen: set[str]) -> str:
    if not rules.MAC.fullmatch(mac):
        return "INVALID"
    if mac in seen:
        return "DUPLICATE_IN_LIST"
    held = world["devices"].first("mac", mac)
    return "UNAVAILABLE" if held and held["orgId"] == org else "AVAILABLE"
