"""The providers that locations can choose; what was chosen stands on the location."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim.ids import encode

if TYPE_CHECKING:
    from apisim.errors import Json

SERVICES = [
    "GEOGRAPHIC_NUMBERS",
    "TOLLFREE_NUMBERS",
    "SERVICE_NUMBERS",
    "NON_GEOGRAPHIC_NUMBERS",
    "MOBILE_NUMBERS",
]
NAMES = ("Example Carrier", "Second Carrier")
PROVIDERS: dict[str, str] = {
    name: encode("PSTN_CONNECTION", f"0000000{number}-0000-4000-9000-00000000000{number}")
    for number, name in enumerate(NAMES, start=1)
}


def provider(name: str) -> Json:
    """Give the connection to a provider without integration, as a template sets it (wholesale-api §16)."""
    known = PROVIDERS.get(name, PROVIDERS[NAMES[0]])
    shown = {"id": known, "displayName": name, "pstnServices": SERVICES}
    return {**shown, "pstnConnectionType": "NON_INTEGRATED_CCP"}


def premise(kind: str, route: str) -> Json:
    """Give the connection through a local gateway."""
    shown = {"id": route, "displayName": "Premises-based PSTN", "pstnServices": SERVICES}
    return {**shown, "pstnConnectionType": "LOCAL_GATEWAY", "routeType": kind, "routeId": route}
