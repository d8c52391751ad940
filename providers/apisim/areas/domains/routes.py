"""The operations on domains of organizations (wholesale-api §14.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import ids, tenants
from apisim.areas.domains import rules
from apisim.calls import Answer, Call, done, ok
from apisim.errors import Json, missing
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.store import Record

METHOD = "DNS_TXT"


def _read(call: Call) -> tuple[Record, str]:
    return tenants.path_organization(call, bare=True), rules.read_domain(call.body["domain"])


def _url(call: Call, organization: Record, rest: str = "") -> str:
    return call.url(f"/identity/organizations/{ids.key_of(organization['id'])}{rest}")


def _standing(call: Call, organization: Record) -> Answer:
    named = {name: organization[name] for name in ("verifiedDomains", "claimedDomains")}
    return ok({**named, "url": _url(call, organization)})


def _with(domains: list[str], domain: str) -> list[str]:
    return list(dict.fromkeys([*domains, domain]))


def _without(domains: list[str], domain: str) -> list[str]:
    return [name for name in domains if name != domain]


@rule(
    "domains.token",
    "A token is for the TXT record of one domain; asking again gives the same.",
    "S §14.7",
    of="Get_Domain_Verification_Token",
)
def get_token(call: Call) -> Answer:
    """Give the token that proves a domain."""
    organization, domain = _read(call)
    rules.check_free(call.world, organization, domain)
    rules.check_token_wanted(organization, domain)
    made = {"token": call.world.ids.key().replace("-", ""), "asked": call.world.clock.stamp()}
    pending = {domain: made, **organization["pendingDomains"]}
    call.world["organizations"].change(organization, pendingDomains=pending)
    shown = {"domain": domain, "token": pending[domain]["token"], "verificationMethod": METHOD}
    return ok({**shown, "url": _url(call, organization, "/actions/verifyDomain")})


@rule(
    "domains.attach",
    "A verified or a claimed domain makes attaching wholesale to an organization need its approval.",
    "H §3.3",
    of=("Verify_Domain", "Claim_Domain", "Provision_a_Wholesale_Customer"),
)
@rule(
    "domains.verify",
    "Verifying makes a domain a verified one, and with `claimDomain` a claimed one too.",
    "S §14.7",
    of="Verify_Domain",
)
def verify(call: Call) -> Answer:
    """Verify a domain, and claim it when asked to."""
    organization, domain = _read(call)
    rules.check_free(call.world, organization, domain)
    if domain not in organization["verifiedDomains"]:
        rules.check_verifiable(call.world, organization, domain)
    members: Json = {"verifiedDomains": _with(organization["verifiedDomains"], domain)}
    if call.body.get("claimDomain"):
        members["claimedDomains"] = _with(organization["claimedDomains"], domain)
    pending = {name: made for name, made in organization["pendingDomains"].items() if name != domain}
    changed = call.world["organizations"].change(organization, **members, pendingDomains=pending)
    return _standing(call, changed)


@rule("domains.claim", "Several domains are claimed at once, or none of them.", "S §14.7", of="Claim_Domain")
def claim(call: Call) -> Answer:
    """Claim verified domains."""
    organization = tenants.path_organization(call, bare=True)
    domains = [rules.read_domain(entry["domain"]) for entry in call.body.get("data", ())]
    if not domains:
        raise missing("data")
    for domain in domains:
        rules.check_verified(organization, domain)
        rules.check_free(call.world, organization, domain)
    claimed = list(dict.fromkeys([*organization["claimedDomains"], *domains]))
    call.world["organizations"].change(organization, claimedDomains=claimed)
    shown = [
        {"domain": name, "url": _url(call, organization, f"/domains/{ids.encode_bare(name)}")}
        for name in domains
    ]
    return ok({"data": shown})


def unverify(call: Call) -> Answer:
    """Give up a verified domain, or with `removePending` one that waits."""
    organization, domain = _read(call)
    also = bool(call.body.get("removePending"))
    rules.check_unverifiable(organization, domain, pending=also)
    pending = organization["pendingDomains"]
    changed = call.world["organizations"].change(
        organization,
        verifiedDomains=_without(organization["verifiedDomains"], domain),
        pendingDomains={name: made for name, made in pending.items() if not also or name != domain},
    )
    return _standing(call, changed)


def unclaim(call: Call) -> Answer:
    """Give up the claim of a domain."""
    organization, domain = _read(call)
    rules.check_claimed(organization, domain)
    left = _without(organization["claimedDomains"], domain)
    call.world["organizations"].change(organization, claimedDomains=left)
    return done()


ROUTES = {
    "Get_Domain_Verification_Token": get_token,
    "Verify_Domain": verify,
    "Claim_Domain": claim,
    "Unverify_Domain": unverify,
    "Unclaim_Domain": unclaim,
}
