"""Languages and time zones (wholesale-api §9, §10)."""

from __future__ import annotations

import re
import zoneinfo
from functools import cache

from apisim.areas.customers.operations import BEGINNING, CHECKED, CREATE
from apisim.errors import bad_request
from apisim.rulebook import rule

FORM = re.compile(r"([a-z]{2})(?:[_-]([a-z]{2}))?", re.IGNORECASE)
ZONE_FORM = re.compile(r"UTC|GMT|[A-Z][A-Za-z]+(/[A-Za-z0-9_+-]+)+")
COUNTRY = re.compile(r"[A-Z]{2}")
SUPPORTED = [
    "en_US",
    "en_AU",
    "en_GB",
    "en_CA",
    "fr_FR",
    "fr_CA",
    "cs_CZ",
    "da_DK",
    "de_DE",
    "hu_HU",
    "id_ID",
    "it_IT",
    "ja_JP",
    "ko_KR",
    "es_ES",
    "es_CO",
    "es_MX",
    "nl_NL",
    "nb_NO",
    "pl_PL",
    "pt_PT",
    "pt_BR",
    "ru_RU",
    "ro_RO",
    "zh_CN",
    "zh_TW",
    "sv_SE",
    "ar_SA",
    "tr_TR",
]
DEFAULTS = {locale[:2]: locale for locale in reversed(SUPPORTED)}
NO_SITE = ("es_CO", "id_ID", "nb_NO", "pt_PT")
ENGLISH = "en_US"


@rule("locales.malformed", "A language that is neither `ll_CC` nor `ll` is a 400.", "I §19.26", of=BEGINNING)
@rule("locales.case", "Languages are compared without case, `en_us` is `en_US`.", "I §9", of=CHECKED)
def read(text: str, at: str) -> str:
    """Give `ll_CC` or `ll` in its usual case; a malformed one is a 400."""
    found = FORM.fullmatch(text)
    if found is None:
        raise bad_request(f"{at}: a language such as en_US is needed, not {text!r}", at=at)
    return found[1].lower() + (f"_{found[2].upper()}" if found[2] else "")


@rule("locales.absent", "Without a language the organization has the template's.", "G §9", of=CREATE)
@rule("locales.given", "An `ll_CC` of the table is used as it is given.", "G §9", of=CREATE)
@rule(
    "locales.short",
    "To an `ll` the template's country is added; where the table lacks that, it is the default of the code.",
    "G §9",
    of=CREATE,
)
@rule("locales.unknown", "An organization of an unknown language has the template's.", "I §19.26", of=CREATE)
def resolve(text: str | None, template_language: str, template_country: str) -> str:
    """Give the organization's language; an unknown one is the template's."""
    if not text:
        return template_language
    language = read(text, "customerInfo.language")
    if language in SUPPORTED:
        return language
    if len(language) > 2:  # noqa: PLR2004 - ll_CC that is not supported
        return template_language
    near = f"{language}_{template_country}"
    return near if near in SUPPORTED else DEFAULTS.get(language, template_language)


@rule(
    "locales.sites",
    "A meeting site is in English where the language is absent, unknown, or one of es_CO, id_ID, nb_NO,"
    " pt_PT.",
    "G §9",
    of=CREATE,
)
def of_site(text: str | None, template_country: str) -> str:
    """Give the language of a meeting site."""
    language = resolve(text, ENGLISH, template_country)
    return ENGLISH if language in NO_SITE else language


def announcement(text: str, at: str) -> str:
    """Give a location's language as announcements spell it, lower case (observations §2)."""
    return read(text, at).lower()


@cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


@rule("locales.time-zones", "Time zones are IANA names, others are a 400.", "I §10", of=CHECKED)
def check_zone(text: str, at: str) -> None:
    """Refuse what is no IANA time zone; by its form where the machine has no zone data."""
    if text not in _zones() if _zones() else not ZONE_FORM.fullmatch(text):
        raise bad_request(f"{at}: an IANA time zone such as America/Chicago is needed, not {text!r}", at=at)
