"""Phone numbers: single ones and ranges, as written and as expanded."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Discriminator, Tag, WithJsonSchema

from wholesale.stacks.models.block import Block, key, needed
from wholesale.stacks.models.forms import refusal
from wholesale.stacks.rules import ranges, words

LONGEST_RANGE = 1000
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
_SHAPE = re.compile(r"\s*(?P<first>[^.\s]+)\s*(?:\.\.\s*(?P<last>[^.\s]+)\s*)?")

NumberType = Literal["did", "tollfree", "mobile"]


@dataclass(frozen=True, slots=True, order=True)
class DeclaredNumber:
    """One phone number of a location, after ranges are expanded."""

    number: str
    type: NumberType = "did"


def expanded(text: str) -> tuple[str, ...]:
    """The numbers of `+13125550100..+13125550109`, both ends included, or of a single number."""
    return tuple(f"+{value}" for value in _digits(text))


def _digits(text: str) -> range:
    """The same without the plus, not counted out yet."""
    shape = _SHAPE.fullmatch(text)
    if shape is None:
        raise refusal(
            ranges.NO_RANGE,
            f'"{text}" is neither a number nor a range',
            _meant(text) or 'write "+13125550100" or "+13125550100..+13125550109"',
        )
    first, last = shape["first"], shape["last"] or shape["first"]
    for end in (first, last):
        if not _NUMBER.fullmatch(end):
            raise refusal(
                words.PHONE_NUMBER,
                f'"{end}" is not a phone number in E.164 form',
                _meant(text) or 'write "+", country code and number, without spaces: "+13125550101"',
            )
    return _span(text, first, last)


def _meant(text: str) -> str | None:
    """The range that a usual slip means: a dash in place of the dots, or an end of its last digits only."""
    slip = re.fullmatch(
        r"\s*(\+[1-9][0-9]{6,14})\s*(?:\.{2,3}|-|\u2013|\u2026|to)\s*(\+?[0-9]{1,15})\s*", text
    )
    if slip is None:
        return None
    first, end = slip.groups()
    last = end if end.startswith("+") else f"{first[: max(len(first) - len(end), 1)]}{end}"
    return f'did you mean "{first}..{last}"?' if len(first) == len(last) else None


def _span(text: str, first: str, last: str) -> range:
    if len(first) != len(last):
        raise refusal(
            ranges.RANGE_LENGTHS,
            f'the ends of the range "{text}" have different lengths',
            "write both ends with all their digits",
        )
    start, end = int(first[1:]), int(last[1:])
    if end < start:
        raise refusal(
            ranges.RANGE_BACKWARDS,
            f'the range "{text}" ends before it begins',
            "write the smaller number first",
        )
    if end - start >= LONGEST_RANGE:
        raise refusal(
            ranges.RANGE_TOO_LONG,
            f'the range "{text}" holds {end - start + 1} numbers; at most {LONGEST_RANGE} are read',
            "check the digits, or split the range",
        )
    return range(start, end + 1)


def _range(text: str) -> str:
    _digits(text)
    return text


_END = r"\+[1-9][0-9]{6,14}"
Range = Annotated[
    str,
    AfterValidator(_range),
    WithJsonSchema({"type": "string", "pattern": rf"^\s*{_END}\s*(\.\.\s*{_END}\s*)?$"}),
]


class NumberBlock(Block):
    """A number or a range with its type."""

    range: Range = needed("A number, or the first and the last of a range.", "+18005550123")
    type: NumberType = key("What sort of number it is.", "tollfree", default="did")


def _form(value: Any) -> str | None:
    if isinstance(value, str):
        return "<text>"
    return "<map>" if isinstance(value, (Mapping, NumberBlock)) else None


NumberEntry = Annotated[
    Annotated[Range, Tag("<text>")] | Annotated[NumberBlock, Tag("<map>")],
    Discriminator(
        _form,
        custom_error_type="form",
        custom_error_message='a number is text like "+13125550100..+13125550109", or a map like '
        '{range: "+18005550123", type: tollfree}',
    ),
]


def declared(entry: str | NumberBlock) -> tuple[DeclaredNumber, ...]:
    """The numbers of one entry of a location's list."""
    if isinstance(entry, str):
        return tuple(DeclaredNumber(number) for number in expanded(entry))
    return tuple(DeclaredNumber(number, entry.type) for number in expanded(entry.range))


def how_many(entry: str | Mapping[str, Any]) -> int:
    """The numbers of one entry of a location's list, as written."""
    return len(_digits(entry if isinstance(entry, str) else entry["range"]))
