"""partner.yaml: facts of the partner that every stack shares."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator

from wholesale.stacks.models.block import Block, key, needed
from wholesale.stacks.models.customers import ProfileBlock, SignIn
from wholesale.stacks.models.forms import refusal
from wholesale.stacks.models.locations import Pstn
from wholesale.stacks.models.packages import AddOn, PackageName
from wholesale.stacks.models.words import (
    Country,
    Date,
    Email,
    Handle,
    Identifier,
    Language,
    Variable,
    Version,
)
from wholesale.stacks.rules import files


class Template(Block):
    """An onboarding template of Partner Hub; it has no API, so its facts are declared."""

    owner: Handle | None = key("The sub-partner that it belongs to; absent: the partner.", "north")
    provisioning_id: Identifier = needed(
        "Its provisioning id.", "MjIyMjIyMjItMjIyMi00MjIyLTgyMjItMjIyMjIyMjIyMjIy"
    )
    country: Country | None = key("Country of its customers.", "US")
    language: Language | None = key("Language of a customer that names none.", "en_US")
    subscription: str | None = key("Subscription that its packages are billed to.", "Sub-100001")
    sign_in: SignIn | None = key("Who signs people in.", {"mode": "webex"})
    pstn: Pstn | None = key(
        "Default of every location made from this template.", {"connection": "Example Carrier"}
    )
    brand_name: str | None = key("Name that its customers see.", "Example Voice")
    admin_invite_emails: bool | None = key("Whether new administrators are invited by e-mail.", example=True)


class SubPartner(Block):
    """A sub-partner that stacks act on behalf of."""

    organization: Identifier = needed(
        "Id of its organization.",
        "Y2lzY29zcGFyazovL3VzL09SR0FOSVpBVElPTi80NDQ0NDQ0NC00NDQ0LTQ0NDQtODQ0NC00NDQ0NDQ0NDQ0NDQ",
    )
    admin_email: Email | None = key("An administrator of its organization.", "admin@north.example")
    token_env: Variable | None = key(
        "Environment variable that holds a token of its own; absent: the partner's, on behalf of.",
        "WEBEX_ACCESS_TOKEN_NORTH",
    )


class Settings(Block):
    """How this partner runs."""

    restricted_mode_key: str | None = key(
        "Key of the organization settings API for restricted mode, if there is one.",
        "restricted-mode",
        min_length=1,
    )
    require_approved_plan: bool = key("true: no write without an approved plan.", example=True, default=False)


class CustomerSafety(Block):
    """Losses of customers that a run may make."""

    delete: int = key("Customers.", 0, default=0, ge=0)


class UserSafety(Block):
    """Losses of users that a run may make, per customer."""

    delete: int = key("Users.", 5, default=5, ge=0)
    delete_percent: int = key("Percent of the customer's users.", 30, default=30, ge=0, le=100)
    percent_from: int = key("Number of users from which the percentage counts.", 10, default=10, ge=1)


class NumberSafety(Block):
    """Losses of numbers that a run may make, per customer."""

    delete: int = key("Numbers.", 10, default=10, ge=0)


class PackageSafety(Block):
    """Losses of packages that a run may make, per customer."""

    remove: int = key("Packages and users' add-ons.", 0, default=0, ge=0)


class RunSafety(Block):
    """Losses of anything that a run may make, over all customers."""

    delete: int = key("Records of any kind.", 25, default=25, ge=0)


class Safety(Block):
    """A run that would lose more stops before its first write, until the stack allows it by name."""

    customers: CustomerSafety = key("Customers.", {"delete": 0}, default=CustomerSafety())
    users: UserSafety = key("Users, per customer.", {"delete": 5}, default=UserSafety())
    numbers: NumberSafety = key("Numbers, per customer.", {"delete": 10}, default=NumberSafety())
    packages: PackageSafety = key("Packages, per customer.", {"remove": 0}, default=PackageSafety())
    run: RunSafety = key("Anything, over all customers of a run.", {"delete": 25}, default=RunSafety())


class Prices(Block):
    """Monthly transfer prices of one period; a period is never edited afterwards."""

    from_: Date = needed("First day of the period.", "2026-01-01", alias="from")
    currency: str = needed("Currency, three letters.", "USD", pattern=r"^[A-Z]{3}$")
    packages: Mapping[PackageName, float] = key("Price per package.", {"webex_suite": 11.0}, default={})
    add_ons: Mapping[AddOn, float] = key("Price per add-on.", {"attendant_console": 9.0}, default={})


MOST_PROFILES = 300
"""Profiles that may lie on each other, or in circles."""


def _not_too_many(profiles: Any) -> Any:
    if isinstance(profiles, Mapping) and len(profiles) > MOST_PROFILES:
        raise refusal(
            files.TOO_LARGE,
            f"these are {len(profiles):,}; at most {MOST_PROFILES:,} are read",
            "share more between them: a profile may extend others",
        )
    return profiles


class Partner(Block):
    """The partner file. Nothing secret stands here."""

    version: Version = needed("Format of this file.", 1)
    organization: Identifier = needed(
        "Id of the partner's organization; a token of another one is refused.",
        "Y2lzY29zcGFyazovL3VzL09SR0FOSVpBVElPTi8xMTExMTExMS0xMTExLTQxMTEtODExMS0xMTExMTExMTExMTE",
    )
    templates: Mapping[Handle, Template] = key(
        "Onboarding templates by handle.",
        {"us-standard": {"provisioningId": "MjIyMjIyMjItMjIyMi00MjIyLTgyMjItMjIyMjIyMjIyMjIy"}},
        default={},
    )
    sub_partners: Mapping[Handle, SubPartner] = key(
        "Sub-partners by handle.",
        {"north": {"organization": "Y2lzY29zcGFyazovL3VzL09SR0FOSVpBVElPTi80NDQ0NDQ0NC00NDQ0LTQ0NDQ"}},
        default={},
    )
    settings: Settings = key(
        "What holds for every run of this partner.", {"requireApprovedPlan": False}, default=Settings()
    )
    profiles: Annotated[Mapping[Handle, ProfileBlock], BeforeValidator(_not_too_many)] = key(
        "Shared defaults by name.",
        {"smb-us": {"template": "us-standard", "userDefaults": {"package": "webex_calling"}}},
        default={},
    )
    safety: Safety = key(
        "What a run may lose.", {"users": {"delete": 5, "deletePercent": 30}}, default=Safety()
    )
    prices: tuple[Prices, ...] = key(
        "Monthly transfer prices, for the forecast; never sent.",
        [{"from": "2026-01-01", "currency": "USD", "packages": {"webex_suite": 11.0}}],
        default=(),
    )
