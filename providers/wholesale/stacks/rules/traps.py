"""Traps of YAML 1.1: values that it silently takes for something else than what was typed."""

from functools import partial

from wholesale.stacks.rule import Rule
from wholesale.stacks.rules.form import WITHOUT_IT

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
