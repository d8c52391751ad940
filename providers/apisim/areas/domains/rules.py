"""What is refused about domains of organizations (observations §9, wholesale-api §14.7)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from apisim.errors import bad_request, conflict, not_found
from apisim.rulebook import rule
from apisim.switches import switch

if TYPE_CHECKING:
    from apisim.store import Record
    from apisim.world import World

FORM = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,63}")
DNS_HOURS = timedelta(hours=48)

DNS = switch(
    "domains.dns",
    "at once",
    "48 hours",
    says="when the record with the token is found in DNS, counted from the token in virtual time",
)


def read_domain(text: str) -> str:
    """Give a domain in lower case; a text that is none is a 400 (inferred)."""
    if not FORM.fullmatch(text.lower()):
        raise bad_request(f"domain: a domain such as acme.example is needed, not {text!r}", at="domain")
    return text.lower()


@rule(
    "domains.taken",
    "A domain that another organization has claimed is a 409.",
    "L2 obs §9",
    of=("Get_Domain_Verification_Token", "Verify_Domain", "Claim_Domain"),
)
def check_free(world: World, organization: Record, domain: str) -> None:
    """Refuse a domain that is claimed elsewhere."""
    if any(row["id"] != organization["id"] for row in world["organizations"].find("claimed", domain)):
        raise conflict(f"domain: {domain} is claimed by another organization")


@rule(
    "domains.own",
    "A token for a domain that the organization has claimed is a 409.",
    "I §14.7",
    of="Get_Domain_Verification_Token",
)
def check_token_wanted(organization: Record, domain: str) -> None:
    """Refuse a token for a domain that is claimed here already."""
    if domain in organization["claimedDomains"]:
        raise conflict(f"domain: {domain} is claimed by this organization already")


@rule(
    "domains.token-first",
    "A domain is verified only after its token was asked for (400).",
    "L2 obs §9",
    of="Verify_Domain",
)
@rule(
    "domains.dns",
    "Until DNS shows the token, for up to 48 hours, verifying is a 400.",
    "L2 obs §9",
    of="Verify_Domain",
    switch=DNS,
)
def check_verifiable(world: World, organization: Record, domain: str) -> None:
    """Refuse a domain without a token, or whose token cannot be seen yet."""
    pending = organization["pendingDomains"].get(domain)
    if pending is None:
        raise bad_request(f"domain: a verification token of {domain} has to be requested first")
    asked = datetime.fromisoformat(pending["asked"])
    if world.switches[DNS] == "48 hours" and world.clock.now() < asked + DNS_HOURS:
        raise bad_request(f"domain: no TXT record of {domain} holds the token")


@rule("domains.verified-first", "Only a verified domain can be claimed (400).", "I §14.7", of="Claim_Domain")
def check_verified(organization: Record, domain: str) -> None:
    """Refuse to claim what is not verified."""
    if domain not in organization["verifiedDomains"]:
        raise bad_request(f"domain: {domain} is not verified")


@rule(
    "domains.unclaim",
    "Unclaiming leaves a domain verified; one that is not claimed is a 400.",
    "I §14.7",
    of="Unclaim_Domain",
)
def check_claimed(organization: Record, domain: str) -> None:
    """Refuse to unclaim what is not claimed."""
    if domain not in organization["claimedDomains"]:
        raise bad_request(f"domain: {domain} is not claimed")


@rule(
    "domains.unverify",
    "A claimed domain cannot be unverified (400), one that the organization does not have is a 404.",
    "I §14.7",
    of="Unverify_Domain",
)
def check_unverifiable(organization: Record, domain: str, *, pending: bool) -> None:
    """Refuse to unverify what is claimed, or is not there."""
    if domain in organization["claimedDomains"]:
        raise bad_request(f"domain: {domain} is claimed, unclaim it first")
    if domain not in organization["verifiedDomains"] and not (
        pending and domain in organization["pendingDomains"]
    ):
        raise not_found(f"domain: {domain} is not a domain of the organization")
