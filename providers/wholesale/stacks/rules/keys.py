"""Keys and tags: what YAML would take silently, and we do not."""

from functools import partial

from wholesale.stacks.rule import Rule

_Rule = partial(Rule, firm="the value at this place is not known for certain")

DUPLICATE_KEY = _Rule(
    "WS040",
    "duplicate-key",
    what="A key stands twice in one map.",
    why="YAML readers drop the first one silently: a user or a customer would vanish.",
    mend="Keep one of the two; the problem names both places.",
    bad='users:\n  ada: {extension: "101"}\n  ada: {extension: "102"}',
    good='users:\n  ada: {extension: "101"}\n  bob: {extension: "102"}',
)
KEY_NOT_TEXT = _Rule(
    "WS041",
    "key-is-no-text",
    what="A key is a list or a map.",
    why="Keys of ours are handles and field names.",
    mend="Write the key as plain text.",
    bad="users:\n  [ada, bob]: {}",
    good="users:\n  ada: {}\n  bob: {}",
)
MERGE_KEY = _Rule(
    "WS042",
    "merge-key",
    what="A merge key (`<<`) is used.",
    why="YAML 1.2 has none, and it would hide where a value comes from.",
    mend="Share values with profiles (`extends`), `defaults`, `locationDefaults` or `userDefaults`.",
    bad="acme: {<<: *base, name: Acme}",
    good="acme: {extends: [smb-us], name: Acme}",
)
TAG = _Rule(
    "WS043",
    "tag",
    what="A value has a YAML tag.",
    why="Tags make programs of files; ours are only data.",
    mend="Remove the tag and write a plain value.",
    bad="name: !secret acme",
    good="name: Acme",
)
KEY_IS_NUMBER = _Rule(
    "WS044",
    "key-read-as-number",
    what="An unquoted key is a number to YAML.",
    why="`0123` would become the handle 83, and a handle never changes afterwards.",
    mend="Quote it.",
    bad="customers:\n  0123: {}",
    good='customers:\n  "0123": {}',
)
KEY_IS_BOOLEAN = _Rule(
    "WS045",
    "key-read-as-boolean",
    what="An unquoted key is true or false to YAML.",
    why="`no` (Norway) or `on` would become the handle false or true.",
    mend="Quote it.",
    bad="customers:\n  no: {}",
    good='customers:\n  "no": {}',
)
KEY_IS_TIME = _Rule(
    "WS046",
    "key-read-as-time",
    what="An unquoted key is a number in base 60 to YAML.",
    why="`1:30` would become the handle 90.",
    mend="Quote it.",
    bad="locations:\n  1:30: {}",
    good='locations:\n  "1:30": {}',
)
KEY_IS_DATE = _Rule(
    "WS047",
    "key-read-as-date",
    what="An unquoted key is a date to YAML.",
    why="A handle is text, and a date can be written in many ways.",
    mend="Quote it.",
    bad="customers:\n  2027-01-31: {}",
    good='customers:\n  "2027-01-31": {}',
)
KEY_IS_NULL = _Rule(
    "WS048",
    "key-read-as-nothing",
    what="A key is null to YAML, or is not written at all.",
    why="A record without a handle could never be found again.",
    mend="Quote it, or write a key before the colon.",
    bad="locations:\n  ~: {}",
    good='locations:\n  "~": {}',
)
KEY_IS_SPECIAL = _Rule(
    "WS049",
    "key-read-as-special",
    what="An unquoted key has a meaning of its own to YAML (`=`).",
    why="Readers disagree about what it means.",
    mend="Quote it.",
    bad="users:\n  =: {}",
    good='users:\n  "=": {}',
)
BY_KIND = {
    "int": KEY_IS_NUMBER,
    "float": KEY_IS_NUMBER,
    "bool": KEY_IS_BOOLEAN,
    "null": KEY_IS_NULL,
    "timestamp": KEY_IS_DATE,
    "value": KEY_IS_SPECIAL,
}
"""The rule of a key by the kind that YAML takes it for."""
