"""Domains that organizations verify and claim."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from simulated import CRANE, Api, Customer

from apisim import ids

if TYPE_CHECKING:
    import httpx


def _act(api: Api, org: str, action: str, **body: Any) -> httpx.Response:
    return api.post(f"/identity/organizations/{ids.key_of(org)}/actions/{action}", body)


def _verified(api: Api, org: str, domain: str, **more: Any) -> httpx.Response:
    _act(api, org, "getDomainVerificationToken", domain=domain)
    return _act(api, org, "verifyDomain", domain=domain, **more)


@pytest.mark.rule("domains.token", "§14.7")
def test_a_token_of_a_domain_stays_the_same(api: Api, acme: Customer) -> None:
    first, again = (
        _act(api, acme.org, "getDomainVerificationToken", domain="ACME.example").json() for _ in "12"
    )
    assert first == again
    assert (first["domain"], first["verificationMethod"]) == ("acme.example", "DNS_TXT")


@pytest.mark.rule("domains.verify", "§14.7")
def test_a_domain_is_verified_and_claimed_in_one(api: Api, acme: Customer) -> None:
    shown = _verified(api, acme.org, "acme.example").json()
    assert (shown["verifiedDomains"], shown["claimedDomains"]) == (["acme.example"], [])
    shown = _verified(api, acme.org, "teeth.example", claimDomain=True).json()
    assert shown["verifiedDomains"] == ["acme.example", "teeth.example"]
    assert shown["claimedDomains"] == ["teeth.example"]


@pytest.mark.rule("domains.token-first", "obs §9")
def test_a_domain_without_a_token_is_not_verified(api: Api, acme: Customer) -> None:
    assert _act(api, acme.org, "verifyDomain", domain="acme.example").status_code == 400


@pytest.mark.rule("domains.dns", "obs §9")
def test_dns_can_take_48_hours(api: Api, acme: Customer) -> None:
    api.side("POST", "/switches", {"domains.dns": "48 hours"})
    assert _verified(api, acme.org, "acme.example").status_code == 400
    api.side("POST", "/clock", {"advance": 48 * 3600 + 1})
    assert _act(api, acme.org, "verifyDomain", domain="acme.example").status_code == 200


@pytest.mark.rule("domains.verified-first", "§14.7")
@pytest.mark.rule("domains.claim", "§14.7")
def test_only_verified_domains_are_claimed_and_all_or_none(api: Api, acme: Customer) -> None:
    for name in ("a.example", "b.example"):
        _verified(api, acme.org, name)
    wanted = [{"domain": "a.example"}, {"domain": "c.example"}]
    assert _act(api, acme.org, "claimDomain", data=wanted).status_code == 400
    assert api.state("organizations")[-1]["claimedDomains"] == []
    wanted = [{"domain": "a.example"}, {"domain": "b.example"}]
    shown = _act(api, acme.org, "claimDomain", data=wanted).json()["data"]
    assert [row["domain"] for row in shown] == ["a.example", "b.example"]
    assert _act(api, acme.org, "claimDomain").status_code == 400


@pytest.mark.rule("domains.taken", "obs §9")
def test_a_domain_that_is_claimed_elsewhere_is_a_409(api: Api, acme: Customer) -> None:
    _verified(api, acme.org, "shared.example")
    api.edit("organizations", {"claimedDomains": ["shared.example", "own.example"]}, CRANE)
    for action in ("getDomainVerificationToken", "verifyDomain"):
        assert _act(api, acme.org, action, domain="own.example").status_code == 409
    assert _act(api, acme.org, "claimDomain", data=[{"domain": "shared.example"}]).status_code == 409


@pytest.mark.rule("domains.own", "§14.7")
def test_a_claimed_domain_gets_no_token(api: Api, acme: Customer) -> None:
    _verified(api, acme.org, "acme.example", claimDomain=True)
    assert _act(api, acme.org, "getDomainVerificationToken", domain="acme.example").status_code == 409


@pytest.mark.rule("domains.unclaim", "§14.7")
@pytest.mark.rule("domains.unverify", "§14.7")
def test_a_domain_is_given_up_claim_first(api: Api, acme: Customer) -> None:
    _verified(api, acme.org, "acme.example", claimDomain=True)
    assert _act(api, acme.org, "unverifyDomain", domain="acme.example").status_code == 400
    assert _act(api, acme.org, "unclaimDomain", domain="acme.example").status_code == 204
    assert _act(api, acme.org, "unclaimDomain", domain="acme.example").status_code == 400
    assert _act(api, acme.org, "unverifyDomain", domain="acme.example").json()["verifiedDomains"] == []
    assert _act(api, acme.org, "unverifyDomain", domain="acme.example").status_code == 404


@pytest.mark.rule("domains.unverify", "§14.7")
def test_a_waiting_domain_is_given_up_when_asked_to(api: Api, acme: Customer) -> None:
    _act(api, acme.org, "getDomainVerificationToken", domain="acme.example")
    assert _act(api, acme.org, "unverifyDomain", domain="acme.example").status_code == 404
    assert _act(api, acme.org, "unverifyDomain", domain="acme.example", removePending=True).status_code == 200
    assert _act(api, acme.org, "verifyDomain", domain="acme.example").status_code == 400


@pytest.mark.rule("domains.attach", "§3.3")
@pytest.mark.parametrize("claim", [False, True])
def test_a_domain_makes_attaching_need_approval(api: Api, claim: bool) -> None:  # noqa: FBT001 - a parameter
    made = api.edit(
        "organizations", {"displayName": "Bolt", "managedBy": [api.get("/people/me").json()["orgId"]]}
    )
    _verified(api, made["id"], "bolt.example", claimDomain=claim)
    assert api.new_customer(orgId=made["id"]).status_code == 409
    if claim:
        _act(api, made["id"], "unclaimDomain", domain="bolt.example")
        assert api.new_customer(orgId=made["id"]).status_code == 409
    _act(api, made["id"], "unverifyDomain", domain="bolt.example")
    assert api.new_customer(orgId=made["id"]).status_code == 202


@pytest.mark.parametrize("domain", ["", "acme", "-a.example", "a b.example", "x" * 300 + ".example"])
def test_a_text_that_is_no_domain_is_refused(api: Api, acme: Customer, domain: str) -> None:
    assert _act(api, acme.org, "getDomainVerificationToken", domain=domain).status_code == 400
