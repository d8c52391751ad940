"""Traps of YAML 1.1: values that it silently takes for something else than what was typed."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from wholesale.stacks.rule import PerPartner, PerStack, Rule
from wholesale.stacks.rules.form import WITHOUT_IT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wholesale.stacks.models.partner import Partner
    from wholesale.stacks.problems import Problem
    from wholesale.stacks.source import Source
    from wholesale.stacks.stack import Stack

_Rule = partial(Rule, firm=WITHOUT_IT)

READ_AS_NUMBER = _Rule(
    "WS110",
    "unquoted-number",
    what="Text that consists of digits is not quoted, so YAML reads a number.",
    why="Zeros in front and signs would be lost.",
    mend="Quote it.",
    bad="extension: 101",
    good='extension: "101"',
)
READ_AS_BOOLEAN = _Rule(
    "WS111",
    "unquoted-boolean",
    what="An unquoted yes, no, on, off, true or false is read by YAML as true or false.",
    why="The country code NO or a company called On would become false or true.",
    mend="Quote it.",
    bad="country: NO",
    good='country: "NO"',
)
READ_AS_TIME = _Rule(
    "WS112",
    "unquoted-time",
    what="Digits with colons are read by YAML as a number in base 60.",
    why="`1:30` would become 90.",
    mend="Quote it.",
    bad="name: 1:30",
    good='name: "1:30"',
)
READ_AS_DATE = _Rule(
    "WS113",
    "unquoted-date",
    what="An unquoted date is read by YAML as a date or a point in time.",
    why="Readers differ in time zone and form; as text it stays what was typed.",
    mend="Quote it.",
    bad="until: 2027-01-31",
    good='until: "2027-01-31"',
)
READ_AS_OCTAL = _Rule(
    "WS114",
    "unquoted-leading-zero",
    what="Digits with a zero in front are read by YAML 1.1 in base 8, `0x` in base 16, `0b` in base 2.",
    why="The extension 0123 would become 83, and the postal code 02134 would become 1116.",
    mend="Quote it.",
    bad="extension: 0123",
    good='extension: "0123"',
)
UNQUOTED_PHONE = _Rule(
    "WS115",
    "unquoted-phone-number",
    what="A phone number is not quoted, so YAML reads a number.",
    why="Its plus would be lost, and with it the country.",
    mend="Quote it.",
    bad="phoneNumber: +13125550101",
    good='phoneNumber: "+13125550101"',
)
UNQUOTED_MAC = _Rule(
    "WS116",
    "unquoted-mac",
    what="A MAC address is not quoted, and it consists of digits, so YAML reads a number.",
    why="001122334455 would be read in base 8, and the phone would never come in.",
    mend="Quote it.",
    bad="mac: 001122334455",
    good='mac: "001122334455"',
)
UNQUOTED_ID = _Rule(
    "WS117",
    "unquoted-external-id",
    what="An externalId is not quoted, and it consists of digits, so YAML reads a number.",
    why="The API finds the customer by it: another spelling is another customer.",
    mend="Quote it.",
    bad="externalId: 0042",
    good='externalId: "0042"',
)
CUT_BY_COMMENT = Rule(
    "WS118",
    "value-cut-by-comment",
    what="A `#` with a space before it and none behind it follows an unquoted value.",
    why="YAML takes the rest of the line for a comment: `12 Shore Drive #4` becomes `12 Shore Drive`, and an "
    "ambulance looks for the apartment.",
    mend="Quote the whole value; put a space behind the `#` where a comment is meant.",
    bad="addressLine1: 12 Shore Drive #4",
    good='addressLine1: "12 Shore Drive #4"',
    severity="warning",
    firm="a space behind the `#` says that a comment is meant",
)

_NO_SPACE_BEHIND = re.compile(r"#\w")
_WHOLE = re.compile(r"(?:^|[\[{,\"'\]}-])[ \t]*$")
"""What a line ends with that no value is cut off from."""


@PerStack
def values_are_not_cut(stack: Stack) -> Iterator[Problem]:
    """No value of a stack file is cut off where it holds a number sign."""
    yield from _cut(stack.source)


@PerPartner
def values_of_the_partner_are_not_cut(_: Partner, source: Source) -> Iterator[Problem]:
    """The same of partner.yaml."""
    yield from _cut(source)


def _cut(source: Source) -> Iterator[Problem]:
    for comment in source.comments(_NO_SPACE_BEHIND):
        if not _WHOLE.search(comment.before):
            shown = comment.text.split()[0]
            yield CUT_BY_COMMENT.at(
                comment.place,
                "",
                f'the value ends before "{shown}": YAML takes what follows for a comment',
                f'put the whole value in quotes, or write "# {shown[1:]}" where a comment is meant',
            )
