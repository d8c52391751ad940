"""The vocabulary of the models: the base of every block, and the forms that a text can have.

A *block* is what a person writes. Every field of a block may be null, which un-inherits a value; what must
be there is asked for by the rules, after profiles and defaults are merged.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from wholesale.stacks.models.countries import COUNTRIES
from wholesale.stacks.problems import nearest
from wholesale.stacks.rule import Rule
from wholesale.stacks.rules import words as rules


def is_email(text: str) -> bool:
    """Whether a text has the form of an e-mail address."""
    return "@" in text and re.fullmatch(_EMAIL, text) is not None


class Block(BaseModel):
    """Anything that a person writes as a map with known keys."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        alias_generator=to_camel,
        validate_by_name=False,
        hide_input_in_errors=True,
        defer_build=True,  # most are only ever part of another one
    )


def key(meaning: str, example: Any = None, *, default: Any = None, **limits: Any) -> Any:
    """A field with its meaning and an example; both go to the JSON schemas and the documentation."""
    examples = None if example is None else [example]
    return Field(default=default, description=meaning, examples=examples, **limits)


def needed(meaning: str, example: Any = None, **limits: Any) -> Any:
    """A field that must be written, with its meaning and an example."""
    return key(meaning, example, default=..., **limits)


def refusal(rule: Rule, message: str, fix: str) -> PydanticCustomError:
    """The error of a form check: what is wrong with the value, and what to write instead."""
    return PydanticCustomError("refused", "{message}", {"rule": rule, "message": message, "fix": fix})


def _matching(
    rule: Rule,
    pattern: str,
    message: str,
    fix: str,
    meant: Callable[[str], str] = str,
    *,
    recurs: bool = True,
) -> tuple[AfterValidator, WithJsonSchema]:
    """A text of a form; `meant` mends a usual slip, and is suggested where that gives the form.

    What recurs, as few other texts do, is remembered.
    """
    compiled = re.compile(pattern)

    def check(text: str) -> str:
        if not compiled.fullmatch(text):
            guess = meant(text)
            way_out = f'did you mean "{guess}"?' if compiled.fullmatch(guess) else fix
            raise refusal(rule, f'"{text}" {message}', way_out)
        return text

    validator = AfterValidator(_remembered(check) if recurs else check)
    return validator, WithJsonSchema({"type": "string", "pattern": f"^(?:{pattern})$"})


def _checked(check: Callable[[str], str], **schema: Any) -> tuple[AfterValidator, WithJsonSchema]:
    return AfterValidator(_remembered(check)), WithJsonSchema({"type": "string", **schema})


class _Passed(dict[str, str]):
    """The texts that passed a check lately; asked for another one, it checks."""

    def __init__(self, check: Callable[[str], str]) -> None:
        super().__init__()
        self._check = check

    def __missing__(self, text: str) -> str:
        passed = self._check(text)
        if len(self) >= _MOST_PASSED:
            self.clear()
        self[text] = passed
        return passed


_MOST_PASSED = 4096


def _remembered(check: Callable[[str], str]) -> Callable[[str], str]:
    """The same check; what passed lately is not looked at again."""
    return _Passed(check).__getitem__


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
        guess = text.upper() if text.upper() in COUNTRIES else None
        raise refusal(
            rules.COUNTRY,
            f'"{text}" is not a country code',
            f'did you mean "{guess}"?' if guess else "write two capital letters of ISO 3166, like US",
        )
    return text


def _timezone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ValueError, OSError, KeyError):
        zones = available_timezones()
        if zones:
            guess = nearest(text, sorted(zones))
            raise refusal(
                rules.TIMEZONE,
                f'"{text}" is not a time zone',
                f'did you mean "{guess}"?' if guess else "write an IANA name, like America/Chicago",
            ) from None
    return text


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
    str, *_checked(_handle, minLength=1, maxLength=LONGEST_HANDLE, pattern=r"^[^/\s](?:[^/]*[^/\s])?$")
]
_EMAIL = r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+"
Email = Annotated[
    str,
    *_matching(
        rules.EMAIL,
        _EMAIL,
        "is not an e-mail address",
        "write it like office@acme.example",
        recurs=False,
    ),
]
Number = Annotated[
    str,
    *_matching(
        rules.PHONE_NUMBER,
        r"\+[1-9][0-9]{6,14}",
        "is not a phone number in E.164 form",
        'write "+", country code and number, without spaces: "+13125550101"',
        _without_separators,
        recurs=False,
    ),
]
Extension = Annotated[
    str, *_matching(rules.EXTENSION, r"[0-9]{2,10}", "is not an extension", 'write 2 to 10 digits: "101"')
]
Mac = Annotated[
    str,
    *_matching(
        rules.MAC,
        r"[0-9A-Fa-f]{12}",
        "is not a MAC address",
        'write 12 hexadecimal digits without separators: "AA11BB22CC33"',
        _without_separators,
    ),
]
Language = Annotated[
    str,
    *_matching(
        rules.LANGUAGE,
        r"[A-Za-z]{2}(?:_[A-Za-z]{2})?",
        "is not a language",
        "write a language or a language and a country: en or en_US",
        _underscored,
    ),
]
LocaleLanguage = Annotated[
    str,
    *_matching(
        rules.LANGUAGE,
        r"[A-Za-z]{2}_[A-Za-z]{2}",
        "is not a language with its country",
        "write both in this form: en_us",
        _underscored,
    ),
]
Country = Annotated[str, *_checked(_country, pattern="^[A-Z]{2}$")]
Timezone = Annotated[str, *_checked(_timezone, minLength=1)]
Date = Annotated[date, BeforeValidator(_date), WithJsonSchema(_DATE_SCHEMA)]
DateText = Annotated[str, *_checked(_date_text, **{k: v for k, v in _DATE_SCHEMA.items() if k != "type"})]
CustomerName = Annotated[str, *_checked(_no_percent, minLength=1, pattern="^[^%]*$")]
Identifier = Annotated[
    str,
    *_matching(
        rules.IDENTIFIER,
        r"\S+",
        "is empty or holds a space",
        "copy the id as Partner Hub or the API gives it",
    ),
]
Variable = Annotated[
    str,
    *_checked(_variable, pattern=f"^(?:{_VARIABLE})$"),
]
Version = Literal[1]
