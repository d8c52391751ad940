"""Where customers are: cities with what an address, a clock and a telephone number there look like."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class City:
    """One city.

    Args:
        country: two letters of ISO-3166.
        state: as an address spells it.
        zone: the IANA time zone.
        language: as `ll_CC`.
        prefix: what its telephone numbers begin with.
        digits: how many digits follow that.
        script: the key of the names that people there have.
        weight: how many customers are there, compared with others.
    """

    name: str
    country: str
    state: str
    postal_code: str
    zone: str
    language: str
    prefix: str
    digits: int
    script: str
    weight: int


CITIES = (
    City("Chicago", "US", "IL", "60601", "America/Chicago", "en_US", "+1312", 7, "latin", 12),
    City("New York", "US", "NY", "10001", "America/New_York", "en_US", "+1212", 7, "latin", 12),
    City("Denver", "US", "CO", "80202", "America/Denver", "en_US", "+1303", 7, "latin", 6),
    City("San Francisco", "US", "CA", "94103", "America/Los_Angeles", "en_US", "+1415", 7, "latin", 9),
    City("Phoenix", "US", "AZ", "85004", "America/Phoenix", "en_US", "+1602", 7, "spanish", 5),
    City("Honolulu", "US", "HI", "96813", "Pacific/Honolulu", "en_US", "+1808", 7, "kana", 1),
    City("Toronto", "CA", "ON", "M5H 2N2", "America/Toronto", "en_CA", "+1416", 7, "latin", 5),
    City("Montréal", "CA", "QC", "H2Y 1C6", "America/Toronto", "fr_CA", "+1514", 7, "french", 3),
    City("St. John's", "CA", "NL", "A1C 5M3", "America/St_Johns", "en_CA", "+1709", 7, "latin", 1),
    City("Ciudad de México", "MX", "CMX", "06000", "America/Mexico_City", "es_MX", "+5255", 8, "spanish", 3),
    City("São Paulo", "BR", "SP", "01310-100", "America/Sao_Paulo", "pt_BR", "+5511", 8, "spanish", 3),
    City("London", "GB", "LND", "EC2A 4NE", "Europe/London", "en_GB", "+4420", 8, "latin", 7),
    City("Paris", "FR", "IDF", "75002", "Europe/Paris", "fr_FR", "+331", 8, "french", 4),
    City("Köln", "DE", "NW", "50667", "Europe/Berlin", "de_DE", "+49221", 7, "german", 4),
    City("Wrocław", "PL", "DS", "50-101", "Europe/Warsaw", "pl_PL", "+4871", 7, "polish", 2),
    City("Αθήνα", "GR", "I", "105 57", "Europe/Athens", "en_GB", "+3021", 8, "greek", 1),
    City("София", "BG", "22", "1000", "Europe/Sofia", "en_GB", "+3592", 7, "cyrillic", 1),
    City("תל אביב", "IL", "TA", "6100000", "Asia/Jerusalem", "en_US", "+9723", 7, "hebrew", 1),
    City("الرياض", "SA", "01", "12211", "Asia/Riyadh", "ar_SA", "+96611", 7, "arabic", 1),
    City("नई दिल्ली", "IN", "DL", "110001", "Asia/Kolkata", "en_GB", "+9111", 8, "devanagari", 2),
    City("กรุงเทพฯ", "TH", "10", "10500", "Asia/Bangkok", "en_US", "+662", 7, "thai", 1),
    City("東京", "JP", "13", "100-0005", "Asia/Tokyo", "ja_JP", "+813", 8, "kana", 3),
    City("서울", "KR", "11", "04524", "Asia/Seoul", "ko_KR", "+822", 8, "hangul", 2),
    City("上海", "CN", "SH", "200001", "Asia/Shanghai", "zh_CN", "+8621", 8, "han", 2),
    City("Sydney", "AU", "NSW", "2000", "Australia/Sydney", "en_AU", "+612", 8, "latin", 3),
    City("Adelaide", "AU", "SA", "5000", "Australia/Adelaide", "en_AU", "+618", 8, "latin", 1),
)
"""Some clocks are half an hour off others, some know no summer time, and some cities write another script."""


def wholesale_address(city: City, street: str) -> dict[str, str]:
    """Give an address as the wholesale API names its parts."""
    return {
        "addressLine1": street,
        "city": city.name,
        "stateOrProvince": city.state,
        "zipOrPostalCode": city.postal_code,
        "country": city.country,
    }


def location_address(city: City, street: str) -> dict[str, str]:
    """Give an address as the Locations API names its parts."""
    return {
        "address1": street,
        "city": city.name,
        "state": city.state,
        "postalCode": city.postal_code,
        "country": city.country,
    }
