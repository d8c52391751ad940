"""Organizations: language, sign-in and administrator, against what the template and the packages give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholesale.stacks.models.locales import LOCALES, NOT_FOR_MEETINGS, resolved
from wholesale.stacks.models.packages import RANKS, WITH_MEETINGS
from wholesale.stacks.problems import dotted, listed, nearest
from wholesale.stacks.rule import PerCustomer, PerPartner, Rule
from wholesale.stacks.rules.telling import found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wholesale.stacks.models.partner import Partner
    from wholesale.stacks.problems import NodePath, Problem
    from wholesale.stacks.source import Source
    from wholesale.stacks.stack import Customer, Stack, Template

LANGUAGE_UNKNOWN = Rule(
    "WS310",
    "language-not-offered",
    what="A language of an organization or a template is not one that wholesale offers.",
    why="The API would take the template's language instead, without a word.",
    mend="Use the nearest one that is given; `en` alone is completed by the template's country.",
    bad="language: en_IE",
    good="language: en_GB",
    itself=True,
)
LOCATION_LANGUAGE = Rule(
    "WS509",
    "location-language",
    what="A language of a location is not in the table of locales.",
    why="The guide lists no other one; the API may take another language in its place.",
    mend="Use the nearest one that is given, or waive this where Cisco has confirmed the language.",
    bad="HQ: {language: en_ie}",
    good="HQ: {language: en_gb}",
    severity="warning",
    itself=True,
)
LANGUAGE_WITHOUT_MEETINGS = Rule(
    "WS311",
    "language-not-for-meetings",
    what="A customer with meetings has a language that meeting sites do not have.",
    why="Its meeting site will be in English.",
    mend="Choose another language, or accept the English site with a waiver.",
    bad="language: es_CO\npackages: {webex_meetings: {}}",
    good="language: es_MX\npackages: {webex_meetings: {}}",
    severity="warning",
)
SIGN_IN_OF_TEMPLATE = Rule(
    "WS312",
    "sign-in-of-template",
    what="A new customer asks for another sign-in than its template gives.",
    why="A new organization signs people in as its template says, and only Cisco can switch it afterwards.",
    mend="Choose a template with this sign-in, or remove `signIn`.",
    bad="template: us-standard      # signIn: {mode: webex}\nsignIn: {mode: partner}",
    good="template: us-partner-sso   # signIn: {mode: partner}\nsignIn: {mode: partner}",
)
ADMINISTRATOR_LEVEL = Rule(
    "WS313",
    "administrator-package-level",
    what="The first administrator of a customer without `orgId` has a lower package than its users can have.",
    why="A new organization is made with the highest package, and its administrator should have that one. "
    "Whether it is made already, files do not say.",
    mend="Before it is made, give the administrator the highest of the customer's packages, or name one who "
    "has it; of a live customer nothing needs to change, and a waiver says so.",
    bad="packages: {webex_calling: {}, webex_suite: {}}\nfirstAdministrator: ada\nusers: {ada: {package: "
    "webex_calling}}",
    good="packages: {webex_calling: {}, webex_suite: {}}\nfirstAdministrator: ada\nusers: {ada: {package: "
    "webex_suite}}",
    severity="warning",
)


@PerCustomer
def languages_are_offered(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """The language of an organization and of its locations is one of the table."""
    at: NodePath = ("customers", customer.handle)
    if customer.language is not None and resolved(customer.language, _country(stack, customer)) is None:
        message, fix = _not_offered(f"customer {customer.handle}", customer.language)
        yield found(LANGUAGE_UNKNOWN, stack, (*at, "language"), message, fix)
    for handle, location in customer.locations.items():
        if location.language is not None and resolved(location.language, None) is None:
            message, fix = _not_offered(
                f"location {handle} of customer {customer.handle}", location.language, lower=True
            )
            yield found(LOCATION_LANGUAGE, stack, (*at, "locations", handle, "language"), message, fix)


@PerPartner
def template_languages_are_offered(partner: Partner, source: Source) -> Iterator[Problem]:
    """The language of a template is one of the table."""
    for name, template in partner.templates.items():
        if template.language is not None and resolved(template.language, template.country) is None:
            path = ("templates", name, "language")
            message, fix = _not_offered(f"template {name}", template.language)
            yield LANGUAGE_UNKNOWN.at(source.value_place(*path), dotted(path), message, fix)


def _not_offered(who: str, language: str, *, lower: bool = False) -> tuple[str, str]:
    locales = [locale.lower() for locale in LOCALES] if lower else list(LOCALES)
    near = [locale for locale in locales if locale[:2].lower() == language[:2].lower()]
    meant = nearest(language, near or locales)
    fix = f'did you mean "{meant}"?' if meant else f"languages: {listed(locales, most=40)}"
    return f'{who}: the language "{language}" is not offered', fix


@PerCustomer
def meetings_speak_the_language(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """A customer with meetings has a language that meeting sites have."""
    meetings = sorted(WITH_MEETINGS & customer.packages.keys())
    template = _template(stack, customer)
    given = template.language if template and customer.is_new else None
    language = customer.language or given
    locale = resolved(language, _country(stack, customer)) if language else None
    if meetings and locale in NOT_FOR_MEETINGS:
        whose = "" if customer.language else f", the language of its template {customer.template}"
        yield found(
            LANGUAGE_WITHOUT_MEETINGS,
            stack,
            ("customers", customer.handle, "language"),
            f"customer {customer.handle} has {meetings[0]}, and meeting sites do not have {locale}{whose}: "
            "its site will be in English",
            "choose another language, or accept the English site",
        )


def _template(stack: Stack, customer: Customer) -> Template | None:
    return stack.partner.templates.get(customer.template) if customer.template else None


def _country(stack: Stack, customer: Customer) -> str | None:
    template = _template(stack, customer)
    return template.country if template else None


@PerCustomer
def sign_in_is_the_templates(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """A new organization signs people in as its template says."""
    template = _template(stack, customer)
    given = template.sign_in if template else None
    if not customer.is_new or customer.sign_in is None or given is None:
        return
    alone = given.mode == "webex" and customer.sign_in.mode != "partner"
    no_provider = "none, for its mode is webex" if alone else None
    rows = (
        ("mode", customer.sign_in.mode, given.mode),
        ("idpEntityId", customer.sign_in.idp_entity_id, given.idp_entity_id or no_provider),
    )
    for name, asked, offered in rows:
        if asked is not None and offered is not None and asked != offered:
            yield found(
                SIGN_IN_OF_TEMPLATE,
                stack,
                ("customers", customer.handle, "signIn", name),
                f"customer {customer.handle} asks for the sign-in {name} {asked}, but its template "
                f"{customer.template} gives {offered}",
                _way_out(stack, name, asked),
            )


def _way_out(stack: Stack, name: str, asked: str) -> str:
    """The templates that give what is asked for."""
    fits = [
        handle
        for handle, template in stack.partner.templates.items()
        if template.owner == stack.sub_partner and template.sign_in is not None
        if asked in {template.sign_in.mode, template.sign_in.idp_entity_id}
    ]
    way = f"choose a template that gives it ({listed(fits)})" if fits else "declare a template that gives it"
    return f"{way}, or remove `{name}`"


@PerCustomer
def administrator_has_the_level(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """The first administrator of a new organization has the highest package that its users can have."""
    administrator = customer.users.get(customer.first_administrator or "")
    highest = max(RANKS.keys() & customer.packages.keys(), key=RANKS.__getitem__, default=None)
    package = administrator.package if administrator else None
    if not customer.is_new or package not in RANKS or highest is None or RANKS[package] >= RANKS[highest]:
        return
    bought = ("customers", customer.handle, "packages", highest)
    places = () if stack.source.written_at(*bought) is None else (stack.place(*bought),)
    yield found(
        ADMINISTRATOR_LEVEL,
        stack,
        ("customers", customer.handle, "users", str(customer.first_administrator), "package"),
        f"customer {customer.handle} has {highest}{''.join(f' ({place})' for place in places)}, and the "
        f"package of its first administrator {customer.first_administrator} is lower: {package}",
        f"as long as the customer is new, give that user {highest}, or name one who has it; a live customer "
        "needs no change: waive this",
        *places,
    )
