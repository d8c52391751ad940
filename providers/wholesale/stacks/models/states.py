"""States and provinces of the countries that need them, in the short form of ISO 3166-2, and postal codes."""

import re

_UNITED_STATES = """
AL Alabama, AK Alaska, AZ Arizona, AR Arkansas, CA California, CO Colorado, CT Connecticut, DE Delaware,
DC District of Columbia, FL Florida, GA Georgia, HI Hawaii, ID Idaho, IL Illinois, IN Indiana, IA Iowa,
KS Kansas, KY Kentucky, LA Louisiana, ME Maine, MD Maryland, MA Massachusetts,
MI Michigan, MN Minnesota, MS Mississippi,
MO Missouri, MT Montana, NE Nebraska, NV Nevada, NH New Hampshire, NJ New Jersey, NM New Mexico, NY New York,
NC North Carolina, ND North Dakota, OH Ohio, OK Oklahoma, OR Oregon, PA Pennsylvania, RI Rhode Island,
SC South Carolina, SD South Dakota, TN Tennessee, TX Texas, UT Utah, VT Vermont, VA Virginia, WA Washington,
WV West Virginia, WI Wisconsin, WY Wyoming, AS American Samoa, GU Guam, MP Northern Mariana Islands,
PR Puerto Rico, VI Virgin Islands, UM Minor Outlying Islands
"""
_CANADA = """
AB Alberta, BC British Columbia, MB Manitoba, NB New Brunswick, NL Newfoundland and Labrador, NS Nova Scotia,
NT Northwest Territories, NU Nunavut, ON Ontario, PE Prince Edward Island, QC Quebec, SK Saskatchewan,
YT Yukon
"""
_AUSTRALIA = """
ACT Australian Capital Territory, NSW New South Wales, NT Northern Territory, QLD Queensland,
SA South Australia, TAS Tasmania, VIC Victoria, WA Western Australia
"""


def _table(text: str) -> dict[str, str]:
    """Name → code."""
    entries = (entry.strip().split(maxsplit=1) for entry in text.replace("\n", " ").split(","))
    return {name: code for code, name in entries}


STATES = {"US": _table(_UNITED_STATES), "CA": _table(_CANADA), "AU": _table(_AUSTRALIA)}
"""For each country that needs one: the names of its states or provinces, and their codes."""

POSTAL_CODES = {
    "US": (re.compile(r"\d{5}(-\d{4})?"), "60601"),
    "CA": (re.compile(r"[A-Za-z]\d[A-Za-z] ?\d[A-Za-z]\d"), "K1A 0B1"),
    "AU": (re.compile(r"\d{4}"), "2000"),
    "GB": (re.compile(r"[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2}"), "SW1A 1AA"),
    "DE": (re.compile(r"\d{5}"), "10115"),
    "FR": (re.compile(r"\d{5}"), "75001"),
}
"""For each country that needs one: the form of its postal codes, and an example."""
