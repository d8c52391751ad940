"""The providers that locations can choose; what was chosen stands on the location."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim.ids import encode
from apisim.rulebook import rule
from apisim.switches import switch

if TYPE_CHECKING:
    from apisim.errors import Json
    from apisim.world import World

PROVIDED = switch(
    "pstn.template",
    "NON_INTEGRATED_CCP",
    "INTEGRATED_CCP",
    "CISCO_PSTN",
    says="what kind of connection the template gives to main locations; the last two manage their "
    "numbers themselves",
)

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


@rule(
    "pstn.template",
    "The main location of a customer has the provider of its template; other locations have none at first.",
    "I §14.2",
    of=("Provision_a_Wholesale_Customer", "Retrieve_PSTN_Connection_for_a_Location"),
    switch=PROVIDED,
)
def of_template(world: World, name: str) -> Json:
    """Give the connection that a template sets."""
    return {**provider(name), "pstnConnectionType": world.switches[PROVIDED]}


def premise(kind: str, route: str) -> Json:
    """Give the connection through a local gateway."""
    shown = {"id": route, "displayName": "Premises-based PSTN", "pstnServices": SERVICES}
    return {**shown, "pstnConnectionType": "LOCAL_GATEWAY", "routeType": kind, "routeId": route}
