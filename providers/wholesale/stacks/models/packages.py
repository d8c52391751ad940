"""The packages of Wholesale Route-to-Market: who can have which, and what each needs."""

from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, WithJsonSchema

from wholesale.stacks.models.block import Block, key
from wholesale.stacks.models.forms import refusal
from wholesale.stacks.problems import listed, nearest
from wholesale.stacks.rules import words

CustomerPackage = Literal[
    "common_area_calling",
    "webex_calling",
    "webex_meetings",
    "webex_suite",
    "webex_voice",
    "cx_essentials",
    "webex_calling_standard",
    "attendant_console",
    "cisco_calling_plan",
    "cx_premium_agent",
    "cx_standard_agent",
    "cx_voice_ports",
    "cx_ai_assistant",
    "webex_ai_agent",
]
UserPackage = Literal[
    "webex_calling",
    "webex_meetings",
    "webex_suite",
    "webex_voice",
    "cx_essentials",
    "webex_calling_standard",
    "cx_premium_agent",
    "cx_standard_agent",
]
AddOn = Literal["attendant_console"]
WorkspacePackage = Literal["common_area_calling"]

CUSTOMER_PACKAGES: tuple[str, ...] = get_args(CustomerPackage)
USER_PACKAGES: tuple[str, ...] = get_args(UserPackage)

USER_CALLING = frozenset(
    {"webex_calling", "webex_suite", "webex_voice", "cx_essentials", "webex_calling_standard"}
)
"""Packages whose user needs a location and a number or an extension."""

WITHOUT_CALLING = frozenset({"webex_meetings"})
"""Packages whose user has no location, number or extension: what is inherited of these is not used."""

WITH_MEETINGS = frozenset({"webex_meetings", "webex_suite"})
"""Packages that come with a meeting site."""

ADD_ON_BASES = {
    "attendant_console": frozenset({"webex_calling", "webex_suite", "webex_voice", "cx_essentials"})
}
"""Add-ons of users, and the packages of which the same user needs one beneath."""

RANKS = {
    "webex_meetings": 1,
    "webex_voice": 2,
    "webex_calling_standard": 3,
    "webex_calling": 4,
    "cx_essentials": 5,
    "webex_suite": 6,
}
"""The level of a package; the order is inferred (wholesale-api §19, row 17)."""

CALLING = USER_CALLING | {"common_area_calling"}
"""Packages that need a main location."""

LIMITED = CALLING | {"webex_meetings", "attendant_console"}
"""Packages whose assignments the API can cap."""

NEEDS_ONE_OF = {
    "cisco_calling_plan": CALLING,
    **ADD_ON_BASES,
}
"""Add-ons, and the packages of which the customer needs at least one beside them."""


def _package(name: str) -> str:
    if name not in CUSTOMER_PACKAGES:
        meant = nearest(name, CUSTOMER_PACKAGES)
        fix = f'did you mean "{meant}"?' if meant else f"packages: {listed(CUSTOMER_PACKAGES, most=20)}"
        raise refusal(words.PACKAGE, f'"{name}" is not a package', fix)
    return name


PackageName = Annotated[
    str, AfterValidator(_package), WithJsonSchema({"type": "string", "enum": list(CUSTOMER_PACKAGES)})
]


class PackageTerms(Block):
    """What is agreed about one package of a customer."""

    limit: int | None = key(
        "The most assignments of this package; absent: what is live is kept.", 5, ge=0, le=1_000_000
    )
