"""The words of the models: handles, addresses, numbers, days and all else whose text has a form."""

import re
from datetime import date
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BeforeValidator, WithJsonSchema

from wholesale.stacks.models.countries import COUNTRIES
from wholesale.stacks.models.forms import checked, matching, refusal
from wholesale.stacks.problems import nearest
from wholesale.stacks.rules import words as rules


def is_email(text: str) -> bool:
    """Whether a text has the form of an e-mail address."""
    return "@" in text and re.fullmatch(_EMAIL, text) is not None


LONGEST_HANDLE = 100


def _handle(text: str) -> str:
    if not text:
        raise refusal(rules.HANDLE, "a handle is empty", "write a name that never has to change")
    if "/" in text or not text.isprintable() or text != text.strip():
        raise refusal(
            rules.HANDLE,
            f'the handle "{text}" holds "/", a control character, or a space at an end',
            "use letters, digits, dashes, dots or an e-mail address",
        )
    if len(text) > LONGEST_HANDLE:
        raise refusal(
            rules.HANDLE, f"the handle is {len(text)} characters long", f"use at most {LONGEST_HANDLE}"
        )
    return text


def _country(text: str) -> str:
    if text not in COUNTRIES:
        meant = _OTHER_COUNTRIES.get(text.upper(), text.upper())
        guess = meant if meant in COUNTRIES else None
        raise refusal(
            rules.COUNTRY,
            f'"{text}" is not a country code',
            f'did you mean "{guess}"?' if guess else "write two capital letters of ISO 3166, like US",
        )
    return text


_OTHER_COUNTRIES = {"UK": "GB", "USA": "US", "CAN": "CA", "GBR": "GB", "EN": "GB"}
"""What people write for a country of another code."""


def _timezone(text: str) -> str:
    try:
        if text not in _NO_ZONES:
            ZoneInfo(text)
            return text
    except (ValueError, OSError, KeyError):
        pass
    zones = available_timezones()
    if not zones:  # a machine without the data of zones
        return text
    guess = nearest(text, sorted(zone for zone in zones if "/" in zone))
    raise refusal(
        rules.TIMEZONE,
        f'"{text}" is not a time zone',
        f'did you mean "{guess}"?' if guess else "write an IANA name, like America/Chicago",
    )


_NO_ZONES = frozenset({"localtime", "Factory", "posixrules"})
"""Files that lie among the zones and are none."""


def _date(value: Any) -> Any:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    if isinstance(value, str):
        raise refusal(rules.DATE, f'"{value}" is not a date', _date_meant(value))
    return value


def _date_meant(text: str) -> str:
    parts = re.fullmatch(r"(\d{4})[-./](\d\d?)[-./](\d\d?)", text)
    try:
        guess = date(*(int(part) for part in parts.groups())) if parts else None
    except ValueError:
        guess = None
    return f'did you mean "{guess.isoformat()}"?' if guess else 'write year, month and day: "2027-01-31"'


def _date_text(text: str) -> str:
    _date(text)
    return text


def _no_percent(text: str) -> str:
    if "%" in text or not text.strip():
        raise refusal(
            rules.CUSTOMER_NAME, f'the name "{text}" is empty or holds "%"', "the API takes any other name"
        )
    return text


def _without_separators(text: str) -> str:
    return re.sub(r"[\s().:-]", "", text)


def _underscored(text: str) -> str:
    return text.replace("-", "_")


_VARIABLE = r"[A-Za-z_][A-Za-z0-9_]*"


def _variable(text: str) -> str:
    """The text is not quoted in the refusal: it may be a token."""
    if not re.fullmatch(_VARIABLE, text):
        raise refusal(
            rules.VARIABLE,
            "this is not the name of an environment variable",
            "write the variable's name, never a token: WEBEX_ACCESS_TOKEN_NORTH",
        )
    return text


_DATE_SCHEMA = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d\d-\d\d$"}

Handle = Annotated[
    str, *checked(_handle, minLength=1, maxLength=LONGEST_HANDLE, pattern=r"^[^/\s](?:[^/]*[^/\s])?$")
]
_EMAIL = r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+"
Email = Annotated[
    str,
    *matching(
        rules.EMAIL,
        _EMAIL,
        "is not an e-mail address",
        "write it like office@acme.example",
        recurs=False,
    ),
]
Number = Annotated[
    str,
    *matching(
        rules.PHONE_NUMBER,
        r"\+[1-9][0-9]{6,14}",
        "is not a phone number in E.164 form",
        'write "+", country code and number, without spaces: "+13125550101"',
        _without_separators,
        recurs=False,
    ),
]
Extension = Annotated[
    str, *matching(rules.EXTENSION, r"[0-9]{2,10}", "is not an extension", 'write 2 to 10 digits: "101"')
]
Mac = Annotated[
    str,
    *matching(
        rules.MAC,
        r"[0-9A-Fa-f]{12}",
        "is not a MAC address",
        'write 12 hexadecimal digits without separators: "AA11BB22CC33"',
        _without_separators,
    ),
]
Language = Annotated[
    str,
    *matching(
        rules.LANGUAGE,
        r"[A-Za-z]{2}(?:_[A-Za-z]{2})?",
        "is not a language",
        "write a language or a language and a country: en or en_US",
        _underscored,
    ),
]
LocaleLanguage = Annotated[
    str,
    *matching(
        rules.LANGUAGE,
        r"[A-Za-z]{2}_[A-Za-z]{2}",
        "is not a language with its country",
        "write both in this form: en_us",
        _underscored,
    ),
]
Country = Annotated[str, *checked(_country, pattern="^[A-Z]{2}$")]
Timezone = Annotated[str, *checked(_timezone, minLength=1)]
Date = Annotated[date, BeforeValidator(_date), WithJsonSchema(_DATE_SCHEMA)]
DateText = Annotated[str, *checked(_date_text, **{k: v for k, v in _DATE_SCHEMA.items() if k != "type"})]
CustomerName = Annotated[str, *checked(_no_percent, minLength=1, pattern="^[^%]*$")]
Identifier = Annotated[
    str,
    *matching(
        rules.IDENTIFIER,
        r"\S+",
        "is empty or holds a space",
        "copy the id as Partner Hub or the API gives it",
    ),
]
Variable = Annotated[
    str,
    *checked(_variable, pattern=f"^(?:{_VARIABLE})$"),
]
Version = Literal[1]
