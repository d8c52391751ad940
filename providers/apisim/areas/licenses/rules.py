"""Which licenses a person may have together, and which steps are refused (wholesale-api §13, §8.3)."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from apisim.areas.customers import packages
from apisim.areas.licenses.state import ASSIGN, UNLIMITED, site_of, used
from apisim.errors import Refusal, bad_request
from apisim.rulebook import rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from apisim.errors import Json
    from apisim.store import Record
    from apisim.world import World

UNKNOWN, MALFORMED_SITE, IMPLICIT = 400000, 400216, 400118
TOGETHER = {  # pairs of packages whose licenses exclude each other, with their code
    **{
        frozenset({name, packages.STANDARD}): 400404
        for name in (packages.CALLING, "webex_suite", "webex_voice")
    },
    frozenset({packages.STANDARD, packages.ATTENDANT}): 400406,
    frozenset({packages.STANDARD, packages.ESSENTIALS}): 400407,
}
OFFER_GROUP = frozenset({packages.CALLING, "webex_suite", "webex_voice"})


@rule(
    "licenses.exclusive",
    "Standard goes neither with Professional (400404) nor Attendant Console (400406) nor CX Essentials "
    "(400407).",
    "S §13",
    of=ASSIGN,
)
@rule(
    "licenses.attendant",
    "Attendant Console needs a Professional license (400408).",
    "S §8.3",
    of=ASSIGN,
)
@rule(
    "licenses.offer-group",
    "A person has one license out of an offer group (400413); that calling, suite and voice are one is "
    "inferred.",
    "I §13",
    of=ASSIGN,
)
def check_together(rows: Iterable[Record]) -> None:
    """Refuse licenses that exclude each other."""
    held = {row["package"] for row in rows}
    for pair, code in TOGETHER.items():
        if pair <= held:
            raise bad_request(f"{' and '.join(sorted(pair))} exclude each other", code)
    if packages.ATTENDANT in held and not packages.PROFESSIONAL & held:
        raise bad_request("Attendant Console needs a Professional license", 400408)
    if len(OFFER_GROUP & held) > 1:
        raise bad_request(f"Only one of {', '.join(sorted(OFFER_GROUP & held))} can be held", 400413)


@rule(
    "licenses.no-step-to-standard",
    "Professional (400112) and CX Essentials (400410) do not become Standard.",
    "S §8.3",
    of=ASSIGN,
)
def check_step(before: Iterable[Record], after: Iterable[Record]) -> None:
    """Refuse to replace a license by a lesser one."""
    old, new = {row["package"] for row in before}, {row["package"] for row in after}
    for lost, gained in product(sorted(old - new), sorted(new - old)):
        refusal = packages.downgrade(lost, gained)
        if refusal:
            raise refusal


@rule(
    "licenses.implicit-not-managed",
    "An implicit messaging license cannot be given or taken (400118); the side door makes one by `implicit`.",
    "S §13",
    of=ASSIGN,
)
def check_manageable(row: Record) -> None:
    """Refuse to assign what comes by itself."""
    if row["implicit"]:
        raise bad_request(f"{row['name']} is not manageable", IMPLICIT)


def has_unit(world: World, row: Record, person: Record) -> bool:
    """Tell whether a person has a license or can get one of its units."""
    held = row["id"] in person["licenses"]
    return held or row["totalUnits"] == UNLIMITED or used(world, row["id"]) < row["totalUnits"]


@rule(
    "licenses.attendee-site",
    "A site that is not the organization's is a 400 with 400216.",
    "S §13",
    of=ASSIGN,
)
def read_sites(person: Record, wanted: Iterable[Json]) -> list[str]:
    """Give the sites that a person attends after adding and removing some."""
    sites = dict.fromkeys(person.get("siteUrls") or ())
    for entry in wanted:
        if entry["siteUrl"].lower() != site_of(person["orgId"]):
            raise bad_request(
                f"siteUrls: {entry['siteUrl']} is not a site of the organization", MALFORMED_SITE
            )
        if entry.get("operation") == "remove":
            sites.pop(entry["siteUrl"].lower(), None)
        else:
            sites[entry["siteUrl"].lower()] = None
    return list(sites)


def blank(message: str, code: int) -> Refusal:
    """Make the refusal of a calling license without its line: both codes are the same, as was seen live."""
    refusal = bad_request(message, code)
    return Refusal(refusal.status, message, refusal.reasons, code)
