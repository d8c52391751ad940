"""The packages: what each needs, gives and excludes, in one table (wholesale-api §8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from apisim.areas.customers.operations import BUILDING as BUILDING_CUSTOMERS
from apisim.areas.customers.operations import CHECKED, UPDATE
from apisim.errors import Refusal, bad_request
from apisim.rulebook import rule

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

BUILDING = ("Provision_a_Wholesale_Subscriber", "Update_a_Wholesale_Subscriber")
CALLING = "webex_calling"
STANDARD = "webex_calling_standard"
MEETINGS = "webex_meetings"
ESSENTIALS = "cx_essentials"
ATTENDANT = "attendant_console"


@dataclass(frozen=True, slots=True)
class Package:
    """Facts of one package; license names and ranks are inferred (§8.3, §19 row 17)."""

    license_name: str
    needs_location: bool = False
    seat: bool = False
    rank: int | None = None
    depends_on: tuple[str, ...] = ()
    limited: bool = False
    meetings: bool = False


CALLING_BASES = ("common_area_calling", CALLING, "webex_suite", "webex_voice", ESSENTIALS, STANDARD)
rule("packages.names", "A customer has packages of the published names only.", "S §8.1", of=CHECKED)
PACKAGES: Mapping[str, Package] = {
    "common_area_calling": Package("Webex Calling - Workspaces", needs_location=True, limited=True),
    CALLING: Package(
        "Webex Calling - Professional", needs_location=True, seat=True, rank=4, limited=True, meetings=True
    ),
    MEETINGS: Package("Webex Meetings", rank=1, limited=True, meetings=True),
    "webex_suite": Package(
        "Webex Suite", needs_location=True, seat=True, rank=6, limited=True, meetings=True
    ),
    "webex_voice": Package("Webex Voice", needs_location=True, seat=True, rank=2, limited=True),
    ESSENTIALS: Package(
        "Customer Experience - Essential", needs_location=True, seat=True, rank=5, limited=True
    ),
    STANDARD: Package("Webex Calling - Standard", needs_location=True, seat=True, rank=3, limited=True),
    "cisco_calling_plan": Package("Cisco Calling Plan", depends_on=CALLING_BASES),
    ATTENDANT: Package(
        "Attendant Console", depends_on=(CALLING, "webex_suite", ESSENTIALS, "webex_voice"), limited=True
    ),
    "cx_premium_agent": Package("Contact Center - Premium Agent"),
    "cx_standard_agent": Package("Contact Center - Standard Agent"),
    "cx_voice_ports": Package("Contact Center - Voice Ports"),
    "cx_ai_assistant": Package("Contact Center - AI Assistant"),
    "webex_ai_agent": Package("Webex AI Agent"),
}
LIMITED = frozenset(name for name, package in PACKAGES.items() if package.limited)
WITH_SITE = frozenset(name for name, package in PACKAGES.items() if package.meetings)
CALLING_SEATS = frozenset(name for name, package in PACKAGES.items() if package.seat)
WITH_LOCATION = frozenset(name for name, package in PACKAGES.items() if package.needs_location)
BASES = frozenset(n for n, p in PACKAGES.items() if p.rank is not None) | {
    "cx_premium_agent",
    "cx_standard_agent",
}
PROFESSIONAL = frozenset(PACKAGES[ATTENDANT].depends_on)


@rule("packages.some", "An empty list of packages is a 400.", "I §19.10", of=BUILDING_CUSTOMERS)
@rule("packages.base", "An add-on without any of its base packages is a 400.", "I §8.2", of=CHECKED)
@rule(
    "packages.calling-plan",
    "`cisco_calling_plan` depends on one of common_area_calling, webex_calling, webex_suite, webex_voice,"
    " cx_essentials, webex_calling_standard.",
    "S §8.2",
    of=CHECKED,
)
@rule(
    "packages.attendant-console",
    "`attendant_console` depends on one of webex_calling, webex_suite, cx_essentials, webex_voice.",
    "S §8.2",
    of=CHECKED,
)
@rule(
    "packages.last-base",
    "The last base package of an add-on cannot be removed while the add-on stays.",
    "I §8.2",
    of=UPDATE,
)
def check_customer_packages(packages: list[str]) -> None:
    """Refuse an empty list, duplicates, and an add-on without any of its base packages."""
    if not packages:
        raise bad_request("packages: at least one package is needed", at="packages")
    _check_no_duplicates(packages)
    for name in packages:
        needed = PACKAGES[name].depends_on
        if needed and not set(needed) & set(packages):
            raise bad_request(f"packages: {name} needs at least one of {', '.join(needed)}", at="packages")


@rule(
    "subscribers.one-base-package",
    "A user has exactly one base package; none or two are a 400.",
    "G §8.3",
    of=BUILDING,
)
@rule(
    "subscribers.add-on",
    "Beside the base package of a user only the attendant console may stand; each package stands there once.",
    "I §8.3",
    of=BUILDING,
)
@rule(
    "subscribers.attendant-console",
    "An attendant console needs a Professional package (400408) and excludes Standard (400406).",
    "S §8.3",
    of=BUILDING,
)
def check_user_packages(packages: list[str]) -> str:
    """Give the one base package of a user; at most the attendant console beside it (§8.3, inferred)."""
    _check_no_duplicates(packages)
    bases = [name for name in packages if name != ATTENDANT]
    if len(bases) != 1:
        raise bad_request("packages: exactly one base package is needed", at="packages")
    if ATTENDANT in packages and bases[0] == STANDARD:
        raise bad_request(
            "packages: Standard and Attendant Console exclude each other", 400406, at="packages"
        )
    if ATTENDANT in packages and bases[0] not in PROFESSIONAL:
        raise bad_request("packages: Attendant Console needs a Professional package", 400408, at="packages")
    return bases[0]


@rule(
    "subscribers.no-step-to-standard",
    "A user of Professional (400112) or CX Essentials (400410) does not become Standard.",
    "S §8.3",
    of=BUILDING[1],
)
def downgrade(old: str, new: str) -> Refusal | None:
    """Refuse the step from Professional or CX Essentials down to Standard (§8.3, license codes)."""
    if new != STANDARD or old == new:
        return None
    if old == ESSENTIALS:
        return bad_request("CX Essentials cannot become Standard", 400410, at="packages")
    if old in PROFESSIONAL:
        return bad_request("Professional cannot become Standard", 400112, at="packages")
    return None


@rule(
    "subscribers.ranks",
    "The ranks, lowest first: webex_meetings, webex_voice, webex_calling_standard, webex_calling, "
    "cx_essentials, webex_suite.",
    "I §19.17",
    of=BUILDING[1],
)
def falls(old: str, new: str) -> bool:
    """Tell whether the rank falls (§19 row 17, inferred order)."""
    before, after = PACKAGES[old].rank, PACKAGES[new].rank
    return before is not None and after is not None and after < before


@rule(
    "packages.calling",
    "The calling packages are common_area_calling, webex_calling, webex_suite, webex_voice, cx_essentials and"
    " webex_calling_standard.",
    "I §8.1",
    of=BUILDING_CUSTOMERS,
)
def with_location(packages: Collection[str]) -> bool:
    """Tell whether one of the packages needs a calling location."""
    return not WITH_LOCATION.isdisjoint(packages)


@rule(
    "packages.set",
    "The order of packages says nothing; one that stands there twice is a 400.",
    "I §19.19",
    of=CHECKED,
)
def _check_no_duplicates(packages: list[str]) -> None:
    if len(set(packages)) != len(packages):
        raise bad_request("packages: each package can stand there once", at="packages")
