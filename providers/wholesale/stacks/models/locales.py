"""Locales of Wholesale Route-to-Market, and how the API completes a language (wholesale-api §9)."""

_BY_LANGUAGE = {
    "en": ("en_US", "en_AU", "en_GB", "en_CA"),
    "fr": ("fr_FR", "fr_CA"),
    "cs": ("cs_CZ",),
    "da": ("da_DK",),
    "de": ("de_DE",),
    "hu": ("hu_HU",),
    "id": ("id_ID",),
    "it": ("it_IT",),
    "ja": ("ja_JP",),
    "ko": ("ko_KR",),
    "es": ("es_ES", "es_CO", "es_MX"),
    "nl": ("nl_NL",),
    "nb": ("nb_NO",),
    "pl": ("pl_PL",),
    "pt": ("pt_PT", "pt_BR"),
    "ru": ("ru_RU",),
    "ro": ("ro_RO",),
    "zh": ("zh_CN", "zh_TW"),
    "sv": ("sv_SE",),
    "ar": ("ar_SA",),
    "tr": ("tr_TR",),
}
"""The locales of each language; the first one is its default."""

LOCALES: tuple[str, ...] = tuple(locale for locales in _BY_LANGUAGE.values() for locale in locales)

_KNOWN = {locale.lower(): locale for locale in LOCALES}

NOT_FOR_MEETINGS = frozenset({"es_CO", "id_ID", "nb_NO", "pt_PT"})
"""Locales that meeting sites do not have: such a site is in English."""


def resolved(language: str, country: str | None) -> str | None:
    """The locale that the API makes of a language; None when it knows none.

    Args:
        language: `ll_CC`, or `ll`, which gets the country of the template where there is such a locale.
        country: the template's country.
    """
    if "_" in language:
        return _KNOWN.get(language.lower())
    of_language = _BY_LANGUAGE.get(language.lower(), ())
    completed = _KNOWN.get(f"{language}_{country}".lower())
    return completed or next(iter(of_language), None)
