"""Languages, time zones and countries (wholesale-api §9, §10)."""

from __future__ import annotations

import re
import zoneinfo
from functools import cache

from apisim.errors import bad_request

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
STATE_AND_ZIP = ("US", "CA", "AU")
ZIP = ("GB", "DE", "FR")


def read(text: str, at: str) -> str:
    """Give `ll_CC` or `ll` in its usual case; a malformed one is a 400 (§19 row 26)."""
    found = FORM.fullmatch(text)
    if found is None:
        raise bad_request(f"{at}: a language such as en_US is needed, not {text!r}", at=at)
    return found[1].lower() + (f"_{found[2].upper()}" if found[2] else "")


def resolve(text: str | None, template_language: str, template_country: str) -> str:
    """Give the organization's language by the order of §9; an unknown one is the template's."""
    if not text:
        return template_language
    language = read(text, "customerInfo.language")
    if language in SUPPORTED:
        return language
    if len(language) > 2:  # noqa: PLR2004 - ll_CC that is not supported
        return template_language
    near = f"{language}_{template_country}"
    return near if near in SUPPORTED else DEFAULTS.get(language, template_language)


def announcement(text: str, at: str) -> str:
    """Give a location's language as announcements spell it, lower case (observations §2)."""
    return read(text, at).lower()


@cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def check_zone(text: str, at: str) -> None:
    """Refuse what is no IANA time zone (§10, inferred); by its form where the machine has no zone data."""
    if text not in _zones() if _zones() else not ZONE_FORM.fullmatch(text):
        raise bad_request(f"{at}: an IANA time zone such as America/Chicago is needed, not {text!r}", at=at)


def check_address(address: dict[str, str], at: str) -> None:
    """Refuse an address that lacks what its country wants (§10; the table of countries is inferred)."""
    country = address["country"]
    if not COUNTRY.fullmatch(country):
        raise bad_request(
            f"{at}.country: two capital letters of ISO-3166 are needed, not {country!r}", at="country"
        )
    needed = ["addressLine1", "city"]
    needed += ["stateOrProvince"] if country in STATE_AND_ZIP else []
    needed += ["zipOrPostalCode"] if country in STATE_AND_ZIP + ZIP else []
    for name in needed:
        if not address.get(name, "").strip():
            raise bad_request(f"{at}.{name} is mandatory in {country}", 1001, at=name)
